#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/ids.h"
#include "runtime/base/result.h"
#include "runtime/control/json.h"

namespace tipring {

/// What a parameter of a control method must be in JSON.
enum class ControlType : std::uint8_t {
  boolean,  ///< true or false.
  integer,  ///< A number without a fraction, between `lowest` and `highest`.
  text,     ///< A string, not empty; one of `choices` where there are any.
  texts,    ///< An array of such strings.
  contact,  ///< A string as to_string(ContactId) writes it: "3-142".
};

std::string_view to_string(ControlType type);

/// Describes one parameter. Arguments are checked against it before the method's handler sees them.
struct ControlParameter {
  std::string name;  ///< Snake case: "dry_run".
  ControlType type = ControlType::text;
  bool required = false;
  std::string doc;  ///< One sentence.
  Json fallback{};  ///< Stands in for an argument that was not given; null: none.
  std::vector<std::string> choices{};
  std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
  std::int64_t highest = std::numeric_limits<std::int64_t>::max();
};

/// The arguments of one request, checked. Each getter may only be asked for a parameter of its type; those that
/// return no optional, only for one that is required or has a fallback.
class ControlArguments {
 public:
  /// Checks `given` (an object, or null for none) against `parameters`. Fails with "invalid-params", naming the
  /// parameter, what it must be and, for an unknown one, the nearest known.
  static Result<ControlArguments> check(const std::vector<ControlParameter>& parameters, const Json& given);

  bool has(std::string_view name) const { return values_.contains(name); }
  bool boolean(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;
  std::optional<std::int64_t> optional_integer(std::string_view name) const;
  const std::string& text(std::string_view name) const;
  std::optional<std::string> optional_text(std::string_view name) const;
  /// Empty where none were given.
  std::vector<std::string> texts(std::string_view name) const;
  ContactId contact(std::string_view name) const;
  /// The empty id where none was given.
  ContactId optional_contact(std::string_view name) const;

 private:
  Json values_ = Json::object();
};

}  // namespace tipring
