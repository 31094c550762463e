// `tipring numbers`, and `tipring check` on a site's tables of numbers.

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsl/site/site_files.h"
#include "runtime/control/json.h"
#include "tests/unit/cli/commands/program.h"

namespace tipring::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class NumbersTest : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(folder_.file(name)).parent_path());
    std::ofstream(folder_.file(name), std::ios::binary) << text;
  }

  // "barred.csv:2 text" of each finding.
  std::vector<std::string> findings(const std::string& site, int exit_code = 5) {
    write("site.lua", site + "\non.call(function(call) return rules \"r\" end)\n");
    const auto ended = tipring({"check", folder_.path(), "-o", "jsonl"});
    EXPECT_EQ(ended.exit_code, exit_code) << ended.err;
    std::vector<std::string> found;
    std::istringstream lines(ended.out);
    for (std::string line; std::getline(lines, line);) {
      const Json finding = Json::parse(line);
      found.push_back(std::filesystem::path(finding.at("file").get<std::string>()).filename().string() + ":" +
                      std::to_string(finding.at("line").get<int>()) + " " +
                      finding.at("text").get<std::string>());
    }
    return found;
  }

  // "2 +12025550143: ok" of each row, as `tipring numbers check` tells it, of one with mistakes.
  std::vector<std::string> rows_of(const std::string& table, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"numbers", "check", folder_.file(table), "--region", "US", "-o", "jsonl"};
    words.insert(words.end(), more.begin(), more.end());
    const auto ended = tipring(words);
    EXPECT_EQ(ended.exit_code, 5) << ended.err;
    std::vector<std::string> rows;
    std::istringstream lines(ended.out);
    for (std::string line; std::getline(lines, line);) {
      const Json row = Json::parse(line);
      rows.push_back(std::to_string(row.at("line").get<int>()) + " " + row.at("number").get<std::string>() +
                     ": " + row.at("result").get<std::string>());
    }
    return rows;
  }

  TemporaryFolder folder_;
};

const std::string rules_asking =
    "rules \"r\" { { \"a\", when = { caller = on_list \"barred\" }, go = reject(603) }, otherwise = "
    "reject(404) }\n";

TEST_F(NumbersTest, LooksANumberUp) {
  const auto ended = tipring({"numbers", "lookup", "0151 23456789", "--region", "DE", "-o", "json"});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  const Json found = Json::parse(ended.out);
  EXPECT_EQ(found.at("e164"), "+4915123456789");
  EXPECT_EQ(found.at("kind"), "mobile");
  EXPECT_EQ(found.at("country"), "49");
  EXPECT_EQ(found.at("region"), "DE");
  EXPECT_EQ(found.at("wrong"), "");
  EXPECT_THAT(tipring({"numbers", "lookup", "+1 800 356 9377"}).out,
              AllOf(HasSubstr("+18003569377"), HasSubstr("toll-free")));
  EXPECT_EQ(found.at("zones"), Json::parse(R"(["Europe/Berlin"])"));
  EXPECT_THAT(tipring({"numbers", "lookup", "+19075550143"}).out,
              AllOf(HasSubstr("America/Adak"), HasSubstr("America/Anchorage")));
}

TEST_F(NumbersTest, SaysWhyATextIsNoNumber) {
  const auto name = tipring({"numbers", "lookup", "ann"});
  EXPECT_EQ(name.exit_code, 1);
  EXPECT_EQ(name.out, "");
  EXPECT_THAT(name.err, HasSubstr("'ann': it is no telephone number"));
  const auto region = tipring({"numbers", "lookup", "+12025550143", "--region", "us"});
  EXPECT_EQ(region.exit_code, 2);
  EXPECT_THAT(region.err, HasSubstr("no country has the code 'us'"));
  EXPECT_THAT(region.err, HasSubstr("did you mean 'US'?"));
}

