#include "runtime/contact/gather.h"

#include <memory>
#include <utility>

#include "runtime/contact/leg.h"

namespace tipring {

std::string_view to_string(GatherEnd end) {
  switch (end) {
    case GatherEnd::complete:
      return "complete";
    case GatherEnd::too_short:
      return "too-short";
    case GatherEnd::no_input:
      return "no-input";
    case GatherEnd::failed:
      return "failed";
    case GatherEnd::hung_up:
      return "hung-up";
  }
  return "";
}

GatherOperation::GatherOperation(FloorContext& floor, Operations& operations, Leg& leg, GatherRequest request,
                                 Done done)
    : Operation(floor, operations, leg.id),
      gathered_(leg),
      request_(std::move(request)),
      done_(std::move(done)),
      collector_(request_.rule) {}

void GatherOperation::start(OperationHandle self) {
  self_ = self;
  if (request_.prompt.items.empty()) {
    if (!take_type_ahead()) wait(request_.first_timeout);
    return;
  }
  auto over = [&operations = operations_, self](const PlayOutcome& outcome) {
    if (auto* gather = static_cast<GatherOperation*>(operations.find(self))) gather->prompt_over(outcome);
  };
  prompt_ = operations_.start(std::make_unique<PlayOperation>(floor_, operations_, gathered_,
                                                              std::move(request_.prompt), std::move(over)));
}

void GatherOperation::prompt_over(const PlayOutcome& outcome) {
  prompt_ = {};
  if (outcome.end == PlayEnd::failed) return end(GatherEnd::failed, outcome.problem);
  if (!take_type_ahead() && collector_.digits().empty()) wait(request_.first_timeout);
}

bool GatherOperation::take_type_ahead() {
  while (!gathered_.pressed.empty()) {
    const char pressed = gathered_.pressed.front();
    gathered_.pressed.erase(gathered_.pressed.begin());
    if (judge(collector_.feed(pressed))) return true;
  }
  if (!collector_.digits().empty()) wait(request_.between_timeout);
  return false;
}

bool GatherOperation::digit(char digit) {
  // While the prompt plays the digit goes to the prompt, which may end for it, and then to those pressed
  // earlier.
  if (operations_.find(prompt_) != nullptr) return false;
  if (!gathered_.pressed.empty()) {
    gathered_.pressed.push_back(digit);
    take_type_ahead();
    return true;
  }
  if (!judge(collector_.feed(digit))) wait(request_.between_timeout);
  return true;
}

void GatherOperation::wait(Duration timeout) {
  floor_.loop.cancel(timer_);
  timer_ = floor_.loop.after(timeout, [&operations = operations_, self = self_] {
    if (auto* gather = static_cast<GatherOperation*>(operations.find(self))) gather->time_up();
  });
}

void GatherOperation::time_up() {
  if (collector_.digits().empty() && request_.rule.least > 0) return end(GatherEnd::no_input);
  judge(collector_.time_up());
}

bool GatherOperation::judge(DigitCollector::State state) {
  if (state == DigitCollector::State::collecting) return false;
  end(state == DigitCollector::State::complete ? GatherEnd::complete : GatherEnd::too_short);
  return true;
}

void GatherOperation::stop() {
  floor_.loop.cancel(timer_);
  operations_.cancel(prompt_);
}

void GatherOperation::cancel() {
  stop();
}

void GatherOperation::leg_ended(const Release& /*release*/) {
  end(GatherEnd::hung_up);
}

void GatherOperation::end(GatherEnd end, std::string problem) {
  stop();
  const std::string& digits = collector_.digits();
  Entry entry{.kind = EntryKind::digits_gathered, .contact = gathered_.contact, .leg = leg_};
  if (request_.secret) {
    entry.fields.emplace_back("count", static_cast<std::int64_t>(digits.size()));
  } else {
    entry.fields.emplace_back("digits", digits);
  }
  entry.fields.emplace_back("end", std::string(to_string(end)));
  floor_.ledger.write(std::move(entry));
  complete(
      [done = std::move(done_), outcome = GatherOutcome{end, digits, std::move(problem)}] { done(outcome); });
}

}  // namespace tipring
