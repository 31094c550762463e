#include "adapters/sim/sim_speech.h"

#include "adapters/sim/ear.h"

namespace tipring::sim {

Speech::Request SimSpeech::synthesise(SpeechRequest request, std::function<void(Result<SoundClip>)> done) {
  const Request id = next_++;
  SoundClip clip;
  clip.length = speaking_time(request.text);
  clip.text = std::move(request.text);
  Result<SoundClip> outcome = std::move(clip);
  if (mode_ == Mode::fails) outcome = Error{"speech-failed", problem_};
  if (mode_ == Mode::hangs) outcome = Error{"timed-out", "speech took longer than 10 s", true};
  const Duration delay = mode_ == Mode::hangs ? limit : Duration::zero();
  const TimerHandle timer = loop_.after(delay, [this, id, outcome = std::move(outcome)] {
    auto waiting = waiting_.extract(id);
    waiting.mapped().done(outcome);
  });
  waiting_[id] = {std::move(done), timer};
  return id;
}

void SimSpeech::cancel(Request request) {
  const auto found = waiting_.find(request);
  if (found == waiting_.end()) return;
  loop_.cancel(found->second.timer);
  waiting_.erase(found);
}

}  // namespace tipring::sim
