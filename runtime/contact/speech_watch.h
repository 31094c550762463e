#pragma once

#include "runtime/contact/floor_context.h"
#include "runtime/contact/leg.h"

namespace tipring {

/// As long as one is there, Operation::speech_changed() is told of its leg. Must not outlive it.
class SpeechWatch {
 public:
  SpeechWatch(FloorContext& floor, Leg& leg) : floor_(floor), leg_(leg) {
    if (leg_.speech_watches++ == 0) detect(true);
  }
  ~SpeechWatch() {
    if (--leg_.speech_watches > 0) return;
    leg_.speaks = false;
    detect(false);
  }
  SpeechWatch(const SpeechWatch&) = delete;
  SpeechWatch& operator=(const SpeechWatch&) = delete;

 private:
  void detect(bool on) {
    floor_.outbox.add([&media = floor_.media, leg = leg_.id, on] { media.detect_speech(leg, on); });
  }

  FloorContext& floor_;
  Leg& leg_;
};

}  // namespace tipring
