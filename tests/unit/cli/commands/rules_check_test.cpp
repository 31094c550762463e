// `tipring check` on sites whose rules load, and could not mean what they say.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli/commands/checked_site.h"

namespace tipring::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class RulesCheckTest : public CheckedSite {
 protected:
  // Of rules between a line of variables and an otherwise.
  std::vector<std::string> of_rules(const std::string& rules, int exit_code = 5) {
    return findings(
        "variables { reason = one_of { \"billing\", \"repair\" }, amount = number, text_of = text }\n"
        "rules \"inbound\" {\n" +
            rules + "\notherwise = reject(404) }",
        exit_code);
  }
};

TEST_F(RulesCheckTest, WhatIsAskedForMustBeThere) {
  EXPECT_THAT(of_rules("{ \"one\", when = { dialed = \"300\" }, go = reject(404) },\n"
                       "{ \"two\", when = any { resaon = \"billing\", caller = \"1\" }, go = reject(404), set "
                       "= { amont = 5 } },"),
              UnorderedElementsAre(AllOf(HasSubstr("3 rules \"inbound\": rule \"one\" asks for 'dialed'"),
                                         HasSubstr("did you mean 'dialled'?")),
                                   AllOf(HasSubstr("4 rules \"inbound\": rule \"two\" asks for 'resaon'"),
                                         HasSubstr("did you mean 'reason'?")),
                                   AllOf(HasSubstr("4 rules \"inbound\": rule \"two\" sets 'amont'"),
                                         HasSubstr("did you mean 'amount'?"))));
}

TEST_F(RulesCheckTest, ValuesMustBeSuchAsTheVariableTakes) {
  EXPECT_THAT(of_rules("{ \"one\", when = { reason = \"biling\" }, go = reject(404) },\n"
                       "{ \"two\", when = { amount = \"5\" }, go = reject(404) },\n"
                       "{ \"three\", when = { caller = above(5) }, go = reject(404) },\n"
                       "{ \"four\", when = { amount = matching \"+1*\" }, go = reject(404) },\n"
                       "{ \"five\", when = { amount = 5 }, go = reject(404), set = { reason = \"sales\" } },"),
              ElementsAre(HasSubstr("3 rules \"inbound\": rule \"one\" never holds: 'reason' is one of "
                                    "\"billing\" \"repair\", and is "
                                    "compared with \"biling\""),
                          HasSubstr("4 rules \"inbound\": rule \"two\" never holds: 'amount' is a number"),
                          HasSubstr("5 rules \"inbound\": rule \"three\" never holds: 'caller' is a text"),
                          HasSubstr("6 rules \"inbound\": rule \"four\" never holds"),
                          HasSubstr("7 rules \"inbound\": rule \"five\" sets 'reason' to \"sales\"")));
}

TEST_F(RulesCheckTest, NamesMustBeThoseOfTheSite) {
  EXPECT_THAT(
      findings(
          "phone \"100\" { password = \"x\" }\ntrunk \"carrier\" { sip = \"sip:192.0.2.1\" }\nrules \"r\" {\n"
          "{ \"one\", when = { phone = \"10\" }, go = reject(404) },\n"
          "{ \"two\", when = { trunk = { \"carrier\", \"carier\" } }, go = reject(404) },\n"
          "{ \"three\", when = { channel = \"chat\" }, go = reject(404) },\n"
          "{ \"four\", when = { phone = \"100\", channel = \"call\" }, go = reject(404) },\n"
          "otherwise = reject(404) }"),
      ElementsAre(
          AllOf(HasSubstr("4 rules \"r\": rule \"one\""), HasSubstr("the site has no phone \"10\""),
                HasSubstr("did you mean '100'?")),
          AllOf(HasSubstr("5 rules \"r\": rule \"two\""), HasSubstr("the site has no trunk \"carier\""),
                HasSubstr("did you mean 'carrier'?")),
          HasSubstr("6 rules \"r\": rule \"three\" never holds: 'channel' is one of \"call\" \"message\", "
                    "and is compared with \"chat\"")));
}

