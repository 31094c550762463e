#include "runtime/base/nearest.h"

#include <set>

#include <gtest/gtest.h>

namespace tipring {
namespace {

const std::vector<std::string> words = {"answer",  "ring", "reject", "redirect", "record", "gather",
                                        "hang_up", "play", "say",    "wait",     "on",     "digits"};

TEST(NearestName, FindsTheNameBehindASlipOfTheFinger) {
  EXPECT_EQ(nearest("gatehr", words), "gather");
  EXPECT_EQ(nearest("anwser", words), "answer");
  EXPECT_EQ(nearest("hangup", words), "hang_up");
  EXPECT_EQ(nearest("digts", words), "digits");
  EXPECT_EQ(nearest("digit", words), "digits");
  EXPECT_EQ(nearest("plya", words), "play");
  EXPECT_EQ(nearest("rejct", words), "reject");
}

TEST(NearestName, TakesLettersOfAnotherCaseForTheSame) {
  EXPECT_EQ(nearest("HANG_UP", words), "hang_up");
  EXPECT_EQ(nearest("ON", words), "on");
  EXPECT_EQ(nearest("Main", std::vector<std::string>{"MAIN", "main"}), "main");
}

TEST(NearestName, GivesNoSillyAdvice) {
  EXPECT_EQ(nearest("transfer", words), std::nullopt);
  EXPECT_EQ(nearest("x", words), std::nullopt);
  EXPECT_EQ(nearest("no", words), std::nullopt);
  EXPECT_EQ(nearest("", words), std::nullopt);
  EXPECT_EQ(nearest("bye", words), std::nullopt);
  EXPECT_EQ(nearest("gather", std::vector<std::string>{}), std::nullopt);
  EXPECT_EQ(nearest(std::string(500, 'a'), std::vector<std::string>{std::string(499, 'a')}), std::nullopt);
}

TEST(NearestName, NeverProposesTheNameItself) {
  EXPECT_EQ(nearest("play", std::vector<std::string>{"play"}), std::nullopt);
}

TEST(NearestName, DoesNotDependOnTheOrderOfTheCandidates) {
  EXPECT_EQ(nearest("menx", std::vector<std::string>{"menz", "menu"}), "menu");
  EXPECT_EQ(nearest("menx", std::vector<std::string>{"menu", "menz"}), "menu");
  EXPECT_EQ(nearest("main", std::vector<std::string>{"rain", "maid"}), "maid");
  EXPECT_EQ(nearest("main", std::vector<std::string>{"maid", "rain"}), "maid");
}

TEST(NearestName, TakesAnyRangeOfStrings) {
  EXPECT_EQ(nearest("opne", std::set<std::string, std::less<>>{"open", "closed"}), "open");
  EXPECT_EQ(nearest("opne", std::vector<std::string_view>{"closed", "open"}), "open");
}

TEST(NearestName, EndsAMessage) {
  EXPECT_EQ(did_you_mean("gather"), "; did you mean 'gather'?");
  EXPECT_EQ(did_you_mean(std::nullopt), "");
}

}  // namespace
}  // namespace tipring
