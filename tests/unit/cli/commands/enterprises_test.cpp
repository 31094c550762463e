// `tipring check`, `decide`, `replay`, `hours` and `call why` of a site with several enterprises.

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/journal/file_journal.h"
#include "cli/versions/rule_versions.h"
#include "runtime/control/json.h"
#include "runtime/ledger/ledger.h"
#include "tests/unit/cli/commands/program.h"

namespace tipring::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class EnterprisesTest : public ::testing::Test {
 protected:
  EnterprisesTest() {
    write("site.lua", "region \"US\"\nnumbers \"numbers.csv\"\nphone \"100\" { password = \"one\" }\n");
    write("numbers.csv", "number,enterprise,purpose\n+12025550100,north,sales\n+12025550200,south,sales\n");
    write("enterprises/north/site.lua", firm("dialog \"desk\"", "09:00-17:00"));
    write("enterprises/south/site.lua", firm("phone \"100\"", "10:00-12:00"));
  }

  static std::string firm(const std::string& go, const std::string& hours) {
    return "hours \"office\" { daily = \"" + hours +
           "\" }\n"
           "dialog \"desk\" (function(call) call:say \"Hello.\" end)\n"
           "rules \"inbound\" { { \"sales\", when = { number = { purpose = \"sales\" } }, go = " +
           go +
           " }, otherwise = hang_up() }\n"
           "on.call(function() return rules \"inbound\" end)\n";
  }
  void write(const std::string& name, const std::string& text) {
    const std::filesystem::path path = folder_.file(name);
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  /// "file:line text" of each finding, the file relative to the site.
  std::vector<std::string> findings() {
    const Ended ended = tipring({"check", folder_.path(), "-o", "jsonl"});
    std::vector<std::string> found;
    std::istringstream lines(ended.out);
    for (std::string line; std::getline(lines, line);) {
      const Json finding = Json::parse(line);
      const std::filesystem::path file = finding.at("file").get<std::string>();
      found.push_back(file.lexically_relative(folder_.path()).string() + ":" + finding.at("line").dump() + " " +
                      finding.at("text").get<std::string>());
    }
    EXPECT_EQ(ended.exit_code, found.empty() ? 0 : 5) << ended.err;
    return found;
  }
  Json decided(std::vector<std::string> words, int exit_code = 0) {
    words.insert(words.begin(), {"decide", folder_.path(), "-o", "json"});
    const Ended ended = tipring(words);
    EXPECT_EQ(ended.exit_code, exit_code) << ended.err;
    err_ = ended.err;
    return Json::parse(ended.out.empty() ? "[]" : ended.out);
  }

  TemporaryFolder folder_;
  std::string err_;
};

TEST_F(EnterprisesTest, AreInOrder) {
  const Ended ended = tipring({"check", folder_.path()});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("no mistakes in 3 files"), Not(HasSubstr("warning"))));
}

TEST_F(EnterprisesTest, AreCheckedEachWithFileAndLine) {
  write("enterprises/north/dialogs/more.lua", "dialog \"more\" (function(call)\n  call:plai \"x\"\nend)\n");
  write("enterprises/south/more.lua", "\nlist \"friends\" { from = \"freinds.csv\" }\n");
  write("enterprises/south/friends.csv", "number\n");
  EXPECT_THAT(findings(),
              ElementsAre(AllOf(HasSubstr("enterprises/north/dialogs/more.lua:2"), HasSubstr("plai")),
                          "enterprises/south/more.lua:2 the enterprise's folder has no table "
                          "\"freinds.csv\"; did you mean 'friends.csv'?"));
}

TEST_F(EnterprisesTest, SeeNothingOfEachOther) {
  write("shared.lua", "shared = { 1 }\ndialog \"house\" (function() end)\n");
  write("lib/house.lua", "return {}\n");
  write("enterprises/north/lib/secret.lua", "return {}\n");
  write("enterprises/north/more.lua", "dialog \"north_only\" (function() end)\nnorthern = 1\n");
  write("enterprises/south/a.lua", "local secret = require \"secret\"\n");
  write("enterprises/south/b.lua",
        "dialog \"x\" (function() return dialog \"north_only\" end)\n"
        "dialog \"y\" (function() return dialog \"house\" end)\n"
        "dialog \"z\" (function(call) call:say(northern) end)\n"
        "dialog \"w\" (function(call) call:say(shared[1]) end)\n"
        "local house = require \"house\"\n");
  EXPECT_THAT(findings(),
              ElementsAre(HasSubstr("enterprises/south/a.lua:1 "), HasSubstr("enterprises/south/b.lua:1 "),
                          HasSubstr("enterprises/south/b.lua:2 "), HasSubstr("enterprises/south/b.lua:3 "),
                          HasSubstr("enterprises/south/b.lua:4 "), HasSubstr("enterprises/south/b.lua:5 ")));
}