TEST_F(RulesCheckTest, WhatIsMeantAsAPatternIsNoNumber) {
  EXPECT_THAT(
      of_rules("{ \"one\", when = { dialled = \"1*\" }, go = reject(404) },\n"
               "{ \"two\", when = { caller = { \"+1202?\", \"300\" } }, go = reject(404) },\n"
               "{ \"star code\", when = { dialled = { \"*21#\", \"*\", \"**9\" } }, go = reject(404) },"),
      ElementsAre(
          AllOf(HasSubstr("3 rules \"inbound\": rule \"one\""), HasSubstr("write dialled = matching \"1*\"")),
          AllOf(HasSubstr("4 rules \"inbound\": rule \"two\""),
                HasSubstr("write caller = matching \"+1202?\""))));
}

TEST_F(RulesCheckTest, WhatARuleAsksForAndDeniesNeverHolds) {
  std::ofstream(folder_.file("numbers.csv")) << "+12025550100,Bank,sales\n";
  EXPECT_THAT(
      findings(
          "variables { amount = number }\nnumbers \"numbers.csv\"\nrules \"r\" {\n"
          "{ \"one\", when = { amount = above(5), none { amount = above(5) } }, go = reject(404) },\n"
          "{ \"two\", when = all { { dialled = ours }, { dialled = not_ours } }, go = reject(404) },\n"
          "{ \"three\", when = { dialled = not_ours, none { dialled = not_ours } }, go = reject(404) },\n"
          "{ \"four\", when = { dialled = not_ours, number = { purpose = \"sales\" } }, go = reject(404) },\n"
          "otherwise = reject(404) }"),
      ElementsAre(HasSubstr("4 rules \"r\": rule \"one\" never holds"),
                  HasSubstr("5 rules \"r\": rule \"two\" never holds"),
                  HasSubstr("6 rules \"r\": rule \"three\" never holds"),
                  HasSubstr("7 rules \"r\": rule \"four\" never holds")));
}

TEST_F(RulesCheckTest, ARangeBehindAPatternNeverDecides) {
  EXPECT_THAT(
      of_rules("{ \"wide\", when = { dialled = matching(\"+4930*\", \"3??\") }, go = reject(404) },\n"
               "{ \"range\", when = { dialled = numbers_between(\"+493010000\", \"+493010099\") }, go = "
               "reject(404) },\n"
               "{ \"one\", when = { dialled = { \"301\", \"302\" } }, go = reject(404) },\n"
               "{ \"tens\", when = { dialled = matching \"30?\" }, go = reject(404) },\n"
               "{ \"far\", when = { dialled = numbers_between(\"+493110000\", \"+493110099\") }, go = "
               "reject(404) },"),
      ElementsAre(HasSubstr("4 rules \"inbound\": rule \"range\" never decides"),
                  HasSubstr("5 rules \"inbound\": rule \"one\" never decides"),
                  HasSubstr("6 rules \"inbound\": rule \"tens\" never decides")));
}

TEST_F(RulesCheckTest, ARuleBehindOneThatAlwaysHoldsAsWellNeverDecides) {
  EXPECT_THAT(
      of_rules("{ \"wide\", when = { dialled = matching \"3*\" }, go = reject(404) },\n"
               "{ \"other\", when = { caller = \"1\" }, go = reject(404) },\n"
               "{ \"narrow\", when = { dialled = matching \"30*\", amount = above(5) }, go = reject(404) },\n"
               "{ \"all\", when = always, go = reject(404) },\n"
               "{ \"late\", when = { where(\"x\", function() return true end) }, go = reject(404) },"),
      ElementsAre(HasSubstr("5 rules \"inbound\": rule \"narrow\" never decides: rule \"wide\" (line 3) holds "
                            "whenever it does"),
                  HasSubstr("7 rules \"inbound\": rule \"late\" never decides: rule \"all\" (line 6)")));
}

