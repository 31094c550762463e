#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tipring::dsl {

template <typename Value>
using ByName = std::map<std::string, Value, std::less<>>;

/// Which literals fit an argument. Anything that is no literal fits as far as the checker knows.
struct LiteralType {
  std::string expected;  ///< For messages: "a duration such as \"5s\"".
  bool text = false;
  bool number = false;
  bool boolean = false;
  bool function = false;
  bool table = false;
  bool whole = false;           ///< Of numbers, only those without a fraction.
  bool texts = false;           ///< Of tables, only lists of texts,
  std::size_t least_items = 0;  ///< of so many at least.
  /// Of texts, those for which this is true; all when empty.
  std::function<bool(std::string_view)> text_fits;
  std::function<bool(double)> number_fits;  ///< The same of numbers.
  std::vector<std::string> one_of;          ///< The texts that fit where they are few: a wrong one may be near.
};

/// A positional argument or a named option.
struct KnownParameter {
  std::string name;
  std::string type;  ///< A key of KnownNames::types; empty or unknown there: anything fits.
  bool required = false;
  bool repeats = false;  ///< The last positional one: takes all further arguments.
  std::string noun;      ///< A literal text here names one of these: "sound". Else empty.
  std::vector<std::string>
      hands;  ///< A function given here receives objects of these types, in order; "" for others.
  std::optional<LiteralType> narrowed{};  ///< What fits, where that is less than `type` says.
};

/// What a call may be given. A table as the last argument holds options by name and, as list items, the
/// positional arguments from its own place on: `call:play { "welcome", barge_in = true }`.
struct KnownArguments {
  std::vector<KnownParameter> parameters;
  std::vector<KnownParameter> options;  ///< None: tables are not looked into for names.
  bool any_number = false;              ///< True: arguments are not counted, and none is missing.
};

/// Whether and how calling a function brings a name of the site into being.
enum class DefinitionForm : std::uint8_t {
  none,
  by_name,  ///< `dialog "x" (function …)` and `dialog "x" { … }` define "x"; `dialog "x"` alone refers to it.
  by_field,  ///< `variables { account = text }` defines "account"; see KnownFunction::defining_field.
  by_item,   ///< `skills { "billing", "repair" }` defines both.
};

/// Where a function may be used.
enum class KnownPlace : std::uint8_t {
  anywhere,
  loading,  ///< At the top of files, or in functions called there; never in one that attends a contact.
  task,     ///< In functions only, never at the top of a file.
};

struct KnownFunction {
  KnownArguments arguments;
  KnownPlace place = KnownPlace::anywhere;
  std::string result;  ///< Type of the object it returns (or nil): a key of KnownNames::objects. Else empty.
  DefinitionForm defines = DefinitionForm::none;
  std::string noun;  ///< What it defines: "dialog".
  /// For by_field: the option whose table has the names, "columns" of `customers { columns = { tier = text }
  /// }`; empty: the argument itself.
  std::string defining_field{};
  KnownArguments
      definition;  ///< For by_name: what stands behind the name. `hands` and `options` apply as ever.
};

enum class MemberKind : std::uint8_t {
  method,     ///< Of an object: `call:answer()`.
  attribute,  ///< Of an object: `call.caller`.
  function,   ///< Of a library: `log.info("…")`.
  value,      ///< Of a library: `math.pi`.
};

struct KnownMember {
  MemberKind kind = MemberKind::value;
  KnownFunction function;  ///< For methods (without the object itself) and functions.
  bool writable = false;   ///< For attributes.
  std::string type;        ///< For attributes and values: the type of the object there (or nil). Else empty.
};

/// A type of object that scripts get hold of.
struct KnownObject {
  ByName<KnownMember> members;
  std::string variables;  ///< A noun whose names are attributes too: "variable". Else empty.
  bool open = false;      ///< True: other members may exist; unknown ones are not reported.
};

enum class GlobalKind : std::uint8_t { value, function, library };

struct KnownGlobal {
  GlobalKind kind = GlobalKind::value;
  KnownFunction function;      ///< For functions, and for libraries that can be called.
  ByName<KnownMember> fields;  ///< For libraries.
  bool callable = false;       ///< For libraries: `function` says how.
  bool open = false;           ///< For libraries: other fields may exist; unknown ones are not reported.
  std::string type;            ///< For values: the type of the object there. Else empty.
};

/// The names of one sort of thing. What the site's files define of a noun is added to them while checking.
struct KnownNoun {
  std::vector<std::string> names;
  /// Asked for names that are not in the list; may be empty.
  std::function<bool(std::string_view)> exists;
};

/// What the checker holds a site's files against. The caller builds it from the words' descriptors and from
/// what it knows of the site (its sounds and modules).
struct KnownNames {
  ByName<LiteralType> types;  ///< Usually literal_types().
  ByName<KnownNoun> nouns;    ///< A noun that is not here and that no known function defines is not checked.
  ByName<KnownObject> objects;
  ByName<KnownGlobal> globals;  ///< With the libraries of Lua as far as scripts see them.
};

/// Literal types under the names the words' descriptors use: text, whole, number, boolean, boolean_or_text,
/// duration, range, digits, function, table, texts, clip, target, phone, number_to_call, action. The caller may
/// add text_fits where it can judge texts.
ByName<LiteralType> literal_types();

}  // namespace tipring::dsl
