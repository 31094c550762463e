#include "runtime/rules/action.h"

#include <string_view>

namespace tipring {
namespace {

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

template <typename Items, typename Text>
std::string listed(const Items& items, Text text_of) {
  std::string text;
  for (const auto& item : items)
    text += (text.empty() ? "" : ", ") + text_of(item);
  return text;
}

}  // namespace

std::string to_text(const ActionParty& party) {
  if (!party.phone.empty()) return "phone " + quoted(party.phone);
  if (!party.trunk.empty()) return "trunk(" + quoted(party.trunk) + ", " + quoted(party.number) + ")";
  return quoted(party.uri);
}

std::string to_text(const Action& action) {
  switch (action.kind) {
    case Action::Kind::dialog:
      return "dialog " + quoted(action.name);
    case Action::Kind::rules:
      return "rules " + quoted(action.name);
    case Action::Kind::queue:
      return "queue " + quoted(action.name);
    case Action::Kind::connect:
      return listed(action.parties, [](const ActionParty& party) { return to_text(party); });
    case Action::Kind::reject:
      return "reject(" + std::to_string(action.status) +
             (action.reason.empty() ? ")" : ", " + quoted(action.reason) + ")");
    case Action::Kind::redirect:
      return "redirect(" + listed(action.targets, quoted) + ")";
    case Action::Kind::hang_up:
      break;
  }
  return "hang_up()";
}

}  // namespace tipring
