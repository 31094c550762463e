#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "adapters/sip/transferor.h"
#include "runtime/base/ids.h"
#include "runtime/ports/reactor.h"
#include "runtime/ports/telephony.h"

namespace tipring::cli {

/// Telephony without a network: what one leg does, the leg at the other end is told.
class TelephoneExchange final : public Telephony, public sip::Transferor {
 public:
  TelephoneExchange(Ids& ids, Reactor& reactor, TelephonyEvents& events)
      : ids_(ids), reactor_(reactor), events_(events) {}

  /// Calls arrive without the offer; the answerer's description becomes one, which the caller then answers.
  void strip_offers() { strip_offers_ = true; }
  /// Calls arrive offering this format only.
  void offer_only(PayloadFormat format) { only_format_ = std::move(format); }

  void place(OutgoingCall call) override {
    IncomingCall incoming;
    incoming.leg = ids_.next_leg();
    others_[call.leg] = incoming.leg;
    others_[incoming.leg] = call.leg;
    offers_[call.leg] = call.offer;
    incoming.caller = call.from;
    const auto begin = call.target.find(':') + 1;
    incoming.dialled.user = call.target.substr(begin, call.target.find('@') - begin);
    if (!strip_offers_) incoming.offer = call.offer;
    if (only_format_) incoming.offer->streams[0].formats = {*only_format_};
    post([this, incoming] { events_.arrived(incoming); });
  }
  void ring(LegId leg, std::optional<SessionDescription> early) override {
    to_other(leg, [this, early](LegId other) { events_.ringing(other, early); });
  }
  void answer(LegId leg, SessionDescription description) override {
    const auto caller = others_.find(leg);
    if (caller == others_.end()) return;
    const auto callers_own = offers_[caller->second];
    to_other(leg, [this, description](LegId other) { events_.answered(other, description); });
    post([this, leg, callers_own] {
      events_.acknowledged(leg, strip_offers_ ? std::optional(callers_own) : std::nullopt);
    });
  }
  void reject(LegId leg, int status, std::string reason, Headers) override { end(leg, status, reason); }
  void redirect(LegId leg, std::vector<std::string>) override { end(leg, 302, "Moved"); }
  void accept_offer(LegId, SessionDescription) override {}
  void refuse_offer(LegId, int) override {}
  void offer(LegId leg, SessionDescription offer) override {
    post([this, leg, offer] { events_.offer_accepted(leg, offer); });
  }
  void refer(LegId leg, sip::TransferOrder order, Progress told) override {
    transfers_[others_.at(leg)] = std::move(told);
    TransferRequest request;
    request.target.user = order.target;
    to_other(leg, [this, request](LegId other) { events_.transfer_asked(other, request); });
  }
  void transfer_status(LegId leg, int status) override {
    post([told = transfers_[leg], status] { told(status); });
  }
  void send_digit(LegId, OperationHandle, char) override {}
  void release(LegId leg, Release release) override { end(leg, release.status, release.reason); }
  TelephonyLive live() const override { return {others_.size(), 0}; }

 private:
  template <typename Event>
  void post(Event event) {
    reactor_.post(std::move(event));
  }
  template <typename Event>
  void to_other(LegId leg, Event event) {
    const auto found = others_.find(leg);
    if (found == others_.end()) return;
    post([event, other = found->second] { event(other); });
  }
  void end(LegId leg, int status, const std::string& reason) {
    const auto found = others_.find(leg);
    if (found == others_.end()) return;
    const LegId other = found->second;
    others_.erase(found);
    others_.erase(other);
    for (const auto& [ended, by] :
         {std::pair(leg, Release::By::local), std::pair(other, Release::By::remote)}) {
      Release release;
      release.by = by;
      release.status = status;
      release.reason = reason;
      post([this, ended = ended, release] { events_.released(ended, release); });
    }
  }

  Ids& ids_;
  Reactor& reactor_;
  TelephonyEvents& events_;
  bool strip_offers_ = false;
  std::optional<PayloadFormat> only_format_;
  std::map<LegId, LegId> others_;
  std::map<LegId, SessionDescription> offers_;
  std::map<LegId, Progress> transfers_;  // By whom they were asked of.
};

}  // namespace tipring::cli
