#pragma once

#include <span>
#include <string>

#include "cli/tester/spec.h"
#include "dsl/binding/word_call.h"

namespace tipring::cli {

/// A party as scenarios hold it.
struct PartyObject {
  PartyId party = 0;
};
/// A correspondent as scenarios hold it.
struct WriterObject {
  CorrespondentId writer = 0;
};
/// An agent as scenarios hold it.
struct AgentObject {
  std::string name;
};
/// The play as scenarios hold it: `t`. There is one at a time.
struct PlayObject {
  int unused = 0;
};

/// How long a party waits for what it expects, where the scenario does not say.
inline constexpr Duration usual_patience = std::chrono::seconds(30);

std::span<const dsl::Word> top_words();        ///< scenario, environment
std::span<const dsl::Word> play_words();       ///< t:call, t:outgoing, t:wait …
std::span<const dsl::Word> party_words();      ///< What parties do: presses, answers …
std::span<const dsl::Word> writer_words();     ///< t:writer, and what writers do and are expected to read.
std::span<const dsl::Word> web_words();        ///< t:web, t:expect_request
std::span<const dsl::Word> hours_words();      ///< t:closes_hours, t:reopens_hours
std::span<const dsl::Word> queue_words();      ///< t:agent, what agents do, waits_in
std::span<const dsl::Word> expecting_words();  ///< What is expected of them: hears, is_answered …

/// The performance that the running word belongs to.
Performance& performance_of(const dsl::WordCall& call);
PartyId party_of(const dsl::WordCall& call);

/// Waits until the expectation holds, then returns nothing; one that fails ends the scenario here.
int await(dsl::WordCall& call, Expectation expectation);

/// The same; once it holds `then` is done, and what that fails with ends the scenario.
int await_then(dsl::WordCall& call, Expectation expectation, std::function<Result<void>()> then);

/// Goes on after `time`.
int pause(dsl::WordCall& call, Duration time);

/// Ends the scenario at this word.
int fail_here(dsl::WordCall& call, const std::string& problem);

/// Nothing on success, else as fail_here().
int done_or_fail(dsl::WordCall& call, const Result<void>& result);

}  // namespace tipring::cli