TEST_F(EnterprisesTest, LeaveWhatIsSharedToTheSite) {
  write("enterprises/north/more.lua",
        "phone \"101\" { password = \"x\" }\n"
        "listen { sip = \"udp://127.0.0.1:5070\" }\n"
        "numbers \"numbers.csv\"\n"
        "trunk \"t\" { sip = \"sip:192.0.2.1\" }\n");
  const std::string why = "belongs to the site's own files: it holds for all enterprises alike";
  EXPECT_THAT(findings(), ElementsAre("enterprises/north/more.lua:1 phone: " + why,
                                      "enterprises/north/more.lua:2 listen: " + why,
                                      "enterprises/north/more.lua:3 numbers: " + why,
                                      "enterprises/north/more.lua:4 trunk: " + why));
}

TEST_F(EnterprisesTest, AreMissedWhereNumbersNameThem) {
  write("numbers.csv", "number,enterprise\n+12025550100,nroth\n+12025550101,nroth\n+12025550200,west\n");
  EXPECT_THAT(
      findings(),
      ElementsAre("numbers.csv:2 there is no enterprise \"nroth\": no folder enterprises/nroth; did you "
                  "mean 'north'?",
                  "numbers.csv:4 there is no enterprise \"west\": no folder enterprises/west",
                  HasSubstr("enterprises/south/site.lua:1 no number leads to the enterprise \"south\": no "
                            "row of numbers.csv names it")));
}

TEST_F(EnterprisesTest, NeedNumbersAndScripts) {
  write("site.lua", "");
  write("enterprises/stray.lua", "");
  std::filesystem::create_directories(folder_.file("enterprises/empty/sounds"));
  write("enterprises/the west/site.lua", "on.call(function() end)\n");
  EXPECT_THAT(
      findings(),
      ElementsAre(
          HasSubstr("enterprises/stray.lua:1 it belongs to no enterprise"),
          HasSubstr("enterprises/empty/site.lua:1 the enterprise \"empty\" has no script"),
          HasSubstr("enterprises/north/site.lua:1 no number leads to the enterprise \"north\": the site has "
                    "no numbers"),
          HasSubstr("enterprises/south/site.lua:1 no number leads to"),
          HasSubstr("enterprises/the west/site.lua:1 \"the west\" cannot be the name of an enterprise"),
          HasSubstr("enterprises/the west/site.lua:1 no number leads to")));
}

TEST_F(EnterprisesTest, ANumberIsOneEnterprisesOnly) {
  write("numbers.csv", "number,enterprise\n+12025550100,north\n+1202555020*,south\n+12025550200,north\n");
  EXPECT_THAT(findings(), ElementsAre(HasSubstr("numbers.csv:4 some of these numbers stand in line 3 too")));
}

TEST_F(EnterprisesTest, DecideByTheNumberOrByName) {
  const Json north = decided({"--dialled", "2025550100"});
  EXPECT_EQ(north.at(0).at("enterprise"), "north");
  EXPECT_EQ(north.at(0).at("go"), "dialog \"desk\"");
  EXPECT_THAT(tipring({"decide", folder_.path(), "--enterprise", "south"}).out,
              HasSubstr("rules \"inbound\" of enterprise \"south\": otherwise: hang_up()"));
  decided({"--enterprise", "suoth"}, 3);
  EXPECT_THAT(err_, HasSubstr("the site has no enterprise \"suoth\"; did you mean 'south'?"));
  decided({"--caller", "+12025550143"}, 2);
  EXPECT_THAT(tipring({"decide", folder_.path(), "--dialled", "+12025559999"}).err,
              HasSubstr("\"+12025559999\" belongs to none of the site's enterprises (north, south)"));
  EXPECT_THAT(err_, HasSubstr("name one of its enterprises (north, south), or the number dialled"));
}

