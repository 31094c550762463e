#include "cli/phone/ear.h"

#include <utility>

#include "cli/phone/tone_rhythm.h"

namespace tipring::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds frame_time{20};

// The detector tells a tone with its third frame.
constexpr std::size_t detection_frames = 2;

constexpr std::size_t frames_in(milliseconds time) {
  return static_cast<std::size_t>(time / frame_time);
}

std::size_t frame_of(std::size_t since, std::int64_t samples) {
  return since + static_cast<std::size_t>(std::max<std::int64_t>(samples, 0)) / ToneDetector::frame_samples;
}

milliseconds time_of(std::size_t frames) {
  return static_cast<milliseconds::rep>(frames) * frame_time;
}

// No louder than -45 dBm0: line noise.
bool is_quiet(std::span<const std::int16_t> frame) {
  constexpr std::int64_t threshold = 8240;
  std::int64_t sum = 0;
  for (const std::int16_t sample : frame)
    sum += std::int64_t{sample} * sample;
  return sum < threshold * static_cast<std::int64_t>(frame.size());
}

}  // namespace

void Ear::know_prompt(std::string name, std::vector<std::int16_t> samples) {
  PromptMatcher matcher(samples);
  prompts_.push_back({std::move(name), std::move(samples), std::move(matcher), frame_, std::nullopt, 0});
}

void Ear::forget_prompt(const std::string& name) {
  std::erase_if(prompts_, [&name](const Prompt& prompt) { return prompt.name == name; });
}

void Ear::hear(std::span<const std::int16_t, ToneDetector::frame_samples> frame) {
  listen_for_silence(frame);
  listen_for_tones(frame);
  for (Prompt& prompt : prompts_)
    listen_for_prompt(prompt, frame);
  ++frame_;
}

void Ear::tell(EarEvent::Kind kind, std::string name, ToneHeard tone, std::size_t frame) const {
  tell_({kind, std::move(name), tone, time_of(frame)});
}

void Ear::listen_for_silence(std::span<const std::int16_t> frame) {
  if (!is_quiet(frame)) {
    quiet_frames_ = 0;
    if (std::exchange(silent_, false)) tell(EarEvent::Kind::sound_began, {}, {}, frame_);
    return;
  }
  if (++quiet_frames_ != frames_in(silence_time)) return;
  if (!std::exchange(silent_, true)) tell(EarEvent::Kind::silence_began, {}, {}, frame_ + 1 - quiet_frames_);
}

void Ear::listen_for_tones(std::span<const std::int16_t, ToneDetector::frame_samples> frame) {
  const auto heard = detector_.hear(frame);
  if (tone_ && (!heard || !(*heard == tone_->tone))) end_tone();
  if (heard && !tone_) begin_tone(*heard);
  if (tone_ && tone_->name.empty()) {
    if (const auto name = name_of({tone_->tone, time_of(frame_ - tone_->began), true, {}, false}))
      name_tone(std::string(*name));
  } else if (!tone_ && last_tone_ && last_tone_->name.empty()) {
    const ToneRhythm rhythm{last_tone_->tone, time_of(last_tone_ended_ - last_tone_->began), false,
                            time_of(frame_ - last_tone_ended_), false};
    if (const auto name = name_of(rhythm)) {
      last_tone_->name = *name;
      tell(EarEvent::Kind::tone_named, last_tone_->name, last_tone_->tone, last_tone_->began);
    }
  }
}

void Ear::begin_tone(const ToneHeard& tone) {
  const std::size_t began = frame_ - std::min(frame_, detection_frames);
  tone_ = Tone{tone, began, {}};
  if (const auto key = key_of(tone)) {
    tell(EarEvent::Kind::key, std::string(1, *key), tone, began);
    return;
  }
  tell(EarEvent::Kind::tone_began, {}, tone, began);
  if (!last_tone_ || !(last_tone_->tone == tone)) return;
  // The next beat of a tone that has its name is that tone again; one without is known by the beat.
  if (!last_tone_->name.empty() && began - last_tone_ended_ <= frames_in(milliseconds(5000))) {
    tone_->name = last_tone_->name;
    return;
  }
  const ToneRhythm rhythm{tone, time_of(last_tone_ended_ - last_tone_->began), false,
                          time_of(began - last_tone_ended_), true};
  if (const auto name = name_of(rhythm)) name_tone(std::string(*name));
}

void Ear::name_tone(const std::string& name) {
  tone_->name = name;
  tell(EarEvent::Kind::tone_named, name, tone_->tone, tone_->began);
}

void Ear::end_tone() {
  last_tone_ended_ = frame_;
  last_tone_ = std::exchange(tone_, std::nullopt);
  if (!key_of(last_tone_->tone)) tell(EarEvent::Kind::tone_ended, last_tone_->name, last_tone_->tone, frame_);
}

void Ear::prompt_began(Prompt& prompt) {
  tell(EarEvent::Kind::prompt_began, prompt.name, {},
       frame_of(prompt.since, prompt.matcher.beginning()->begin));
  prompt.next.emplace(prompt.samples);
  prompt.next_since = frame_ + 1;
}

void Ear::listen_for_prompt(Prompt& prompt, std::span<const std::int16_t> frame) {
  prompt.matcher.hear(frame);
  if (!prompt.next) {
    if (prompt.matcher.beginning()) prompt_began(prompt);
  } else {
    prompt.next->hear(frame);
    if (prompt.next->beginning()) {
      prompt.matcher = std::move(*prompt.next);
      prompt.since = prompt.next_since;
      prompt_began(prompt);
    }
  }
  if (const auto& whole = prompt.matcher.whole()) {
    tell(EarEvent::Kind::prompt_ended, prompt.name, {}, frame_of(prompt.since, whole->end));
    prompt.matcher = PromptMatcher(prompt.samples);
    prompt.since = frame_ + 1;
    prompt.next.reset();
  }
}

}  // namespace tipring::cli
