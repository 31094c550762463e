#include "adapters/rtp/media_thread.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <system_error>
#include <utility>

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "adapters/rtp/worker.h"

namespace tipring::rtp {
namespace {

// A leg's name in epoll is its id. No leg has the number 0.
constexpr std::uint64_t commands_name = 0;
// Marks a leg's socket for RTCP: no run has so high a number.
constexpr std::uint64_t rtcp_mark = std::uint64_t{1} << 63U;

std::uint64_t name_of(LegId id) {
  return (std::uint64_t{id.run} << 32U) | id.number;
}
LegId leg_named(std::uint64_t name) {
  name &= ~rtcp_mark;
  return {static_cast<std::uint32_t>(name >> 32U), static_cast<std::uint32_t>(name)};
}

// Where packets come often, they are looked for at such a beat: a look costs as much as a packet, and one for
// each would double what relaying costs. So long may a packet wait at most, far less than phones make up for.
constexpr std::chrono::milliseconds look_interval{2};

Instant next_look(Instant now) {
  return Instant{(now.time_since_epoch() / look_interval + 1) * look_interval};
}

// Until then; null, for ever, where nothing is to come.
class TimeLeft {
 public:
  TimeLeft(std::optional<Instant> until, Instant now) : limited_(until.has_value()) {
    if (!limited_) return;
    const auto left = std::max(*until - now, Duration::zero());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
    time_.tv_sec = seconds.count();
    time_.tv_nsec = std::chrono::nanoseconds(left - seconds).count();
  }
  const timespec* get() const { return limited_ ? &time_ : nullptr; }

 private:
  bool limited_;
  timespec time_{};
};

}  // namespace

Result<std::unique_ptr<MediaThread>> MediaThread::start() {
  Descriptor epoll(epoll_create1(EPOLL_CLOEXEC));
  Descriptor wake(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (epoll && wake) {
    std::unique_ptr<MediaThread> media(new MediaThread(std::move(epoll), std::move(wake)));
    if (media->watch(media->commands_.descriptor(), commands_name)) {
      media->thread_ = start_thread("media", [raw = media.get()] { raw->run(); });
      return media;
    }
  }
  return Error{"no-sockets", "cannot set up the media thread: " + std::generic_category().message(errno), true};
}

MediaThread::MediaThread(Descriptor epoll, Descriptor wake)
    : epoll_(std::move(epoll)), commands_(std::move(wake)) {}

MediaThread::~MediaThread() {
  if (!thread_.joinable()) return;
  post([this] { ending_ = true; });
  // Commands may wait for which nobody has woken it.
  wake();
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
  while (!ending_) {
    const Instant begin = now();
    if (begin < look_at_) {
      rest(begin);
    } else {
      wait(begin);
    }
    run_due(now());
  }
  while (!seats_.empty())
    remove(seats_.begin()->first);
}

void MediaThread::wait(Instant begin) {
  std::array<epoll_event, 256> events;
  const int count = epoll_pwait2(epoll_.get(), events.data(), static_cast<int>(events.size()),
                                 TimeLeft(next_due(), begin).get(), nullptr);
  const auto end = events.begin() + std::max(count, 0);
  // Commands first: a packet that was sent in answer to one must not overtake it.
  const auto commands = std::find_if(events.begin(), end,
                                     [](const epoll_event& event) { return event.data.u64 == commands_name; });
  if (commands != end) commands_.run();
  if (end - events.begin() == (commands == end ? 0 : 1)) return;
  const Instant woken = now();
  for (auto event = events.begin(); event != end; ++event) {
    if (event != commands) serve(event->data.u64, woken);
  }
  const bool often = woken - last_look_ < 2 * look_interval;
  const bool all_seen = end != events.end();
  if (often && all_seen) look_at_ = next_look(woken);
  last_look_ = woken;
}

void MediaThread::rest(Instant begin) {
  const Instant until = std::min(look_at_, next_due().value_or(look_at_));
  pollfd commands{commands_.descriptor(), POLLIN, 0};
  if (ppoll(&commands, 1, TimeLeft(until, begin).get(), nullptr) > 0) commands_.run();
}

void MediaThread::run_due(Instant beat) {
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

void MediaThread::serve(std::uint64_t name, Instant now) {
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

}  // namespace tipring::rtp