TEST_F(RulesCheckTest, ARuleThatNothingPassesNeverHolds) {
  EXPECT_THAT(
      of_rules("{ \"no one\", when = { amount = above(5), all { amount = below(3) } }, go = reject(404) },"),
      ElementsAre(HasSubstr("3 rules \"inbound\": rule \"no one\" never holds")));
}

TEST_F(RulesCheckTest, UnderPriorityTheHigherComesFirst) {
  EXPECT_THAT(
      of_rules(
          "{ \"low\", when = { caller = present }, go = reject(404) },\n"
          "{ \"high\", when = { caller = \"1\" }, go = reject(404), priority = 5 }, policy = \"priority\",",
          0),
      IsEmpty());
}

TEST_F(RulesCheckTest, UniqueRulesMayNotMeet) {
  EXPECT_THAT(
      of_rules("{ \"one\", when = { dialled = matching \"3*\" }, go = reject(404) },\n"
               "{ \"two\", when = { caller = \"1\" }, go = reject(404) },\n"
               "{ \"three\", when = { dialled = \"400\", caller = \"2\" }, go = reject(404) }, policy = "
               "\"unique\","),
      ElementsAre(HasSubstr("4 rules \"inbound\": rule \"two\" and rule \"one\" (line 3) can hold at once")));
}

TEST_F(RulesCheckTest, EveryContactMustHaveAWay) {
  EXPECT_THAT(findings("rules \"open\" { { \"one\", when = { caller = \"1\" }, go = reject(404) } }"),
              ElementsAre(HasSubstr("1 rules \"open\": a contact that no rule takes would go nowhere")));
  EXPECT_THAT(findings("rules \"whole\" { { \"one\", when = always, go = reject(404) } }", 0), IsEmpty());
}

TEST_F(RulesCheckTest, RulesThatLeaveNobodyOverNeedNoOtherwise) {
  const auto whole = [&](const std::string& conditions) {
    std::string rules;
    int number = 0;
    std::istringstream lines(conditions);
    for (std::string line; std::getline(lines, line);)
      rules += "{ \"" + std::to_string(++number) + "\", when = " + line + ", go = reject(404) },\n";
    return findings(
        "variables { reason = one_of { \"billing\", \"repair\" }, vip = boolean, amount = number }\n"
        "hours \"office\" { daily = \"09:00-17:00\" }\nrules \"r\" {\n" +
            rules + "}",
        -1);
  };
  EXPECT_THAT(whole("{ phone = present }\n{ phone = missing }"), IsEmpty());
  EXPECT_THAT(whole("{ open = \"office\" }\n{ closed = \"office\" }"), IsEmpty());
  EXPECT_THAT(whole("{ vip = true }\n{ vip = false }\n{ vip = missing }"), IsEmpty());
  EXPECT_THAT(whole("{ reason = \"billing\" }\n{ reason = \"repair\" }\n{ reason = missing }"), IsEmpty());
  EXPECT_THAT(whole("{ channel = \"call\" }\n{ channel = \"message\" }"), IsEmpty());
  EXPECT_THAT(whole("{ amount = below(5) }\n{ amount = 5 }\n{ amount = above(5) }\n{ amount = missing }"),
              IsEmpty());
  EXPECT_THAT(whole("{ vip = true }\n{ none { vip = true } }"), IsEmpty());
  EXPECT_THAT(whole("{ caller = matching \"+1*\", phone = present }\n{ phone = present }\n{ phone = missing }"),
              IsEmpty());
  EXPECT_THAT(
      whole("{ phone = present, vip = true }\n{ phone = present }\n"
            "{ phone = missing, reason = { \"billing\", \"repair\" } }\n{ phone = missing, reason = missing }"),
      IsEmpty());
}

