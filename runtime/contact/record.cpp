#include "runtime/contact/record.h"

#include <utility>

#include "runtime/contact/leg.h"

namespace tipring {
namespace {

RecordEnd record_end(RecordingEnd end, bool by_digit) {
  switch (end) {
    case RecordingEnd::stopped:
      return by_digit ? RecordEnd::digit : RecordEnd::stopped;
    case RecordingEnd::longest_reached:
      return RecordEnd::longest;
    case RecordingEnd::silence:
      return RecordEnd::silence;
    case RecordingEnd::failed:
      break;
  }
  return RecordEnd::failed;
}

std::chrono::milliseconds whole_milliseconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(duration);
}

}  // namespace

std::string_view to_string(RecordEnd end) {
  switch (end) {
    case RecordEnd::digit:
      return "digit";
    case RecordEnd::silence:
      return "silence";
    case RecordEnd::longest:
      return "longest";
    case RecordEnd::failed:
      return "failed";
    case RecordEnd::hung_up:
      return "hung-up";
    case RecordEnd::stopped:
      return "stopped";
  }
  return "";
}

RecordOperation::RecordOperation(FloorContext& floor, Operations& operations, Leg& leg,
                                 RecordingRequest request, Done done)
    : Operation(floor, operations, leg.id),
      recorded_(leg),
      request_(std::move(request)),
      done_(std::move(done)),
      path_(floor.settings.recordings_folder + "/" + request_.name + ".wav") {}

void RecordOperation::start(OperationHandle self) {
  self_ = self;
  started_ = floor_.loop.clock().now();
  Entry started{.kind = EntryKind::record_started,
                .contact = recorded_.contact,
                .leg = leg_,
                .fields = {{"name", request_.name}}};
  if (request_.sides != RecordingSides::party)
    started.fields.emplace_back("sides", request_.sides == RecordingSides::stereo ? "stereo" : "mixed");
  floor_.ledger.write(std::move(started));
  RecordRequest request{path_, whole_milliseconds(request_.longest),
                        whole_milliseconds(request_.ends_after_silence), request_.sides};
  floor_.outbox.add([&media = floor_.media, leg = leg_, self, request = std::move(request)] {
    media.record(leg, self, request);
  });
}

void RecordOperation::stop() {
  floor_.outbox.add([&media = floor_.media, leg = leg_, self = self_] { media.stop_record(leg, self); });
}

void RecordOperation::cancel() {
  if (outcome_) return;
  stop();
  write_finished(RecordEnd::stopped, elapsed());
}

void RecordOperation::leg_ended(const Release& /*release*/) {
  if (!outcome_) write_finished(RecordEnd::hung_up, elapsed());
  if (!done_) done_ = [](const RecordOutcome&) {};
  end({RecordEnd::hung_up, {}, {}});
}

void RecordOperation::ask(Done done) {
  done_ = std::move(done);
  if (outcome_) return end(*std::exchange(outcome_, std::nullopt));
  stop();
}

void RecordOperation::end(RecordOutcome outcome) {
  if (!done_) {
    outcome_ = std::move(outcome);
    return;
  }
  complete([done = std::move(done_), outcome = std::move(outcome)] { done(outcome); });
}

bool RecordOperation::digit(char digit) {
  if (request_.ends_by_digits.find(digit) == std::string::npos) return false;
  if (!ended_by_digit_) stop();  // The file's end is told by record_finished.
  ended_by_digit_ = true;
  return true;
}

void RecordOperation::record_finished(const RecordingResult& result) {
  const RecordEnd end = record_end(result.end, ended_by_digit_);
  write_finished(end, result.length);
  SoundClip clip{"recording " + request_.name, {}, path_, result.length};
  this->end({end, std::move(clip), result.problem});
}

std::chrono::milliseconds RecordOperation::elapsed() const {
  return whole_milliseconds(floor_.loop.clock().now() - started_);
}

void RecordOperation::write_finished(RecordEnd end, std::chrono::milliseconds length) {
  floor_.ledger.write({.kind = EntryKind::record_finished,
                       .contact = recorded_.contact,
                       .leg = leg_,
                       .fields = {{"end", std::string(to_string(end))}, {"ms", std::int64_t{length.count()}}}});
}

}  // namespace tipring
