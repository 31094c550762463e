// Calls over lines that lose a tenth of the SIP messages and let others overtake: all of them come about, and
// nothing is left of them.

#include <gmock/gmock.h>

#include "tests/wire/kit/ledger.h"
#include "tests/wire/kit/lossy_relay.h"
#include "tests/wire/kit/runtime.h"
#include "tests/wire/kit/sipp_calls.h"

namespace tipring::wire {
namespace {

using ::testing::Gt;

constexpr int calls_of_a_kind = 100;

std::unique_ptr<SippCalls> call(const LossyRelay& relay, const std::string& number) {
  return std::make_unique<SippCalls>(
      "caller_over_a_relay",
      std::vector<std::string>{"-s", number, "-m", std::to_string(calls_of_a_kind), "-r", "50", "-key", "relay",
                               std::to_string(relay.port()), "-default_behaviors", "all,-abortunexp",
                               relay.address()});
}

std::uint16_t port_in(const std::string& uri) {
  return static_cast<std::uint16_t>(std::stoi(uri.substr(uri.rfind(':') + 1)));
}

TEST(Loss, a_tenth_of_the_messages_is_lost_and_every_call_comes_about) {
  LossyRelay to_callee({.seed = 2});
  SippCalls callee("called_over_a_relay",
                   {"-m", std::to_string(calls_of_a_kind), "-key", "relay", std::to_string(to_callee.port()),
                    "-default_behaviors", "all,-abortunexp"});
  to_callee.lead_to(port_in(callee.uri()));
  Runtime runtime({.site = TIPRING_SITE,
                   .environment = {{"TIPRING_CALLEE", "sip:sipp@" + to_callee.address()}},
                   .arguments = {"--log-level", "warning"}});
  LossyRelay from_talkers({.seed = 1});
  from_talkers.lead_to(runtime.port());
  LossyRelay from_pairs({.seed = 3});
  from_pairs.lead_to(runtime.port());
  const auto talks = call(from_talkers, "talk");
  const auto pairs = call(from_pairs, "pair");
  EXPECT_TRUE(talks->succeed()) << talks->errors();
  EXPECT_TRUE(pairs->succeed()) << pairs->errors();
  EXPECT_TRUE(callee.succeed()) << callee.errors();
  for (const LossyRelay* line : {&from_talkers, &from_pairs, &to_callee}) {
    EXPECT_THAT(line->lost(), Gt(40));
    EXPECT_THAT(line->overtaken(), Gt(40));
  }

  EXPECT_TRUE(runtime.settles());
  EXPECT_TRUE(runtime.ends_in_order());
  const auto entries = read_ledger(runtime.ledger_folder());
  EXPECT_TRUE(all_is_over(entries));
  const auto records = records_of(entries);
  EXPECT_EQ(records.size(), 2U * calls_of_a_kind);
  EXPECT_TRUE(records_agree(entries, runtime.database()));
}

}  // namespace
}  // namespace tipring::wire
