#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "runtime/ledger/entry.h"

namespace tipring {

/// Something about a contact, or about the world at that moment, that rules ask for.
struct Attribute {
  enum class Kind : std::uint8_t {
    field,   ///< The value of `field`: "caller", "customer.tier", "reason".
    list,    ///< Whether the value of `field` is on the list `name`.
    hours,   ///< Whether the hours `name` are open.
    owned,   ///< Whether the value of `field` is one of the site's own numbers.
    number,  ///< The value of `field` as NumberForm gives it: the same for a number however it was dialled.
    queue,   ///< The figure `field` of the queue `name`: how many wait in it, for one.
  };
  Kind kind = Kind::field;
  std::string field{};
  std::string name{};

  bool operator==(const Attribute&) const = default;
};

/// "caller", "caller on list \"barred\"", "hours \"office\"", "dialled is ours", "caller (international)",
/// "queue \"billing\" waiting". One text for one attribute: that is how the ledger names it.
std::string to_text(const Attribute& attribute);

/// What was seen of an attribute.
struct Observation {
  enum class State : std::uint8_t {
    seen,     ///< `value` is it.
    missing,  ///< The contact has no such thing; no comparison holds of it.
    unknown,  ///< Nobody knows: it was not recorded. Whether a comparison holds is then unknown too.
  };
  State state = State::missing;
  FieldValue value{};

  bool operator==(const Observation&) const = default;
};

inline Observation seen(FieldValue value) {
  return {Observation::State::seen, std::move(value)};
}
inline Observation not_known() {
  return {Observation::State::unknown, {}};
}

/// "gold", 4, true as people read them: texts in quotation marks, numbers in their shortest form.
std::string to_text(const FieldValue& value);

/// Nothing for what is no number.
std::optional<double> as_number(const FieldValue& value);

/// Whether both are the same: numbers as numbers, whatever type holds them.
bool same_value(const FieldValue& one, const FieldValue& other);

}  // namespace tipring
