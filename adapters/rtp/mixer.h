#pragma once

#include <map>

#include "adapters/rtp/incoming_audio.h"
#include "adapters/rtp/leg.h"
#include "runtime/base/clock.h"
#include "runtime/base/ids.h"
#include "runtime/ports/media.h"

namespace tipring::rtp {

/// The voices of one conference, on the media thread: every 20 ms each party is sent the sum of what all others
/// say to it, whatever their codecs; nothing where none of them says anything. Late packets are waited for as
/// between bridged legs of different codecs.
class Mixer {
 public:
  Mixer() = default;
  /// Lets all go.
  ~Mixer();
  Mixer(const Mixer&) = delete;
  Mixer& operator=(const Mixer&) = delete;

  /// Also changes the part of one that is in it.
  void join(Leg& leg, const ConferencePart& part, Instant now);
  void leave(Leg& leg);
  bool empty() const { return members_.empty(); }

  /// Every 20 ms.
  void tick(Instant now);

 private:
  struct Member {
    Leg* leg = nullptr;
    ConferencePart part;
    float gain = 1;
    Frame said{};
    bool speaks = false;  // `said` is more than silence of nobody.
  };
  static void listen(Member& member, Instant now);

  std::map<LegId, Member> members_;
};

}  // namespace tipring::rtp
