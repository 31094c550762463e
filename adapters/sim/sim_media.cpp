#include "adapters/sim/sim_media.h"

#include <utility>

namespace tipring::sim {

SimMedia::SimMedia(RunLoop& loop, Network& network, SimMediaTraits traits)
    : loop_(loop), network_(network), traits_(std::move(traits)) {}

SimMedia::Slot* SimMedia::find(LegId leg) {
  const auto found = slots_.find(leg);
  return found == slots_.end() ? nullptr : &found->second;
}

bool SimMedia::sends(const Slot& slot) {
  return slot.peer && (slot.peer->direction == MediaDirection::send_receive ||
                       slot.peer->direction == MediaDirection::send_only);
}

bool SimMedia::receives(const Slot& slot) {
  return slot.peer && !slot.peer->sends_elsewhere &&
         (slot.peer->direction == MediaDirection::send_receive ||
          slot.peer->direction == MediaDirection::receive_only);
}

Result<LocalMedia> SimMedia::open(LegId leg) {
  if (slots_.size() >= traits_.slots) {
    return Error{"no-ports", "all " + std::to_string(traits_.slots) + " media ports are in use", true};
  }
  const auto [place, fresh] = slots_.try_emplace(leg);
  Slot& slot = place->second;
  if (!fresh) return LocalMedia(slot.address, "c2ltdWxhdGlvbg==");
  slot.address = {"192.0.2.254", next_port_};
  next_port_ = next_port_ >= 65'534 ? std::uint16_t{16'384} : static_cast<std::uint16_t>(next_port_ + 2);
  slot.accounted = loop_.clock().now();
  return LocalMedia(slot.address, "c2ltdWxhdGlvbg==");
}

void SimMedia::set_peer(LegId leg, MediaPeer peer) {
  Slot* slot = find(leg);
  if (slot == nullptr) return;
  account(*slot);
  slot->peer = std::move(peer);
  await_media(leg, *slot);
  await_speech(leg, *slot);
  refresh(leg);
  refresh_listeners(*slot);
}

void SimMedia::bridge(LegId first, LegId second) {
  if (find(first) == nullptr || find(second) == nullptr || first == second) return;
  for (const LegId leg : {first, second}) {
    unbridge(leg);
    leave(leg);
  }
  find(first)->bridged = second;
  find(second)->bridged = first;
  refresh(first);
  refresh(second);
}

void SimMedia::unbridge(LegId leg) {
  Slot* slot = find(leg);
  if (slot == nullptr || !slot->bridged) return;
  const LegId other = *std::exchange(slot->bridged, std::nullopt);
  refresh(leg);
  if (Slot* partner = find(other)) {
    partner->bridged.reset();
    refresh(other);
  }
}

void SimMedia::join(LegId leg, ConferenceHandle conference, ConferencePart part) {
  Slot* slot = find(leg);
  if (slot == nullptr) return;
  unbridge(leg);
  if (slot->conference != conference) leave(leg);
  slot->conference = conference;
  slot->part = part;
  refresh_conference(conference);
}

void SimMedia::leave(LegId leg) {
  Slot* slot = find(leg);
  if (slot == nullptr || !slot->conference) return;
  const ConferenceHandle conference = *std::exchange(slot->conference, std::nullopt);
  refresh(leg);
  refresh_conference(conference);
}

void SimMedia::close(LegId leg) {
  Slot* slot = find(leg);
  if (slot == nullptr) return;
  unbridge(leg);
  leave(leg);
  if (slot->playback) loop_.cancel(slot->playback->timer);
  if (slot->sending) loop_.cancel(slot->sending->timer);
  loop_.cancel(slot->silence);
  loop_.cancel(slot->speech);
  for (auto& recording : slot->recordings) {
    if (recording) finish_record(leg, recording, RecordingEnd::stopped);
  }
  slot->playback.reset();
  refresh(leg);
  slots_.erase(leg);
}

std::optional<MediaStatistics> SimMedia::statistics(LegId leg) const {
  const auto found = slots_.find(leg);
  if (found == slots_.end()) return std::nullopt;
  Slot slot = found->second;
  account(slot);
  constexpr Duration packet = std::chrono::milliseconds(20);
  MediaStatistics figures;
  figures.packets_sent = static_cast<std::uint64_t>(slot.sent_time / packet);
  figures.packets_received = static_cast<std::uint64_t>(slot.received_time / packet);
  return figures;
}

// A phone sends all the time; we send while there is something to hear.
void SimMedia::account(Slot& slot) const {
  const Instant now = loop_.clock().now();
  if (slot.sent) slot.sent_time += now - slot.accounted;
  if (receives(slot) && !slot.vanished) slot.received_time += now - slot.accounted;
  slot.accounted = now;
}

// What the party of this leg should hear: a play request goes before the other party.
std::optional<Sound> SimMedia::source(LegId leg, const Slot& slot) const {
  if (!sends(slot)) return std::nullopt;
  if (slot.playback) return slot.playback->sound;
  if (slot.conference) return conference_of(leg, slot);
  if (!slot.bridged) return std::nullopt;
  const Slot& other = slots_.at(*slot.bridged);
  const auto party = network_.party_of(*slot.bridged);
  if (!receives(other) || !party) return std::nullopt;
  return Sound{Sound::Kind::voice, network_.party(*party).name(), other.voice.value_or(""), 0};
}

