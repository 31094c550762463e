#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include "adapters/rtp/media_thread.h"
#include "adapters/rtp/sound_cache.h"
#include "adapters/rtp/tap.h"
#include "adapters/rtp/worker.h"
#include "runtime/base/chance.h"
#include "runtime/ports/media.h"
#include "runtime/ports/reactor.h"

namespace tipring::rtp {

struct RtpOptions {
  std::string bind_ip = "127.0.0.1";
  /// The address to name in descriptions; empty: `bind_ip`. Needed when that is a wildcard.
  std::string advertised_ip{};
  /// Ports for media: the even ones from the first to the last, and for RTCP the odd ones above them. There is
  /// room for as many legs as there are pairs, of which each takes two descriptors of the process.
  std::uint16_t first_port = 16384;
  std::uint16_t last_port = 65534;
  /// For so long a peer that should send may send nothing before MediaEvents::fell_silent is told; 0: for ever.
  std::chrono::milliseconds silence_limit = usual_silence_limit;
  /// Bytes of decoded sound kept.
  std::size_t sound_cache = std::size_t{64} << 20U;
  /// For SSRCs and the beginnings of sequence numbers and timestamps: must differ between runs.
  std::uint64_t seed = 0;
};

/// The media of real calls: RTP (RFC 3550) with G.711, G.722, Opus and telephone events (RFC 4733). Packets are
/// moved by a thread of its own, sounds are read by two more, recordings written by another; events come back
/// through the reactor. What is played, recorded and tapped is audio of 8000 Hz, whatever the codec; bridged
/// legs of the same codec get each other's packets as they are.
///
/// Reports are exchanged by RTCP (RFC 3550, section 6) every five seconds or so. Nothing else is sent to a leg
/// with nothing to hear: no comfort noise, no silence but inside a play request. A digit is told at the first
/// packet of its press, or once its tones have been heard where RFC 4733 was not agreed on. Of a play request
/// whose clip cannot be played, the clips before it are played, then it ends with the problem. A recording
/// lasts as long as it ran, with silence where nothing came for more than 60 ms.
class RtpMedia final : public Media, public MediaTaps {
 public:
  /// `reactor` and `events` must outlive the media. Fails with "bad-address" or "no-sockets".
  static Result<std::unique_ptr<RtpMedia>> create(RtpOptions options, Reactor& reactor, MediaEvents& events);

  /// The address of legs from now on, in place of RtpOptions::bind_ip; those that are open stay where they are.
  /// Fails with "bad-address" for what is no numeric address of one interface.
  Result<void> set_address(const std::string& ip);

  /// Closes every leg, and returns when the recordings are on disk. No event is told any more.
  ~RtpMedia() override;

  Result<LocalMedia> open(LegId leg) override;
  void set_peer(LegId leg, MediaPeer peer) override;
  void play(LegId leg, OperationHandle operation, std::vector<Clip> clips) override;
  void stop_play(LegId leg, OperationHandle operation) override;
  void record(LegId leg, OperationHandle operation, RecordRequest request) override;
  void stop_record(LegId leg, OperationHandle operation) override;
  void send_digits(LegId leg, OperationHandle operation, std::string digits) override;
  void stop_digits(LegId leg, OperationHandle operation) override;
  void press(LegId leg, char digit) override;
  void detect_speech(LegId leg, bool on) override;
  void bridge(LegId first, LegId second) override;
  void unbridge(LegId leg) override;
  void join(LegId leg, ConferenceHandle conference, ConferencePart part) override;
  void leave(LegId leg) override;
  void close(LegId leg) override;
  std::optional<MediaStatistics> statistics(LegId leg) const override;
  MediaLive live() const override;

  void tap(LegId leg, std::shared_ptr<MediaTap> tap) override;

 private:
  class Desk;
  class Reporter;

  RtpMedia(RtpOptions options, UdpAddress bind_address, Reactor& reactor, MediaEvents& events,
           std::unique_ptr<MediaThread> thread);
  LegSeeds leg_seeds();
  void post(std::function<void()> command);
  template <typename Change>
  void command(LegId leg, Change change);

  RtpOptions options_;
  Chance chance_;
  PortRange ports_;
  SoundCache sounds_;
  std::shared_ptr<std::atomic<std::size_t>> sockets_;
  Reactor& reactor_;
  std::shared_ptr<Desk> desk_;
  std::unique_ptr<Reporter> reporter_;

  // Ends in this order: the readers post to the media thread, which hands recordings to the writer.
  std::unique_ptr<Worker> writer_;
  std::unique_ptr<MediaThread> thread_;
  std::unique_ptr<Worker> readers_;
};

}  // namespace tipring::rtp
