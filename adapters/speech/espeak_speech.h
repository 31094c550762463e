#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/speech/child_process.h"
#include "adapters/speech/speech_cache.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/reactor.h"
#include "runtime/ports/speech.h"

namespace tipring::speech {

struct EspeakOptions {
  std::filesystem::path cache_folder;
  std::uintmax_t cache_limit = std::uintmax_t{256} << 20U;  ///< Bytes.
  std::size_t processes = 2;                    ///< At most so many at once; the others wait their turn.
  std::size_t longest_text = 10'000;            ///< Bytes; about ten minutes of speech.
  Duration timeout = std::chrono::seconds(10);  ///< From request to result.
  std::string program = "espeak-ng";
};

/// The voice for a language: espeak-ng's voices are named by BCP 47 tags in lower case, and a region it has no
/// voice for speaks with the language's own. Nothing for what is no language tag, such as anything that an
/// option could be mistaken for.
std::optional<std::string> voice_for(const std::string& language);

/// Speech by espeak-ng, run as a process since its licence (GPL) rules out linking. What was spoken once comes
/// from the cache; two who want the same text at once share the work. Control thread only.
class EspeakSpeech final : public Speech {
 public:
  /// `loop` and `reactor` must outlive this.
  EspeakSpeech(EspeakOptions options, RunLoop& loop, Reactor& reactor);
  /// Kills what runs; nothing is told any more.
  ~EspeakSpeech() override;

  Request synthesise(SpeechRequest request, std::function<void(Result<SoundClip>)> done) override;
  void cancel(Request request) override;

  /// Processes that have not been reaped yet.
  std::size_t running() const;

 private:
  // A request that was neither answered nor cancelled.
  struct Waiting {
    std::function<void(Result<SoundClip>)> done;
    std::string text;
    TimerHandle timer;
    std::string job;  // Its description; empty when the answer is on the way.
  };
  // One text to be spoken, for all who want it.
  struct Job {
    std::string voice;
    std::string text;
    std::vector<Request> waiting;
    std::filesystem::path file;
    bool killed = false;                  // Nobody waited any more; perhaps somebody does again.
    std::optional<ChildProcess> process;  // Ended after its watch.
    std::unique_ptr<Reactor::Watch> watch;
  };

  void answer(Request request, Result<SoundClip> result);
  void join_job(Request request, const std::string& voice);
  void leave_job(Request request);
  void start_jobs();
  Result<void> start(const std::string& description, Job& job);
  void ended(std::string description);
  void finish(const std::string& description, const Result<SpeechCache::Sound>& sound);

  const EspeakOptions options_;
  RunLoop& loop_;
  Reactor& reactor_;
  SpeechCache cache_;
  Request last_request_ = 0;
  std::unordered_map<Request, Waiting> waiting_;
  std::unordered_map<std::string, Job> jobs_;  // By description.
  std::deque<std::string> queue_;              // Descriptions of jobs not started.
  std::shared_ptr<EspeakSpeech*> self_;        // What was posted finds this gone through it.
};

}  // namespace tipring::speech
