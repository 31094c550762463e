#include <utility>

#include "adapters/sim/sim_media.h"

// Playing, recording and sending digits; sim_media.cpp has the slots, bridges and what is heard.

namespace tipring::sim {

using std::chrono::milliseconds;

void SimMedia::play(LegId leg, OperationHandle operation, std::vector<Clip> clips) {
  Slot* slot = find(leg);
  if (slot == nullptr) return;
  if (slot->playback) loop_.cancel(slot->playback->timer);
  slot->playback = Playback{operation, std::move(clips), 0, std::nullopt, {}};
  play_next(leg);
}

void SimMedia::play_next(LegId leg) {
  Playback& playback = *slots_.at(leg).playback;
  playback.sound.reset();
  if (playback.next == playback.clips.size()) {
    // In an event of its own: nothing calls back before play() returns.
    playback.timer = loop_.after(Duration::zero(), [this, leg] { finish_play(leg, {}); });
    return;
  }
  const Clip& clip = playback.clips[playback.next++];
  const auto length = begin_clip(playback, clip);
  auto& recording = slots_.at(leg).recordings[1];
  if (recording && playback.sound) recording->note(playback.sound->text);
  if (!length) {
    playback.timer = loop_.after(Duration::zero(),
                                 [this, leg, problem = length.error().text] { finish_play(leg, problem); });
    return refresh(leg);
  }
  refresh(leg);
  const auto* tone = std::get_if<ToneClip>(&clip);
  if (tone != nullptr && tone->length == milliseconds(0)) return;  // Until stopped.
  const bool last = playback.next == playback.clips.size();
  playback.timer = loop_.after(length.value(), [this, leg, last] {
    if (last) return finish_play(leg, {});
    play_next(leg);
  });
}

void SimMedia::finish_play(LegId leg, std::string problem) {
  Slot& slot = slots_.at(leg);
  const OperationHandle operation = slot.playback->operation;
  slot.playback.reset();
  refresh(leg);
  events_->play_finished(leg, operation, std::move(problem));
}

Result<milliseconds> SimMedia::begin_clip(Playback& playback, const Clip& clip) {
  if (const auto* sound = std::get_if<SoundClip>(&clip)) return begin_sound(playback, *sound);
  if (const auto* tone = std::get_if<ToneClip>(&clip)) {
    playback.sound = Sound{Sound::Kind::tone, tone->name, {}, next_serial_++};
    return tone->length;
  }
  return std::get<SilenceClip>(clip).length;
}

Result<milliseconds> SimMedia::begin_sound(Playback& playback, const SoundClip& clip) {
  Sound sound{Sound::Kind::prompt, clip.name, clip.text, next_serial_++};
  milliseconds length = clip.text.empty() ? clip.length : speaking_time(clip.text);
  const auto recorded = recordings_.find(clip.path);
  if (recorded != recordings_.end()) {
    if (sound.text.empty()) sound.text = recorded->second.words;
    length = recorded->second.length;
  } else if (!clip.path.empty() && traits_.file_exists && !traits_.file_exists(clip.path)) {
    const auto slash = clip.path.rfind('/');
    const std::string name = clip.name.empty() ? clip.path.substr(slash + 1) : clip.name;
    return Error{"not-found", "the sound \"" + name + "\" cannot be played: its file does not exist"};
  }
  playback.sound = std::move(sound);
  return length;
}

void SimMedia::stop_play(LegId leg, OperationHandle operation) {
  Slot* slot = find(leg);
  if (slot == nullptr || !slot->playback || slot->playback->operation != operation) return;
  loop_.cancel(slot->playback->timer);
  slot->playback.reset();
  refresh(leg);
}

void SimMedia::record(LegId leg, OperationHandle operation, RecordRequest request) {
  Slot* slot = find(leg);
  if (slot == nullptr) return;
  auto& place = slot->recordings.at(request.sides == RecordingSides::party ? 0 : 1);
  if (place) finish_record(leg, place, RecordingEnd::stopped);
  Recording& recording =
      place.emplace(Recording{operation, std::move(request), loop_.clock().now(), {}, {}, {}});
  if (!recording_problem_.empty()) {
    recording.longest = loop_.after(Duration::zero(), [this, leg, operation, problem = recording_problem_] {
      finish_record(leg, operation, RecordingEnd::failed, problem);
    });
    return;
  }
  recording.longest = loop_.after(recording.request.longest, [this, leg, operation] {
    finish_record(leg, operation, RecordingEnd::longest_reached);
  });
  if (slot->voice && receives(*slot)) {
    recording.words = *slot->voice;
  } else {
    await_silence(leg, recording);
  }
}

void SimMedia::await_silence(LegId leg, Recording& recording) {
  if (recording.request.ends_after_silence == milliseconds(0)) return;
  loop_.cancel(recording.silence);
  recording.silence = loop_.after(
      recording.request.ends_after_silence,
      [this, leg, operation = recording.operation] { finish_record(leg, operation, RecordingEnd::silence); });
}

void SimMedia::finish_record(LegId leg, OperationHandle operation, RecordingEnd end,
                             const std::string& problem) {
  Slot* slot = find(leg);
  if (slot == nullptr) return;
  for (auto& recording : slot->recordings) {
    if (recording && recording->operation == operation) finish_record(leg, recording, end, problem);
  }
}

void SimMedia::finish_record(LegId leg, std::optional<Recording>& ended, RecordingEnd end,
                             std::string problem) {
  const Recording recording = *std::exchange(ended, std::nullopt);
  loop_.cancel(recording.longest);
  loop_.cancel(recording.silence);
  RecordingResult result;
  result.end = end;
  result.length = std::chrono::duration_cast<milliseconds>(loop_.clock().now() - recording.since);
  result.problem = std::move(problem);
  if (end != RecordingEnd::failed) recordings_[recording.request.path] = {result.length, recording.words};
  // In an event of its own: stop_record() and close() may be what ends it.
  loop_.post([this, leg, operation = recording.operation, result = std::move(result)] {
    events_->record_finished(leg, operation, result);
  });
}

void SimMedia::stop_record(LegId leg, OperationHandle operation) {
  finish_record(leg, operation, RecordingEnd::stopped);
}

void SimMedia::send_digits(LegId leg, OperationHandle operation, std::string digits) {
  Slot* slot = find(leg);
  if (slot == nullptr) return;
  if (slot->sending) loop_.cancel(slot->sending->timer);
  slot->sending = DigitSending{operation, std::move(digits), 0, {}};
  slot->sending->timer = loop_.after(Duration::zero(), [this, leg] { send_next_digit(leg); });
}

void SimMedia::send_next_digit(LegId leg) {
  Slot& slot = slots_.at(leg);
  DigitSending& sending = *slot.sending;
  if (sending.next == sending.digits.size()) {
    const OperationHandle operation = sending.operation;
    slot.sending.reset();
    return events_->digits_sent(leg, operation);
  }
  const char digit = sending.digits[sending.next++];
  const auto party = network_.party_of(leg);
  if (party && sends(slot)) network_.digit_to_party(*party, digit);
  const bool last = sending.next == sending.digits.size();
  sending.timer = loop_.after(last ? Party::key_time : Party::key_step, [this, leg] { send_next_digit(leg); });
}

void SimMedia::stop_digits(LegId leg, OperationHandle operation) {
  Slot* slot = find(leg);
  if (slot == nullptr || !slot->sending || slot->sending->operation != operation) return;
  loop_.cancel(slot->sending->timer);
  slot->sending.reset();
}

}  // namespace tipring::sim
