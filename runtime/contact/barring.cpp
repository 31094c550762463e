#include "runtime/contact/barring.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "runtime/ports/host_part.h"
#include "runtime/ports/user_part.h"
#include "runtime/rules/number_pattern.h"

namespace tipring {
namespace {

bool is_tel(const std::string& uri) {
  constexpr std::string_view scheme = "tel:";
  return uri.size() >= scheme.size() &&
         std::equal(scheme.begin(), scheme.end(), uri.begin(),
                    [](char mark, char letter) { return letter == mark || letter == mark - 'a' + 'A'; });
}

// The beginning of the numbers among which a local one is, "+1" of "9005550143;phone-context=+1" (RFC 3966,
// section 5.1.5); empty where that is none.
std::string context_of(std::string_view user) {
  std::string small;
  for (const char letter : user)
    small += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  constexpr std::string_view parameter = ";phone-context=+";
  const auto at = small.find(parameter);
  if (at == std::string::npos) return {};
  const auto begin = at + parameter.size() - 1;
  return dialled_number(small.substr(begin, small.find_first_of(":;", begin) - begin));
}

}  // namespace

std::string called_number_of(const std::string& uri) {
  std::string_view user = is_tel(uri) ? std::string_view(uri).substr(4) : user_part_of(uri);
  // A password and the parameters of a telephone number (RFC 3261, section 19.1.1; RFC 3966) are none of it.
  const std::string number = dialled_number(unescaped(user.substr(0, user.find_first_of(":;"))));
  return number.starts_with('+') ? number : context_of(user) + number;
}

std::optional<CallBar> bar_of(const FloorContext& floor, const CallingParty& caller, const std::string& trunk,
                              const std::string& number, const std::string& uri) {
  if (!trunk.empty()) return floor.settings.permissions.bar_of(caller, number);
  const auto is_trunks = [&floor](const std::string& host) {
    return !host.empty() && !floor.directory.trunk_at(host).empty();
  };
  if (!is_tel(uri) && !is_trunks(host_part_of(uri)) && !is_trunks(maddr_of(uri))) return std::nullopt;
  return bar_at_trunks(floor, caller, uri);
}

std::optional<CallBar> bar_at_trunks(const FloorContext& floor, const CallingParty& caller,
                                     const std::string& uri) {
  return floor.settings.permissions.bar_of(caller, called_number_of(uri));
}

void note_barred(const FloorContext& floor, ContactId contact, LegId leg, const std::string& uri,
                 const CallBar& bar) {
  floor.log.write(LogLevel::warning, "contact " + to_string(contact) + ": " + bar.text);
  Entry entry{.kind = EntryKind::number_barred,
              .contact = contact,
              .leg = leg,
              .fields = {{"number", bar.number}, {"to", uri}, {"why", bar.text}}};
  if (!bar.destination.empty()) entry.fields.emplace_back("destination", bar.destination);
  floor.ledger.write(std::move(entry));
}

}  // namespace tipring
