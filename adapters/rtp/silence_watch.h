#pragma once

#include <chrono>
#include <optional>

#include "runtime/base/clock.h"

namespace tipring::rtp {

/// Finds out that a peer that should send has sent nothing for a time. Told once, until something comes again
/// or expect() begins anew. Pure.
class SilenceWatch {
 public:
  /// `limit`: 0 means never.
  explicit SilenceWatch(std::chrono::milliseconds limit) : limit_(limit) {}

  /// Whether packets are to come, from now on.
  void expect(bool expected, Instant now) {
    armed_ = expected && limit_.count() > 0;
    expected_ = armed_;
    since_ = now;
  }

  /// Something came from the peer.
  void heard(Instant now) {
    since_ = now;
    armed_ = expected_;
  }

  /// For how long nothing has come, when that is too long and was not told yet.
  std::optional<std::chrono::milliseconds> look(Instant now) {
    if (!armed_ || now - since_ < limit_) return std::nullopt;
    armed_ = false;
    return std::chrono::duration_cast<std::chrono::milliseconds>(now - since_);
  }

 private:
  std::chrono::milliseconds limit_;
  bool expected_ = false;
  bool armed_ = false;
  Instant since_{};
};

}  // namespace tipring::rtp
