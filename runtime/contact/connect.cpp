#include "runtime/contact/connect.h"

#include <memory>
#include <utility>

#include "runtime/contact/play.h"

namespace tipring {
namespace {

using std::chrono::milliseconds;

// The ring-back tone of ITU-T E.180, supplement 2, as most of Europe uses it: 425 Hz, one second in five.
ToneClip ringback_tone() {
  return {"ringback", {{425, 0, milliseconds(1000)}, {0, 0, milliseconds(4000)}}, milliseconds(0)};
}

}  // namespace

ConnectOperation::ConnectOperation(FloorContext& floor, Operations& operations, Legs& legs, Leg& caller,
                                   ConnectRequest request, Done done)
    : Operation(floor, operations, caller.id),
      legs_(legs),
      caller_(caller),
      request_(std::move(request)),
      done_(std::move(done)) {}

void ConnectOperation::start(OperationHandle self) {
  self_ = self;
  try_next();
}

void ConnectOperation::try_next() {
  if (next_target_ == request_.targets.size()) return end();
  const ConnectTarget& target = request_.targets[next_target_];
  auto placed = legs_.place(caller_.contact, {{}, target.uri, request_.from, {}, request_.headers});
  if (!placed) {
    return target_failed(
        {.by = Release::By::system, .status = 503, .cause = 41, .reason = placed.error().text});
  }
  target_ = placed.value();
  legs_.find(target_)->placed_by = self_;
  timer_ = floor_.loop.after(target.timeout, [&operations = operations_, self = self_] {
    if (auto* connect = static_cast<ConnectOperation*>(operations.find(self))) connect->time_up();
  });
}

void ConnectOperation::time_up() {
  const Release release{.by = Release::By::system, .status = 408, .cause = 102, .reason = "no answer in time"};
  // The leg goes its own way from here: if its 2xx crosses our CANCEL, the adapter ends it.
  if (Leg* target = legs_.find(target_)) {
    target->placed_by = {};
    legs_.release(*target, release);
  }
  target_failed(release);
}

void ConnectOperation::target_failed(Release release) {
  floor_.loop.cancel(timer_);
  target_ = {};
  outcome_.failed.push_back({request_.targets[next_target_].uri, std::move(release)});
  ++next_target_;
  try_next();
}

void ConnectOperation::target_ringing(Leg& target) {
  const bool hears_target = request_.early_media && target.early_media;
  if (hears_target) {
    if (auto early = legs_.send_early_media(caller_); early.ok() && !caller_.bridged_with) {
      operations_.cancel(ringback_);
      legs_.bridge(caller_, target);
    }
    return;
  }
  if (caller_.state() == LegState::answered) {
    start_ringback();
  } else {
    legs_.ring(caller_);
  }
}

void ConnectOperation::start_ringback() {
  if (operations_.find(ringback_) != nullptr) return;
  ringback_ = operations_.start(std::make_unique<PlayOperation>(
      floor_, operations_, caller_, PlayRequest{{ringback_tone()}, false}, [](const PlayOutcome&) {}));
}

void ConnectOperation::target_answered(Leg& target) {
  floor_.loop.cancel(timer_);
  operations_.cancel(ringback_);
  if (auto answered = legs_.answer(caller_); !answered) {
    legs_.release(target,
                  {.by = Release::By::system, .status = 488, .cause = 88, .reason = answered.error().text});
    return;
  }
  outcome_.answered = true;
  outcome_.answered_by = request_.targets[next_target_].uri;
  answered_at_ = floor_.loop.clock().now();
  if (caller_.bridged_with != target.id) legs_.bridge(caller_, target);
}

void ConnectOperation::target_ended(Leg& target) {
  operations_.cancel(ringback_);
  if (!outcome_.answered) return target_failed(target.release);
  outcome_.talked = floor_.loop.clock().now() - answered_at_;
  target_ = {};
  end();
}

void ConnectOperation::stop() {
  floor_.loop.cancel(timer_);
  operations_.cancel(ringback_);
  legs_.unbridge(caller_);
  if (Leg* target = legs_.find(target_)) {
    target->placed_by = {};
    legs_.release(*target, {.by = Release::By::local});
  }
}

void ConnectOperation::cancel() {
  stop();
}

void ConnectOperation::leg_ended(const Release& /*release*/) {
  stop();
  end();
}

void ConnectOperation::end() {
  complete([done = std::move(done_), outcome = std::move(outcome_)] { done(outcome); });
}

}  // namespace tipring
