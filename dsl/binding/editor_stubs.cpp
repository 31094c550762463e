#include "dsl/binding/editor_stubs.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace tipring::dsl {
namespace {

// Of several lines, each a comment.
std::string comment(std::string_view text) {
  std::string out = "---";
  for (const char letter : text)
    out += letter == '\n' ? "\n---" : std::string(1, letter);
  return out + "\n";
}

// What stands behind a name on its line.
std::string on_one_line(std::string_view text) {
  std::string out(text);
  std::ranges::replace(out, '\n', ' ');
  return out;
}

std::string alias_of(std::string_view noun) {
  std::string name(noun);
  std::ranges::replace(name, ' ', '_');
  return name + "_name";
}

// Types of objects as LuaCATS may name them: "table of the store" is table_of_the_store.
std::string class_of(std::string_view type) {
  std::string name(type);
  std::ranges::replace(name, ' ', '_');
  return name;
}

std::string options_class(const Word& word) {
  std::string name = qualified_name(word);
  std::ranges::replace(name, ':', '.');
  return name + (word.kind == WordKind::definition ? ".definition" : ".options");
}

std::string_view plain_type(ValueType type) {
  switch (type) {
    case ValueType::text:
    case ValueType::digits:
    case ValueType::number_to_call:
      return "string";
    case ValueType::whole:
      return "integer";
    case ValueType::number:
      return "number";
    case ValueType::boolean:
      return "boolean";
    case ValueType::boolean_or_text:
      return "boolean | string";
    case ValueType::duration:
      return "string | number";
    case ValueType::range:
      return "integer | string";
    case ValueType::table:
      return "table";
    case ValueType::texts:
      return "string[]";
    case ValueType::clip:
      return "string | clip";
    case ValueType::target:
      return "string | target";
    case ValueType::phone:
      return "target";
    case ValueType::secret:
      return "string | secret";
    case ValueType::action:
      return "action";
    case ValueType::nothing:
      return "nil";
    case ValueType::function:
    case ValueType::any:
      break;
  }
  return "any";
}

class Stubs {
 public:
  Stubs(std::span<const Word> words, const SiteVocabulary& site) : words_(words), site_(site) {}

  std::string write() {
    out_ = "---@meta _\n\n";
    write_aliases();
    for (const Word& word : words_)
      write_options(word);
    write_classes();
    write_libraries();
    for (const Word& word : words_) {
      if (word.kind == WordKind::value) write_value(word);
      if (word.kind == WordKind::function || word.kind == WordKind::method) write_function(word);
    }
    return std::move(out_);
  }

 private:
  std::string type_of(const Parameter& parameter) const {
    if (parameter.type == ValueType::function)
      return parameter.hands.empty()
                 ? "function"
                 : "fun(" + class_of(parameter.hands) + ": " + class_of(parameter.hands) + "): any";
    std::string type(plain_type(parameter.type));
    if (!parameter.one_of.empty()) {
      type.clear();
      for (const std::string_view text : parameter.one_of)
        type += (type.empty() ? "" : " | ") + lua_literal(text);
    } else if (!site_.names.contains(std::string(parameter.noun))) {
      return type;
    } else if (parameter.type == ValueType::table) {
      type = "table<" + alias_of(parameter.noun) + ", any>";
    } else if (parameter.type == ValueType::texts) {
      type = "(" + alias_of(parameter.noun) + ")[]";
    } else {
      type = alias_of(parameter.noun) + " | " + type;
    }
    return type;
  }

  static std::string doc_of(const Parameter& parameter) {
    std::string doc = on_one_line(parameter.doc);
    if (!parameter.fallback.empty()) doc += " Default: " + on_one_line(parameter.fallback) + ".";
    return doc;
  }

  void write_aliases() {
    for (const auto& [noun, names] : site_.names) {
      out_ += "---@alias " + alias_of(noun) + "\n";
      for (const std::string& name : names)
        out_ += "---| " + lua_literal(name) + "\n";
      out_ += "---| string\n\n";
    }
  }

  // The table that a word takes: its options, and positional arguments beside them.
  void write_options(const Word& word) {
    if (word.options.empty()) return;
    out_ += "---@class " + options_class(word) + "\n";
    for (std::size_t i = 0; i < word.parameters.size(); ++i)
      out_ += "---@field [" + std::to_string(i + 1) + "] " + type_of(word.parameters[i]) +
              (word.parameters[i].required ? " " : " | nil ") + doc_of(word.parameters[i]) + "\n";
    for (const Parameter& option : word.options)
      out_ += "---@field " + std::string(option.name) + (option.required ? " " : "? ") + type_of(option) + " " +
              doc_of(option) + "\n";
    out_ += '\n';
  }

  // All types of objects: those that words belong to, and those that they give.
  std::set<std::string> types() const {
    std::set<std::string> all;
    for (const Word& word : words_) {
      if (word.kind == WordKind::method || word.kind == WordKind::attribute) all.emplace(word.owner);
      if (!word.result.empty()) all.emplace(word.result);
    }
    return all;
  }