TEST_F(EnterprisesTest, HoursAreToldForEach) {
  const Ended all = tipring({"hours", "ls", folder_.path(), "-o", "tsv"});
  EXPECT_THAT(all.out, AllOf(HasSubstr("north\toffice\t"), HasSubstr("south\toffice\t")));
  const Ended one =
      tipring({"hours", "show", folder_.path(), "office", "--enterprise", "south", "--on", "2026-03-03"});
  EXPECT_THAT(one.out, HasSubstr("10:00-12:00"));
  EXPECT_EQ(tipring({"hours", "show", folder_.path(), "south/office", "--on", "2026-03-03"}).out, one.out);
  const Ended nobody = tipring({"hours", "show", folder_.path(), "suoth/office"});
  EXPECT_EQ(nobody.exit_code, 3);
  EXPECT_THAT(nobody.err, HasSubstr("did you mean 'south'?"));
}

TEST_F(EnterprisesTest, EditorsAreToldTheNamesOfOne) {
  write("enterprises/north/more.lua", "dialog \"only_north\" (function() end)\n");
  EXPECT_THAT(tipring({"stubs", folder_.path(), "--enterprise", "north"}).out, HasSubstr("only_north"));
  EXPECT_THAT(tipring({"stubs", folder_.path()}).out, Not(HasSubstr("only_north")));
}

class PastOfEnterprises : public EnterprisesTest {
 protected:
  // What the rules of both said of a contact each, which they have decided differently since.
  void SetUp() override {
    auto journal = journal::FileJournal::open(folder_.file("var/ledger"), {.segment_size = 1U << 16U});
    ASSERT_TRUE(journal.ok());
    VirtualClock clock{UtcTime{std::chrono::sys_days{std::chrono::year{2026} / 3 / 3}}};
    Ledger ledger(clock, *journal.value(), 1);
    std::uint32_t number = 0;
    for (const std::string enterprise : {"north", "south"}) {
      const std::string dialled = enterprise == "north" ? "+12025550100" : "+12025550200";
      ledger.write({.kind = EntryKind::contact_decided,
                    .contact = {1, ++number},
                    .fields = {{"version", std::string("00112233aabbccdd")},
                               {"enterprise", enterprise},
                               {"rules", std::string("inbound")},
                               {"by", std::string("otherwise")},
                               {"go", std::string("dialog \"desk\"")},
                               {"saw.dialled", dialled}}});
      RuleSetDefinition rules{.name = "inbound", .file = "enterprises/" + enterprise + "/site.lua", .line = 3};
      rules.otherwise = Outcome{.go = Action{.kind = Action::Kind::dialog, .name = "desk"},
                                .note = "as the " + enterprise + " does"};
      std::filesystem::create_directories(folder_.file("var/versions"));
      ASSERT_TRUE(
          cli::RuleVersions(folder_.file("var/versions")).keep("00112233aabbccdd", {&rules}, enterprise).ok());
    }
    ASSERT_TRUE(ledger.commit().ok());
  }
};

TEST_F(PastOfEnterprises, EachIsToldByItsOwnRules) {
  for (const std::string contact : {"1-1", "1-2"}) {
    const Ended ended = tipring({"call", "why", contact, "--ledger", folder_.file("var/ledger")});
    const std::string name = contact == "1-1" ? "north" : "south";
    EXPECT_THAT(ended.out, AllOf(HasSubstr("rules \"inbound\" of enterprise \"" + name + "\""),
                                 HasSubstr("note: as the " + name + " does")))
        << ended.err;
  }
}

TEST_F(PastOfEnterprises, EachIsReplayedByItsOwnRules) {
  const Ended ended =
      tipring({"replay", "--site", folder_.path(), "--ledger", folder_.file("var/ledger"), "-o", "tsv"});
  EXPECT_EQ(ended.out,
            "contacts\toutcome\tenterprise\trules\twas\twould_be\n"
            "1\tsame\tnorth\tinbound\tdialog \"desk\"\tdialog \"desk\"\n"
            "1\tchanged\tsouth\tinbound\tdialog \"desk\"\tphone \"100\"\n")
      << ended.err;
}

}  // namespace
}  // namespace tipring::testing
