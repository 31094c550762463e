// Whether the rtpengines still know the calls that they have: one that is restarted between two pings answers
// each of them.

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "adapters/rtpengine/proxied_telephony.h"

namespace tipring::rtpengine {

/// One look at the calls of an instance.
struct ProxiedTelephony::Watch {
  std::vector<std::pair<std::uint64_t, LegId>> legs;  ///< By when they were confirmed, the latest first.
  bool told = false;                                  ///< The log knows that some are lost.
};

void ProxiedTelephony::watch() {
  watch_timer_ = around_.loop.after_standing(Instance::ping_interval, [this] {
    for (std::size_t instance = 0; instance < around_.instances.count(); ++instance) {
      if (questions_.contains(instance) || !around_.instances.answers(instance)) continue;
      Watch watch;
      for (const auto& [id, leg] : legs_) {
        if (leg.instance == instance) watch.legs.emplace_back(leg.confirmed, id);
      }
      std::ranges::sort(watch.legs, std::greater<>());
      ask_for_next(instance, std::move(watch));
    }
    watch();
  });
}

// Where one is known, so are all that were confirmed after it. Where it is not, it may have ended there by
// itself, for want of packets, and others may be as they were.
void ProxiedTelephony::ask_for_next(std::size_t instance, Watch watch) {
  const ProxiedLeg* leg = nullptr;
  std::pair<std::uint64_t, LegId> next;
  const auto as_before = [&](const ProxiedLeg* found) {
    return found != nullptr && found->request == 0 && found->confirmed == next.first;
  };
  while (!as_before(leg)) {
    if (watch.legs.empty()) return;
    next = watch.legs.back();
    watch.legs.pop_back();
    leg = find(next.second);
  }
  questions_[instance] = around_.instances.ask(
      instance, query_command(leg->call),
      [this, instance, next, watch = std::move(watch)](const Result<Instances::Answered>& answer) mutable {
        questions_.erase(instance);
        ProxiedLeg* asked = find(next.second);
        // What was told or asked of it meanwhile shows by itself what the rtpengine knows.
        const bool is_as_before = asked != nullptr && asked->request == 0 && asked->confirmed == next.first;
        if (answer && is_as_before) confirm(*asked);
        if (answer || answer.error().code != "unknown-call") return;
        if (!std::exchange(watch.told, true)) {
          around_.log.write(LogLevel::warning, "the rtpengine at " + around_.instances.at(instance).address() +
                                                   " has lost calls: they are offered anew");
        }
        if (is_as_before) {
          // Though we describe the same, what the peer gets differs (RFC 3264, section 8).
          asked->ours = {};
          around_.events.media_lost(next.second);
        }
        ask_for_next(instance, std::move(watch));
      });
}

}  // namespace tipring::rtpengine
