#include <algorithm>
#include <array>
#include <memory>
#include <sstream>

#include "cli/command_line/usage.h"
#include "cli/commands/commands.h"
#include "cli/commands/help_topics.h"
#include "cli/tester/spec.h"
#include "dsl/binding/word.h"
#include "dsl/words/words.h"
#include "runtime/base/nearest.h"

namespace tipring::cli {
namespace {

struct HelpOptions {
  OutputFormat format = OutputFormat::table;
  std::vector<std::string> names;
};

const std::vector<Field> word_fields{
    {.key = "name"}, {.key = "signature"}, {.key = "summary", .may_be_cut = true}};

Json parameters_of(const std::vector<dsl::Parameter>& parameters) {
  Json list = Json::array();
  for (const auto& parameter : parameters) {
    list.push_back({{"name", parameter.name},
                    {"type", to_string(parameter.type)},
                    {"required", parameter.required},
                    {"default", parameter.fallback},
                    {"doc", parameter.doc}});
  }
  return list;
}

Json description_of(const dsl::Word& word) {
  return {{"name", qualified_name(word)},
          {"signature", signature(word)},
          {"summary", word.summary},
          {"details", word.details},
          {"waits", word.waits},
          {"parameters", parameters_of(word.parameters)},
          {"options", parameters_of(word.options)},
          {"returns", word.returns},
          {"example", word.example}};
}

// What sites say, and what scenarios say beside.
std::array<const std::vector<dsl::Word>*, 2> languages() {
  return {&dsl::all_words(), &play_language()};
}

// Scenarios know the play as t, and parties by names of their own.
std::string with_owner(const std::string& name) {
  return name.starts_with("t:") ? "play" + name.substr(1) : name;
}

// "call:gather" for one word, "gather" for every word of that name.
std::vector<const dsl::Word*> find_words(const std::string& given) {
  const std::string name = with_owner(given);
  std::vector<const dsl::Word*> found;
  for (const auto* language : languages()) {
    for (const auto& word : *language) {
      if (word.name == name || qualified_name(word) == name) found.push_back(&word);
    }
  }
  return found;
}

Result<void> list_words(Console& console, OutputFormat format) {
  Json words = Json::array();
  for (const auto* language : languages()) {
    for (const auto& word : *language)
      words.push_back(description_of(word));
  }
  Renderer(console, format).list(word_fields, words);
  return {};
}

// "sip bans" in quotes are two words.
std::vector<std::string> single_words(const std::vector<std::string>& names) {
  std::vector<std::string> words;
  for (const std::string& name : names) {
    std::istringstream text(name);
    for (std::string word; text >> word;)
      words.push_back(word);
  }
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

Error no_such_word(const std::string& name) {
  NearestName search(name);
  for (const HelpTopic& topic : help_topics())
    search.offer(std::string(topic.name));
  for (const auto* language : languages()) {
    for (const auto& word : *language) {
      search.offer(word.name);
      search.offer(qualified_name(word));
    }
  }
  return {"not-found",
          "there is no word '" + name + "' in the language, nor such a command" + did_you_mean(search.best()),
          false};
}

Result<void> help(CommandLine& line, const HelpOptions& options) {
  auto& console = line.console();
  if (options.names.empty()) return list_words(console, options.format);
  const std::vector<std::string> names = single_words(options.names);
  const std::string name = joined(names);
  const auto words = find_words(name);
  if (words.empty()) {
    if (const HelpTopic* topic = find_topic(name)) {
      console.out << topic->text;
      return {};
    }
    const auto& command = deepest_command(line.root(), names);
    if (&command == &line.root()) return no_such_word(name);
    if (full_name(command) != full_name(line.root()) + " " + name)
      return Error{"not-found", explain_usage(line.root(), names, "'" + name + "' is no command"), false};
    console.out << help_of(command);
    return {};
  }
  if (options.format != OutputFormat::table) {
    Json descriptions = Json::array();
    for (const auto* word : words)
      descriptions.push_back(description_of(*word));
    Renderer(console, options.format).list(word_fields, descriptions);
    return {};
  }
  std::string_view separator;
  for (const auto* word : words) {
    console.out << separator << help_text(*word);
    separator = "\n";
  }
  if (const HelpTopic* topic = find_topic(name)) console.out << separator << topic->text;
  return {};
}

}  // namespace

void add_help_command(CommandLine& line) {
  const auto options = std::make_shared<HelpOptions>();
  auto& command = line.add_command(line.root(), "help", "Explain a word of the language, or list them all.",
                                   [&line, options] { return help(line, *options); });
  auto* word = command.add_option(
      "WORD", options->names,
      "A word such as gather, call:gather or, of scenarios, hears; a command's name; or one of the "
      "topics chat, conference, digits, direct, err, hold, speech, srtp and transfer; or a field of rules, "
      "such as "
      "when and policy.");
  word->type_name("");
  line.set_source(word, ValueSource::word);
  line.add_output_option(command, options->format);
}

}  // namespace tipring::cli
