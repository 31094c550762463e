#include "runtime/contact/carried_headers.h"

#include <algorithm>

namespace tipring {
namespace {

bool is_one_of(std::string_view name, const std::vector<std::string>& names) {
  return std::ranges::any_of(names, [&](const std::string& each) { return same_header_name(name, each); });
}

const std::vector<std::string>& identities() {
  static const std::vector<std::string> names{"P-Asserted-Identity", "Privacy"};
  return names;
}

}  // namespace

bool same_header_name(std::string_view first, std::string_view second) {
  const auto small = [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  };
  return std::ranges::equal(first, second, {}, small, small);
}

const std::vector<std::string>& usually_carried() {
  static const std::vector<std::string> names{"User-to-User", "Diversion", "P-Asserted-Identity", "Privacy"};
  return names;
}

bool may_be_carried(const std::string& name) {
  static const std::vector<std::string> others{
      "History-Info", "P-Preferred-Identity", "Alert-Info", "Call-Info", "Subject", "Priority", "Reason"};
  const bool own = name.size() > 2 && same_header_name(name.substr(0, 2), "X-");
  return own || is_one_of(name, usually_carried()) || is_one_of(name, others);
}

bool names_parties(const std::string& name) {
  static const std::vector<std::string> names{"Diversion", "History-Info", "P-Asserted-Identity",
                                              "P-Preferred-Identity"};
  return is_one_of(name, names);
}

Headers carried_headers(const Headers& from, const std::vector<std::string>& names, CarryTrust trust,
                        const Headers& instead) {
  Headers carried;
  for (const auto& [name, value] : from) {
    const auto same = [&name = name](const auto& header) { return same_header_name(header.first, name); };
    if (!is_one_of(name, names) || std::ranges::any_of(instead, same)) continue;
    if (is_one_of(name, identities()) && !(trust.caller && trust.target)) continue;
    carried.emplace_back(name, value);
  }
  return carried;
}

}  // namespace tipring
