#include "tests/kit/centre/call_centre.h"

#include <cassert>
#include <chrono>
#include <utility>

namespace tipring {
namespace {

// Whoever waits for nobody would be waited for without end.
constexpr Duration time_to_finish = std::chrono::hours(100);

}  // namespace

CallCentre::CallCentre(DistributionPlan plan, std::uint64_t seed)
    : chance_(seed * 2), callers_(seed * 2 + 1), distributor_({loop_, ledger_, chance_}, std::move(plan)) {
  journal_.forget();
  distributor_.present_by(Channel::call, *this);
  loop_.at_turn_end([this] { static_cast<void>(ledger_.commit()); });
}

void CallCentre::add(ContactStream stream) {
  streams_.push_back(std::move(stream));
}

void CallCentre::run(Duration length) {
  until_ = start_ + length;
  for (const auto& agent : distributor_.agents())
    static_cast<void>(distributor_.set_presence(agent->definition.name, Presence::ready, {}, "test"));
  for (std::size_t stream = 0; stream < streams_.size(); ++stream)
    await_next(stream);
  run_virtual(loop_, clock_, until_ + time_to_finish);
}

// Thinning: Lewis and Shedler, "Simulation of nonhomogeneous Poisson processes by thinning", 1979.
void CallCentre::await_next(std::size_t stream) {
  const ContactStream& from = streams_[stream];
  const auto mean = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1 / from.most_a_second));
  Duration when = clock_.now() - start_;
  do {
    when += cli::draw({.mean = mean}, callers_);
    if (start_ + when >= until_) return;
  } while (from.share && callers_.unit() >= from.share(when));
  loop_.after(start_ + when - clock_.now(), [this, stream] {
    arrive(stream);
    await_next(stream);
  });
}

void CallCentre::arrive(std::size_t stream) {
  const ContactId contact{1, ++contacts_};
  const ContactStream& from = streams_[stream];
  Caller& caller = waiting_[contact];
  caller.stream = stream;
  if (from.patience)
    caller.gives_up = loop_.after(cli::draw({.mean = *from.patience}, callers_), [this, contact] {
      waiting_.erase(contact);
      distributor_.gone(contact);
    });
  [[maybe_unused]] const auto entered = distributor_.enter({.contact = contact, .queue = from.queue});
  assert(entered && "a stream names a queue that there is");
}

void CallCentre::present(OfferHandle offer, const Offer& what, const AgentDefinition& /*agent*/) {
  loop_.post([this, offer, contact = what.contact] { answer(offer, contact); });
}

void CallCentre::answer(OfferHandle offer, ContactId contact) {
  const auto caller = waiting_.extract(contact);
  if (caller.empty() || !distributor_.accepted(offer)) return;
  loop_.cancel(caller.mapped().gives_up);
  const Duration talk = cli::draw(streams_[caller.mapped().stream].talk, callers_);
  loop_.after(talk, [this, offer] { distributor_.served(offer); });
}

void CallCentre::withdraw(OfferHandle /*offer*/, const Offer& /*what*/) {}

void CallCentre::departed(ContactId contact, Departure /*why*/, const std::optional<Action>& /*go*/) {
  waiting_.erase(contact);
}

std::vector<AgentDefinition> alike(int agents, const std::string& name, const Skills& skills) {
  std::vector<AgentDefinition> definitions;
  for (int number = 1; number <= agents; ++number)
    definitions.push_back(
        {.name = name + std::to_string(number), .party = {.uri = "sip:a@sim"}, .skills = skills});
  return definitions;
}

}  // namespace tipring