  void write_classes() {
    for (const std::string& type : types()) {
      out_ += "---@class " + class_of(type) + "\n";
      for (const Word& word : words_) {
        if (word.kind == WordKind::attribute && word.owner == type)
          out_ += "---@field " + std::string(word.name) + " " + result_of(word) + " " +
                  on_one_line(word.summary) + "\n";
        if (word.kind == WordKind::definition && result_of_name(word.name) == type)
          out_ += "---@overload fun(" + definition_arguments(word) + ")\n";
      }
      if (const auto fields = site_.fields.find(type); fields != site_.fields.end()) {
        for (const SiteVocabulary::Field& field : fields->second)
          out_ += "---@field " + field.name + " " + field.type + " | nil " + on_one_line(field.doc) + "\n";
      }
      // Methods need a value to stand on; a local is none that scripts see.
      out_ += "local " + class_of(type) + "_object = {}\n\n";
    }
  }

  // The type of what the function gives that names such a thing: of phone "100".
  std::string_view result_of_name(std::string_view name) const {
    const auto found = std::ranges::find_if(words_, [&](const Word& word) {
      return word.kind == WordKind::function && word.owner.empty() && word.name == name;
    });
    return found == words_.end() ? std::string_view() : found->result;
  }

  std::string definition_arguments(const Word& word) const {
    std::string arguments;
    for (const Parameter& parameter : word.parameters)
      arguments += (arguments.empty() ? "" : ", ") + std::string(parameter.name) + ": " + type_of(parameter);
    if (word.options.empty()) return arguments;
    return arguments + (arguments.empty() ? "" : ", ") + "options: " + options_class(word);
  }

  static std::string result_of(const Word& word) {
    if (word.result.empty()) return "any";
    const bool may_be_nil = word.returns.find("nil") != std::string_view::npos;
    return class_of(word.result) + (may_be_nil ? " | nil" : "");
  }

  void write_libraries() {
    std::set<std::string> names;
    for (const Word& word : words_) {
      const bool of_library = word.kind == WordKind::function || word.kind == WordKind::value;
      if (of_library && !word.owner.empty()) names.emplace(word.owner);
    }
    for (const std::string& name : names) {
      const auto called = std::ranges::find_if(words_, [&](const Word& word) {
        return word.owner.empty() && word.kind == WordKind::function && word.name == name;
      });
      out_ += "---@class " + name + "_library\n";
      if (called != words_.end()) {
        const std::string arguments = definition_arguments(*called);
        out_ += "---@overload fun(" + arguments + ")\n";
      }
      out_ += name + " = {}\n\n";
      libraries_.insert(name);
    }
  }

  void write_value(const Word& word) {
    out_ += comment(word.summary) + "---@type " + result_of(word) + "\n" + qualified_name(word) + " = nil\n\n";
  }

  // Without positional arguments the table of options is the only one, and else it may stand in their place.
  void write_function(const Word& word) {
    if (word.kind == WordKind::function && word.owner.empty() && libraries_.contains(std::string(word.name)))
      return;
    out_ += comment(word.summary);
    if (!word.details.empty()) out_ += comment(word.details);
    if (!word.example.empty()) out_ += "---```lua\n" + comment(word.example) + "---```\n";
    std::string names;
    for (const Parameter& parameter : word.parameters) {
      const std::string name = parameter.repeats ? "..." : std::string(parameter.name);
      out_ += "---@param " + name + (parameter.required || parameter.repeats ? " " : "? ") +
              type_of(parameter) + " " + doc_of(parameter) + "\n";
      names += (names.empty() ? "" : ", ") + name;
    }
    const std::string result = word.returns.empty() && word.result.empty() ? "" : result_of(word);
    if (!word.options.empty() && word.parameters.empty()) {
      out_ += "---@param options? " + options_class(word) + "\n";
      names = "options";
    } else if (!word.options.empty()) {
      const std::string self = word.kind == WordKind::method ? "self: " + class_of(word.owner) + ", " : "";
      out_ += "---@overload fun(" + self + "options: " + options_class(word) + ")" +
              (result.empty() ? "" : ": " + result) + "\n";
    }
    if (!result.empty())
      out_ += "---@return " + result + (word.returns.empty() ? "" : " # " + on_one_line(word.returns)) + "\n";
    const std::string owner = word.kind == WordKind::method ? class_of(word.owner) + "_object:"
                              : word.owner.empty()          ? ""
                                                            : std::string(word.owner) + ".";
    out_ += "function " + owner + std::string(word.name) + "(" + names + ") end\n\n";
  }

  std::span<const Word> words_;
  const SiteVocabulary& site_;
  std::set<std::string> libraries_;
  std::string out_;
};

}  // namespace

std::string lua_literal(std::string_view text) {
  std::string out = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') out += '\\';
    out += letter == '\n' ? std::string("\\n") : std::string(1, letter);
  }
  return out + "\"";
}

std::string editor_stubs(std::span<const Word> words, const SiteVocabulary& site) {
  return Stubs(words, site).write();
}

}  // namespace tipring::dsl
