#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command_line/usage.h"
#include "cli/commands/commands.h"

namespace tipring::cli {
namespace {

using Options = std::set<std::string>;

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;)
    words.push_back(word);
  return words;
}

// The manual's commands, each with the long options its section names (mdoc(7): `.Ss call hangup Ar ID`, `.Fl
// -dry-run`).
std::map<std::string, Options> manual_commands() {
  std::map<std::string, Options> commands;
  std::string section;
  std::string command;
  std::ifstream manual(TIPRING_MANUAL);
  for (std::string line; std::getline(manual, line);) {
    const auto words = words_of(line);
    if (words.empty()) continue;
    if (words[0] == ".Sh") section = line.substr(4);
    if (section != "COMMANDS") continue;
    if (words[0] == ".Ss") {
      command = "tipring";
      for (std::size_t at = 1; at < words.size() && words[at] != "Op" && words[at] != "Ar"; ++at) {
        command += " " + words[at];
      }
      commands[command];
    }
    for (std::size_t at = 0; at + 1 < words.size(); ++at) {
      const bool flag = words[at] == "Fl" || words[at] == ".Fl";
      if (flag && words[at + 1].starts_with("-")) commands[command].insert("-" + words[at + 1]);
    }
  }
  return commands;
}

void collect(const CLI::App& command, std::map<std::string, Options>& commands) {
  const auto subcommands = subcommands_of(command);
  for (const auto* subcommand : subcommands)
    collect(*subcommand, commands);
  if (!subcommands.empty()) return;
  auto& options = commands[full_name(command)];
  for (const auto* option : command.get_options()) {
    for (const auto& name : option->get_lnames()) {
      if (name != "help") options.insert("--" + name);
    }
  }
}

class ManualTest : public testing::Test {
 protected:
  ManualTest() { add_commands(line_); }

  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{.out = out_, .err = err_};
  CommandLine line_{console_};
};

TEST_F(ManualTest, HasEveryCommandAndOptionAndNoOther) {
  std::map<std::string, Options> program;
  collect(line_.root(), program);
  const auto manual = manual_commands();
  for (const auto& [command, options] : program) {
    const auto described = manual.find(command);
    ASSERT_NE(described, manual.end()) << command << " is not in the manual";
    EXPECT_EQ(described->second, options) << command;
  }
  for (const auto& [command, options] : manual)
    EXPECT_TRUE(program.contains(command)) << command << " is no command";
}

TEST_F(ManualTest, HasEveryExitCode) {
  std::set<std::string> codes;
  std::ifstream manual(TIPRING_MANUAL);
  std::string section;
  for (std::string line; std::getline(manual, line);) {
    if (line.starts_with(".Sh ")) section = line.substr(4);
    if (section == "EXIT STATUS" && line.starts_with(".It ")) codes.insert(line.substr(4));
  }
  EXPECT_THAT(codes, testing::ElementsAre("0", "1", "2", "3", "4", "5", "6", "7"));
  EXPECT_EQ(static_cast<int>(ExitCode::unreachable), 7) << "the last";
}

TEST_F(ManualTest, DescribesWhatHelpPrints) {
  // Every command and option says in one sentence what it is for.
  std::vector<const CLI::App*> commands{&line_.root()};
  while (!commands.empty()) {
    const auto* command = commands.back();
    commands.pop_back();
    EXPECT_FALSE(command->get_description().empty()) << full_name(*command);
    for (const auto* option : command->get_options()) {
      EXPECT_TRUE(option->get_description().ends_with('.')) << full_name(*command) << " " << option->get_name();
    }
    for (const auto* subcommand : subcommands_of(*command))
      commands.push_back(subcommand);
  }
}

}  // namespace
}  // namespace tipring::cli
