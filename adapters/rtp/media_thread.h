#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <unordered_map>

#include "adapters/rtp/command_queue.h"
#include "adapters/rtp/leg.h"
#include "adapters/rtp/mixer.h"
#include "adapters/rtp/tick_wheel.h"

namespace tipring::rtp {

/// The thread that moves packets: waits for the legs' sockets, for commands and until the next leg is to be
/// ticked: every 20 ms where it plays or records, every second else. Where packets come often, it takes those
/// of two milliseconds at once. It waits for nothing else: no lock held for long, no disk, no script.
class MediaThread {
 public:
  /// Fails with "no-sockets" when the process has no more descriptors.
  static Result<std::unique_ptr<MediaThread>> start();

  /// Closes the legs that are left: their recordings are finished.
  ~MediaThread();

  /// Runs `command` on the media thread, after the commands posted before. From any other thread.
  void post(std::function<void()> command) { commands_.post(std::move(command)); }

  /// The same, but leaves it to the caller to call wake() soon, and says whether it must.
  bool put(std::function<void()> command) { return commands_.put(std::move(command)); }
  void wake() const { commands_.wake(); }

  /// Begins to wait for the socket of a leg that is to be added. From any thread. False when the system
  /// refuses.
  bool watch(const Leg& leg) const;

  /// Monotonic. Any thread.
  static Instant now();

  /// The rest is for commands: media thread only.

  /// Takes over a leg whose socket is being watched.
  void add(std::unique_ptr<Leg> leg);
  /// Ends the leg: its recording is finished, its socket closed.
  void remove(LegId id);

  /// Calls `change(leg)` if the leg is there, and sees to it that it and the one it is bridged with get their
  /// ticks if they now want any.
  template <typename Change>
  void with(LegId id, Change change) {
    const auto found = seats_.find(id);
    if (found == seats_.end()) return;
    change(*found->second.leg);
    schedule(found->second);
    const Leg* other = found->second.leg->bridged();
    if (other != nullptr) schedule(seats_.at(other->id()));
  }
  /// Null when it is gone.
  Leg* find(LegId id);

  /// Nothing where the leg is gone. A conference that nobody is in any more is over.
  void join(LegId leg, ConferenceHandle conference, const ConferencePart& part);
  void leave(LegId leg);

 private:
  struct Seat {
    std::unique_ptr<Leg> leg;
    std::size_t phase = 0;
    bool ticking = false;
  };

  struct Conference {
    Mixer mixer;
    std::size_t phase = 0;
  };

  MediaThread(Descriptor epoll, Descriptor wake);

  bool watch(int descriptor, std::uint64_t name) const;
  std::optional<Instant> next_due() const;
  void schedule(Seat& seat);
  void run();
  void end_empty_conferences();
  /// Runs commands and takes packets as soon as there are any, or returns when something is due.
  void wait(Instant begin);
  /// Runs commands only: packets may gather.
  void rest(Instant begin);
  void serve(std::uint64_t name, Instant now);
  void run_due(Instant beat);

  Descriptor epoll_;
  CommandQueue commands_;

  // The media thread's own.
  std::unordered_map<ConferenceHandle, std::unique_ptr<Conference>> conferences_;  // After the legs in it.
  TickWheel<Mixer*> mixers_;
  std::unordered_map<LegId, Seat> seats_;
  TickWheel<Seat*> wheel_;          // Those that want ticks.
  TickWheel<Seat*, 1000> seconds_;  // All.
  std::size_t next_phase_ = 0;
  Instant look_at_{};  // Packets may gather until then.
  Instant last_look_{};
  bool ending_ = false;

  std::thread thread_;
};

}  // namespace tipring::rtp
