#include "bank_names.h"

namespace tipring::dsl {
namespace {

KnownParameter parameter(std::string name, std::string type, bool required = false) {
  KnownParameter made;
  made.name = std::move(name);
  made.type = std::move(type);
  made.required = required;
  return made;
}

KnownParameter naming(std::string name, std::string type, std::string noun) {
  KnownParameter made = parameter(std::move(name), std::move(type));
  made.noun = std::move(noun);
  return made;
}

KnownParameter handing(std::string name, std::vector<std::string> types) {
  KnownParameter made = parameter(std::move(name), "function", true);
  made.hands = std::move(types);
  return made;
}

KnownMember method(std::vector<KnownParameter> parameters, std::vector<KnownParameter> options = {},
                   std::string result = {}) {
  KnownMember made;
  made.kind = MemberKind::method;
  made.function.arguments.parameters = std::move(parameters);
  made.function.arguments.options = std::move(options);
  made.function.result = std::move(result);
  return made;
}

KnownMember attribute(bool writable = false, std::string type = {}) {
  KnownMember made;
  made.kind = MemberKind::attribute;
  made.writable = writable;
  made.type = std::move(type);
  return made;
}

KnownGlobal function(std::vector<KnownParameter> parameters, std::vector<KnownParameter> options = {}) {
  KnownGlobal made;
  made.kind = GlobalKind::function;
  made.function.arguments.parameters = std::move(parameters);
  made.function.arguments.options = std::move(options);
  return made;
}

KnownMember library_function(std::vector<KnownParameter> parameters, bool any_number = false) {
  KnownMember made;
  made.kind = MemberKind::function;
  made.function.arguments.parameters = std::move(parameters);
  made.function.arguments.any_number = any_number;
  return made;
}

KnownGlobal defining(std::string noun, bool with_conversation) {
  KnownGlobal made = function({naming("name", "text", noun)});
  made.function.defines = DefinitionForm::by_name;
  made.function.noun = std::move(noun);
  if (with_conversation) made.function.definition.parameters = {handing("conversation", {"call"})};
  if (with_conversation) made.function.definition.parameters.front().type.clear();
  return made;
}

KnownObject call_object() {
  KnownObject call;
  call.variables = "variable";
  KnownParameter clips = naming("clip", "clip", "sound");
  clips.required = true;
  clips.repeats = true;
  KnownParameter words = parameter("words", "");
  words.repeats = true;
  call.members = {
      {"answer", method({})},
      {"hang_up", method({})},
      {"play", method({clips}, {parameter("barge_in", "boolean")})},
      {"say", method({words})},
      {"gather",
       method({}, {parameter("digits", "range"), parameter("first", "duration"), parameter("ends", "digits"),
                   naming("play", "clip", "sound"), parameter("say", "text")})},
      {"record", method({parameter("name", "text", true)}, {parameter("max", "duration")}, "recording")},
      {"wait", method({parameter("time", "duration", true)})},
      {"after", method({parameter("time", "duration", true), handing("what", {"call"})})},
      {"finally", method({handing("what", {})})},
      {"connect", method({parameter("target", "target", true)}, {parameter("timeout", "duration")}, "leg")},
      {"caller", attribute()},
      {"state", attribute()},
      {"id", attribute()},
      {"estimate", attribute()},
      {"customer", attribute(true, "customer")},
  };
  return call;
}

KnownGlobal library(ByName<KnownMember> fields, bool open = false) {
  KnownGlobal made;
  made.kind = GlobalKind::library;
  made.fields = std::move(fields);
  made.open = open;
  return made;
}

}  // namespace

KnownNames bank_names() {
  KnownNames names;
  names.types = literal_types();
  names.types["duration"].text_fits = [](std::string_view text) { return text == "5s" || text == "2m"; };
  names.nouns["sound"].names = {"welcome", "goodbye", "hold/piano"};
  names.nouns["module"].exists = [](std::string_view module) { return module == "holidays"; };
  names.nouns["module"].names = {"holidays"};

  names.objects["call"] = call_object();
  names.objects["leg"].members = {{"hang_up", method({})}, {"state", attribute()}};
  names.objects["recording"].members = {{"discard", method({})}, {"length", attribute()}};
  names.objects["customer"].open = true;

  names.globals["on"] = library({{"call", library_function({handing("handler", {"call"})})}});
  names.globals["on"].fields["call"].function.place = KnownPlace::loading;
  names.globals["log"] = library({{"info", library_function({}, true)}, {"error", library_function({}, true)}});
  names.globals["string"] =
      library({{"rep", library_function({}, true)}, {"format", library_function({}, true)}});
  names.globals["customers"] = library({}, true);
  names.globals["dialog"] = defining("dialog", true);
  names.globals["queue"] = defining("queue", false);
  names.globals["queue"].function.definition.options = {parameter("strategy", "text"),
                                                        parameter("target", "table")};
  names.globals["skills"] = function({parameter("names", "table")});
  names.globals["skills"].function.defines = DefinitionForm::by_item;
  names.globals["skills"].function.noun = "skill";
  names.globals["need"] = function({naming("skill", "text", "skill")});
  names.globals["variables"] = function({parameter("types", "table", true)});
  names.globals["variables"].function.defines = DefinitionForm::by_field;
  names.globals["variables"].function.noun = "variable";
  names.globals["require"] = function({naming("module", "text", "module")});
  names.globals["reject"] = function({parameter("code", "whole", true), parameter("reason", "text")});
  names.globals["listen"] = function({}, {parameter("sip", "text", true)});
  names.globals["listen"].function.place = KnownPlace::loading;
  names.globals["spawn"] = function({handing("what", {})});
  names.globals["spawn"].function.place = KnownPlace::task;
  for (const char* plain :
       {"print", "pcall", "ipairs", "pairs", "type", "tostring", "unpack", "setmetatable"}) {
    names.globals[plain].kind = GlobalKind::function;
    names.globals[plain].function.arguments.any_number = true;
  }
  names.globals["text"].kind = GlobalKind::value;
  return names;
}

}  // namespace tipring::dsl
