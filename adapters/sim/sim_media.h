#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/sim/ear.h"
#include "adapters/sim/network.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/media.h"

namespace tipring::sim {

/// What SimMedia may be told about its world.
struct SimMediaTraits {
  /// Whether a sound file can be read. Only asked for clips with a path that was not recorded in this run.
  std::function<bool(const std::string& path)> file_exists;
  std::size_t slots = 10'000;                                     ///< open() fails with "no-ports" beyond this.
  std::chrono::milliseconds silence_limit = usual_silence_limit;  ///< Of MediaEvents::fell_silent; 0: never.
};

/// Media in simulation: no sample is ever made. A clip takes the time it would take (text: speaking_time();
/// else its length), and parties are told what they would hear. A leg's audio starts with set_peer() and
/// follows the direction agreed there. Recordings write no file: playing the path of one plays its length and
/// its words. Control thread only; deterministic.
class SimMedia final : public Media, public MediaEnd {
 public:
  SimMedia(RunLoop& loop, Network& network, SimMediaTraits traits);

  /// Who is told what happens; before the first leg, and for as long as the run.
  void deliver_to(MediaEvents& events) { events_ = &events; }

  /// Recordings begun from here on fail with this problem, as when the disk is full; empty: they work again.
  void fail_recordings(std::string problem) { recording_problem_ = std::move(problem); }

  Result<LocalMedia> open(LegId leg) override;
  void set_peer(LegId leg, MediaPeer peer) override;
  void play(LegId leg, OperationHandle operation, std::vector<Clip> clips) override;
  void stop_play(LegId leg, OperationHandle operation) override;
  void record(LegId leg, OperationHandle operation, RecordRequest request) override;
  void stop_record(LegId leg, OperationHandle operation) override;
  void send_digits(LegId leg, OperationHandle operation, std::string digits) override;
  void stop_digits(LegId leg, OperationHandle operation) override;
  void press(LegId leg, char digit) override;
  void detect_speech(LegId leg, bool on) override;
  void bridge(LegId first, LegId second) override;
  void unbridge(LegId leg) override;
  void join(LegId leg, ConferenceHandle conference, ConferencePart part) override;
  void leave(LegId leg) override;
  void close(LegId leg) override;
  std::optional<MediaStatistics> statistics(LegId leg) const override;
  /// A leg would have two sockets.
  MediaLive live() const override { return {slots_.size(), 2 * slots_.size()}; }

  void key_pressed(LegId leg, char key) override;
  void voice_changed(LegId leg, const std::optional<std::string>& text) override;
  void vanished(LegId leg) override;

 private:
  struct Playback {
    OperationHandle operation;
    std::vector<Clip> clips;
    std::size_t next = 0;
    std::optional<Sound> sound;  // Of the clip being played; nothing for silence.
    TimerHandle timer;
  };
  struct Recording {
    OperationHandle operation;
    RecordRequest request;
    Instant since;
    std::string words;
    TimerHandle longest;
    TimerHandle silence;

    void note(const std::string& text) {
      if (!text.empty()) words += (words.empty() ? "" : " ") + text;
    }
  };
  struct DigitSending {
    OperationHandle operation;
    std::string digits;
    std::size_t next = 0;
    TimerHandle timer;
  };
  struct Slot {
    MediaAddress address;
    std::optional<MediaPeer> peer;
    std::optional<LegId> bridged;
    std::optional<ConferenceHandle> conference;
    ConferencePart part{};  // There.
    std::optional<Playback> playback;
    std::array<std::optional<Recording>, 2> recordings;  // Of the party alone, of both sides.
    std::optional<DigitSending> sending;
    std::optional<std::string> voice;  // What the party says; empty text: it speaks.
    std::optional<Sound> sent;         // What the party was last told to hear.
    Duration sent_time{};
    Duration received_time{};
    Instant accounted{};
    bool detects_speech = false;
    bool sounds = false;    // The party does, while that is asked for;
    Instant quiet_since{};  // it does not;
    bool paused = false;    // it did not for a pause: what it says next is new.
    bool speaks = false;    // As was told last.
    TimerHandle speech;     // Its next change.
    bool vanished = false;  // The party is: nothing comes from it any more.
    TimerHandle silence;
  };
  struct Recorded {
    std::chrono::milliseconds length{0};
    std::string words;
  };

  Slot* find(LegId leg);
  static bool sends(const Slot& slot);
  static bool receives(const Slot& slot);
  std::optional<Sound> source(LegId leg, const Slot& slot) const;
  std::optional<Sound> conference_of(LegId leg, const Slot& slot) const;
  void refresh(LegId leg);
  void refresh_listeners(const Slot& slot);
  void refresh_conference(ConferenceHandle conference);
  void note_words(const Slot& slot, const std::string& text);
  void account(Slot& slot) const;
  void await_media(LegId leg, Slot& slot);
  void await_speech(LegId leg, Slot& slot);

  void play_next(LegId leg);
  void finish_play(LegId leg, std::string problem);
  Result<std::chrono::milliseconds> begin_clip(Playback& playback, const Clip& clip);
  Result<std::chrono::milliseconds> begin_sound(Playback& playback, const SoundClip& clip);
  void send_next_digit(LegId leg);
  void await_silence(LegId leg, Recording& recording);
  void finish_record(LegId leg, std::optional<Recording>& ended, RecordingEnd end, std::string problem = {});
  void finish_record(LegId leg, OperationHandle operation, RecordingEnd end, const std::string& problem = {});

  RunLoop& loop_;
  Network& network_;
  SimMediaTraits traits_;
  MediaEvents* events_ = nullptr;
  std::string recording_problem_;
  std::map<LegId, Slot> slots_;
  std::map<std::string, Recorded> recordings_;
  std::uint16_t next_port_ = 16'384;
  std::uint64_t next_serial_ = 1;
};

}  // namespace tipring::sim
