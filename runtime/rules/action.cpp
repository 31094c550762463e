#include "runtime/rules/action.h"

namespace tipring {
namespace {

std::string listed(const std::vector<std::string>& targets) {
  std::string text;
  for (const std::string& target : targets) {
    if (!text.empty()) text += ", ";
    text += target.ends_with('"') || target.ends_with(')') ? target : "\"" + target + "\"";
  }
  return text;
}

}  // namespace

std::string to_text(const Action& action) {
  switch (action.kind) {
    case Action::Kind::dialog:
      return "dialog \"" + action.name + "\"";
    case Action::Kind::rules:
      return "rules \"" + action.name + "\"";
    case Action::Kind::connect:
      return "connect(" + listed(action.targets) + ")";
    case Action::Kind::reject:
      return "reject(" + std::to_string(action.status) +
             (action.reason.empty() ? ")" : ", \"" + action.reason + "\")");
    case Action::Kind::redirect:
      return "redirect(" + listed(action.targets) + ")";
    case Action::Kind::hang_up:
      break;
  }
  return "hang_up()";
}

}  // namespace tipring
