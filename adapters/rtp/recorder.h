#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "adapters/rtp/incoming_audio.h"
#include "adapters/rtp/recording_file.h"
#include "adapters/rtp/silence_detector.h"
#include "adapters/rtp/spoken_audio.h"
#include "runtime/base/clock.h"
#include "runtime/ports/media.h"

namespace tipring::rtp {

/// The listening half of a recording, on the media thread: brings what arrives into the order of time and
/// decides when the recording ends. The recording is as long as the time it ran, whatever arrived; where it has
/// both sides, each stands where it was in time.
class Recorder {
 public:
  Recorder(OperationHandle operation, const RecordRequest& request, std::shared_ptr<RecordingFile> file,
           Instant start);

  OperationHandle operation() const { return operation_; }
  /// Whether it records more than the peer.
  bool both_sides() const { return others_.has_value(); }

  /// A packet of the peer.
  void hear(Codec codec, const RtpHeader& header, std::span<const std::uint8_t> payload, Instant now);

  /// A packet of whom the peer talks to. Only counts where both sides are recorded, as what follows.
  void hear_other(Codec codec, const RtpHeader& header, std::span<const std::uint8_t> payload, Instant now);
  /// What is made here and sent to the peer.
  void hear_own(const Frame& frame, Instant now);

  /// Every 20 ms. True when the recording is over and this object may go.
  bool tick(Instant now);

  /// Ends it at once, with what has been heard up to now.
  void stop(Instant now);

 private:
  // What the peer hears.
  struct Others {
    IncomingAudio party;
    SpokenAudio own;
  };

  std::optional<RecordingEnd> take_frame();
  void keep(const Frame& peer, const Frame& others, std::size_t count);
  void flush();
  void finish(RecordingEnd end);

  const OperationHandle operation_;
  const std::size_t longest_;
  const std::chrono::milliseconds ends_after_silence_;
  std::shared_ptr<RecordingFile> file_;
  const Instant start_;
  const bool stereo_;
  IncomingAudio audio_;
  std::optional<Others> others_;
  SilenceDetector silence_;
  std::vector<std::int16_t> chunk_;
  std::size_t recorded_ = 0;  // Samples of a channel.
};

}  // namespace tipring::rtp
