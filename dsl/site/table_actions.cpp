#include "dsl/site/table_actions.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "dsl/words/targets.h"
#include "runtime/base/nearest.h"
#include "runtime/rules/number_pattern.h"

namespace tipring::dsl {
namespace {

Error bad_cell(std::string text) {
  return {"bad-cell", std::move(text)};
}

// The next word, or what stands between quotation marks, of `rest`, which is left with what follows.
std::string take_word(std::string_view& rest) {
  constexpr std::string_view blanks = " \t(),";
  rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
  const bool quoted = !rest.empty() && rest.front() == '"';
  if (quoted) rest.remove_prefix(1);
  const std::size_t end = std::min(quoted ? rest.find('"') : rest.find_first_of(blanks), rest.size());
  std::string word(rest.substr(0, end));
  rest.remove_prefix(std::min(end + (quoted ? 1 : 0), rest.size()));
  return word;
}

// What is left, without what parts it from the words before.
std::string take_rest(std::string_view rest) {
  constexpr std::string_view around = " \t(),\"";
  const auto first = rest.find_first_not_of(around);
  if (first == std::string_view::npos) return {};
  return std::string(rest.substr(first, rest.find_last_not_of(around) - first + 1));
}

template <typename Known>
std::optional<Error> refuse_unknown(std::string_view noun, const std::string& name, const Known& known) {
  if (known.contains(name)) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& [each, definition] : known)
    names.push_back(each);
  return bad_cell("there is no " + std::string(noun) + " \"" + name + "\"" +
                  did_you_mean(nearest(name, names)));
}

Result<Action> reject_action(std::string_view rest) {
  const std::string word = take_word(rest);
  int status = 603;
  const auto read = std::from_chars(word.data(), word.data() + word.size(), status);
  const bool is_status = read.ec == std::errc{} && read.ptr == word.data() + word.size();
  if (!word.empty() && (!is_status || status < 400 || status > 699))
    return bad_cell("reject takes a SIP status from 400 to 699, not \"" + word + "\"");
  return Action{.kind = Action::Kind::reject, .status = status, .reason = take_rest(rest)};
}

Result<Action> trunk_action(const Definitions& definitions, std::string_view rest) {
  const std::string trunk = take_word(rest);
  if (auto unknown = refuse_unknown("trunk", trunk, definitions.trunks)) return *unknown;
  const std::string number = take_rest(rest);
  if (!can_be_dialled(dialled_number(number)))
    return bad_cell("trunk " + trunk + " needs the number to call: trunk " + trunk + " +12025550143");
  return Action{.kind = Action::Kind::connect, .parties = {{.trunk = trunk, .number = number}}};
}

Result<Action> named_action(const Definitions& definitions, const std::string& verb, std::string_view rest) {
  if (verb == "reject") return reject_action(rest);
  if (verb == "trunk") return trunk_action(definitions, rest);
  const std::string name = take_rest(rest);
  if (verb == "dialog") {
    if (auto unknown = refuse_unknown("dialog", name, definitions.dialogs)) return *unknown;
    return Action{.kind = Action::Kind::dialog, .name = name};
  }
  if (verb == "rules") {
    if (auto unknown = refuse_unknown("rule set", name, definitions.rules)) return *unknown;
    return Action{.kind = Action::Kind::rules, .name = name};
  }
  if (verb == "queue") {
    if (auto unknown = refuse_unknown("queue", name, definitions.queues)) return *unknown;
    return Action{.kind = Action::Kind::queue, .name = name};
  }
  if (verb == "phone") {
    if (auto unknown = refuse_unknown("phone", name, definitions.phones)) return *unknown;
    return Action{.kind = Action::Kind::connect, .parties = {{.phone = name}}};
  }
  if (!is_target_uri(name))
    return bad_cell("redirect takes a URI, redirect sip:ann@192.0.2.7, not \"" + name + "\"");
  return Action{.kind = Action::Kind::redirect, .targets = {name}};
}

}  // namespace

Result<Action> action_of_cell(const Definitions& definitions, std::string_view text) {
  static const std::vector<std::string> verbs{"dialog", "rules",  "queue",    "phone",
                                              "trunk",  "reject", "redirect", "hang_up"};
  const std::string whole = take_rest(text);
  if (is_target_uri(whole)) return Action{.kind = Action::Kind::connect, .parties = {{.uri = whole}}};
  std::string_view rest = text;
  const std::string verb = take_word(rest);
  if (verb == "hang_up" && take_rest(rest).empty()) return Action{.kind = Action::Kind::hang_up};
  if (verb != "hang_up" && std::ranges::find(verbs, verb) != verbs.end())
    return named_action(definitions, verb, rest);
  return bad_cell(
      "\"" + whole +
      "\" is nowhere to go: dialog NAME, rules NAME, queue NAME, phone NAME, trunk NAME NUMBER, a URI, "
      "reject STATUS, redirect URI and hang_up are" +
      did_you_mean(nearest(verb, verbs)));
}

}  // namespace tipring::dsl
