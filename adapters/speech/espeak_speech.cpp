#include "adapters/speech/espeak_speech.h"

#include <algorithm>
#include <utility>

namespace tipring::speech {
namespace {

std::string describe(const std::string& voice, const std::string& text) {
  return "espeak-ng\n" + voice + "\n" + text;
}

Error speech_failed(std::string text) {
  return {"speech-failed", std::move(text), false};
}

}  // namespace

std::optional<std::string> voice_for(const std::string& language) {
  constexpr std::size_t longest_tag = 35;  // RFC 5646, section 4.4.1: what software must at least take.
  if (language.empty() || language.size() > longest_tag) return std::nullopt;
  std::string voice;
  for (const char letter : language) {
    const bool upper = letter >= 'A' && letter <= 'Z';
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
    if (!upper && !plain) return std::nullopt;
    voice += upper ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  if (voice.front() < 'a' || voice.front() > 'z') return std::nullopt;
  return voice;
}

EspeakSpeech::EspeakSpeech(EspeakOptions options, RunLoop& loop, Reactor& reactor)
    : options_(std::move(options)),
      loop_(loop),
      reactor_(reactor),
      cache_(options_.cache_folder, options_.cache_limit),
      self_(std::make_shared<EspeakSpeech*>(this)) {}

EspeakSpeech::~EspeakSpeech() {
  for (const auto& [request, waiting] : waiting_)
    loop_.cancel(waiting.timer);
}

std::size_t EspeakSpeech::running() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(jobs_, [](const auto& job) { return job.second.process.has_value(); }));
}

Speech::Request EspeakSpeech::synthesise(SpeechRequest request, std::function<void(Result<SoundClip>)> done) {
  const Request number = ++last_request_;
  Waiting& waiting = waiting_[number];
  waiting.done = std::move(done);
  waiting.text = std::move(request.text);

  const auto voice = voice_for(request.language);
  if (!voice) {
    answer(number, speech_failed("\"" + request.language.substr(0, 40) +
                                 "\" is not a language; expected a tag such as \"en\" or \"en-US\""));
  } else if (waiting.text.size() > options_.longest_text) {
    answer(number,
           speech_failed("a text of " + std::to_string(waiting.text.size()) +
                         " bytes is too long to speak; at most " + std::to_string(options_.longest_text)));
  } else if (const auto kept = cache_.find(describe(*voice, waiting.text))) {
    answer(number, SoundClip{{}, waiting.text, kept->path, kept->length});
  } else {
    join_job(number, *voice);
  }
  return number;
}

void EspeakSpeech::join_job(Request request, const std::string& voice) {
  Waiting& waiting = waiting_.at(request);
  waiting.timer = loop_.after(options_.timeout, [this, request] {
    leave_job(request);
    answer(request, Error{"timed-out", "speech was not ready in time", true});
  });
  waiting.job = describe(voice, waiting.text);
  const auto [job, is_new] = jobs_.try_emplace(waiting.job);
  job->second.waiting.push_back(request);
  if (!is_new) return;
  job->second.voice = voice;
  job->second.text = waiting.text;
  queue_.push_back(waiting.job);
  start_jobs();
}

// A job nobody waits for any more is not started, or killed.
void EspeakSpeech::leave_job(Request request) {
  const std::string description = std::exchange(waiting_.at(request).job, {});
  const auto found = jobs_.find(description);
  if (found == jobs_.end()) return;
  Job& job = found->second;
  std::erase(job.waiting, request);
  if (!job.waiting.empty()) return;
  if (job.process) {
    job.process->kill();
    job.killed = true;
    return;
  }
  std::erase(queue_, description);
  jobs_.erase(found);
}

void EspeakSpeech::cancel(Request request) {
  const auto found = waiting_.find(request);
  if (found == waiting_.end()) return;
  loop_.cancel(found->second.timer);
  leave_job(request);
  waiting_.erase(request);
}

// From the run loop, so that nobody is called back before synthesise() has returned.
void EspeakSpeech::answer(Request request, Result<SoundClip> result) {
  loop_.cancel(waiting_.at(request).timer);
  loop_.post([self = std::weak_ptr(self_), request, result = std::move(result)] {
    const auto speech = self.lock();
    if (!speech) return;
    auto waiting = (*speech)->waiting_.extract(request);
    if (!waiting.empty()) waiting.mapped().done(result);
  });
}

void EspeakSpeech::start_jobs() {
  while (!queue_.empty() && running() < options_.processes) {
    const std::string description = std::move(queue_.front());
    queue_.pop_front();
    const auto started = start(description, jobs_.at(description));
    if (!started) finish(description, started.error());
  }
}

Result<void> EspeakSpeech::start(const std::string& description, Job& job) {
  auto file = cache_.new_file(description);
  if (!file) return file.error();
  job.file = std::move(file).value();
  auto process = ChildProcess::start(
      options_.program, {"-v", job.voice, "-b", "1", "-w", job.file.string(), "--stdin"}, job.text);
  if (!process) return process.error();
  auto watch = reactor_.watch(process->descriptor(), Reactor::Interest::readable,
                              [this, description] { ended(description); });
  if (!watch) return watch.error();
  job.process.emplace(std::move(process).value());
  job.watch = std::move(watch).value();
  return {};
}

// Takes a copy: the watch whose callback this is may end in here.
void EspeakSpeech::ended(std::string description) {
  Job& job = jobs_.at(description);
  const auto problem = job.process->reap();
  std::error_code ignored;
  if (problem) std::filesystem::remove(job.file, ignored);
  if (job.killed && !job.waiting.empty()) {
    job.killed = false;
    job.watch.reset();
    job.process.reset();
    queue_.push_back(std::move(description));
  } else if (problem) {
    finish(description, speech_failed(options_.program + " could not speak: " + *problem));
  } else {
    finish(description, cache_.keep(job.file, description));
  }
  start_jobs();
}

void EspeakSpeech::finish(const std::string& description, const Result<SpeechCache::Sound>& sound) {
  const auto job = jobs_.extract(description);
  for (const Request request : job.mapped().waiting) {
    Waiting& waiting = waiting_.at(request);
    waiting.job.clear();
    if (sound) {
      answer(request, SoundClip{{}, waiting.text, sound->path, sound->length});
    } else {
      answer(request, sound.error());
    }
  }
}

}  // namespace tipring::speech
