#include "runtime/contact/play.h"

#include <utility>

#include "runtime/contact/leg.h"

namespace tipring {
namespace {

std::string length_text(std::chrono::milliseconds length) {
  return std::to_string(length.count()) + "ms";
}

struct DescribeItem {
  std::string operator()(const SoundClip& clip) const {
    return clip.name.empty() ? "say: " + clip.text : clip.name;
  }
  std::string operator()(const ToneClip& clip) const { return "tone " + clip.name; }
  std::string operator()(const SilenceClip& clip) const { return "silence " + length_text(clip.length); }
  std::string operator()(const SpeechRequest& request) const { return "say: " + request.text; }
};

std::string describe(const std::vector<PlayItem>& items) {
  std::string what;
  for (const PlayItem& item : items) {
    if (!what.empty()) what += " + ";
    what += tipring::describe(item);
  }
  return what;
}

Clip ready_clip(PlayItem item) {
  return std::visit(
      [](auto&& ready) -> Clip {
        if constexpr (std::is_same_v<std::decay_t<decltype(ready)>, SpeechRequest>) {
          return SilenceClip{};  // Not reached: play() runs once every text is spoken.
        } else {
          return std::forward<decltype(ready)>(ready);
        }
      },
      std::move(item));
}

}  // namespace

std::string_view to_string(PlayEnd end) {
  switch (end) {
    case PlayEnd::done:
      return "done";
    case PlayEnd::interrupted:
      return "interrupted";
    case PlayEnd::failed:
      return "failed";
    case PlayEnd::hung_up:
      return "hung-up";
  }
  return "";
}

std::string describe(const PlayItem& item) {
  return std::visit(DescribeItem{}, item);
}

PlayOperation::PlayOperation(FloorContext& floor, Operations& operations, Leg& leg, PlayRequest request,
                             Done done)
    : Operation(floor, operations, leg.id),
      played_(leg),
      request_(std::move(request)),
      done_(std::move(done)) {}

void PlayOperation::start(OperationHandle self) {
  self_ = self;
  floor_.ledger.write({.kind = EntryKind::play_started,
                       .contact = played_.contact,
                       .leg = leg_,
                       .fields = {{"what", describe(request_.items)}}});
  if (request_.barge_in && !played_.pressed.empty()) return end(PlayEnd::interrupted);
  speaking_.resize(request_.items.size());
  for (const PlayItem& item : request_.items)
    unspoken_ += std::holds_alternative<SpeechRequest>(item) ? 1 : 0;
  if (unspoken_ == 0) return play_if_ready();
  for (std::size_t index = 0; index < request_.items.size(); ++index) {
    if (std::holds_alternative<SpeechRequest>(request_.items[index])) speak(index);
  }
}

void PlayOperation::speak(std::size_t index) {
  speaking_[index] =
      floor_.speech.synthesise(std::get<SpeechRequest>(request_.items[index]),
                               [&operations = operations_, self = self_, index](Result<SoundClip> clip) {
                                 if (auto* operation = static_cast<PlayOperation*>(operations.find(self))) {
                                   operation->spoken(index, std::move(clip));
                                 }
                               });
}

void PlayOperation::spoken(std::size_t index, Result<SoundClip> clip) {
  speaking_[index].reset();
  if (!clip) {
    stop();
    return end(PlayEnd::failed, clip.error().text);
  }
  request_.items[index] = std::move(clip).value();
  if (--unspoken_ == 0) play_if_ready();
}

// A party that talks straight to another is to hear the whole of it.
void PlayOperation::play_if_ready() {
  if (played_.media_is_ours()) play();
}

void PlayOperation::media_came() {
  if (unspoken_ == 0 && !playing_) play_if_ready();
}

void PlayOperation::play() {
  std::vector<Clip> clips;
  clips.reserve(request_.items.size());
  for (PlayItem& item : request_.items)
    clips.push_back(ready_clip(std::move(item)));
  operations_.play_replaced(leg_, self_);
  playing_ = true;
  if (request_.speech_barges_in) watch_.emplace(floor_, played_);
  floor_.outbox.add([&media = floor_.media, leg = leg_, self = self_, clips = std::move(clips)]() mutable {
    media.play(leg, self, std::move(clips));
  });
}

void PlayOperation::stop() {
  for (auto& request : speaking_) {
    if (request) floor_.speech.cancel(*request);
  }
  if (playing_) {
    floor_.outbox.add([&media = floor_.media, leg = leg_, self = self_] { media.stop_play(leg, self); });
  }
}

void PlayOperation::cancel() {
  stop();
  write_finished(PlayEnd::interrupted);
}

void PlayOperation::leg_ended(const Release& /*release*/) {
  stop();
  end(PlayEnd::hung_up);
}

bool PlayOperation::digit(char /*digit*/) {
  if (request_.barge_in) {
    stop();
    end(PlayEnd::interrupted);
  }
  return false;
}

// Who goes on speaking from before, perhaps over the last prompt, has not heard this one.
void PlayOperation::speech_changed(SpeechChange change) {
  if (!watch_ || change != SpeechChange::begins) return;
  stop();
  end(PlayEnd::interrupted);
}

void PlayOperation::play_finished(const std::string& problem) {
  end(problem.empty() ? PlayEnd::done : PlayEnd::failed, problem);
}

void PlayOperation::play_replaced() {
  if (playing_) end(PlayEnd::interrupted);
}

void PlayOperation::write_finished(PlayEnd end) {
  floor_.ledger.write({.kind = EntryKind::play_finished,
                       .contact = played_.contact,
                       .leg = leg_,
                       .fields = {{"end", std::string(to_string(end))}}});
}

void PlayOperation::end(PlayEnd end, std::string problem) {
  // Few scripts look at what play returns, and a prompt that is missing must not go unnoticed.
  if (end == PlayEnd::failed)
    floor_.log.write(LogLevel::warning, "contact " + to_string(played_.contact) + ": " + problem);
  write_finished(end);
  complete([done = std::move(done_), outcome = PlayOutcome{end, std::move(problem)}] { done(outcome); });
}

}  // namespace tipring
