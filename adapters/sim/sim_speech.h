#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "runtime/base/run_loop.h"
#include "runtime/ports/speech.h"

namespace tipring::sim {

/// Speech in simulation: the clip carries its text and the time to speak it, and no file. Ready in the next
/// turn. Control thread only; deterministic.
class SimSpeech final : public Speech {
 public:
  /// The adapter's time-out that the port speaks of.
  static constexpr Duration limit = std::chrono::seconds(10);

  explicit SimSpeech(RunLoop& loop) : loop_(loop) {}

  /// What requests from here on meet.
  void work() { mode_ = Mode::works; }
  void fail(std::string problem) {
    mode_ = Mode::fails;
    problem_ = std::move(problem);
  }
  void hang() { mode_ = Mode::hangs; }

  Request synthesise(SpeechRequest request, std::function<void(Result<SoundClip>)> done) override;
  void cancel(Request request) override;

  /// Requests neither done nor cancelled.
  std::size_t live() const { return waiting_.size(); }

 private:
  enum class Mode { works, fails, hangs };
  struct Waiting {
    std::function<void(Result<SoundClip>)> done;
    TimerHandle timer;
  };

  RunLoop& loop_;
  Mode mode_ = Mode::works;
  std::string problem_;
  std::map<Request, Waiting> waiting_;
  Request next_ = 1;
};

}  // namespace tipring::sim
