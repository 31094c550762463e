#include "adapters/rtp/media_thread.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <span>
#include <system_error>
#include <utility>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>

#include "adapters/rtp/worker.h"

namespace tipring::rtp {
namespace {

// A leg's name in epoll is its id. The others take names that no leg has, since no leg has the number 0.
constexpr std::uint64_t commands_name = 0;
constexpr std::uint64_t timer_name = std::uint64_t{1} << 32U;
// Marks a leg's socket for RTCP: no run has so high a number.
constexpr std::uint64_t rtcp_mark = std::uint64_t{1} << 63U;

std::uint64_t name_of(LegId id) {
  return (std::uint64_t{id.run} << 32U) | id.number;
}
LegId leg_named(std::uint64_t name) {
  name &= ~rtcp_mark;
  return {static_cast<std::uint32_t>(name >> 32U), static_cast<std::uint32_t>(name)};
}

}  // namespace

Result<std::unique_ptr<MediaThread>> MediaThread::start() {
  Descriptor epoll(epoll_create1(EPOLL_CLOEXEC));
  Descriptor timer(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  Descriptor wake(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (epoll && timer && wake) {
    std::unique_ptr<MediaThread> media(new MediaThread(std::move(epoll), std::move(timer), std::move(wake)));
    if (media->watch(media->commands_.descriptor(), commands_name) &&
        media->watch(media->timer_.get(), timer_name)) {
      media->thread_ = start_thread("media", [raw = media.get()] { raw->run(); });
      return media;
    }
  }
  return Error{"no-sockets", "cannot set up the media thread: " + std::generic_category().message(errno), true};
}

MediaThread::MediaThread(Descriptor epoll, Descriptor timer, Descriptor wake)
    : epoll_(std::move(epoll)), timer_(std::move(timer)), commands_(std::move(wake)) {}

MediaThread::~MediaThread() {
  if (!thread_.joinable()) return;
  post([this] { ending_ = true; });
  thread_.join();
}

Instant MediaThread::now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return Instant{std::chrono::duration_cast<Duration>(std::chrono::seconds(time.tv_sec) +
                                                      std::chrono::nanoseconds(time.tv_nsec))};
}

bool MediaThread::watch(int descriptor, std::uint64_t name) const {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = name;
  return epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, descriptor, &event) == 0;
}

bool MediaThread::watch(const Leg& leg) const {
  const std::uint64_t name = name_of(leg.id());
  return watch(leg.rtp_descriptor(), name) && watch(leg.rtcp_descriptor(), name | rtcp_mark);
}

void MediaThread::add(std::unique_ptr<Leg> leg) {
  const LegId id = leg->id();
  Seat& seat = seats_[id];
  seat = {std::move(leg), next_phase_, false};
  seconds_.add(seat.phase, &seat, now());
  next_phase_ = (next_phase_ + 1) % TickWheel<Seat*>::phases;
}

void MediaThread::remove(LegId id) {
  const auto found = seats_.find(id);
  if (found == seats_.end()) return;
  Seat& seat = found->second;
  if (seat.ticking) wheel_.remove(seat.phase, &seat);
  seconds_.remove(seat.phase, &seat);
  const Instant end = now();
  seat.leg->end_recordings(end);
  seat.leg->say_goodbye(end);
  // Closing the socket takes it out of epoll.
  seats_.erase(found);
  end_empty_conferences();
}

Leg* MediaThread::find(LegId id) {
  const auto found = seats_.find(id);
  return found == seats_.end() ? nullptr : found->second.leg.get();
}

void MediaThread::join(LegId id, ConferenceHandle handle, const ConferencePart& part) {
  Leg* leg = find(id);
  if (leg == nullptr) return;
  auto& conference = conferences_[handle];
  if (!conference) {
    conference = std::make_unique<Conference>();
    conference->phase = next_phase_;
    mixers_.add(conference->phase, &conference->mixer, now());
    next_phase_ = (next_phase_ + 1) % TickWheel<Mixer*>::phases;
  }
  conference->mixer.join(*leg, part, now());
  end_empty_conferences();
}

void MediaThread::leave(LegId id) {
  if (Leg* leg = find(id)) leg->leave_mixer();
  end_empty_conferences();
}

void MediaThread::end_empty_conferences() {
  std::erase_if(conferences_, [this](const auto& entry) {
    Conference& conference = *entry.second;
    if (!conference.mixer.empty()) return false;
    mixers_.remove(conference.phase, &conference.mixer);
    return true;
  });
}

void MediaThread::schedule(Seat& seat) {
  if (seat.ticking || !seat.leg->wants_tick()) return;
  seat.ticking = true;
  wheel_.add(seat.phase, &seat, now());
}

void MediaThread::run() {
  std::array<epoll_event, 64> events{};
  while (!ending_) {
    set_timer();
    const int count = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), -1);
    const Instant woken = now();
    const std::span ready(events.data(), static_cast<std::size_t>(std::max(count, 0)));
    // Commands first: a packet that was sent in answer to one must not overtake it.
    for (const epoll_event& event : ready) {
      if (event.data.u64 == commands_name) commands_.run();
    }
    for (const epoll_event& event : ready)
      serve(event.data.u64, woken);
    const Instant beat = now();
    wheel_.run_due(beat, [beat](Seat* seat) {
      seat->leg->tick(beat);
      return seat->ticking = seat->leg->wants_tick();
    });
    mixers_.run_due(beat, [beat](Mixer* mixer) {
      mixer->tick(beat);
      return true;
    });
    seconds_.run_due(beat, [beat](Seat* seat) {
      seat->leg->second(beat);
      return true;
    });
  }
  while (!seats_.empty())
    remove(seats_.begin()->first);
}

void MediaThread::serve(std::uint64_t name, Instant now) {
  if (name == commands_name) return;
  if (name == timer_name) {
    std::uint64_t fired = 0;
    // Only clears the readiness; who is due is found by the clock.
    if (read(timer_.get(), &fired, sizeof fired) > 0) timer_set_for_.reset();
    return;
  }
  // The leg may be gone by a command earlier in the same round.
  with(leg_named(name), [now, name](Leg& leg) {
    if ((name & rtcp_mark) != 0) {
      leg.receive_rtcp(now);
    } else {
      leg.receive(now);
    }
  });
}

std::optional<Instant> MediaThread::next_due() const {
  std::optional<Instant> earliest;
  for (const auto due : {wheel_.next_due(), mixers_.next_due(), seconds_.next_due()}) {
    if (due && (!earliest || *due < *earliest)) earliest = due;
  }
  return earliest;
}

void MediaThread::set_timer() {
  const auto due = next_due();
  if (due == timer_set_for_) return;
  itimerspec setting{};
  if (due) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(due->time_since_epoch());
    setting.it_value.tv_sec = seconds.count();
    setting.it_value.tv_nsec = std::chrono::nanoseconds(due->time_since_epoch() - seconds).count();
  }
  timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &setting, nullptr);
  timer_set_for_ = due;
}

}  // namespace tipring::rtp