TEST_F(RulesCheckTest, AGapIsToldWithWhoFallsIntoIt) {
  const auto gap_of = [&](const std::string& rules) {
    const auto found = findings(
        "variables { reason = one_of { \"billing\", \"repair\" }, vip = boolean, amount = number }\nrules "
        "\"r\" {\n" +
        rules + " }");
    return found.empty() ? std::string() : found.front();
  };
  EXPECT_THAT(
      gap_of("{ \"1\", when = { vip = true }, go = reject(404) },\n{ \"2\", when = { vip = false }, go = "
             "reject(404) }"),
      HasSubstr("such as one of whom vip is not there: add otherwise"));
  EXPECT_THAT(
      gap_of("{ \"1\", when = { reason = \"billing\" }, go = reject(404) },\n{ \"2\", when = { reason = "
             "missing }, go = reject(404) }"),
      HasSubstr("such as one of whom reason is \"repair\""));
  EXPECT_THAT(
      gap_of("{ \"1\", when = { amount = below(5) }, go = reject(404) },\n{ \"2\", when = { amount = above(5) "
             "}, go = reject(404) },\n{ \"3\", when = { amount = missing }, go = reject(404) }"),
      HasSubstr("such as one of whom amount is 5"));
  // Which pattern holds is anybody's guess, and where, what a function says.
  EXPECT_THAT(gap_of("{ \"1\", when = none { caller = matching \"3*\" }, go = reject(404) },\n"
                     "{ \"2\", when = { caller = matching \"3\" }, go = reject(404) }"),
              HasSubstr("would go nowhere: add otherwise"));
  EXPECT_THAT(gap_of("{ \"1\", when = { where(\"x\", function() return true end) }, go = reject(404) }"),
              HasSubstr("would go nowhere: add otherwise"));
  // Of unique rules none decides where two hold; of collected ones only those with go count.
  EXPECT_THAT(
      gap_of(
          "policy = \"collect\", { \"1\", when = { vip = present }, set = { amount = 1 } },\n{ \"2\", when = "
          "{ vip = missing }, go = reject(404) }"),
      HasSubstr("such as one of whom vip is"));
}

TEST_F(RulesCheckTest, ARingThatNobodyLeavesIsTold) {
  EXPECT_THAT(
      findings(
          "rules \"a\" { otherwise = rules \"b\" }\n"
          "rules \"b\" { { \"one\", when = { caller = \"1\" }, go = rules \"a\" }, otherwise = rules \"a\" }\n"
          "rules \"c\" { { \"one\", when = { caller = \"1\" }, go = rules \"c\" }, otherwise = reject(404) }"),
      ElementsAre(
          "2 rules \"a\" lead round for ever: to rules \"b\" (otherwise, site.lua:1), and back to rules "
          "\"a\" (site.lua:2); so goes whoever comes",
          "3 rules \"c\" lead round for ever: back to rules \"c\" (site.lua:3); so goes a contact with "
          "caller = \"1\""));
}

TEST_F(RulesCheckTest, ARingForSomeIsToldWithAnExample) {
  EXPECT_THAT(
      findings("rules \"a\" { { \"x\", when = { dialled = \"1\" }, go = rules \"b\" },\n"
               "  otherwise = reject(404) }\n"
               "rules \"b\" { { \"y\", when = always, go = rules \"a\" } }"),
      ElementsAre("3 rules \"a\" lead round for ever: to rules \"b\" (site.lua:1), and back to rules \"a\" "
                  "(site.lua:3); so goes a contact with dialled = \"1\""));
  // What a rule sets may be the way out.
  EXPECT_THAT(
      findings(
          "variables { reason = text }\n"
          "rules \"a\" { { \"x\", when = { reason = missing }, go = rules \"b\" }, otherwise = reject(404) }\n"
          "rules \"b\" { { \"y\", when = always, go = rules \"a\", set = { reason = \"b\" } } }",
          0),
      IsEmpty());
}

