#include "cli/phone/phone.h"

#include <algorithm>
#include <utility>

namespace tipring::cli {
namespace {

constexpr std::chrono::milliseconds key_step{160};

const char* name_of(PhoneState state) {
  switch (state) {
    case PhoneState::idle:
      return "has no call";
    case PhoneState::calling:
      return "is calling";
    case PhoneState::called:
      return "is being called";
    case PhoneState::talking:
      return "is talking";
    case PhoneState::leaving:
      return "has hung up";
    case PhoneState::over:
      break;
  }
  return "has had its call";
}

bool is_digit(char letter) {
  return (letter >= '0' && letter <= '9') || letter == '*' || letter == '#' || (letter >= 'A' && letter <= 'D');
}

}  // namespace

/// Carries frames from the media thread to the ear on the control thread.
class Phone::Tap final : public rtp::MediaTap {
 public:
  Tap(Reactor& reactor, std::weak_ptr<Ear> ear) : reactor_(reactor), ear_(std::move(ear)) {}

  void heard(const rtp::Frame& frame) override {
    reactor_.post([ear = ear_, frame] {
      if (const auto listening = ear.lock()) listening->hear(frame);
    });
  }

 private:
  Reactor& reactor_;
  std::weak_ptr<Ear> ear_;
};

Phone::Phone(Phones& phones, PhoneEvents& events)
    : phones_(phones),
      events_(events),
      ear_(std::make_shared<Ear>([this](const EarEvent& event) { events_.heard(event); })) {}

Phone::~Phone() {
  if (!leg_) return;
  phones_.leave(*leg_);
  if (state_ == PhoneState::over) return;
  if (state_ != PhoneState::leaving) phones_.telephony().release(*leg_, {});
  if (has_media()) phones_.media().close(*leg_);
}

Error Phone::wrong_state(const char* what) const {
  return {"wrong-state", std::string("cannot ") + what + ": the phone " + name_of(state_), false};
}

std::optional<MediaStatistics> Phone::statistics() const {
  if (!has_media()) return std::nullopt;
  return phones_.media().statistics(*leg_);
}

OperationHandle Phone::next_operation() {
  return {++operations_, 1};
}

Result<void> Phone::open_media() {
  if (has_media()) return {};
  auto address = phones_.media().open(*leg_);
  if (!address) return address.error();
  local_ = std::move(address).value();
  phones_.taps().tap(*leg_, std::make_shared<Tap>(phones_.reactor(), ear_));
  return {};
}

Result<void> Phone::place(std::string uri, PartyAddress from, Headers headers) {
  if (state_ != PhoneState::idle) return wrong_state("call");
  leg_ = phones_.ids().next_leg();
  if (auto opened = open_media(); !opened) {
    leg_.reset();
    return opened;
  }
  phones_.enter(*leg_, *this);
  state_ = PhoneState::calling;
  our_offer_ = make_offer(capabilities_, local_);
  phones_.telephony().place({*leg_, std::move(uri), std::move(from), *our_offer_, std::move(headers)});
  return {};
}

void Phone::called(IncomingCall call) {
  leg_ = call.leg;
  phones_.enter(*leg_, *this);
  state_ = PhoneState::called;
  their_offer_ = call.offer;
  events_.called(call);
}

// Our side of the call: the answer to their offer, or an offer where they made none.
Result<SessionDescription> Phone::describe() {
  if (auto opened = open_media(); !opened) return opened.error();
  if (our_answer_) return *our_answer_;
  if (!their_offer_) {
    if (!our_offer_) our_offer_ = make_offer(capabilities_, local_);
    return *our_offer_;
  }
  auto negotiated = answer_offer(*their_offer_, capabilities_, local_);
  if (!negotiated) return negotiated.error();
  take_peer(negotiated->peer);
  our_answer_ = negotiated->answer;
  return *our_answer_;
}

Result<void> Phone::ring(bool early_media) {
  if (state_ != PhoneState::called) return wrong_state("ring");
  if (!early_media) {
    phones_.telephony().ring(*leg_, std::nullopt);
    return {};
  }
  auto description = describe();
  if (!description) return description.error();
  phones_.telephony().ring(*leg_, std::move(description).value());
  return {};
}

Result<void> Phone::answer() {
  if (state_ != PhoneState::called) return wrong_state("answer");
  auto description = describe();
  if (!description) {
    give_up(description.error().code == "not-acceptable" ? 488 : 503);
    return description.error();
  }
  state_ = PhoneState::talking;
  phones_.telephony().answer(*leg_, std::move(description).value());
  return {};
}

Result<void> Phone::refuse(int status, std::string reason) {
  if (state_ != PhoneState::called) return wrong_state("refuse a call");
  state_ = PhoneState::leaving;
  phones_.telephony().reject(*leg_, status, std::move(reason), {});
  return {};
}

Result<void> Phone::redirect(std::vector<std::string> targets) {
  if (state_ != PhoneState::called) return wrong_state("redirect a call");
  state_ = PhoneState::leaving;
  phones_.telephony().redirect(*leg_, std::move(targets));
  return {};
}

Result<void> Phone::hang_up() {
  if (!leg_ || state_ == PhoneState::leaving || state_ == PhoneState::over) return wrong_state("hang up");
  if (state_ == PhoneState::called) return refuse(603, "Decline");
  give_up(0);
  return {};
}

void Phone::give_up(int status) {
  state_ = PhoneState::leaving;
  Release release;
  release.by = status == 0 ? Release::By::local : Release::By::system;
  release.status = status;
  phones_.telephony().release(*leg_, std::move(release));
}

void Phone::ringing(const std::optional<SessionDescription>& early) {
  const bool can_be_heard = early && connect(*early);
  events_.ringing(can_be_heard);
}

void Phone::answered(const SessionDescription& description) {
  if (state_ != PhoneState::calling) return;
  if (!connect(description)) return give_up(488);
  our_offer_.reset();
  state_ = PhoneState::talking;
  events_.answered();
}

void Phone::acknowledged(const std::optional<SessionDescription>& description) {
  if (state_ != PhoneState::talking) return;
  if (our_offer_ && (!description || !connect(*description))) return give_up(488);
  our_offer_.reset();
  events_.answered();
}

bool Phone::connect(const SessionDescription& answer) {
  if (!our_offer_) return false;
  const auto peer = accept_answer(*our_offer_, answer);
  if (!peer) return false;
  take_peer(peer.value());
  return true;
}

void Phone::take_peer(const MediaPeer& peer) {
  security_ =
      peer.security ? OfferedSecurity{peer.security->suite, peer.security->opportunistic} : OfferedSecurity{};
  peer_address_ = peer.address;
  phones_.media().set_peer(*leg_, peer);
}

void Phone::offered(const std::optional<SessionDescription>& offer) {
  if (!offer) {
    our_offer_ = make_offer(capabilities_, local_, MediaDirection::send_receive, security_);
    phones_.telephony().accept_offer(*leg_, *our_offer_);
    return;
  }
  const auto negotiated = answer_offer(*offer, capabilities_, local_);
  if (!negotiated) {
    phones_.telephony().refuse_offer(*leg_, 488);
    return;
  }
  take_peer(negotiated->peer);
  phones_.telephony().accept_offer(*leg_, negotiated->answer);
}

Result<void> Phone::offer_direction(MediaDirection direction) {
  if (state_ != PhoneState::talking || changed_) return wrong_state("hold");
  changed_ = make_offer(capabilities_, local_, direction, security_);
  phones_.telephony().offer(*leg_, *changed_);
  return {};
}

void Phone::offer_accepted(const SessionDescription& answer) {
  if (!changed_) return;
  const auto peer = accept_answer(*changed_, answer);
  if (!peer) return give_up(488);
  take_peer(peer.value());
  end_offer(0);
}

void Phone::offer_refused(int status) {
  if (changed_) end_offer(status);
}

void Phone::end_offer(int status) {
  const bool on = changed_->streams.front().direction == MediaDirection::send_only;
  changed_.reset();
  events_.held(on, status);
}

Result<void> Phone::transfer(std::string target) {
  return refer({.target = std::move(target)});
}

Result<void> Phone::transfer(const Phone& consultation) {
  if (!consultation.leg_) return consultation.wrong_state("be transferred to");
  return refer({.consultation = *consultation.leg_});
}

Result<void> Phone::refer(sip::TransferOrder order) {
  if (state_ != PhoneState::talking || transferring_) return wrong_state("transfer");
  transferring_ = true;
  phones_.refer(*leg_, std::move(order));
  return {};
}

void Phone::transfer_status(int status) {
  if (status >= 200) transferring_ = false;
  events_.transfer_status(status);
}

void Phone::released(Release release) {
  state_ = PhoneState::over;
  // A recording tells its end once its file is complete, so the phone stays entered.
  if (has_media()) phones_.media().close(*leg_);
  local_ = {};
  peer_address_.reset();
  events_.released(release);
}

Result<std::chrono::milliseconds> Phone::press(const std::string& digits) {
  if (!has_media()) return wrong_state("press keys");
  if (const auto bad = std::ranges::find_if_not(digits, is_digit); bad != digits.end()) {
    return Error{"bad-digit", "\"" + std::string(1, *bad) + "\" is no key; expected 0 to 9, *, # or A to D",
                 false};
  }
  sending_ = next_operation();
  phones_.media().send_digits(*leg_, sending_, digits);
  return static_cast<std::chrono::milliseconds::rep>(digits.size()) * key_step;
}

void Phone::digits_sent(OperationHandle operation) {
  if (operation == sending_) events_.digits_sent();
}

Result<void> Phone::play(std::vector<Clip> clips) {
  if (!has_media()) return wrong_state("play");
  playing_ = next_operation();
  phones_.media().play(*leg_, playing_, std::move(clips));
  return {};
}

Result<void> Phone::stop_playing() {
  if (!has_media()) return wrong_state("stop playing");
  phones_.media().stop_play(*leg_, std::exchange(playing_, {}));
  return {};
}

void Phone::play_finished(OperationHandle operation, std::string problem) {
  if (operation == playing_) events_.played(problem);
}

Result<void> Phone::record(RecordRequest request) {
  if (!has_media()) return wrong_state("record");
  recording_ = next_operation();
  phones_.media().record(*leg_, recording_, std::move(request));
  return {};
}

Result<void> Phone::stop_recording() {
  if (!has_media()) return wrong_state("stop recording");
  phones_.media().stop_record(*leg_, recording_);
  return {};
}

// Of every recording: one that another took the place of has its file, too.
void Phone::record_finished(const RecordingResult& result) {
  events_.recorded(result);
}

void Phone::know_prompt(std::string name, std::vector<std::int16_t> samples) {
  ear_->know_prompt(std::move(name), std::move(samples));
}

void Phone::forget_prompt(const std::string& name) {
  ear_->forget_prompt(name);
}

}  // namespace tipring::cli