TEST_F(NumbersTest, ChecksATableRowByRow) {
  write("some.csv",
        "number,why\n(202) 555-0143,a\n+49900*,b\nann\n+12025550110 - +12025550119\n+1 099 555 0143\n\"x\n");
  EXPECT_THAT(rows_of("some.csv"),
              ElementsAre("2 (202) 555-0143: ok", "3 +49900*: ok", HasSubstr("4 ann: \"ann\" is no number"),
                          HasSubstr("is a range: lists have numbers and beginnings"),
                          "6 +1 099 555 0143: no number of the plan of +1 is like that",
                          HasSubstr("7 : the quotation mark")));
  write("good.csv", "+12025550143\n");
  EXPECT_EQ(tipring({"numbers", "check", folder_.file("good.csv")}).exit_code, 0);
  EXPECT_EQ(tipring({"numbers", "check", folder_.file("none.csv")}).exit_code, 3);
}

TEST_F(NumbersTest, ChecksASitesOwnNumbersAsTheSiteDoes) {
  write("own.csv",
        "purpose,number,to\nsales,+12025550100 - +12025550199,\nsupport,(202) 555-0150,\n"
        "x,+12025550210,2026-02-30\ny,+12025550211,2026-03-01\nz,+1 099 555 0143,\n");
  EXPECT_THAT(rows_of("own.csv"),
              ElementsAre("2 +12025550100 - +12025550199: ok",
                          "3 (202) 555-0150: some of these numbers stand in line 2 too",
                          HasSubstr("4 +12025550210: \"2026-02-30\" is no day"), "5 +12025550211: ok",
                          "6 +1 099 555 0143: no number of the plan of +1 is like that"));
  write("plain.csv", "+12025550100 - +12025550199,Bank,sales\n+12025550150,,\n");
  EXPECT_THAT(rows_of("plain.csv", {"--as", "numbers"}),
              ElementsAre("1 +12025550100 - +12025550199: ok",
                          "2 +12025550150: some of these numbers stand in line 1 too"));
  write("named.csv", "number,porpose,to\n+12025550143,x,\n");
  EXPECT_THAT(rows_of("named.csv"), ElementsAre(HasSubstr("1 : there is no column 'porpose'")));
}

// As many as there are: the check of a site stops telling them after some.
TEST_F(NumbersTest, ChecksEveryRowOfALongTable) {
  std::string table;
  for (int i = 0; i < 60; ++i)
    table += "1x\n";
  write("names.csv", table);
  EXPECT_EQ(rows_of("names.csv").size(), 60U);
}

TEST_F(NumbersTest, BadRowsOfASiteAreToldByFileAndLine) {
  write("barred.csv", "+1202\nann\n");
  write("tables/numbers.csv", "number\n+12025550100 - +12025550199\n+12025550150\n");
  EXPECT_THAT(
      findings("list \"barred\" { from = \"barred.csv\" }\nnumbers \"tables/numbers.csv\"\n" + rules_asking),
      ElementsAre(HasSubstr("numbers.csv:3 some of these numbers stand in line 2 too"),
                  HasSubstr("barred.csv:2 \"ann\" is no number")));
}

TEST_F(NumbersTest, WhatIsNotThereIsToldWithTheNearest) {
  write("barred.csv", "+1202\n");
  EXPECT_THAT(findings("list \"bared\" { from = \"barred.csv\" }\n" + rules_asking),
              ElementsAre(HasSubstr("site.lua:2 there is no list 'barred'; did you mean 'bared'?")));
  EXPECT_THAT(findings("list \"barred\" { from = \"bared.csv\" }\n" + rules_asking),
              ElementsAre(HasSubstr(
                  "site.lua:1 the site's folder has no table \"bared.csv\"; did you mean 'barred.csv'?")));
  EXPECT_THAT(findings("region \"XX\"\nlist \"barred\" { from = \"barred.txt\" }\n" + rules_asking),
              ElementsAre(HasSubstr("site.lua:1 region: no country has the code \"XX\""),
                          HasSubstr("site.lua:2 list: \"barred.txt\" is no table")));
}

