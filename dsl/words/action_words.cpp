#include <string>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "dsl/words/defining.h"
#include "dsl/words/position.h"
#include "dsl/words/targets.h"
#include "dsl/words/words.h"
#include "runtime/rules/action.h"

namespace tipring::dsl {
namespace {

int dialog(WordCall& call) {
  Host& host = call.host<Host>();
  std::string name = call.text("name");
  if (host.loading()) {
    host.definitions.used_names.push_back({"dialog", name, position_of_caller(call.lua())});
  } else if (!host.definitions.dialogs.contains(name)) {
    call.mistake("there is no dialog \"" + name + "\"");
  }
  push_object(call.lua(), "action", Action{.kind = Action::Kind::dialog, .name = std::move(name)});
  return 1;
}

int define_dialog(WordCall& call) {
  Host& host = call.host<Host>();
  const std::string& name = object_at<Action>(call.lua(), call.self(), "action")->name;
  refuse_second(call, host.definitions.dialogs, "dialog", name);
  lua_pushvalue(call.lua(), call.index_of("handler"));
  host.definitions.dialogs.emplace(
      name, HandlerFunction{luaL_ref(call.lua(), LUA_REGISTRYINDEX), position_of_caller(call.lua())});
  lua_pushvalue(call.lua(), call.self());
  return 1;
}

int reject(WordCall& call) {
  const auto status = call.whole("status", 603);
  push_object(
      call.lua(), "action",
      Action{.kind = Action::Kind::reject, .status = static_cast<int>(status), .reason = call.text("reason")});
  return 1;
}

int redirect(WordCall& call) {
  push_object(call.lua(), "action", Action{.kind = Action::Kind::redirect, .targets = uri_targets(call)});
  return 1;
}

int hang_up(WordCall& call) {
  push_object(call.lua(), "action", Action{});
  return 1;
}

}  // namespace

std::span<const Word> action_words() {
  static const std::vector<Word> words{
      {.name = "dialog",
       .summary = "Names a dialog: to define it, or to send a contact there.",
       .details = "return dialog \"name\" goes there.",
       .parameters = {{.name = "name",
                       .type = ValueType::text,
                       .required = true,
                       .doc = "The dialog's name.",
                       .noun = "dialog"}},
       .returns = "where to go, for return",
       .result = "action",
       .example = "return dialog \"closed\"",
       .run = dialog},
      {.name = "dialog",
       .kind = WordKind::definition,
       .place = WordPlace::loading,
       .summary = "Defines a dialog.",
       .details = "A dialog is a function that attends a contact and returns where the contact goes next.",
       .parameters = {{.name = "handler",
                       .type = ValueType::function,
                       .required = true,
                       .doc = "Receives the call.",
                       .hands = "call"}},
       .example = "dialog \"closed\" (function(call)\n  call:say \"We are closed.\"\n  return hang_up()\nend)",
       .run = define_dialog},
      {.name = "reject",
       .summary = "Refuses a call that is not answered yet; an answered one is ended.",
       .parameters = {{.name = "status",
                       .type = ValueType::whole,
                       .fallback = "603",
                       .doc = "SIP status: 404 not found, 486 busy, 603 declined.",
                       .least = 400,
                       .most = 699},
                      {.name = "reason", .type = ValueType::text, .doc = "Text for the caller's phone."}},
       .returns = "where to go, for return",
       .result = "action",
       .example = "return reject(404)",
       .run = reject},
      {.name = "redirect",
       .summary = "Sends a call that is not answered yet elsewhere (302).",
       .parameters = {{.name = "targets",
                       .type = ValueType::text,
                       .required = true,
                       .repeats = true,
                       .doc = "SIP or tel: URIs, the best first."}},
       .returns = "where to go, for return",
       .result = "action",
       .example = "return redirect \"sip:ann@192.0.2.7\"",
       .run = redirect},
      {.name = "hang_up",
       .summary = "Ends the call.",
       .returns = "where to go, for return",
       .result = "action",
       .example = "return hang_up()",
       .run = hang_up},
  };
  return words;
}

}  // namespace tipring::dsl
