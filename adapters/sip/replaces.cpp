#include "adapters/sip/replaces.h"

#include <algorithm>

#include "adapters/sip/header_text.h"
#include "runtime/ports/user_part.h"

namespace tipring::sip {
namespace {

// The part before `mark`, which is taken off with it.
std::string_view take_until(std::string_view& text, char mark) {
  const std::string_view part = text.substr(0, text.find(mark));
  text.remove_prefix(std::min(text.size(), part.size() + 1));
  return part;
}

}  // namespace

std::optional<Replaces> parse_replaces(std::string_view value) {
  Replaces replaces;
  replaces.call_id = trimmed(take_until(value, ';'));
  while (!value.empty()) {
    std::string_view parameter = take_until(value, ';');
    const std::string name = lower_case(trimmed(take_until(parameter, '=')));
    if (name == "to-tag") replaces.to_tag = trimmed(parameter);
    if (name == "from-tag") replaces.from_tag = trimmed(parameter);
  }
  if (replaces.call_id.empty() || replaces.to_tag.empty() || replaces.from_tag.empty()) return std::nullopt;
  return replaces;
}

std::optional<std::string> header_in_uri(std::string_view headers, std::string_view name) {
  while (!headers.empty()) {
    std::string_view header = take_until(headers, '&');
    const std::string_view its_name = take_until(header, '=');
    if (lower_case(unescaped(its_name)) == lower_case(name)) return unescaped(header);
  }
  return std::nullopt;
}

}  // namespace tipring::sip