TEST_F(NumbersTest, RulesThatAskInVainAreTold) {
  write("barred.csv", "+1202\n");
  const std::string list = "list \"barred\" { from = \"barred.csv\" }\nvariables { vip = boolean }\n";
  const auto rule = [&](const std::string& when) {
    return list + "rules \"r\" { { \"a\", when = " + when + ", go = reject(603) }, otherwise = reject(404) }\n";
  };
  EXPECT_THAT(findings(rule("{ dialled = not_ours }")),
              ElementsAre(HasSubstr("asks for the site's own numbers")));
  EXPECT_THAT(findings(rule("{ number = { purpose = \"x\" } }")),
              ElementsAre(HasSubstr("asks for the site's own numbers")));
  EXPECT_THAT(findings(rule("{ vip = on_list \"barred\" }")),
              ElementsAre(HasSubstr("'vip' is true or false, and is compared with telephone numbers")));
  EXPECT_THAT(findings(rule("{ calller = on_list \"barred\" }")),
              ElementsAre(HasSubstr("did you mean 'caller'?")));
  EXPECT_THAT(findings(rule("{ caller = on_list \"barred\" }"), 0), IsEmpty());
}

TEST_F(NumbersTest, DecidesWithoutACallAsWithOne) {
  write("numbers.csv", "(202) 555-0100,Bank,sales\n");
  write("barred.csv", "+1900*\n");
  write("site.lua",
        "region \"US\"\nnumbers \"numbers.csv\"\nlist \"barred\" { from = \"barred.csv\" }\n"
        "rules \"r\" {\n"
        "  { \"not ours\", when = { dialled = not_ours }, go = reject(404) },\n"
        "  { \"barred\", when = { caller = on_list \"barred\" }, go = reject(603) },\n"
        "  { \"sales\", when = { number = { purpose = \"sales\" } }, go = reject(486) },\n"
        "  otherwise = reject(480),\n}\n"
        "on.call(function(call) return rules \"r\" end)\n");
  const auto goes = [&](const std::string& caller, const std::string& dialled) {
    const auto ended =
        tipring({"decide", folder_.path(), "--caller", caller, "--dialled", dialled, "-o", "json"});
    return ended.exit_code == 0 ? Json::parse(ended.out).at(0).at("go").get<std::string>() : ended.err;
  };
  EXPECT_EQ(goes("2025550143", "+12025550100"), "reject(486)");
  EXPECT_EQ(goes("9005550143", "2025550100"), "reject(603)");
  EXPECT_EQ(goes("anonymous", "2025550100"), "reject(486)");
  EXPECT_EQ(goes("2025550143", "2025550101"), "reject(404)");
}

TEST_F(NumbersTest, WithARegionRulesCompareNumbersHoweverTheyAreDialled) {
  write("site.lua",
        "region \"US\"\n"
        "rules \"r\" {\n"
        "  { \"one\", when = { dialled = \"(202) 555-0100\" }, go = reject(480) },\n"
        "  { \"inside\", when = { dialled = \"300\" }, go = reject(481) },\n"
        "  { \"some\", when = { dialled = numbers_between(\"2025550110\", \"2025550119\") }, go = reject(482) "
        "},\n"
        "  { \"area\", when = { dialled = matching \"+1301*\" }, go = reject(483) },\n"
        "  { \"desks\", when = { dialled = matching(\"3??\", \"+1302*\") }, go = reject(484) },\n"
        "  { \"as dialled\", when = { dialled = matching \"212*\" }, go = reject(485) },\n"
        "  { \"nobody\", when = { caller = \"anonymous\" }, go = reject(433) },\n"
        "  { \"friend\", when = { caller = { \"2025550143\", \"400\" } }, go = reject(486) },\n"
        "  otherwise = reject(404),\n}\n");
  const auto goes = [&](const std::string& dialled, const std::string& caller = "1") {
    const auto ended =
        tipring({"decide", folder_.path(), "--caller", caller, "--dialled", dialled, "-o", "json"});
    return ended.exit_code == 0 ? Json::parse(ended.out).at(0).at("go").get<std::string>() : ended.err;
  };
  for (const char* dialled : {"+12025550100", "2025550100", "12025550100", "202-555-0100"})
    EXPECT_EQ(goes(dialled), "reject(480)") << dialled;
  EXPECT_EQ(goes("300"), "reject(481)");
  EXPECT_EQ(goes("+12025550115"), "reject(482)");
  EXPECT_EQ(goes("(202) 555-0115"), "reject(482)");
  EXPECT_EQ(goes("2025550120"), "reject(404)");
  EXPECT_EQ(goes("3012345678"), "reject(483)");
  EXPECT_EQ(goes("3022345678"), "reject(484)");
  EXPECT_EQ(goes("399"), "reject(484)");
  EXPECT_EQ(goes("2125550143"), "reject(485)");
  EXPECT_EQ(goes("+12125550143"), "reject(404)") << "a pattern without + is about what is dialled";
  EXPECT_EQ(goes("5", "anonymous"), "reject(433)");
  EXPECT_EQ(goes("5", "+12025550143"), "reject(486)");
  EXPECT_EQ(goes("5", "400"), "reject(486)");
  const auto why = tipring({"decide", folder_.path(), "--dialled", "2025550101"});
  EXPECT_THAT(why.out, HasSubstr("dialled (international) is \"+12025550100\", but it was \"+12025550101\""));
}

