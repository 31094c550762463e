#include <algorithm>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli/commands/program.h"
#include "tests/unit/cli/commands/runtime_stand_in.h"

namespace tipring::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

// What bash offers for the last of `words`.
std::vector<std::string> bash_offers(const std::string& words, const HowToRun& how = {}) {
  const std::string script =
      "source <(tipring completion bash); COMP_WORDS=(" + words +
      "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _tipring; printf '%s\\n' \"${COMPREPLY[@]}\"";
  const auto ended = run_program("/bin/bash", {"--norc", "-c", script}, how);
  EXPECT_EQ(ended.err, "");
  auto offers = lines_of(ended.out);
  // printf writes one empty line for nothing.
  if (offers == std::vector<std::string>{""}) offers.clear();
  return offers;
}

TEST(BashCompletion, OffersCommands) {
  EXPECT_THAT(bash_offers("tipring stat"), ElementsAre("status"));
  EXPECT_THAT(bash_offers("tipring ''"), AllOf(Contains("call"), Contains("events"), Contains("--help")));
  EXPECT_THAT(bash_offers("tipring call ''"), AllOf(Contains("ls"), Contains("show"), Contains("hangup")));
  EXPECT_THAT(bash_offers("tipring call ''"), Not(Contains("status")));
}

TEST(BashCompletion, OffersOptionsOfTheCommand) {
  EXPECT_THAT(bash_offers("tipring call hangup --d"), ElementsAre("--dry-run"));
  EXPECT_THAT(bash_offers("tipring call ls --dr"), IsEmpty());
  EXPECT_THAT(bash_offers("tipring events --follow --k"), ElementsAre("--kind"));
}

TEST(BashCompletion, OffersValues) {
  EXPECT_THAT(bash_offers("tipring status -o ''"), ElementsAre("table", "json", "jsonl", "tsv"));
  EXPECT_THAT(bash_offers("tipring status --output js"), ElementsAre("json", "jsonl"));
  // As bash cuts --output=js and --output=
  EXPECT_THAT(bash_offers("tipring status --output = t"), ElementsAre("table", "tsv"));
  EXPECT_THAT(bash_offers("tipring status --output ="), ElementsAre("table", "json", "jsonl", "tsv"));
  EXPECT_THAT(bash_offers("tipring log level ''"), ElementsAre("debug", "info", "warning", "error"));
  EXPECT_THAT(bash_offers("tipring completion z"), ElementsAre("zsh"));
  EXPECT_THAT(bash_offers("tipring status --timeout ''"), IsEmpty());
}

TEST(BashCompletion, OffersWordsOfTheLanguage) {
  // As bash cuts call:gat and call:
  EXPECT_THAT(bash_offers("tipring help call : gat"), ElementsAre("gather"));
  EXPECT_THAT(bash_offers("tipring help call :"), Contains("play"));
  EXPECT_THAT(bash_offers("tipring help redir"), Contains("redirect"));
  // Words of two kinds are offered once.
  EXPECT_THAT(bash_offers("tipring help phon"), ElementsAre("phone"));
  EXPECT_THAT(bash_offers("tipring help party : hears_t"), ElementsAre("hears_tone"));
}

TEST(BashCompletion, OffersFilesAndFolders) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("a_file")) << "";
  std::filesystem::create_directory(folder.file("a_folder"));
  EXPECT_THAT(bash_offers("tipring events --ledger " + folder.file("a_")),
              ElementsAre(folder.file("a_folder")));
  EXPECT_THAT(bash_offers("tipring status --socket " + folder.file("a_")),
              UnorderedElementsAre(folder.file("a_file"), folder.file("a_folder")));
}

TEST(BashCompletion, OffersTheCallsThatAreThere) {
  Control control;
  control.add(ControlMethod{"call.list", "", {}, [](const ControlArguments&) {
                              return Result<Json>(
                                  Json::parse(R"({"calls":[{"id":"1-2"},{"id":"1-31"}],"complete":true})"));
                            }});
  const RuntimeStandIn runtime(control);
  const HowToRun how{.environment = {{"TIPRING_SOCKET", runtime.socket()}}};
  EXPECT_THAT(bash_offers("tipring call show ''", how), ElementsAre("1-2", "1-31"));
  EXPECT_THAT(bash_offers("tipring call hangup 1-3", how), ElementsAre("1-31"));
  EXPECT_THAT(bash_offers("tipring call show ''"), IsEmpty()) << "no runtime, no calls, no noise";
}

TEST(BashCompletion, OffersQueuesAndAgentsOfTheRuntime) {
  Control control;
  control.add(ControlMethod{"queue.list", "", {}, [](const ControlArguments&) {
                              return Result<Json>(
                                  Json::parse(R"({"queues":[{"name":"billing"},{"name":"sales"}]})"));
                            }});
  control.add(ControlMethod{"agent.list", "", {}, [](const ControlArguments&) {
                              return Result<Json>(Json::parse(R"({"agents":[{"name":"ann"},{"name":"bob"}]})"));
                            }});
  const RuntimeStandIn runtime(control);
  const HowToRun how{.environment = {{"TIPRING_SOCKET", runtime.socket()}}};
  EXPECT_THAT(bash_offers("tipring queue show b", how), ElementsAre("billing"));
  EXPECT_THAT(bash_offers("tipring agent set ''", how), ElementsAre("ann", "bob"));
  EXPECT_THAT(bash_offers("tipring agent ls --queue s", how), ElementsAre("sales"));
}

// What stands on zsh's command line after Tab, in a real terminal of its own.
std::string zsh_completes(const std::string& typed) {
  const TemporaryFolder folder;
  {
    std::ofstream script(folder.file("_tipring"));
    script << tipring({"completion", "zsh"}).out;
  }
  const auto ended = run_program("/usr/bin/zsh", {"-f", TIPRING_ZSH_KEYS, folder.path(), typed},
                                 {.environment = {{"HOME", folder.path()}, {"TERM", "dumb"}}});
  EXPECT_EQ(ended.err, "");
  return ended.out;
}

TEST(ZshCompletion, CompletesCommandsOptionsAndValues) {
  EXPECT_EQ(zsh_completes("tipring stat"), "tipring status \n");
  EXPECT_EQ(zsh_completes("tipring call hang"), "tipring call hangup \n");
  EXPECT_EQ(zsh_completes("tipring call hangup --d"), "tipring call hangup --dry-run \n");
  EXPECT_EQ(zsh_completes("tipring status --output=ts"), "tipring status --output=tsv \n");
  EXPECT_EQ(zsh_completes("tipring status -o ts"), "tipring status -o tsv \n");
  EXPECT_EQ(zsh_completes("tipring log level warn"), "tipring log level warning \n");
}

TEST(ZshCompletion, IsValidZsh) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("_tipring")) << tipring({"completion", "zsh"}).out;
  const auto ended = run_program("/usr/bin/zsh", {"-f", "-n", folder.file("_tipring")});
  EXPECT_EQ(ended.err, "");
  EXPECT_EQ(ended.exit_code, 0);
}

}  // namespace
}  // namespace tipring::testing
