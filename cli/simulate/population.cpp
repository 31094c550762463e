#include "cli/simulate/population.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <utility>

namespace tipring::cli {
namespace {

// Who is in no queue hangs up after this: a dialog that waits for a key nobody presses need not end by itself.
constexpr Duration longest_dialog = std::chrono::minutes(10);
constexpr Duration before_first_key = std::chrono::seconds(1);
constexpr Duration comma = std::chrono::seconds(2);

// Streams that do not depend on each other, so that who calls does not depend on how long somebody talks.
std::uint64_t stream(std::uint64_t seed, std::uint64_t number) {
  return seed * 4 + number;
}

// A number that nobody has: NPA 555-01xx gives too few, so a range that is not assigned.
std::string number_of(std::uint64_t caller) {
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), "+1999%07llu",
                                   static_cast<unsigned long long>(caller % 10'000'000));
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace

Population::Population(SimHouse& house, PopulationTraits traits, std::uint64_t seed)
    : house_(house),
      traits_(std::move(traits)),
      arrivals_(stream(seed, 0)),
      talks_(stream(seed, 1)),
      patience_(stream(seed, 2)) {
  house_.stage().watch(
      [this](const sim::Party& party, const sim::PartyEvent& event) { happened(party, event); });
}

void Population::call_for(Duration length) {
  until_ = house_.loop().clock().now() + length;
  calling_ = true;
  await_next();
}

void Population::await_next() {
  const auto mean =
      std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1 / traits_.calls_a_second));
  const Duration pause = draw({.mean = mean}, arrivals_);
  RunLoop& loop = house_.loop();
  if (loop.clock().now() + pause >= until_) {
    loop.after(until_ - loop.clock().now(), [this] { calling_ = false; });
    return;
  }
  loop.after(pause, [this] {
    call();
    await_next();
  });
}

void Population::call() {
  const std::string number = number_of(++called_);
  const sim::Party& party = house_.stage().network().call({.name = number,
                                                           .from = "sip:" + number + "@callers.test",
                                                           .to = "sip:" + traits_.dialled + "@tipring.test",
                                                           .display = {},
                                                           .headers = {},
                                                           .phone = {}});
  live_.insert(party.id());
}

// Where the call is over by then there is nothing to end.
TimerHandle Population::hang_up_after(Duration time, sim::PartyId party) {
  return house_.loop().after(time, [this, party] { static_cast<void>(house_.stage().hang_up(party)); });
}

void Population::gives_up_after(std::optional<Duration> time, Caller& caller) {
  house_.loop().cancel(std::exchange(caller.gives_up, {}));
  if (time) caller.gives_up = hang_up_after(*time, caller.party);
}

void Population::take(const Entry& entry) {
  if (entry.kind == EntryKind::leg_invited) {
    // What the site calls has no party before the entry is written.
    const auto party = house_.stage().network().party_of(entry.leg);
    if (!party || !live_.contains(*party)) return;
    gives_up_after(longest_dialog, callers_[entry.contact] = {.party = *party});
    return;
  }
  const auto found = callers_.find(entry.contact);
  if (found == callers_.end()) return;
  Caller& caller = found->second;
  switch (entry.kind) {
    case EntryKind::queue_entered:
      gives_up_after(
          traits_.patience ? std::optional(draw({.mean = *traits_.patience}, patience_)) : std::nullopt,
          caller);
      break;
    case EntryKind::queue_left: {
      const auto* why = entry.field<std::string>("why");
      gives_up_after(why != nullptr && *why == "answered" ? std::nullopt : std::optional(longest_dialog),
                     caller);
      break;
    }
    case EntryKind::bridge_made:
      gives_up_after(std::nullopt, caller);
      break;
    case EntryKind::contact_ended:
      gives_up_after(std::nullopt, caller);
      callers_.erase(found);
      break;
    default:
      break;
  }
}

// Nothing may be done to a party from inside this.
void Population::happened(const sim::Party& party, const sim::PartyEvent& event) {
  using Kind = sim::PartyEvent::Kind;
  const sim::PartyId id = party.id();
  switch (event.kind) {
    case Kind::is_called:
      house_.loop().after(traits_.answer, [this, id] { static_cast<void>(house_.stage().answer(id)); });
      break;
    case Kind::answered:
      if (party.was_called()) {
        hang_up_after(draw(traits_.talk, talks_), id);
      } else {
        press_keys(id);
      }
      break;
    case Kind::refused:
    case Kind::redirected:
    case Kind::cancelled:
    case Kind::hung_up:
      live_.erase(id);
      break;
    default:
      break;
  }
}

void Population::press_keys(sim::PartyId caller) {
  Duration when = before_first_key;
  for (const char key : traits_.press) {
    if (key == ',') {
      when += comma;
      continue;
    }
    house_.loop().after(
        when, [this, caller, key] { static_cast<void>(house_.stage().press(caller, std::string(1, key))); });
    when += sim::Party::key_step;
  }
}

}  // namespace tipring::cli
