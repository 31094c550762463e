#include "arrows.h"

#include <gmock/gmock.h>

namespace tipring::house {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::vector<std::string> arrows_of(const std::string& path, const std::string& text) {
  return wrong_arrows({{path, text}});
}

TEST(Arrows, name_file_line_and_arrow) {
  EXPECT_THAT(
      arrows_of("runtime/ledger/entry.cpp", "// a line\n\n#include \"adapters/sqlite/connection.h\"\n"),
      ElementsAre("runtime/ledger/entry.cpp:3: runtime/ledger -> adapters/sqlite: only cli uses adapters"));
}

TEST(Arrows, that_are_right_pass) {
  EXPECT_THAT(arrows_of("runtime/contact/leg.cpp",
                        "#include \"runtime/contact/leg.h\"\n#include \"runtime/base/ids.h\"\n"
                        "#include <nlohmann/json.hpp>\n#include <vector>\n"),
              IsEmpty());
  EXPECT_THAT(arrows_of("runtime/control/floor_commands.h", "#include \"runtime/floor.h\"\n"), IsEmpty());
  EXPECT_THAT(arrows_of("dsl/words/play.cpp",
                        "#include <lua.hpp>\n#include \"runtime/floor.h\"\n#include \"stdlib/m.h\"\n"
                        "#include \"dsl/tasks/tasks.h\"\n"),
              IsEmpty());
  EXPECT_THAT(arrows_of("adapters/sip/leg.cpp",
                        "#include <sofia-sip/nta.h>\n#include \"runtime/ports/telephony.h\"\n"
                        "#include \"adapters/sip/leg.h\"\n"),
              IsEmpty());
  EXPECT_THAT(
      arrows_of("cli/run/run.cpp", "#include \"adapters/sip/user_agent.h\"\n#include \"dsl/site/site.h\"\n"),
      IsEmpty());
}

TEST(Arrows, that_are_wrong_are_found) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"runtime/base/ids.cpp", "\"runtime/ports/journal.h\""},
      {"runtime/ports/journal.h", "\"runtime/ledger/entry.h\""},
      {"runtime/ledger/ledger.cpp", "\"runtime/contact/contact.h\""},
      {"runtime/contact/calls.cpp", "\"runtime/control/control.h\""},
      {"runtime/floor.h", "\"runtime/control/control.h\""},
      {"runtime/contact/calls.cpp", "\"runtime/floor.h\""},
      {"runtime/contact/calls.cpp", "\"dsl/tasks/tasks.h\""},
      {"runtime/contact/calls.cpp", "\"cli/run/run.h\""},
      {"runtime/base/clock.cpp", "<lua.hpp>"},
      {"runtime/base/clock.cpp", "<sofia-sip/su.h>"},
      {"runtime/base/clock.cpp", "<sqlite3.h>"},
      {"runtime/base/clock.cpp", "<libpq-fe.h>"},
      {"runtime/base/clock.cpp", "<curl/curl.h>"},
      {"runtime/base/clock.cpp", "<sys/socket.h>"},
      {"runtime/base/clock.cpp", "<thread>"},
      {"dsl/words/play.cpp", "\"adapters/sounds/sounds.h\""},
      {"dsl/words/play.cpp", "\"cli/output/table.h\""},
      {"adapters/sip/leg.cpp", "\"adapters/rtp/packet.h\""},
      {"adapters/sip/leg.cpp", "\"dsl/site/site.h\""},
      {"adapters/sip/leg.cpp", "\"cli/run/run.h\""},
      {"stdlib/modules.h", "\"runtime/base/ids.h\""},
      {"cli/run/run.cpp", "\"run.h\""},
  };
  for (const auto& [path, target] : wrong) {
    for (const char* form : {"#include ", "  #  include   "}) {
      EXPECT_THAT(arrows_of(path, form + target + "  // why\n"), ElementsAre(StartsWith(path + ":1: ")))
          << path << " may include " << target;
    }
  }
}

TEST(Arrows, ask_for_the_place_of_a_new_room) {
  EXPECT_THAT(arrows_of("runtime/campaign/pacing.cpp", "#include \"runtime/base/ids.h\"\n"),
              ElementsAre(AllOf(HasSubstr("runtime/campaign -> runtime/base"), HasSubstr("no place yet"))));
}

TEST(Clocks, that_are_not_handed_in_are_found) {
  EXPECT_THAT(
      wrong_clocks({{"runtime/base/clock.cpp", "\nauto now = std::chrono::steady_clock::now();\n"}}),
      ElementsAre("runtime/base/clock.cpp:2: runtime is handed time and chance, and reads no steady_clock"));
  EXPECT_THAT(wrong_clocks({{"adapters/sip/a.cpp", "std::chrono::steady_clock::now();\n"}}), IsEmpty());
}

TEST(LongFiles, are_found) {
  std::string text;
  for (std::size_t line = 0; line < longest_file; ++line)
    text += "\n";
  EXPECT_THAT(long_files({{"cli/main.cpp", text}}), IsEmpty());
  EXPECT_THAT(long_files({{"cli/main.cpp", text + "\n"}}), SizeIs(1));
}

std::string all(const std::vector<std::string>& findings) {
  std::string text;
  for (const auto& line : findings)
    text += line + "\n";
  return text;
}

TEST(House, has_no_wrong_arrow) {
  const auto files = read_house(TIPRING_SOURCE_DIR);
  ASSERT_GT(files.size(), 50U) << "the house was not found at " TIPRING_SOURCE_DIR;
  EXPECT_EQ(all(wrong_arrows(files)), "");
}

TEST(House, reads_no_clock_of_its_own) {
  EXPECT_EQ(all(wrong_clocks(read_house(TIPRING_SOURCE_DIR))), "");
}

TEST(House, has_no_long_file) {
  EXPECT_EQ(all(long_files(read_house(TIPRING_SOURCE_DIR))), "");
}

}  // namespace
}  // namespace tipring::house
