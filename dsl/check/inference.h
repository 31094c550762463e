#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dsl/check/known_names.h"
#include "dsl/check/local_values.h"
#include "dsl/check/syntax_tree.h"

namespace tipring::dsl {

/// What the text tells about a value. A value that may also be nil counts as what it is otherwise.
struct Value {
  enum class Kind : std::uint8_t {
    unknown,
    nil,
    object,      ///< Of a known type.
    function,    ///< A word.
    library,     ///< A table of words.
    definition,  ///< What a by_name function gave for a name: `dialog "x"`, which a further call makes a
                 ///< definition.
  };
  Kind kind = Kind::unknown;
  std::string name;  ///< For messages: the object's type "call", the word "call:gather", the library "log".
  const KnownObject* object = nullptr;
  const KnownFunction* function = nullptr;  ///< For functions, definitions, and libraries that can be called.
  const KnownGlobal* library = nullptr;
  const Expression* defined =
      nullptr;  ///< For definitions: the argument that holds the name; null when there is none.

  friend bool operator==(const Value&, const Value&) = default;
};

/// Works out what expressions are, from the words that produce values and the locals they go through.
class Inference {
 public:
  /// `site_globals`: globals the site's files assign; their values are unknown, also where a word has the name.
  Inference(const KnownNames& names, const LocalValues& locals,
            const std::set<std::string, std::less<>>& site_globals)
      : names_(names), locals_(locals), site_globals_(site_globals) {}

  Value of(const Expression* expression);
  /// What `base` followed by `suffix` gives.
  Value after(const Value& base, const Suffix& suffix) const;

  struct Call {
    const KnownFunction* function = nullptr;
    const KnownArguments* arguments = nullptr;
    std::string name;  ///< For messages: "call:gather".
  };
  /// What is called by `suffix` behind `base`; nothing when it is not known or the suffix is no call.
  static std::optional<Call> called(const Value& base, const Suffix& suffix);

  /// A function given to a word receives objects of these types. Once all are handed over, forget() what was
  /// worked out without knowing them.
  void hand(const FunctionBody& body, const std::vector<std::string>& types);
  void forget() { known_locals_.clear(); }
  /// The function literal that `argument` is, directly or as a local function with no other use; null when
  /// unknown.
  const FunctionBody* handler(const Expression* argument) const;

  /// The literals that a value may turn out to be: both sides of `a and "x" or "y"`, what a local was given.
  /// Empty when it is something else.
  std::vector<const Expression*> literals(const Expression* expression) const;

  /// The text that it certainly is.
  std::optional<std::string> constant_text(const Expression* expression) const;

  /// Null when the object's type has no such member.
  static const KnownMember* member(const KnownObject& object, std::string_view name);

  const KnownNames& names() const { return names_; }
  const LocalValues& locals() const { return locals_; }

 private:
  Value of_node(const Expression* expression);
  Value of_local(const Local* local);
  Value of_global(const std::string& name) const;
  Value of_binary(const Binary& binary);
  Value object(const std::string& type) const;
  Value result(const KnownFunction& function) const;
  Value field(const Value& base, std::string_view name) const;
  Value call(const Value& base, const Suffix& suffix) const;
  void add_literals(const Expression* expression, int depth, std::vector<const Expression*>& found) const;

  const KnownNames& names_;
  const LocalValues& locals_;
  const std::set<std::string, std::less<>>& site_globals_;
  std::unordered_map<const Local*, std::string> handed_;  // Empty text: handed as different things.
  std::unordered_map<const Local*, Value> known_locals_;
  int depth_ = 0;
};

/// A value that is one of two.
Value either(const Value& one, const Value& other);

}  // namespace tipring::dsl
