#include "dsl/site/site_names.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include "dsl/binding/word_call.h"
#include "dsl/words/targets.h"
#include "runtime/rules/number_pattern.h"

namespace tipring::dsl {
namespace {

// The libraries of Lua that the sandbox leaves to scripts.
struct Library {
  std::string_view name;
  std::vector<std::string_view> functions;
  std::vector<std::string_view> values;
};

const std::vector<Library>& lua_libraries() {
  static const std::vector<Library> libraries{
      {"string",
       {"byte", "char", "find", "format", "gmatch", "gsub", "len", "lower", "match", "rep", "reverse", "sub",
        "upper"},
       {}},
      {"table", {"concat", "insert", "maxn", "remove", "sort"}, {}},
      {"math",
       {"abs",   "acos",   "asin",       "atan",  "atan2", "ceil",  "cos", "cosh", "deg",  "exp",
        "floor", "fmod",   "frexp",      "ldexp", "log",   "log10", "max", "min",  "modf", "pow",
        "rad",   "random", "randomseed", "sin",   "sinh",  "sqrt",  "tan", "tanh"},
       {"huge", "pi"}},
      {"coroutine", {"create", "resume", "running", "status", "wrap", "yield"}, {}},
      {"bit",
       {"arshift", "band", "bnot", "bor", "bswap", "bxor", "lshift", "rol", "ror", "rshift", "tobit", "tohex"},
       {}},
  };
  return libraries;
}

constexpr std::array<std::string_view, 19> lua_functions{
    "assert",   "error",    "getmetatable", "ipairs", "next",   "pairs",        "pcall",
    "print",    "rawequal", "rawget",       "rawset", "select", "setmetatable", "tonumber",
    "tostring", "type",     "unpack",       "xpcall", "require"};

std::string type_key(ValueType type) {
  switch (type) {
    case ValueType::text:
      return "text";
    case ValueType::whole:
      return "whole";
    case ValueType::number:
      return "number";
    case ValueType::boolean:
      return "boolean";
    case ValueType::boolean_or_text:
      return "boolean_or_text";
    case ValueType::duration:
      return "duration";
    case ValueType::range:
      return "range";
    case ValueType::digits:
      return "digits";
    case ValueType::function:
      return "function";
    case ValueType::table:
      return "table";
    case ValueType::texts:
      return "texts";
    case ValueType::clip:
      return "clip";
    case ValueType::target:
      return "target";
    case ValueType::phone:
      return "phone";
    case ValueType::number_to_call:
      return "number_to_call";
    case ValueType::secret:
      return "text";
    case ValueType::action:
      return "action";
    case ValueType::any:
    case ValueType::nothing:
      break;
  }
  return {};
}

// The types of literals, with what only a descriptor knows to read.
const ByName<LiteralType>& site_types() {
  static const ByName<LiteralType> all = [] {
    auto types = literal_types();
    types["duration"].text_fits = [](std::string_view text) { return parse_duration(text).has_value(); };
    types["range"].text_fits = [](std::string_view text) { return parse_range(text).has_value(); };
    types["target"].text_fits = [](std::string_view text) { return is_target_uri(text); };
    types["number_to_call"].text_fits = [](std::string_view text) {
      return can_be_dialled(number_given(std::string(text)));
    };
    return types;
  }();
  return all;
}

// What fits a parameter that does not take all of its type.
std::optional<LiteralType> narrowed(const Parameter& parameter) {
  const auto named = site_types().find(type_key(parameter.type));
  const bool takes_all = parameter.one_of.empty() && !parameter.least && !parameter.most;
  if (takes_all || named == site_types().end()) return std::nullopt;
  LiteralType type = named->second;
  type.expected = wanted(parameter);
  type.one_of.assign(parameter.one_of.begin(), parameter.one_of.end());
  const auto fits = [least = parameter.least, most = parameter.most](double size) {
    return size >= least.value_or(size) && size <= most.value_or(size);
  };
  type.number_fits = fits;
  if (type.texts) type.least_items = static_cast<std::size_t>(parameter.least.value_or(0));
  if (!type.one_of.empty()) {
    type.number = false;
    type.text_fits = [known = type.one_of](std::string_view text) {
      return std::find(known.begin(), known.end(), text) != known.end();
    };
  } else if (parameter.type == ValueType::duration) {
    type.text_fits = [fits](std::string_view text) {
      const auto duration = parse_duration(text);
      return duration && fits(std::chrono::duration<double>(*duration).count());
    };
  }
  return type;
}

KnownParameter known_parameter(const Parameter& parameter) {
  KnownParameter known;
  known.name = parameter.name;
  known.type = type_key(parameter.type);
  known.required = parameter.required;
  known.repeats = parameter.repeats;
  known.noun = parameter.noun;
  if (!parameter.hands.empty()) known.hands.emplace_back(parameter.hands);
  known.narrowed = narrowed(parameter);
  return known;
}

KnownPlace known_place(WordPlace place) {
  switch (place) {
    case WordPlace::loading:
      return KnownPlace::loading;
    case WordPlace::task:
      return KnownPlace::task;
    case WordPlace::anywhere:
      break;
  }
  return KnownPlace::anywhere;
}

KnownArguments known_arguments(const Word& word) {
  KnownArguments known;
  for (const Parameter& parameter : word.parameters)
    known.parameters.push_back(known_parameter(parameter));
  for (const Parameter& option : word.options)
    known.options.push_back(known_parameter(option));
  return known;
}

KnownFunction known_function(const Word& word, const std::vector<Word>& words) {
  KnownFunction known;
  known.arguments = known_arguments(word);
  known.result = word.result;
  known.place = known_place(word.place);
  const auto definition = std::find_if(words.begin(), words.end(), [&](const Word& other) {
    return other.kind == WordKind::definition && other.name == word.name && word.owner.empty();
  });
  if (definition != words.end()) {
    known.defines = DefinitionForm::by_name;
    known.noun = word.name;
    known.definition = known_arguments(*definition);
  } else if (word.owner.empty() && word.name == "variables") {
    known.defines = DefinitionForm::by_field;
    known.noun = "variable";
  } else if (word.owner.empty() && word.name == "skills") {
    known.defines = DefinitionForm::by_item;
    known.noun = "skill";
  } else if (word.owner.empty() && word.name == "destinations") {
    known.defines = DefinitionForm::by_field;
    known.noun = "destination";
  } else if (word.owner.empty() && word.name == "customers") {
    known.defines = DefinitionForm::by_field;
    known.defining_field = "columns";
    known.noun = "column";
  }
  return known;
}

KnownMember known_member(const Word& word, const std::vector<Word>& words) {
  KnownMember known;
  switch (word.kind) {
    case WordKind::method:
      known.kind = MemberKind::method;
      break;
    case WordKind::attribute:
      known.kind = MemberKind::attribute;
      known.writable = word.writable;
      break;
    case WordKind::function:
      known.kind = MemberKind::function;
      break;
    case WordKind::value:
    case WordKind::definition:
      known.kind = MemberKind::value;
      break;
  }
  known.function = known_function(word, words);
  known.type = word.result;
  return known;
}

void add_word(KnownNames& names, const Word& word, const std::vector<Word>& words) {
  if (word.kind == WordKind::definition) return;  // Known by the word that names.
  const std::string name(word.name);
  const std::string owner(word.owner);
  if (word.kind == WordKind::method || word.kind == WordKind::attribute) {
    names.objects[owner].members[name] = known_member(word, words);
  } else if (!owner.empty()) {
    names.globals[owner].kind = GlobalKind::library;
    names.globals[owner].fields[name] = known_member(word, words);
  } else if (const auto library = names.globals.find(name); library != names.globals.end()) {
    library->second.callable = true;
    library->second.function = known_function(word, words);
  } else {
    KnownGlobal known;
    known.kind = word.kind == WordKind::function ? GlobalKind::function : GlobalKind::value;
    known.function = known_function(word, words);
    known.type = word.kind == WordKind::value ? std::string(word.result) : std::string();
    names.globals[name] = std::move(known);
  }
}

void add_lua(KnownNames& names) {
  KnownFunction anything;
  anything.arguments.any_number = true;
  for (const std::string_view name : lua_functions) {
    names.globals[std::string(name)] = {
        .kind = GlobalKind::function, .function = anything, .fields = {}, .type = {}};
  }
  auto& require = names.globals["require"].function.arguments;
  require.any_number = false;
  require.parameters.push_back(
      {.name = "module", .type = "text", .required = true, .repeats = false, .noun = "module", .hands = {}});
  for (const Library& library : lua_libraries()) {
    KnownGlobal known{.kind = GlobalKind::library, .function = {}, .fields = {}, .type = {}};
    for (const std::string_view name : library.functions) {
      known.fields[std::string(name)] = {.kind = MemberKind::function, .function = anything, .type = {}};
    }
    for (const std::string_view name : library.values) {
      known.fields[std::string(name)] = {.kind = MemberKind::value, .function = {}, .type = {}};
    }
    names.globals[std::string(library.name)] = std::move(known);
  }
  names.globals["_VERSION"] = {.kind = GlobalKind::value, .function = {}, .fields = {}, .type = {}};
}

}  // namespace

KnownNames site_names(const std::vector<Word>& words, std::vector<std::string> sounds,
                      std::vector<std::string> modules, std::vector<std::string> calendars) {
  KnownNames names;
  names.types = site_types();
  add_lua(names);
  // Libraries first: some can be called, too.
  for (const bool of_libraries : {true, false}) {
    for (const Word& word : words)
      if (of_libraries == !word.owner.empty()) add_word(names, word, words);
  }
  for (const char* kind : {"call", "chat"})
    names.objects[kind].variables = "variable";
  names.objects["headers"].open = true;
  auto& recording = names.objects["recording"];
  for (const char* attribute : {"length", "ended_by", "name"}) {
    recording.members[attribute] = {.kind = MemberKind::attribute, .function = {}, .type = {}};
  }
  names.objects["clip"];
  names.objects["action"].open = true;
  names.nouns["sound"] = {std::move(sounds), {}};
  names.nouns["module"] = {std::move(modules), {}};
  names.objects["target"];
  names.objects["null"];
  names.objects["table of the store"];
  auto& customer = names.objects["customer"];
  customer.variables = "column";
  for (const char* attribute : {"known", "shared"})
    customer.members[attribute] = {.kind = MemberKind::attribute, .function = {}, .type = {}};
  names.objects["secret"];
  names.objects["hours"];
  names.objects["agent"];
  names.objects["announcement"];
  names.objects["holidays"];
  for (const Word& word : words) {
    if (word.kind == WordKind::definition) names.nouns[std::string(word.name)];
  }
  names.nouns["variable"];
  names.nouns["destination"];
  names.nouns["skill"];
  names.nouns["holidays"] = {std::move(calendars), {}};
  return names;
}

}  // namespace tipring::dsl
