// What the floor asks of legs whose media goes through an rtpengine.

#include "adapters/rtpengine/proxied_telephony.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "adapters/rtpengine/without_rtpengine.h"

namespace tipring::rtpengine {
namespace {

// What goes to a browser is plain towards the rtpengine, which secures it.
SessionDescription without_keys(SessionDescription description) {
  for (MediaStream& stream : description.streams) {
    stream.crypto.clear();
    if (stream.protocol == "RTP/SAVP") stream.protocol = "RTP/AVP";
  }
  return description;
}

// The numbers of the o= line in a description that our side has sent: "o=tipring 3970 2 IN IP4 192.0.2.1".
void go_on_behind(ProxiedLeg& leg, const std::string& sent) {
  const auto line = sent.find("o=");
  if (line == std::string::npos) return;
  std::istringstream words(sent.substr(line, sent.find('\n', line) - line));
  std::string user;
  std::uint64_t session = 0;
  std::uint64_t version = 0;
  if (!(words >> user >> session >> version)) return;
  leg.session = session;
  // Some may have left without a word in the ledger.
  leg.version = version + 100;
}

}  // namespace

ProxiedTelephony::~ProxiedTelephony() {
  around_.loop.cancel(watch_timer_);
  for (const auto& [instance, question] : questions_)
    around_.instances.cancel(question);
  for (const auto& [id, leg] : legs_)
    around_.instances.cancel(leg.request);
}

ProxiedLeg* ProxiedTelephony::find(LegId leg) {
  const auto found = legs_.find(leg);
  return found == legs_.end() ? nullptr : &found->second;
}

ProxiedLeg& ProxiedTelephony::keep(LegId id, PeerKind peer) {
  ProxiedLeg& leg = legs_[id];
  leg.peer = peer;
  leg.call = around_.name + to_string(id);
  // As RFC 8866 recommends (section 5.2), and unlike any given before.
  const auto now = static_cast<std::uint64_t>(around_.loop.clock().utc().time_since_epoch().count());
  leg.session = last_session_ = std::max(now, last_session_ + 1);
  return leg;
}

void ProxiedTelephony::in_turn(LegId id, std::function<void()> step) {
  ProxiedLeg* leg = find(id);
  if (leg != nullptr && leg->request != 0) return leg->waiting.push_back(std::move(step));
  step();
}

void ProxiedTelephony::go_on(LegId id) {
  for (ProxiedLeg* leg = find(id); leg != nullptr && leg->request == 0 && !leg->waiting.empty();
       leg = find(id)) {
    const std::function<void()> step = std::move(leg->waiting.front());
    leg->waiting.pop_front();
    step();
  }
}

// The version rises with each description that differs from the one before it (RFC 3264, section 8).
std::string ProxiedTelephony::text_of(ProxiedLeg& leg, Side from, const SessionDescription& description) const {
  if (from == Side::peer) return description.text;
  const SessionDescription ours = leg.peer == PeerKind::webrtc ? without_keys(description) : description;
  if (leg.version == 0 || leg.ours != ours) {
    leg.ours = ours;
    ++leg.version;
  }
  return around_.write(ours, leg.session, leg.version);
}

void ProxiedTelephony::translate(LegId id, Role role, Side from, const SessionDescription& description,
                                 Translated then) {
  ProxiedLeg& leg = legs_.at(id);
  std::string text = text_of(leg, from, description);
  auto done = [this, id, from, description, then = std::move(then)](Result<Instances::Answered> answer) {
    translated(id, from, description, std::move(answer), then);
  };
  if (from == Side::peer || role == Role::answer) leg.peer_offered = role == Role::offer;
  if (role == Role::offer) {
    leg.request = around_.instances.offer(offer_command(leg.call, leg.peer, from, std::move(text)),
                                          leg.instance, std::move(done));
  } else {
    // One without an offer before it is refused there.
    leg.request = around_.instances.ask(leg.instance.value_or(0),
                                        answer_command(leg.call, from, std::move(text)), std::move(done));
  }
}

void ProxiedTelephony::translated(LegId id, Side from, const SessionDescription& description,
                                  Result<Instances::Answered> answer, const Translated& then) {
  ProxiedLeg& leg = legs_.at(id);
  leg.request = 0;
  if (!answer) {
    then(answer.error());
    return go_on(id);
  }
  const auto& [instance, said] = answer.value();
  if (leg.instance != instance) {
    // The one that had it is away, or may still hear of it.
    if (leg.instance) around_.instances.at(*leg.instance).give_back_call();
    leg.instance = instance;
    around_.instances.at(instance).take_call();
  }
  confirm(leg);
  auto changed = around_.read(said.sdp);
  if (!changed) {
    then(Error{"bad-answer", "the rtpengine at " + around_.instances.at(instance).address() + " answers with " +
                                 changed.error().text});
  } else if (from == Side::peer) {
    then(std::move(changed));
  } else {
    SessionDescription ours = description;
    ours.text = said.sdp;
    then(std::move(ours));
  }
  go_on(id);
}

void ProxiedTelephony::forget(LegId id) {
  auto found = legs_.extract(id);
  if (found.empty()) return;
  const ProxiedLeg& leg = found.mapped();
  const auto asked = around_.instances.cancel(leg.request);
  if (leg.instance) around_.instances.at(*leg.instance).give_back_call();
  if (leg.instance) around_.instances.tell(*leg.instance, delete_command(leg.call));
  if (asked && asked != leg.instance) around_.instances.tell(*asked, delete_command(leg.call));
}

void ProxiedTelephony::warn(LegId leg, const std::string& what, const Error& error) {
  around_.log.write(LogLevel::warning, "leg " + to_string(leg) + ": " + what + ": " + error.text);
}

void ProxiedTelephony::ring(LegId leg, std::optional<SessionDescription> early) {
  in_turn(leg, [this, leg, early = std::move(early)] {
    ProxiedLeg* proxied = find(leg);
    if (proxied == nullptr || !early) return telephony_->ring(leg, early);
    const Role role = proxied->answers_invite ? Role::answer : Role::offer;
    translate(leg, role, Side::us, *early, [this, leg](Result<SessionDescription> changed) {
      if (changed) return telephony_->ring(leg, std::move(changed).value());
      warn(leg, "no early media", changed.error());
      telephony_->ring(leg, std::nullopt);
    });
  });
}

void ProxiedTelephony::answer(LegId leg, SessionDescription description) {
  in_turn(leg, [this, leg, description = std::move(description)] {
    ProxiedLeg* proxied = find(leg);
    if (proxied == nullptr) return telephony_->answer(leg, description);
    const Role role = std::exchange(proxied->answers_invite, false) ? Role::answer : Role::offer;
    translate(leg, role, Side::us, description, [this, leg](Result<SessionDescription> changed) {
      if (changed) return telephony_->answer(leg, std::move(changed).value());
      warn(leg, "the call is refused", changed.error());
      telephony_->reject(leg, 503, "", come_back);
    });
  });
}

void ProxiedTelephony::reject(LegId leg, int status, std::string reason, Headers headers) {
  in_turn(leg, [this, leg, status, reason = std::move(reason), headers = std::move(headers)] {
    telephony_->reject(leg, status, reason, headers);
  });
}

void ProxiedTelephony::redirect(LegId leg, std::vector<std::string> targets) {
  in_turn(leg, [this, leg, targets = std::move(targets)] { telephony_->redirect(leg, targets); });
}

Result<AgreedDescriptions> ProxiedTelephony::take_up(const LostLeg& lost) {
  auto agreed = telephony_->take_up(lost);
  const auto kind = agreed ? around_.kind_of(lost.phone, lost.trunk) : std::nullopt;
  if (!kind) return agreed;
  go_on_behind(keep(lost.leg, *kind), agreed->ours.text);
  // What the peer was told was the rtpengine's; towards it our side is plain where that secures.
  if (*kind == PeerKind::webrtc) agreed->ours = without_keys(std::move(agreed->ours));
  return agreed;
}

void ProxiedTelephony::abandon(const LostLeg& lost) {
  telephony_->abandon(lost);
}

void ProxiedTelephony::place(OutgoingCall call) {
  const auto kind = around_.kind_of(call.phone, call.trunk);
  if (!kind) return telephony_->place(std::move(call));
  const LegId leg = call.leg;
  keep(leg, *kind).known_to_telephony = false;
  const SessionDescription offer = call.offer;
  translate(leg, Role::offer, Side::us, offer,
            [this, call = std::move(call)](Result<SessionDescription> changed) mutable {
              if (!changed) {
                warn(call.leg, "the call does not leave", changed.error());
                around_.events.released(call.leg, without_rtpengine(changed.error()));
                return forget(call.leg);
              }
              legs_.at(call.leg).known_to_telephony = true;
              call.offer = std::move(changed).value();
              telephony_->place(std::move(call));
            });
}

void ProxiedTelephony::accept_offer(LegId leg, SessionDescription answer) {
  in_turn(leg, [this, leg, answer = std::move(answer)] {
    const ProxiedLeg* proxied = find(leg);
    if (proxied == nullptr) return telephony_->accept_offer(leg, answer);
    // Where the peer asked for ours, it is an offer, and the ACK has the answer.
    const Role role = proxied->peer_offered ? Role::answer : Role::offer;
    translate(leg, role, Side::us, answer, [this, leg](Result<SessionDescription> changed) {
      if (changed) return telephony_->accept_offer(leg, std::move(changed).value());
      warn(leg, "a change is refused", changed.error());
      telephony_->refuse_offer(leg, 503);
    });
  });
}

void ProxiedTelephony::refuse_offer(LegId leg, int status) {
  in_turn(leg, [this, leg, status] {
    if (ProxiedLeg* proxied = find(leg)) proxied->peer_offered = false;
    telephony_->refuse_offer(leg, status);
  });
}

void ProxiedTelephony::offer(LegId leg, SessionDescription offer) {
  in_turn(leg, [this, leg, offer = std::move(offer)] {
    if (find(leg) == nullptr) return telephony_->offer(leg, offer);
    translate(leg, Role::offer, Side::us, offer, [this, leg](Result<SessionDescription> changed) {
      if (changed) return telephony_->offer(leg, std::move(changed).value());
      warn(leg, "nothing is changed", changed.error());
      around_.events.offer_refused(leg, 503);
    });
  });
}

void ProxiedTelephony::transfer_status(LegId leg, int status) {
  in_turn(leg, [this, leg, status] { telephony_->transfer_status(leg, status); });
}

void ProxiedTelephony::send_digit(LegId leg, OperationHandle operation, char digit) {
  in_turn(leg, [this, leg, operation, digit] { telephony_->send_digit(leg, operation, digit); });
}

void ProxiedTelephony::release(LegId leg, Release release) {
  const ProxiedLeg* proxied = find(leg);
  if (proxied == nullptr || proxied->known_to_telephony) return telephony_->release(leg, std::move(release));
  forget(leg);
  around_.events.released(leg, std::move(release));
}

TelephonyLive ProxiedTelephony::live() const {
  TelephonyLive live = telephony_->live();
  live.legs += static_cast<std::size_t>(
      std::ranges::count_if(legs_, [](const auto& entry) { return !entry.second.known_to_telephony; }));
  return live;
}

}  // namespace tipring::rtpengine
