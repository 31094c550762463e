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
#include "runtime/base/clock.h"
#include "runtime/ports/media.h"

namespace tipring::rtp {

/// The listening half of a recording, on the media thread: brings what arrives into the order of time and
/// decides when the recording ends. The recording is as long as the time it ran, whatever arrived.
class Recorder {
 public:
  Recorder(OperationHandle operation, const RecordRequest& request, std::shared_ptr<RecordingFile> file,
           Instant start);

  OperationHandle operation() const { return operation_; }

  /// A packet of the peer.
  void hear(Codec codec, const RtpHeader& header, std::span<const std::uint8_t> payload, Instant now);

  /// Every 20 ms. True when the recording is over and this object may go.
  bool tick(Instant now);

  /// Ends it at once, with what has been heard up to now.
  void stop(Instant now);

 private:
  std::optional<RecordingEnd> take_frame();
  void flush();
  void finish(RecordingEnd end);

  const OperationHandle operation_;
  const std::size_t longest_;
  const std::chrono::milliseconds ends_after_silence_;
  std::shared_ptr<RecordingFile> file_;
  IncomingAudio audio_;
  SilenceDetector silence_;
  std::vector<std::int16_t> chunk_;
  std::size_t recorded_ = 0;
};

}  // namespace tipring::rtp
