// Many calls of every kind at once, at a runtime under the sanitizers: what is left of them, and what is
// written.

#include <algorithm>
#include <memory>

#include <gtest/gtest.h>

#include "tests/wire/kit/ledger.h"
#include "tests/wire/kit/runtime.h"
#include "tests/wire/kit/sipp_calls.h"

namespace tipring::wire {
namespace {

// Of each kind, at so many a second: together 200, at 50 a second.
constexpr int calls_of_a_kind = 40;
constexpr int rate_of_a_kind = 10;

Runtime::Setup setup(const std::string& callee) {
  return {.site = TIPRING_SITE,
          .sounds = {{"prompt", 600}},
          .environment = {{"TIPRING_CALLEE", callee}},
          .arguments = {"--log-level", "warning"}};
}

std::unique_ptr<SippCalls> call(const Runtime& runtime, const std::string& number, const std::string& scenario,
                                int count, int rate) {
  return std::make_unique<SippCalls>(
      scenario, std::vector<std::string>{"-s", number, "-m", std::to_string(count), "-r", std::to_string(rate),
                                         runtime.address()});
}

std::ptrdiff_t count_of(const std::vector<Entry>& entries, EntryKind kind) {
  return std::count_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.kind == kind; });
}

std::string json_of(const Entry& entry) {
  std::string json;
  append_json(entry, json);
  return json;
}

TEST(Load, mixed_calls_leave_nothing_behind_and_are_all_accounted_for) {
  SippCalls callee("called_hangs_up", {"-m", std::to_string(calls_of_a_kind)});
  Runtime runtime(setup(callee.uri()));
  std::vector<std::unique_ptr<SippCalls>> callers;
  for (const auto& [number, scenario] : {std::pair{"menu", "caller_presses_a_key"},
                                         {"talk", "caller_hangs_up_some_time"},
                                         {"ring", "caller_cancels"},
                                         {"busy", "caller_finds_busy"},
                                         {"pair", "caller_waits_for_bye"}})
    callers.push_back(call(runtime, number, scenario, calls_of_a_kind, rate_of_a_kind));
  for (const auto& caller : callers)
    EXPECT_TRUE(caller->succeed()) << caller->errors();
  EXPECT_TRUE(callee.succeed()) << callee.errors();

  EXPECT_TRUE(runtime.settles());
  EXPECT_TRUE(runtime.ends_in_order());
  EXPECT_EQ(runtime.log(), "");
  const auto entries = read_ledger(runtime.ledger_folder());
  EXPECT_EQ(count_of(entries, EntryKind::contact_arrived), 5 * calls_of_a_kind);
  EXPECT_EQ(count_of(entries, EntryKind::leg_invited), 6 * calls_of_a_kind);
  EXPECT_GE(count_of(entries, EntryKind::digits_gathered), calls_of_a_kind);
  EXPECT_TRUE(all_is_over(entries));
  EXPECT_TRUE(records_agree(entries, runtime.database()));
}

TEST(Load, calls_that_are_lost_with_the_runtime_are_recorded_as_lost) {
  constexpr int calls = 20;
  Runtime runtime(setup("sip:nobody@127.0.0.1:9"));
  auto callers = call(runtime, "talk", "caller_waits_for_bye", calls, 20);
  for (int i = 0; i < calls / 2; ++i)
    runtime.until_entry("leg.answered");
  runtime.kill();
  callers.reset();
  const auto before = read_ledger(runtime.ledger_folder());
  EXPECT_FALSE(all_is_over(before));
  const auto listed =
      ::tipring::testing::tipring({"events", "--ledger", runtime.ledger_folder(), "-o", "jsonl"});
  EXPECT_EQ(listed.exit_code, 0) << listed.err;

  runtime.start();
  EXPECT_TRUE(call(runtime, "talk", "caller_hangs_up_some_time", 1, 1)->succeed());
  EXPECT_TRUE(runtime.settles());
  EXPECT_TRUE(runtime.ends_in_order());
  const auto entries = read_ledger(runtime.ledger_folder());
  ASSERT_GE(entries.size(), before.size());
  for (std::size_t i = 0; i < before.size(); ++i)
    ASSERT_EQ(json_of(entries[i]), json_of(before[i]));
  EXPECT_TRUE(records_agree(entries, runtime.database()));
  const auto records = records_of(entries);
  const auto lost = std::count_if(records.begin(), records.end(),
                                  [](const auto& record) { return record.second.cause == "lost"; });
  EXPECT_GE(lost, calls / 2);
  EXPECT_EQ(static_cast<std::size_t>(lost), records.size() - 1);
}

}  // namespace
}  // namespace tipring::wire
