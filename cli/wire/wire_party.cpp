#include "cli/wire/wire_party.h"

#include <utility>

#include "adapters/sim/message.h"
#include "cli/wire/site_ports.h"
#include "runtime/ports/reason_phrase.h"

namespace tipring::cli {
namespace {

using Kind = sim::PartyEvent::Kind;

MediaCapabilities capabilities_of(const std::vector<PayloadFormat>& formats) {
  MediaCapabilities capabilities{.audio = {}, .telephone_events = {}};
  for (const PayloadFormat& format : formats) {
    if (format.encoding == "telephone-event") {
      capabilities.telephone_events.push_back(format);
    } else {
      capabilities.audio.push_back(format);
    }
  }
  return capabilities;
}

// These sound and pause in turn, so that their pauses are part of them.
bool has_pauses(const Sound& sound) {
  return sound.kind == Sound::Kind::tone && sound.name != "beep" && sound.name != "dial";
}

}  // namespace

WireParty::WireParty(WireWorld world, std::string name, std::string address, const PhoneTraits& traits,
                     Tell tell)
    : world_(world),
      name_(std::move(name)),
      address_(std::move(address)),
      tell_(std::move(tell)),
      phone_(world.phones, *this) {
  if (!traits.formats.empty()) phone_.set_capabilities(capabilities_of(traits.formats));
  world_.repertoire.join(phone_);
}

WireParty::~WireParty() {
  world_.repertoire.leave(phone_);
  world_.loop.cancel(ring_timer_);
  world_.loop.cancel(speech_timer_);
}

PartyView WireParty::view() const {
  PartyView view;
  view.name = name_;
  view.address = address_;
  view.state = state_;
  view.called = called_;
  view.has_rung = has_rung_;
  view.was_answered = was_answered_;
  view.ending = ending_;
  view.changing = changing_;
  view.change_refusal = change_refusal_;
  view.transfer_status = transfer_status_;
  view.hearing = hearing_ ? &*hearing_ : nullptr;
  view.heard = &heard_;
  return view;
}

Error WireParty::wrong_state(std::string_view what) const {
  return {"wrong-state",
          name_ + " cannot " + std::string(what) + ": its call is " + std::string(sim::to_string(state_))};
}

void WireParty::tell(Kind kind, bool by_party, std::string text, int status) const {
  sim::PartyEvent event;
  event.kind = kind;
  event.at = world_.loop.clock().now();
  event.by_party = by_party;
  event.status = status;
  event.text = std::move(text);
  tell_(*this, event);
}

Result<void> WireParty::call(const std::string& uri, const CallPlan& plan) {
  const PartyAddress from = sim::parse_address(plan.from);
  state_ = PartyState::calling;
  tell(Kind::calls, true, plan.to);
  return phone_.place(uri, {from.user, {}, plan.display, {}}, plan.headers);
}

void WireParty::called(const IncomingCall& call) {
  called_ = true;
  state_ = PartyState::invited;
  tell(Kind::is_called, false, meant_for(call));
  if (ignoring_) return;
  ring_timer_ = world_.loop.after(sim::Party::ring_delay, [this] {
    if (state_ == PartyState::invited) static_cast<void>(ring(false));
  });
}

Result<void> WireParty::ring(bool early_media) {
  if (called_ && state_ == PartyState::ringing && !early_media) return {};
  if (!called_ || (state_ != PartyState::invited && state_ != PartyState::ringing)) return wrong_state("ring");
  world_.loop.cancel(ring_timer_);
  if (auto rung = phone_.ring(early_media); !rung) return rung;
  state_ = PartyState::ringing;
  has_rung_ = true;
  tell(Kind::rings, true, {}, early_media ? 183 : 180);
  if (early_media) line_came();
  return {};
}

Result<void> WireParty::answer() {
  if (!called_ || (state_ != PartyState::invited && state_ != PartyState::ringing))
    return wrong_state("answer");
  world_.loop.cancel(ring_timer_);
  // What cannot be agreed upon the phone refuses by itself.
  if (!phone_.answer()) return {};
  state_ = PartyState::answered;
  was_answered_ = true;
  tell(Kind::answered, true);
  line_came();
  return {};
}

Result<void> WireParty::refuse(int status, std::string reason) {
  if (!called_ || (state_ != PartyState::invited && state_ != PartyState::ringing))
    return wrong_state("refuse");
  world_.loop.cancel(ring_timer_);
  if (reason.empty()) reason = reason_phrase(status);
  ending_ = Ending{Ending::How::refused, true, status, reason, {}, 16};
  tell(Kind::refused, true, reason, status);
  state_ = PartyState::leaving;
  return phone_.refuse(status, std::move(reason));
}

Result<void> WireParty::redirect(std::vector<std::string> targets) {
  if (!called_ || (state_ != PartyState::invited && state_ != PartyState::ringing))
    return wrong_state("redirect");
  world_.loop.cancel(ring_timer_);
  const std::string reason = std::string(reason_phrase(302));
  ending_ = Ending{Ending::How::refused, true, 302, reason, targets, 16};
  tell(Kind::refused, true, reason, 302);
  state_ = PartyState::leaving;
  return phone_.redirect(std::move(targets));
}

Result<void> WireParty::ignore() {
  if (state_ != PartyState::waiting && state_ != PartyState::invited) return wrong_state("ignore");
  ignoring_ = true;
  world_.loop.cancel(ring_timer_);
  return {};
}

Result<void> WireParty::hang_up() {
  if (called_ && (state_ == PartyState::invited || state_ == PartyState::ringing)) return refuse(603, {});
  const bool answered = state_ == PartyState::answered;
  if (!answered && state_ != PartyState::calling && state_ != PartyState::ringing)
    return wrong_state("hang up");
  hung_up_ = true;
  state_ = PartyState::leaving;
  tell(answered ? Kind::hung_up : Kind::cancelled, true);
  fall_silent();
  stop_hearing();
  return phone_.hang_up();
}

Result<void> WireParty::hold() {
  return state_ == PartyState::answered ? change(phone_.hold()) : wrong_state("hold");
}

Result<void> WireParty::resume() {
  return state_ == PartyState::answered ? change(phone_.resume()) : wrong_state("take up the call again");
}

Result<void> WireParty::change(Result<void> begun) {
  if (!begun) return begun;
  changing_ = true;
  change_refusal_ = 0;
  return begun;
}

void WireParty::held(bool on, int status) {
  changing_ = false;
  change_refusal_ = status;
  if (status != 0) return tell(Kind::hold_refused, false, std::string(reason_phrase(status)), status);
  tell(Kind::held, true, on ? "hold" : "resume");
}

Result<void> WireParty::transfer(const std::string& target, const WireParty* consultation) {
  if (state_ != PartyState::answered || transferring_) return wrong_state("transfer");
  transferring_ = true;
  transfer_status_ = 0;
  tell(Kind::transfers, true, consultation != nullptr ? consultation->name_ : target);
  return consultation != nullptr ? phone_.transfer(consultation->phone_) : phone_.transfer(target);
}

void WireParty::transfer_status(int status) {
  if (status < 200) return;
  transferring_ = false;
  transfer_status_ = status;
  tell(Kind::transferred, false, {}, status);
}

Result<Duration> WireParty::press(const std::string& keys) {
  if (state_ == PartyState::over) return wrong_state("press keys");
  auto time = phone_.press(keys);
  if (!time && time.error().code != "wrong-state") return time.error();
  tell(time ? Kind::presses : Kind::press_lost, true, keys);
  return time ? time.value() : Duration::zero();
}

void WireParty::tell_speaking(const std::string& words) {
  speaking_ = true;
  tell(Kind::speaks, true, words);
}

void WireParty::say(const SoundClip& clip, Duration length) {
  speaking_ = true;
  world_.loop.cancel(speech_timer_);
  saying_ = Saying{clip, world_.loop.clock().now() + length};
  if (has_line_) play(clip, length);
  speech_timer_ = world_.loop.after(length, [this] { fall_silent(); });
}

void WireParty::play(const SoundClip& clip, Duration length) {
  const auto times = clip.length.count() <= 0 ? 1 : length / clip.length + 1;
  static_cast<void>(phone_.play(std::vector<Clip>(static_cast<std::size_t>(times), clip)));
}

void WireParty::line_came() {
  if (std::exchange(has_line_, true) || !saying_) return;
  const Duration left = saying_->end - world_.loop.clock().now();
  if (left > Duration::zero()) play(saying_->clip, left);
}

// The last thing done here: whoever is told may have it speak again.
void WireParty::fall_silent() {
  if (!std::exchange(speaking_, false)) return;
  saying_.reset();
  world_.loop.cancel(speech_timer_);
  static_cast<void>(phone_.stop_playing());
  tell(Kind::falls_silent, true);
}

bool WireParty::hears_voice_of(const WireParty& other) const {
  return hearing_ && hearing_->kind == Sound::Kind::voice && hearing_->name == other.name_;
}

void WireParty::ringing(bool early) {
  if (state_ != PartyState::calling && state_ != PartyState::ringing) return;
  state_ = PartyState::ringing;
  has_rung_ = true;
  const int status = early ? 183 : 180;
  tell(Kind::rings, false, std::string(reason_phrase(status)), status);
  if (early) line_came();
}

void WireParty::answered() {
  if (called_ || (state_ != PartyState::calling && state_ != PartyState::ringing)) return;
  state_ = PartyState::answered;
  was_answered_ = true;
  tell(Kind::answered, false);
  line_came();
}

Ending WireParty::ending_of(const Release& release) const {
  using How = Ending::How;
  Ending ending{How::hung_up, hung_up_, release.status, release.reason, release.targets, release.cause};
  if (was_answered_) return ending;
  if (hung_up_ || called_) {
    ending.how = How::cancelled;
  } else {
    ending.how = release.status < 400 && release.status >= 300 ? How::redirected : How::refused;
  }
  return ending;
}

void WireParty::tell_ending(const Release& release) {
  if (hung_up_) return;  // Told when it did.
  switch (ending_->how) {
    case Ending::How::refused:
      return tell(Kind::refused, false, release.reason, release.status);
    case Ending::How::redirected: {
      std::string targets;
      for (const std::string& target : release.targets)
        targets += (targets.empty() ? "" : ", ") + target;
      return tell(Kind::redirected, false, std::move(targets), release.status);
    }
    case Ending::How::cancelled:
      return tell(Kind::cancelled, false);
    case Ending::How::hung_up:
    case Ending::How::unanswered:
      return tell(Kind::hung_up, false);
  }
}

void WireParty::released(const Release& release) {
  world_.loop.cancel(ring_timer_);
  state_ = PartyState::over;
  fall_silent();
  stop_hearing();
  if (ending_) return;
  ending_ = ending_of(release);
  tell_ending(release);
}

void WireParty::digit(char digit) {
  Sound sound{Sound::Kind::digit, std::string(1, digit), {}, 0};
  const Instant now = world_.loop.clock().now();
  heard_.push_back({sound, now, now + sim::Party::key_time});
  sim::PartyEvent event;
  event.kind = Kind::hears;
  event.at = now;
  event.sound = std::move(sound);
  tell_(*this, event);
}

void WireParty::heard(const EarEvent& event) {
  if (state_ == PartyState::leaving || state_ == PartyState::over) return;
  switch (event.kind) {
    case EarEvent::Kind::sound_began:
      // Something, until it is known what.
      if (!hearing_) hearing_ = Sound{};
      return;
    case EarEvent::Kind::silence_began:
      if (hearing_ && !has_pauses(*hearing_)) stop_hearing();
      return;
    case EarEvent::Kind::prompt_began:
      return hear(world_.repertoire.at(event.name));
    case EarEvent::Kind::prompt_ended:
      // A voice goes on until it is silent, whether or not it begins anew.
      if (hearing_ && hearing_->kind == Sound::Kind::prompt) stop_hearing();
      return;
    case EarEvent::Kind::tone_named:
      if (!hearing_ || hearing_->name != event.name) hear({Sound::Kind::tone, event.name, {}, 0});
      return;
    case EarEvent::Kind::tone_ended:
      if (hearing_ && hearing_->name == event.name && !has_pauses(*hearing_)) stop_hearing();
      return;
    case EarEvent::Kind::key:
      return digit(event.name.front());
    case EarEvent::Kind::tone_began:
      return;
  }
}

void WireParty::hear(Sound sound) {
  stop_hearing();
  hearing_ = sound;
  heard_.push_back({sound, world_.loop.clock().now(), std::nullopt});
  sim::PartyEvent event;
  event.kind = Kind::hears;
  event.at = heard_.back().from;
  event.sound = std::move(sound);
  tell_(*this, event);
}

void WireParty::stop_hearing() {
  if (!hearing_) return;
  const Sound ended = *std::exchange(hearing_, std::nullopt);
  // What was never known was not told.
  if (heard_.empty() || heard_.back().until || heard_.back().sound != ended) return;
  heard_.back().until = world_.loop.clock().now();
  sim::PartyEvent event;
  event.kind = Kind::stops_hearing;
  event.at = *heard_.back().until;
  event.sound = ended;
  tell_(*this, event);
}

}  // namespace tipring::cli