// The voices of all others as one: their names, and what those who speak say.
std::optional<Sound> SimMedia::conference_of(LegId leg, const Slot& slot) const {
  Sound voices{Sound::Kind::voice, {}, {}, 0};
  const auto add = [](std::string& list, const char* separator, const std::string& item) {
    if (!item.empty()) list += (list.empty() ? "" : separator) + item;
  };
  for (const auto& [other_leg, other] : slots_) {
    const auto party = network_.party_of(other_leg);
    if (other_leg == leg || other.conference != slot.conference || !other.part.reaches(leg) ||
        !receives(other) || !party)
      continue;
    add(voices.name, ", ", network_.party(*party).name());
    add(voices.text, " ", other.voice.value_or(""));
  }
  return voices.name.empty() ? std::nullopt : std::optional(voices);
}

void SimMedia::refresh_conference(ConferenceHandle conference) {
  for (const auto& [leg, slot] : slots_) {
    if (slot.conference == conference) refresh(leg);
  }
}

void SimMedia::refresh_listeners(const Slot& slot) {
  if (slot.bridged) refresh(*slot.bridged);
  if (slot.conference) refresh_conference(*slot.conference);
}

void SimMedia::refresh(LegId leg) {
  Slot& slot = slots_.at(leg);
  auto sound = source(leg, slot);
  if (sound == slot.sent) return;
  account(slot);
  slot.sent = sound;
  if (const auto party = network_.party_of(leg)) network_.sound_to_party(*party, std::move(sound));
}

void SimMedia::key_pressed(LegId leg, char key) {
  Slot* slot = find(leg);
  if (slot == nullptr || !receives(*slot)) return;
  events_->digit(leg, key);
  if (slot->bridged && !slot->playback) press(*slot->bridged, key);
}

void SimMedia::press(LegId leg, char digit) {
  const Slot* slot = find(leg);
  const auto party = network_.party_of(leg);
  const bool takes = slot != nullptr && sends(*slot) && slot->peer->digits != DigitMethod::info;
  if (takes && !slot->playback && party) network_.digit_to_party(*party, digit);
}

void SimMedia::vanished(LegId leg) {
  Slot* slot = find(leg);
  if (slot == nullptr) return;
  account(*slot);
  slot->vanished = true;
  await_media(leg, *slot);
}

// A phone sends all the time: only one that vanished falls silent, and then for good.
void SimMedia::await_media(LegId leg, Slot& slot) {
  loop_.cancel(slot.silence);
  const bool expected =
      slot.peer && slot.peer->direction == MediaDirection::send_receive && !slot.peer->sends_elsewhere;
  const auto limit = traits_.silence_limit;
  if (!slot.vanished || !expected || limit.count() == 0) return;
  slot.silence = loop_.after(limit, [this, leg, limit] { events_->fell_silent(leg, limit); });
}

void SimMedia::voice_changed(LegId leg, const std::optional<std::string>& text) {
  Slot* slot = find(leg);
  if (slot == nullptr) return;
  slot->voice = text;
  const auto heard = receives(*slot) ? text : std::nullopt;
  for (auto& recording : slot->recordings) {
    if (!recording) continue;
    if (heard) {
      loop_.cancel(recording->silence);
      recording->note(*heard);
    } else {
      await_silence(leg, *recording);
    }
  }
  if (heard) note_words(*slot, *heard);
  await_speech(leg, *slot);
  refresh_listeners(*slot);
}

void SimMedia::detect_speech(LegId leg, bool on) {
  Slot* slot = find(leg);
  if (slot == nullptr) return;
  loop_.cancel(slot->speech);
  slot->detects_speech = on;
  slot->sounds = slot->paused = slot->speaks = false;
  slot->quiet_since = loop_.clock().now();
  await_speech(leg, *slot);
}

// As the detector of real media judges what it hears.
void SimMedia::await_speech(LegId leg, Slot& slot) {
  const bool sounds = slot.voice && receives(slot);
  if (!slot.detects_speech || sounds == slot.sounds) return;
  slot.sounds = sounds;
  loop_.cancel(slot.speech);
  const Instant now = loop_.clock().now();
  if (sounds && now - slot.quiet_since >= speech_pause) slot.paused = true;
  if (!sounds) slot.quiet_since = now;
  if (sounds == slot.speaks) return;
  const auto spoken = slot.paused ? SpeechChange::begins : SpeechChange::goes_on;
  const auto change = sounds ? spoken : SpeechChange::ends;
  slot.speech = loop_.after(sounds ? shortest_speech : speech_pause, [this, leg, change] {
    slots_.at(leg).speaks = change != SpeechChange::ends;
    events_->speech_changed(leg, change);
  });
}

// Recordings of both sides hold what others say, too.
void SimMedia::note_words(const Slot& slot, const std::string& text) {
  const auto note = [&text](Slot& other) {
    if (other.recordings[1]) other.recordings[1]->note(text);
  };
  if (slot.bridged) note(slots_.at(*slot.bridged));
  if (!slot.conference) return;
  for (auto& [leg, other] : slots_) {
    if (&other != &slot && other.conference == slot.conference && slot.part.reaches(leg)) note(other);
  }
}

}  // namespace tipring::sim
