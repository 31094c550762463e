#include "runtime/base/ids.h"

#include <charconv>

namespace tipring {
namespace {

std::string join(std::uint32_t run, char separator, std::uint32_t number) {
  return std::to_string(run) + separator + std::to_string(number);
}

bool parse_whole(std::string_view text, std::uint32_t& value) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  return problem == std::errc{} && end == text.data() + text.size();
}

template <typename Id>
std::optional<Id> split(std::string_view text, char separator) {
  const auto at = text.find(separator);
  Id id;
  if (at == std::string_view::npos || !parse_whole(text.substr(0, at), id.run) ||
      !parse_whole(text.substr(at + 1), id.number) || id.number == 0) {
    return std::nullopt;
  }
  return id;
}

}  // namespace

std::string to_string(ContactId id) {
  return join(id.run, '-', id.number);
}
std::string to_string(LegId id) {
  return join(id.run, '.', id.number);
}
std::optional<ContactId> parse_contact_id(std::string_view text) {
  return split<ContactId>(text, '-');
}
std::optional<LegId> parse_leg_id(std::string_view text) {
  return split<LegId>(text, '.');
}

}  // namespace tipring
