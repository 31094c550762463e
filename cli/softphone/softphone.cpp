#include "cli/softphone/softphone.h"

#include <algorithm>
#include <utility>

#include "adapters/rtp/sound_file.h"
#include "adapters/sip/header_text.h"
#include "cli/phone/tone_rhythm.h"

namespace tipring::cli {
namespace {

using Kind = SoftphoneStep::Kind;

// The network, the receiver's buffer, and the silence that ends a beep.
constexpr Duration recognition_time = std::chrono::milliseconds(500);

bool decides_about_call(const SoftphoneStep& step) {
  return step.kind == Kind::ring || step.kind == Kind::answer || step.kind == Kind::refuse;
}

std::string seconds(std::chrono::milliseconds length) {
  const std::string text =
      std::to_string(length.count() / 1000) + "." + std::to_string(length.count() % 1000 / 100);
  return text + " s";
}

std::string describe(const Release& release) {
  std::string text = release.status == 0 ? std::string() : std::to_string(release.status);
  if (!release.reason.empty()) text += (text.empty() ? "" : " ") + release.reason;
  for (const std::string& target : release.targets)
    text += " " + target;
  return text;
}

std::string describe(const ToneHeard& tone) {
  std::string text = std::to_string(static_cast<int>(tone.first_hertz));
  if (tone.second_hertz > 0) text += "+" + std::to_string(static_cast<int>(tone.second_hertz));
  return text + " Hz";
}

}  // namespace

std::string challenge_hint(bool has_password) {
  return has_password ? "; it does not know the user, or not by that password"
                      : "; it asks who calls: --user and --password-file say so";
}

Softphone::Softphone(RunLoop& loop, Phones& phones, SoftphonePlan plan, Show show, std::function<void()> over)
    : loop_(loop),
      plan_(std::move(plan)),
      show_(std::move(show)),
      tell_over_(std::move(over)),
      phone_(phones, *this) {
  const bool decided = std::ranges::any_of(plan_.steps, decides_about_call);
  if (plan_.uri.empty() && !plan_.attended && !decided) plan_.steps.push_front({.kind = Kind::answer});
}

Softphone::~Softphone() {
  cancel_timers();
}

void Softphone::cancel_timers() {
  for (const TimerHandle timer : {patience_, longest_, waiting_, beep_})
    loop_.cancel(timer);
}

void Softphone::start(const std::string& reached_at) {
  patience_ = loop_.after(plan_.patience, [this] { out_of_patience(); });
  if (plan_.uri.empty()) return show("waiting", reached_at);
  show("calling", plan_.uri);
  if (auto placed = phone_.place(plan_.uri, plan_.from, {}); !placed) {
    outcome_ = placed.error();
    finish();
  }
}

void Softphone::out_of_patience() {
  outcome_ = Error{"timed-out", plan_.uri.empty() ? "nobody has called" : "nobody has answered"};
  show("gave-up", outcome_.error().text);
  quit();
}

void Softphone::called(const IncomingCall& call) {
  was_called_ = true;
  loop_.cancel(patience_);
  std::string caller = call.caller.uri;
  if (!call.caller.display.empty()) caller = "\"" + call.caller.display + "\" " + caller;
  show("called", caller + " for " + call.dialled.uri);
  if (plan_.attended && plan_.steps.empty()) static_cast<void>(act({.kind = Kind::ring}));
  next_step();
}

void Softphone::ringing(bool early) {
  show("ringing", early ? "with early media" : "");
}

void Softphone::answered() {
  if (std::exchange(was_answered_, true)) return;
  loop_.cancel(patience_);
  show("answered");
  longest_ = loop_.after(plan_.longest, [this] {
    show("hung-up", "the call has lasted as long as it may");
    quit();
  });
  if (!was_called_) next_step();
  step_done(Kind::answer);
}

void Softphone::digit(char digit) {
  show("digit", std::string(1, digit));
}

void Softphone::heard(const EarEvent& event) {
  using Heard = EarEvent::Kind;
  switch (event.kind) {
    case Heard::sound_began:
      return show("sound");
    case Heard::silence_began:
      tell_tone();
      return show("silence");
    case Heard::tone_began:
      tell_tone();
      if (event.tone != beep_tone) return show("tone", describe(event.tone));
      // Its length tells whether it is a beep.
      beep_ = loop_.after(longest_beep + recognition_time, [this] { tell_tone(); });
      return;
    case Heard::tone_named:
      loop_.cancel(std::exchange(beep_, {}));
      return show("tone", event.name);
    case Heard::key:
      return show("digit", event.name + " in the audio");
    case Heard::tone_ended:
    case Heard::prompt_began:
    case Heard::prompt_ended:
      return;
  }
}

void Softphone::tell_tone() {
  if (!beep_) return;
  loop_.cancel(std::exchange(beep_, {}));
  show("tone", describe(beep_tone));
}

Result<void> Softphone::act(const SoftphoneStep& step) {
  switch (step.kind) {
    case Kind::wait:
      return {};
    case Kind::ring:
      return phone_.ring(false);
    case Kind::answer:
      return phone_.answer();
    case Kind::refuse:
      leaving_ = true;
      return phone_.refuse(step.status, {});
    case Kind::press: {
      auto time = phone_.press(step.text);
      if (!time) return time.error();
      show("pressed", step.text);
      return {};
    }
    case Kind::play: {
      auto samples = rtp::decode_sound(step.text);
      if (!samples) return samples.error();
      auto playing = phone_.play({SoundClip{{}, {}, step.text, {}}});
      if (playing) show("playing", step.text);
      return playing;
    }
    case Kind::record: {
      auto recording = phone_.record({.path = step.text, .longest = std::chrono::hours(24)});
      recording_ = recording_ || recording.ok();
      if (recording) show("recording", step.text);
      return recording;
    }
    case Kind::hold:
      return phone_.hold();
    case Kind::resume:
      return phone_.resume();
    case Kind::transfer: {
      auto asked = phone_.transfer(step.text);
      if (asked) show("transferring", step.text);
      return asked;
    }
    case Kind::hang_up:
      leaving_ = true;
      return phone_.hang_up();
  }
  return {};
}

// One event each, so that no step is taken within what the phone tells.
void Softphone::next_step() {
  if (plan_.steps.empty() || under_way_ || ended_) return;
  under_way_ = plan_.steps.front().kind;
  loop_.post([this] { take_step(); });
}

void Softphone::take_step() {
  if (ended_ || plan_.steps.empty()) return;
  const SoftphoneStep step = plan_.steps.front();
  plan_.steps.pop_front();
  if (auto done = act(step); !done) return fail(done.error());
  if (step.kind == Kind::wait) {
    waiting_ = loop_.after(step.time, [this] { step_done(Kind::wait); });
  } else if (step.kind == Kind::ring || step.kind == Kind::record) {
    step_done(step.kind);
  }
}

void Softphone::step_done(Kind kind) {
  if (under_way_ != kind) return;
  under_way_.reset();
  next_step();
}

void Softphone::digits_sent() {
  step_done(Kind::press);
}

void Softphone::held(bool on, int status) {
  const std::string step = on ? "hold" : "resume";
  const Kind kind = on ? Kind::hold : Kind::resume;
  if (status != 0)
    return refused_step(
        kind, {"wrong-state", "the other side refused to " + step + ": " + sip::text_of_status(status)});
  show(on ? "held" : "resumed");
  step_done(kind);
}

// The other side is somebody else's now, and the call with this phone over.
void Softphone::transfer_status(int status) {
  if (status < 200) {
    if (status > 100) show("transfer", sip::text_of_status(status));
  } else if (status < 300) {
    show("transferred");
    quit();
  } else {
    refused_step(Kind::transfer, {"wrong-state", "the transfer came to " + sip::text_of_status(status)});
  }
}

// One of those that options name ends the call; whoever types may go on.
void Softphone::refused_step(Kind kind, Error error) {
  if (under_way_ == kind) return fail(std::move(error));
  show("failed", error.text);
}

void Softphone::played(const std::string& problem) {
  if (!problem.empty()) return fail({"bad-sound", problem});
  show("played");
  step_done(Kind::play);
}

void Softphone::recorded(const RecordingResult& result) {
  recording_ = false;
  show("recorded", result.problem.empty() ? seconds(result.length) : result.problem);
  if (!result.problem.empty() && outcome_) outcome_ = Error{"io-error", result.problem};
  maybe_finish();
}

void Softphone::fail(Error error) {
  show("failed", error.text);
  if (outcome_) outcome_ = std::move(error);
  quit();
}

void Softphone::quit() {
  if (ended_) return;
  leaving_ = true;
  if (!phone_.hang_up()) finish();
}

void Softphone::released(const Release& release) {
  ended_ = true;
  tell_tone();
  cancel_timers();
  const bool unanswered = !was_answered_ && !leaving_;
  if (unanswered && was_called_) {
    show("cancelled", "the caller gave up");
  } else if (unanswered) {
    refused(release);
  } else {
    show("released", leaving_ ? "by this phone" : "by the other side");
  }
  maybe_finish();
}

void Softphone::refused(const Release& release) {
  if (release.by == Release::By::remote) {
    show("refused", describe(release));
    const bool asked = release.status == 401 || release.status == 407;
    outcome_ = Error{"wrong-state", plan_.uri + " did not take the call: " + describe(release) +
                                        (asked ? challenge_hint(plan_.has_password) : "")};
    return;
  }
  // Nobody has refused it: 404 is what a name comes to that leads nowhere.
  show("failed", describe(release));
  const bool no_answer = release.status == 408 || release.status == 503;
  outcome_ = Error{release.status == 404 ? "not-found"
                   : no_answer           ? "timed-out"
                                         : "failed",
                   plan_.uri + " cannot be called: " + release.reason};
}

// A recording's file is complete a moment after the call.
void Softphone::maybe_finish() {
  if (ended_ && !recording_) finish();
}

void Softphone::finish() {
  ended_ = true;
  cancel_timers();
  if (!std::exchange(over_, true)) tell_over_();
}

}  // namespace tipring::cli
