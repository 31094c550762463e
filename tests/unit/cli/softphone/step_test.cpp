#include "cli/softphone/step.h"

#include <gtest/gtest.h>

namespace tipring::cli {
namespace {

using Kind = SoftphoneStep::Kind;

SoftphoneStep step(std::string_view line) {
  const auto read = parse_typed(line);
  return read && std::holds_alternative<SoftphoneStep>(read.value()) ? std::get<SoftphoneStep>(read.value())
                                                                     : SoftphoneStep{.text = "no step"};
}

std::string problem(std::string_view line) {
  const auto read = parse_typed(line);
  return read ? "none" : read.error().text;
}

TEST(SoftphoneStepTest, KeysNeedNoVerb) {
  EXPECT_EQ(step("15*#"), (SoftphoneStep{.kind = Kind::press, .text = "15*#"}));
  EXPECT_EQ(step("press 15*#"), step("15*#"));
  EXPECT_EQ(step("  7 \r"), (SoftphoneStep{.kind = Kind::press, .text = "7"}));
}

TEST(SoftphoneStepTest, EveryStepCanBeTyped) {
  EXPECT_EQ(step("answer"), SoftphoneStep{.kind = Kind::answer});
  EXPECT_EQ(step("ring"), SoftphoneStep{.kind = Kind::ring});
  EXPECT_EQ(step("hang up"), SoftphoneStep{.kind = Kind::hang_up});
  EXPECT_EQ(step("hangup"), SoftphoneStep{.kind = Kind::hang_up});
  EXPECT_EQ(step("refuse"), (SoftphoneStep{.kind = Kind::refuse, .status = 486}));
  EXPECT_EQ(step("refuse 603"), (SoftphoneStep{.kind = Kind::refuse, .status = 603}));
  EXPECT_EQ(step("play my music.wav"), (SoftphoneStep{.kind = Kind::play, .text = "my music.wav"}));
  EXPECT_EQ(step("record out.wav"), (SoftphoneStep{.kind = Kind::record, .text = "out.wav"}));
  EXPECT_EQ(step("transfer 300"), (SoftphoneStep{.kind = Kind::transfer, .text = "300"}));
  EXPECT_EQ(step("wait 2s"), (SoftphoneStep{.kind = Kind::wait, .time = std::chrono::seconds(2)}));
}

TEST(SoftphoneStepTest, SomeLinesAreNoSteps) {
  EXPECT_EQ(std::get<Typed>(parse_typed("").value()), Typed::nothing);
  EXPECT_EQ(std::get<Typed>(parse_typed("help").value()), Typed::help);
  EXPECT_EQ(std::get<Typed>(parse_typed("quit").value()), Typed::quit);
}

TEST(SoftphoneStepTest, MistakesNameWhatWouldBeRight) {
  EXPECT_EQ(problem("anser"), "there is no 'anser'; did you mean 'answer'?; 'help' lists what can be typed");
  EXPECT_EQ(problem("press 12x"), "press takes keys: 0 to 9, *, # and A to D");
  EXPECT_EQ(problem("play"), "a file is needed: play FILE, record FILE");
  EXPECT_EQ(problem("transfer"), "to whom is needed: transfer sip:300@127.0.0.1, transfer 300");
  EXPECT_EQ(problem("wait long"), "wait takes a duration such as 500ms, 5s or 2m");
  EXPECT_EQ(problem("refuse 200"),
            "'200' is no status to refuse a call with: those are 400 to 699, 486 for busy");
}

}  // namespace
}  // namespace tipring::cli
