#include <algorithm>
#include <memory>

#include "cli/command_line/usage.h"
#include "cli/commands/commands.h"
#include "dsl/binding/word.h"
#include "dsl/words/words.h"
#include "runtime/base/nearest.h"

namespace tipring::cli {
namespace {

struct HelpOptions {
  OutputFormat format = OutputFormat::table;
  std::string name;
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

// "call:gather" for one word, "gather" for every word of that name.
std::vector<const dsl::Word*> find_words(const std::string& name) {
  std::vector<const dsl::Word*> found;
  for (const auto& word : dsl::all_words()) {
    if (word.name == name || qualified_name(word) == name) found.push_back(&word);
  }
  return found;
}

Result<void> list_words(Console& console, OutputFormat format) {
  Json words = Json::array();
  for (const auto& word : dsl::all_words())
    words.push_back(description_of(word));
  Renderer(console, format).list(word_fields, words);
  return {};
}

Error no_such_word(const std::string& name) {
  NearestName search(name);
  for (const auto& word : dsl::all_words()) {
    search.offer(word.name);
    search.offer(qualified_name(word));
  }
  return {"not-found",
          "there is no word '" + name + "' in the language, nor such a command" + did_you_mean(search.best()),
          false};
}

Result<void> help(CommandLine& line, const HelpOptions& options) {
  auto& console = line.console();
  if (options.name.empty()) return list_words(console, options.format);
  const auto words = find_words(options.name);
  if (words.empty()) {
    const auto& command = deepest_command(line.root(), {options.name});
    if (&command == &line.root()) return no_such_word(options.name);
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
  return {};
}

}  // namespace

void add_help_command(CommandLine& line) {
  const auto options = std::make_shared<HelpOptions>();
  auto& command = line.add_command(line.root(), "help", "Explain a word of the language, or list them all.",
                                   [&line, options] { return help(line, *options); });
  auto* word =
      command.add_option("WORD", options->name, "A word such as gather or call:gather, or a command's name.");
  word->type_name("");
  line.set_source(word, ValueSource::word);
  line.add_output_option(command, options->format);
}

}  // namespace tipring::cli
