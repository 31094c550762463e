#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tipring {

/// One customer's business with us. Written `RUN-NUMBER`, for example `3-142`: the 142nd contact since the
/// runtime started for the 3rd time on its ledger. Never used twice on one ledger.
struct ContactId {
  std::uint32_t run = 0;
  std::uint32_t number = 0;  ///< 0 refers to no contact.

  explicit operator bool() const { return number != 0; }
  friend auto operator<=>(ContactId, ContactId) = default;
};

/// One party's connection. Written `RUN.NUMBER`, for example `3.281`. Never used twice on one ledger.
struct LegId {
  std::uint32_t run = 0;
  std::uint32_t number = 0;  ///< 0 refers to no leg.

  explicit operator bool() const { return number != 0; }
  friend auto operator<=>(LegId, LegId) = default;
};

std::string to_string(ContactId id);
std::string to_string(LegId id);
std::optional<ContactId> parse_contact_id(std::string_view text);
std::optional<LegId> parse_leg_id(std::string_view text);

/// Hands out ids in order. One for the whole runtime; adapters that meet a new leg first take its id from here.
/// Control thread only.
class Ids {
 public:
  /// `run` counts the starts of the runtime on its ledger, from 1.
  explicit Ids(std::uint32_t run) : run_(run) {}

  ContactId next_contact() { return {run_, ++contacts_}; }
  LegId next_leg() { return {run_, ++legs_}; }

 private:
  std::uint32_t run_;
  std::uint32_t contacts_ = 0;
  std::uint32_t legs_ = 0;
};

}  // namespace tipring

template <>
struct std::hash<tipring::ContactId> {
  std::size_t operator()(tipring::ContactId id) const noexcept {
    return std::hash<std::uint64_t>{}((std::uint64_t{id.run} << 32U) | id.number);
  }
};
template <>
struct std::hash<tipring::LegId> {
  std::size_t operator()(tipring::LegId id) const noexcept {
    return std::hash<std::uint64_t>{}((std::uint64_t{id.run} << 32U) | id.number);
  }
};
