#include "runtime/contact/barring.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "runtime/ports/host_part.h"
#include "runtime/ports/user_part.h"
#include "runtime/rules/number_pattern.h"

namespace tipring {
namespace {

constexpr std::string_view tel = "tel:";

bool is_tel(std::string_view text) {
  return text.size() >= tel.size() &&
         std::equal(tel.begin(), tel.end(), text.begin(),
                    [](char mark, char letter) { return letter == mark || letter == mark - 'a' + 'A'; });
}

// The tel: URI that a URI is, or that one without a host, as sip:tel:+1202…, only wraps; else empty.
std::string_view tel_uri_of(std::string_view uri) {
  if (is_tel(uri)) return uri;
  const auto colon = uri.find(':');
  if (colon == std::string_view::npos || uri.find('@') != std::string_view::npos) return {};
  const std::string_view rest = uri.substr(colon + 1);
  return is_tel(rest) ? rest : std::string_view();
}

// In a user part, what is behind the colon is a password by RFC 3261, and the number to whoever unwraps it.
std::string_view without_tel(std::string_view text) {
  while (is_tel(text))
    text.remove_prefix(tel.size());
  return text;
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
  const std::string_view wrapped = tel_uri_of(uri);
  const std::string_view user = without_tel(wrapped.empty() ? user_part_of(uri) : wrapped);
  // A password and the parameters of a telephone number (RFC 3261, section 19.1.1; RFC 3966) are none of it.
  const std::string plain = unescaped(user.substr(0, user.find_first_of(":;")));
  const std::string number = dialled_number(without_tel(plain));
  return number.starts_with('+') ? number : context_of(user) + number;
}

std::optional<CallBar> bar_of(const FloorContext& floor, const CallingParty& caller, const std::string& trunk,
                              const std::string& number, const std::string& uri) {
  if (!trunk.empty()) return floor.settings.permissions.bar_of(caller, number);
  const auto is_trunks = [&floor](const std::string& host) {
    return !host.empty() && !floor.directory.trunk_at(host).empty();
  };
  if (tel_uri_of(uri).empty() && !is_trunks(host_part_of(uri)) && !is_trunks(maddr_of(uri)))
    return std::nullopt;
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