TEST_F(NumbersTest, WithARegionTheCheckKnowsWhatIsTheSameNumber) {
  const auto of_rules = [&](const std::string& policy, const std::string& rules, int exit_code) {
    return findings("region \"US\"\nrules \"r\" {" + policy + "\n" + rules + "\notherwise = reject(404) }",
                    exit_code);
  };
  const std::string pair =
      "{ \"a\", when = { dialled = \"+12025550100\" }, go = reject(480) },\n"
      "{ \"b\", when = { dialled = \"2025550100\" }, go = reject(481) },";
  EXPECT_THAT(of_rules("", pair, 5),
              ElementsAre(HasSubstr("4 rules \"r\": rule \"b\" never decides: rule \"a\"")));
  EXPECT_THAT(of_rules(" policy = \"unique\",", pair, 5), ElementsAre(HasSubstr("can hold at once")));
  EXPECT_THAT(of_rules(" policy = \"unique\",",
                       "{ \"a\", when = { dialled = \"+12025550100\" }, go = reject(480) },\n"
                       "{ \"b\", when = { dialled = matching \"3??\" }, go = reject(481) },\n"
                       "{ \"c\", when = { dialled = missing }, go = reject(482) },",
                       0),
              IsEmpty());
}

TEST_F(NumbersTest, ATableWithoutNumbersIsWarnedOf) {
  write("barred.csv", "number,why\n");
  write("numbers.csv", "# none yet\n");
  write("site.lua", "list \"barred\" { from = \"barred.csv\" }\nnumbers \"numbers.csv\"\n" + rules_asking +
                        "on.call(function(call) return rules \"r\" end)\n");
  const auto ended = tipring({"check", folder_.path()});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("warning: site.lua:1: barred.csv has no number in it"),
                               HasSubstr("warning: site.lua:2: numbers.csv has no number in it")));
}

TEST_F(NumbersTest, APurposeThatNoNumberHasIsTold) {
  write("numbers.csv", "+12025550100,Bank,sales\n+12025550101,Bank,\n");
  const auto asking = [&](const std::string& what) {
    return findings("numbers \"numbers.csv\"\nrules \"r\" { { \"a\", when = { number = { " + what +
                    " } }, go = reject(603) }, otherwise = reject(404) }\n");
  };
  EXPECT_THAT(asking("purpose = \"slaes\""),
              ElementsAre(AllOf(HasSubstr("no number of the site has the purpose \"slaes\""),
                                HasSubstr("did you mean 'sales'?"))));
  EXPECT_THAT(asking("enterprise = { \"Bank\", \"Bnak\" }"),
              ElementsAre(HasSubstr("no number of the site belongs to the enterprise \"Bnak\"")));
}

TEST_F(NumbersTest, ATableIsPartOfTheVersion) {
  write("site.lua", "on.call(function(call) return reject(404) end)\n");
  write("barred.csv", "+1202\n");
  const auto first = dsl::read_site(folder_.path());
  write("barred.csv", "+1203\n");
  const auto second = dsl::read_site(folder_.path());
  write("var/report.csv", "what nobody reads\n");
  const auto third = dsl::read_site(folder_.path());
  ASSERT_TRUE(first && second && third);
  EXPECT_NE(first->content, second->content);
  EXPECT_EQ(second->content, third->content);
}

}  // namespace
}  // namespace tipring::testing
