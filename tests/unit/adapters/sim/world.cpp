#include "world.h"

#include <utility>

namespace tipring::sim {

namespace {

std::string milliseconds_of(Instant instant) {
  const auto micros = instant.time_since_epoch().count();
  std::string text = std::to_string(micros / 1000);
  if (micros % 1000 != 0) text += "." + std::to_string(micros % 1000);
  return text;
}

std::string end_of(RecordingEnd end) {
  switch (end) {
    case RecordingEnd::stopped:
      return "stopped";
    case RecordingEnd::longest_reached:
      return "longest";
    case RecordingEnd::silence:
      return "silence";
    case RecordingEnd::failed:
      return "failed";
  }
  return "?";
}

std::string sound_of(const Sound& sound) {
  std::string text;
  switch (sound.kind) {
    case Sound::Kind::prompt:
      text = "prompt";
      break;
    case Sound::Kind::tone:
      text = "tone";
      break;
    case Sound::Kind::voice:
      text = "voice";
      break;
    case Sound::Kind::digit:
      text = "digit";
      break;
  }
  if (!sound.name.empty()) text += " " + sound.name;
  if (!sound.text.empty()) text += " '" + sound.text + "'";
  return text;
}

}  // namespace

World::World() {
  network_.connect(telephony_, media_);
  network_.observe(this);
  telephony_.deliver_to(*this);
  media_.deliver_to(*this);
}

Party& World::caller(CallPlan plan) {
  Party& party = network_.call(plan);
  run_for(1ms);
  return party;
}

Party& World::talking_caller(CallPlan plan) {
  Party& party = caller(std::move(plan));
  open_media(last_leg_);
  telephony_.answer(last_leg_, description());
  run_for(2ms);
  return party;
}

LegId World::place(const std::string& target) {
  const LegId leg = ids_.next_leg();
  telephony_.place({leg, target, {}, description(), {}});
  return leg;
}

LegId World::talk_to(Party& party) {
  const LegId leg = place(party.address());
  open_media(leg);
  EXPECT_TRUE(party.answer().ok());
  run_for(2ms);
  return leg;
}

void World::open_media(LegId leg, MediaDirection direction) {
  ASSERT_TRUE(media_.open(leg).ok());
  media_.set_peer(leg, {{"192.0.2.1", 4000}, direction, {0, "PCMU", 8000, ""}, 101, 20ms});
}

void World::note(const std::string& line) {
  told_.push_back(milliseconds_of(clock_.now()) + " " + line);
}
std::vector<std::string> World::told() {
  return std::exchange(told_, {});
}
std::vector<std::string> World::seen() {
  return std::exchange(seen_, {});
}

void World::arrived(IncomingCall call) {
  last_leg_ = call.leg;
  last_offer_ = call.offer;
  last_headers_ = call.headers;
  last_caller_ = call.caller;
  last_dialled_ = call.dialled;
  note("arrived " + to_string(call.leg) + (call.offer ? "" : " without offer"));
}
void World::ringing(LegId leg, std::optional<SessionDescription> early) {
  note("ringing " + to_string(leg) + (early ? " early" : ""));
}
void World::answered(LegId leg, SessionDescription /*description*/) {
  note("answered " + to_string(leg));
}
void World::acknowledged(LegId leg, std::optional<SessionDescription> description) {
  note("acknowledged " + to_string(leg) + (description ? " with answer" : ""));
}
void World::offered(LegId leg, std::optional<SessionDescription> offer) {
  last_offer_ = std::move(offer);
  note("offered " + to_string(leg));
}
void World::offer_accepted(LegId leg, SessionDescription answer) {
  last_offer_ = std::move(answer);
  note("accepted " + to_string(leg));
}
void World::offer_refused(LegId leg, int status) {
  note("refused " + to_string(leg) + " " + std::to_string(status));
}
void World::transfer_asked(LegId leg, TransferRequest request) {
  note("transfer " + to_string(leg) + " " + request.target.uri);
}
void World::digit(LegId leg, char digit) {
  note("digit " + to_string(leg) + " " + digit);
}
void World::digit_signalled(LegId leg, char digit) {
  note("signalled " + to_string(leg) + " " + digit);
}
void World::digit_sent(LegId leg, OperationHandle operation, int status) {
  note("digit sent " + to_string(leg) + " #" + std::to_string(operation.slot) + " " + std::to_string(status));
}
void World::released(LegId leg, Release release) {
  const char* by[] = {"remote", "local", "system"};
  note("released " + to_string(leg) + " by " + by[static_cast<int>(release.by)] + " " +
       std::to_string(release.status));
}
void World::state_changed(LegId leg, std::string state) {
  note("state " + to_string(leg) + " " + state);
}
void World::play_finished(LegId leg, OperationHandle operation, std::string problem) {
  note("played " + to_string(leg) + " #" + std::to_string(operation.slot) +
       (problem.empty() ? "" : ": " + problem));
}
void World::record_finished(LegId leg, OperationHandle operation, RecordingResult result) {
  note("recorded " + to_string(leg) + " #" + std::to_string(operation.slot) + " " + end_of(result.end) + " " +
       std::to_string(result.length.count()) + "ms" + (result.problem.empty() ? "" : ": " + result.problem));
}
void World::digits_sent(LegId leg, OperationHandle operation) {
  note("sent " + to_string(leg) + " #" + std::to_string(operation.slot));
}

void World::fell_silent(LegId leg, std::chrono::milliseconds silence) {
  note("silent " + to_string(leg) + " for " + std::to_string(silence.count()));
}

void World::speech_changed(LegId leg, SpeechChange change) {
  const std::string told = change == SpeechChange::ends     ? "silent "
                           : change == SpeechChange::begins ? "speaks "
                                                            : "goes on speaking ";
  note(told + to_string(leg));
}

void World::happened(const Party& party, const PartyEvent& event) {
  std::string text;
  using Kind = PartyEvent::Kind;
  switch (event.kind) {
    case Kind::calls:
      text = "calls";
      break;
    case Kind::is_called:
      text = "is called";
      break;
    case Kind::rings:
      text = "rings";
      break;
    case Kind::answered:
      text = "answered";
      break;
    case Kind::refused:
      text = "refused";
      break;
    case Kind::redirected:
      text = "redirected";
      break;
    case Kind::cancelled:
      text = "cancelled";
      break;
    case Kind::hung_up:
      text = "hung up";
      break;
    case Kind::held:
      text = "held";
      break;
    case Kind::hold_refused:
      text = "hold refused";
      break;
    case Kind::transfers:
      text = "transfers";
      break;
    case Kind::transferred:
      text = "transferred";
      break;
    case Kind::vanished:
      text = "vanished";
      break;
    case Kind::presses:
      text = "presses";
      break;
    case Kind::press_lost:
      text = "press lost";
      break;
    case Kind::speaks:
      text = "speaks";
      break;
    case Kind::falls_silent:
      text = "falls silent";
      break;
    case Kind::hears:
      text = "hears " + sound_of(event.sound);
      break;
    case Kind::stops_hearing:
      text = "no longer hears " + sound_of(event.sound);
      break;
  }
  const bool heard = event.kind == Kind::hears || event.kind == Kind::stops_hearing;
  if (!heard && event.kind != Kind::calls) text += event.by_party ? " (own)" : " (other)";
  if (event.status != 0) text += " " + std::to_string(event.status);
  if (!event.text.empty()) text += " " + event.text;
  seen_.push_back(milliseconds_of(event.at) + " " + party.name() + " " + text);
}

}  // namespace tipring::sim
