#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/ports/media.h"
#include "runtime/ports/messaging.h"
#include "runtime/ports/telephony.h"

namespace tipring::cli {

/// The header field by which a call that was led to the phones tells where it was meant to go.
inline constexpr std::string_view meant_for_header = "X-Tipring-Meant-For";

/// Where a call that reached a phone was meant to go: a URI.
std::string meant_for(const IncomingCall& call);

/// A site's telephony whose calls all go to the phones of the play, whatever their target.
class SiteTelephony final : public Telephony {
 public:
  /// `phones`: "127.0.0.1:5080". `real` must outlive this.
  SiteTelephony(Telephony& real, std::string phones) : real_(real), phones_(std::move(phones)) {}

  void place(OutgoingCall call) override;

  void ring(LegId leg, std::optional<SessionDescription> early) override { real_.ring(leg, std::move(early)); }
  void answer(LegId leg, SessionDescription description) override { real_.answer(leg, std::move(description)); }
  void reject(LegId leg, int status, std::string reason, Headers headers) override {
    real_.reject(leg, status, std::move(reason), std::move(headers));
  }
  void redirect(LegId leg, std::vector<std::string> targets) override {
    real_.redirect(leg, std::move(targets));
  }
  void accept_offer(LegId leg, SessionDescription answer) override {
    real_.accept_offer(leg, std::move(answer));
  }
  void refuse_offer(LegId leg, int status) override { real_.refuse_offer(leg, status); }
  void offer(LegId leg, SessionDescription offer) override { real_.offer(leg, std::move(offer)); }
  void transfer_status(LegId leg, int status) override { real_.transfer_status(leg, status); }
  void send_digit(LegId leg, OperationHandle operation, char digit) override {
    real_.send_digit(leg, operation, digit);
  }
  void release(LegId leg, Release release) override { real_.release(leg, std::move(release)); }
  TelephonyLive live() const override { return real_.live(); }

 private:
  Telephony& real_;
  std::string phones_;
};

/// A site's messaging whose messages all go to the phones of the play, to the user part of their target.
class SiteMessaging final : public Messaging {
 public:
  /// As for SiteTelephony.
  SiteMessaging(Messaging& real, std::string phones) : real_(real), phones_(std::move(phones)) {}

  void acknowledge(ReceivedMessage message, int status) override { real_.acknowledge(message, status); }
  void send(OutgoingMessage message) override;
  void show_waiting(const std::string& phone, MessagesWaiting waiting) override {
    real_.show_waiting(phone, waiting);
  }

 private:
  Messaging& real_;
  std::string phones_;
};

/// A site's media that says what is about to be played.
class SiteMedia final : public Media {
 public:
  using Plays = std::function<void(const std::vector<Clip>&)>;

  /// `real` must outlive this.
  SiteMedia(Media& real, Plays plays) : real_(real), plays_(std::move(plays)) {}

  void play(LegId leg, OperationHandle operation, std::vector<Clip> clips) override;

  Result<LocalMedia> open(LegId leg) override { return real_.open(leg); }
  void set_peer(LegId leg, MediaPeer peer) override { real_.set_peer(leg, std::move(peer)); }
  void stop_play(LegId leg, OperationHandle operation) override { real_.stop_play(leg, operation); }
  void record(LegId leg, OperationHandle operation, RecordRequest request) override {
    real_.record(leg, operation, std::move(request));
  }
  void stop_record(LegId leg, OperationHandle operation) override { real_.stop_record(leg, operation); }
  void send_digits(LegId leg, OperationHandle operation, std::string digits) override {
    real_.send_digits(leg, operation, std::move(digits));
  }
  void stop_digits(LegId leg, OperationHandle operation) override { real_.stop_digits(leg, operation); }
  void press(LegId leg, char digit) override { real_.press(leg, digit); }
  void detect_speech(LegId leg, bool on) override { real_.detect_speech(leg, on); }
  void bridge(LegId first, LegId second) override { real_.bridge(first, second); }
  void unbridge(LegId leg) override { real_.unbridge(leg); }
  void join(LegId leg, ConferenceHandle conference, ConferencePart part) override {
    real_.join(leg, conference, part);
  }
  void leave(LegId leg) override { real_.leave(leg); }
  void close(LegId leg) override { real_.close(leg); }
  std::optional<MediaStatistics> statistics(LegId leg) const override { return real_.statistics(leg); }
  MediaLive live() const override { return real_.live(); }

 private:
  Media& real_;
  Plays plays_;
};

}  // namespace tipring::cli
