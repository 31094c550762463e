#include "cli/switchboard/media_ports.h"

#include <charconv>
#include <optional>
#include <string>

namespace tipring::cli {
namespace {

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(port) : std::nullopt;
}

}  // namespace

Result<MediaPorts> parse_media_ports(std::string_view text) {
  const auto dash = text.find('-');
  const auto first = port_of(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? std::nullopt : port_of(text.substr(dash + 1));
  const int first_even = first ? *first + *first % 2 : 0;
  if (first && last && first_even >= 1024 && first_even + 1 <= *last) return MediaPorts{*first, *last};
  return Error{"bad-ports",
               "\"" + std::string(text) +
                   "\" is no range of ports, from 1024 to 65535 and with an even one first, as 16384-32767 is",
               false};
}

}  // namespace tipring::cli
