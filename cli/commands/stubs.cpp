#include <memory>
#include <string>
#include <vector>

#include "cli/commands/commands.h"
#include "cli/commands/findings.h"
#include "cli/commands/idle_site.h"
#include "cli/tester/spec.h"
#include "dsl/binding/editor_stubs.h"
#include "dsl/site/asked_enterprise.h"
#include "dsl/words/words.h"

namespace tipring::cli {
namespace {

std::string type_of(const dsl::VariableType& type) {
  switch (type.kind) {
    case dsl::VariableType::Kind::number:
      return "number";
    case dsl::VariableType::Kind::boolean:
      return "boolean";
    case dsl::VariableType::Kind::text:
      break;
    case dsl::VariableType::Kind::one_of: {
      std::string choices;
      for (const std::string& choice : type.choices)
        choices += (choices.empty() ? "" : " | ") + dsl::lua_literal(choice);
      return choices;
    }
  }
  return "string";
}

template <typename Named>
std::vector<std::string> names_of(const Named& things) {
  std::vector<std::string> names;
  for (const auto& [name, thing] : things)
    names.push_back(name);
  return names;
}

dsl::SiteVocabulary vocabulary_of(const dsl::Definitions& site) {
  dsl::SiteVocabulary vocabulary;
  for (const auto& [name, type] : site.variables) {
    // Those with a dot, customer.tier, are fields of what stands before it.
    if (name.find('.') != std::string::npos) continue;
    for (const char* contact : {"call", "chat"})
      vocabulary.fields[contact].push_back({name, type_of(type), "A variable of the site."});
  }
  if (site.customers) {
    for (const auto& [name, type] : site.customers->columns)
      vocabulary.fields["customer"].push_back(
          {name, type_of(type), "A column of " + site.customers->from + "."});
  }
  vocabulary.fields["customer"].push_back({"known", "boolean", "Whether the store knows the customer."});
  vocabulary.fields["customer"].push_back({"shared", "boolean", "Whether several customers have the number."});
  vocabulary.names = {{"dialog", names_of(site.dialogs)}, {"rules", names_of(site.rules)},
                      {"hours", names_of(site.hours)},    {"holidays", names_of(site.holidays)},
                      {"list", names_of(site.lists)},     {"phone", names_of(site.phones)},
                      {"trunk", names_of(site.trunks)},   {"queue", names_of(site.queues)},
                      {"agent", names_of(site.agents)},   {"skill", names_of(site.skills)}};
  return vocabulary;
}

struct StubsOptions {
  std::string folder = ".";
  std::string enterprise;
};

Result<void> print_stubs(Console& console, const StubsOptions& options) {
  const std::string& folder = options.folder;
  const auto site = IdleSite::load(console, folder);
  if (!site) return site.error();
  const dsl::LoadedSite& loaded = site.value()->loaded();
  if (loaded.site == nullptr) {
    explain_findings(console, loaded.findings, folder);
    console.err << folder << ": has mistakes: its own names are left out\n";
  }
  dsl::SiteVocabulary vocabulary;
  if (loaded.site != nullptr) {
    const auto theirs = dsl::enterprise_named(*loaded.site, options.enterprise);
    if (!theirs) return theirs.error();
    vocabulary = vocabulary_of(theirs.value()->definitions());
  }
  std::vector<dsl::Word> words = dsl::all_words();
  words.insert(words.end(), play_language().begin(), play_language().end());
  console.out << dsl::editor_stubs(words, vocabulary);
  return {};
}

}  // namespace

void add_stubs_command(CommandLine& line) {
  const auto options = std::make_shared<StubsOptions>();
  auto& command = line.add_command(
      line.root(), "stubs", "Print declarations of all words and of a site's names, for editors (LuaCATS).",
      [&line, options] { return print_stubs(line.console(), *options); });
  auto* site = command.add_option("SITE", options->folder, "The site's folder; this one when it is left out.");
  site->type_name("");
  line.set_source(site, ValueSource::folder);
  auto* enterprise = command.add_option("--enterprise", options->enterprise,
                                        "The names of this enterprise, and not the site's own.");
  enterprise->type_name("NAME");
  line.set_source(enterprise, ValueSource::nothing);
}

}  // namespace tipring::cli
