#include "runtime/contact/connect.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "runtime/contact/barring.h"
#include "runtime/contact/play.h"
#include "runtime/ports/release_cause.h"

namespace tipring {
namespace {

// A country that is not known has been refused where the site was loaded.
ToneClip ringback_tone(const std::string& country) {
  auto tone = national_tone(country, "ringback");
  return tone ? std::move(tone).value() : national_tone(usual_tones, "ringback").value();
}

// Q.850 cause 26: non-selected user clearing.
Release completed_elsewhere() {
  return {.by = Release::By::local, .cause = 26, .reason = "Call completed elsewhere"};
}

// Q.850 cause 21: call rejected.
Release declined(std::string why) {
  return {.by = Release::By::remote, .status = 603, .cause = 21, .reason = std::move(why)};
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
  redirections_left_ = request_.redirections;
  for (const ConnectTarget& target : request_.targets) {
    if (target.phone.empty()) called_.insert(target.uri);
    waiting_.push_back(target);
  }
  try_next();
}

void ConnectOperation::try_next() {
  if (calling_) return;
  calling_ = true;
  const bool together = request_.order == ConnectOrder::together;
  while (!waiting_.empty() && (together || attempts_.empty())) {
    ConnectTarget target = std::move(waiting_.front());
    waiting_.pop_front();
    take(std::move(target));
  }
  calling_ = false;
  if (attempts_.empty()) end();
}

void ConnectOperation::take(ConnectTarget target) {
  if (target.phone.empty()) {
    if (const auto bar = bar_of(floor_, request_.caller, target.trunk, target.number, target.uri))
      return refuse_barred(target, *bar);
  }
  if (target.refusal) {
    Release refusal = *target.refusal;
    return failed(std::move(target), std::move(refusal));
  }
  if (target.uri.empty()) {
    look_up(target);
  } else {
    call(std::move(target));
  }
}

void ConnectOperation::refuse_barred(const ConnectTarget& target, const CallBar& bar) {
  note_barred(floor_, caller_.contact, caller_.id, target.uri, bar);
  if (request_.barred) request_.barred(bar);
  const Release release{
      .by = Release::By::system, .status = 403, .cause = cause_of_status(403), .reason = bar.text};
  outcome_.failed.push_back({target.uri, release, bar.destination});
  try_next();
}

// Places of one preference ring together; those that the phone prefers less stand in line behind them.
void ConnectOperation::look_up(const ConnectTarget& target) {
  const std::vector<PhonePlace> places = floor_.directory.places_of(target.phone);
  if (places.empty()) {
    // Q.850 cause 20: subscriber absent.
    return failed({"phone " + target.phone, {}, target.phone},
                  {.by = Release::By::system, .status = 480, .cause = 20, .reason = "not registered"});
  }
  const auto next = std::find_if(places.begin(), places.end(), [&](const PhonePlace& place) {
    return place.preference < places.front().preference;
  });
  auto behind = waiting_.begin();
  for (auto place = next; place != places.end(); ++place)
    behind = std::next(waiting_.insert(behind, {place->uri, target.timeout, target.phone}));
  for (auto place = places.begin(); place != next; ++place)
    call({place->uri, target.timeout, target.phone});
}

void ConnectOperation::call(ConnectTarget target) {
  const CarryTrust trust{request_.caller_trusted, !target.trunk.empty()};
  const bool is_any_uri = target.phone.empty() && target.trunk.empty();
  OutgoingCall call{.target = target.uri,
                    .from = request_.from,
                    .phone = target.phone,
                    .trunk = target.trunk,
                    .avoids_trunks = is_any_uri && bar_at_trunks(floor_, request_.caller, target.uri)};
  for (auto& header : carried_headers(request_.arrived, request_.carry, trust, request_.headers)) {
    const bool hides = request_.hide_hosts && names_parties(header.first);
    (hides ? call.named : call.headers).push_back(std::move(header));
  }
  call.headers.insert(call.headers.end(), request_.headers.begin(), request_.headers.end());
  auto placed = legs_.place(caller_, std::move(call), request_.takes != nullptr);
  if (!placed) {
    return failed(std::move(target),
                  {.by = Release::By::system, .status = 503, .cause = 41, .reason = placed.error().text});
  }
  const LegId leg = placed.value();
  legs_.find(leg)->placed_by = self_;
  const TimerHandle timer = floor_.loop.after(target.timeout, [&operations = operations_, self = self_, leg] {
    if (auto* connect = static_cast<ConnectOperation*>(operations.find(self))) connect->time_up(leg);
  });
  attempts_.emplace(leg, Attempt{std::move(target), timer});
}

void ConnectOperation::time_up(LegId leg) {
  const Release release{.by = Release::By::system, .status = 408, .cause = 102, .reason = "no answer in time"};
  // The leg goes its own way from here: if its 2xx crosses our CANCEL, the adapter ends it.
  if (Leg* target = legs_.find(leg)) {
    target->placed_by = {};
    legs_.release(*target, release);
  }
  const auto attempt = attempts_.extract(leg);
  failed(attempt.mapped().target, release);
}

void ConnectOperation::failed(ConnectTarget target, Release release) {
  follow(target, release);
  outcome_.failed.push_back({std::move(target.uri), std::move(release)});
  try_next();
}

void ConnectOperation::follow(const ConnectTarget& target, const Release& release) {
  auto place = waiting_.begin();
  for (const std::string& uri : release.targets) {
    if (redirections_left_ == 0 || !called_.insert(uri).second) continue;
    --redirections_left_;
    place = std::next(waiting_.insert(place, {uri, target.timeout}));
  }
}

void ConnectOperation::target_ringing(Leg& target) {
  if (request_.quiet) return;
  const bool hears_target = request_.early_media && target.early_media &&
                            request_.order == ConnectOrder::one_by_one && attempts_.size() == 1;
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

void ConnectOperation::let_ring() {
  if (caller_.state() == LegState::answered || caller_.early_media) {
    start_ringback();
  } else {
    legs_.ring(caller_);
  }
}

void ConnectOperation::start_ringback() {
  if (operations_.find(ringback_) != nullptr) return;
  ringback_ = operations_.start(std::make_unique<PlayOperation>(
      floor_, operations_, caller_, PlayRequest{{ringback_tone(floor_.settings.tones)}, false},
      [](const PlayOutcome&) {}));
}

void ConnectOperation::give_up_others(const Release& release) {
  for (auto& [id, attempt] : attempts_) {
    floor_.loop.cancel(attempt.timer);
    operations_.cancel(attempt.whisper);
    Leg* leg = legs_.find(id);
    if (leg == nullptr) continue;
    leg->placed_by = {};
    legs_.release(*leg, release);
  }
  attempts_.clear();
}

void ConnectOperation::target_answered(Leg& target) {
  floor_.loop.cancel(attempts_.at(target.id).timer);
  if (request_.whisper.needed()) return whisper_to(target);
  take_up(target);
}

// What has answered without a person, such as the mailbox of a mobile phone, presses no key: what else rings
// goes on until one is pressed.
void ConnectOperation::whisper_to(Leg& target) {
  if (request_.whisper.accept_key == 0) {
    auto own = attempts_.extract(target.id);
    give_up_others(completed_elsewhere());
    attempts_.insert(std::move(own));
  }
  attempts_.at(target.id).picked_up = true;
  // The caller may have heard what the target sent before its answer.
  if (caller_.bridged_with == target.id) legs_.unbridge(caller_);
  if (!request_.quiet) let_ring();
  if (request_.picked_up) request_.picked_up();
  auto over = [&operations = operations_, self = self_, leg = target.id](WhisperEnd end) {
    if (auto* connect = static_cast<ConnectOperation*>(operations.find(self))) connect->whispered(leg, end);
  };
  const OperationHandle whisper = operations_.start(
      std::make_unique<WhisperOperation>(floor_, operations_, target, request_.whisper, std::move(over)));
  attempts_.at(target.id).whisper = whisper;
}

// Nothing where the target is gone already.
void ConnectOperation::whispered(LegId leg, WhisperEnd end) {
  Leg* target = legs_.find(leg);
  if (target == nullptr || !attempts_.contains(leg)) return;
  if (end == WhisperEnd::taken) return take_up(*target);
  target->placed_by = {};
  legs_.release(*target, {.by = Release::By::local});
  const auto attempt = attempts_.extract(leg);
  if (attempts_.empty()) operations_.cancel(ringback_);
  failed(attempt.mapped().target, declined("the call was not taken by its key in time"));
}

void ConnectOperation::take_up(Leg& target) {
  const auto attempt = attempts_.extract(target.id);
  operations_.cancel(ringback_);
  give_up_others(completed_elsewhere());
  waiting_.clear();
  target_ = target.id;
  if (request_.takes) {
    outcome_.answered = true;
    outcome_.answered_by = attempt.mapped().target.uri;
    answered_at_ = floor_.loop.clock().now();
    const auto takes = request_.takes;  // It may end this.
    return takes(target);
  }
  if (auto answered = legs_.answer(caller_); !answered) {
    legs_.release(target,
                  {.by = Release::By::system, .status = 488, .cause = 88, .reason = answered.error().text});
    return;
  }
  if (request_.answered) request_.answered(target.id);
  outcome_.answered = true;
  outcome_.answered_by = attempt.mapped().target.uri;
  answered_at_ = floor_.loop.clock().now();
  if (caller_.bridged_with != target.id) legs_.bridge(caller_, target);
}

void ConnectOperation::target_ended(Leg& target) {
  if (target.id == target_) {
    operations_.cancel(ringback_);
    if (outcome_.answered) {
      note_talk();
    } else {
      outcome_.failed.push_back({target.peer.uri, target.release});
    }
    target_ = {};
    return end();
  }
  auto attempt = attempts_.extract(target.id);
  floor_.loop.cancel(attempt.mapped().timer);
  if (attempts_.empty()) operations_.cancel(ringback_);
  if (attempt.mapped().picked_up)
    return failed(std::move(attempt.mapped().target), declined("hung up before taking the call"));
  if (target.release.avoided) {
    if (const auto bar = bar_at_trunks(floor_, request_.caller, attempt.mapped().target.uri))
      return refuse_barred(attempt.mapped().target, *bar);
  }
  failed(std::move(attempt.mapped().target), target.release);
}

void ConnectOperation::target_taken(Leg& /*target*/) {
  operations_.cancel(ringback_);
  note_talk();
  target_ = {};
  end();
}

void ConnectOperation::note_talk() {
  outcome_.talked = floor_.loop.clock().now() - answered_at_;
}

void ConnectOperation::stop() {
  operations_.cancel(ringback_);
  if (!request_.takes) legs_.unbridge(caller_);
  give_up_others({.by = Release::By::local});
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