TEST_F(RulesCheckTest, WhereRulesLeadMustBeThere) {
  EXPECT_THAT(findings("rules \"a\" { { \"one\", when = always, go = rules \"bb\" } }\nrules \"b\" { otherwise "
                       "= reject(404) }"),
              ElementsAre(HasSubstr("there is no rule set 'bb'")));
  EXPECT_THAT(findings("rules \"a\" { { \"one\", when = always, go = phone \"100\" } }"),
              ElementsAre(HasSubstr("there is no phone '100'")));
}

TEST_F(RulesCheckTest, AllMistakesOfARuleSetAreToldEachAtItsRule) {
  EXPECT_THAT(
      findings("rules \"a\" {\n"
               "  policy = \"best\",\n"
               "  { \"one\", go = reject(404) },\n"
               "  { \"two\", when = { caller = {} },\n    go = reject(404) },\n"
               "  { \"three\", whn = always, go = reject(404) },\n"
               "  { when = always, go = reject(404) },\n"
               "  { \"one\", when = always, go = reject(404) },\n"
               "  { \"six\", go = \"12\" },\n"
               "  otherwise = { set = {} },\n}\n"
               "on.message(function(chat) return rules \"a\" end)"),
      UnorderedElementsAre(
          HasSubstr("1 rules: \"a\": policy must be"), HasSubstr("3 rules: \"a\": rule \"one\": has no when"),
          AllOf(HasSubstr("4 rules: \"a\": rule \"two\""), HasSubstr("its table is empty")),
          AllOf(HasSubstr("6 rules: \"a\": rule \"three\""), HasSubstr("there is no field 'whn'")),
          HasSubstr("1 rules: \"a\": rule 4 has no name"),
          HasSubstr("8 rules: \"a\": rule \"one\": stands twice, as rule 1 and as rule 5"),
          HasSubstr("9 rules: \"a\": rule \"six\": has no when"),
          HasSubstr("9 rules: \"a\": rule \"six\": go is \"12\""),
          HasSubstr("1 rules: \"a\": rule \"otherwise\": has no go")));
}

TEST_F(RulesCheckTest, ARuleSaysWhatItLacks) {
  const auto text_of = [&](const std::string& rule) {
    const auto found = findings("trunk \"x\" { sip = \"sip:192.0.2.1\" } rules \"a\" { " + rule +
                                ", otherwise = reject(404) }");
    return found.empty() ? std::string() : found.front();
  };
  EXPECT_THAT(text_of("{ \"one\", when = {}, go = reject(404) }"),
              HasSubstr("when is empty: to hold for every contact say always"));
  EXPECT_THAT(text_of("{ \"one\", go = reject(404) }"), HasSubstr("rule \"one\": has no when"));
  EXPECT_THAT(text_of("{ \"one\", when = always }"), HasSubstr("rule \"one\": has no go"));
  EXPECT_THAT(text_of("{ \"one\", whn = always, go = reject(404) }"), HasSubstr("did you mean 'when'?"));
  EXPECT_THAT(text_of("{ when = always, go = reject(404) }"), HasSubstr("rule 1 has no name"));
  EXPECT_THAT(text_of("{ \"one\", when = { caller = {} }, go = reject(404) }"),
              HasSubstr("its table is empty"));
  EXPECT_THAT(text_of("{ \"one\", when = { caller = print }, go = reject(404) }"),
              HasSubstr("compares caller with a function"));
  EXPECT_THAT(text_of("{ \"one\", when = always, go = \"12\" }"),
              HasSubstr("go is \"12\"; a contact can go to dialog"));
  EXPECT_THAT(text_of("{ \"one\", when = always, go = trunk \"x\" }"), HasSubstr("needs the number to call"));
  EXPECT_THAT(text_of("{ \"one\", when = { caller = \"1\" }, go = reject(404) }, { \"one\", when = always, go "
                      "= reject(404) }"),
              HasSubstr("rule \"one\": stands twice, as rule 1 and as rule 2"));
  EXPECT_THAT(text_of("policy = \"best\""),
              HasSubstr("policy must be \"first\", \"priority\", \"unique\" or \"collect\""));
}

}  // namespace
}  // namespace tipring::testing
