// What an event that matches costs where 10,000 contacts wait and 1,000 agents serve 100 queues of mixed
// skills: lines of JSON, in microseconds of processor time.

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "adapters/journal/memory_journal.h"
#include "runtime/queue/distributor.h"

namespace tipring {
namespace {

constexpr int agents = 1'000;
constexpr int queues = 100;
constexpr int skills = 40;
constexpr int waiting = 10'000;
constexpr int events = 20'000;

std::string skill(std::int64_t number) {
  return "skill " + std::to_string(number);
}

// Agents have five skills of forty, and queues need one or two of them.
DistributionPlan plan_of(Chance& chance) {
  DistributionPlan plan;
  for (int number = 0; number < agents; ++number) {
    AgentDefinition agent{.name = "agent " + std::to_string(number), .party = {.uri = "sip:agent@sim"}};
    for (int each = 0; each < 5; ++each)
      agent.skills[skill(chance.between(0, skills - 1))] = static_cast<int>(chance.between(1, 10));
    plan.agents.push_back(std::move(agent));
  }
  for (int number = 0; number < queues; ++number) {
    QueueDefinition queue{.name = "queue " + std::to_string(number)};
    queue.needs = {{skill(number % skills), static_cast<int>(chance.between(1, 4))}};
    if (number % 4 == 0) queue.needs.push_back({skill((number + 7) % skills), 1});
    queue.needs = sorted(std::move(queue.needs));
    queue.ring_time = std::chrono::hours(1000);
    plan.queues.push_back(std::move(queue));
  }
  return plan;
}

double microseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

/// Agents take at once what they are offered, and keep it until told otherwise.
class Bench final : public Presenter {
 public:
  Bench() : distributor_({loop_, ledger_, chance_}, plan_of(chance_)) {
    journal_.forget();
    distributor_.present_by(Channel::call, *this);
    loop_.at_turn_end([this] { static_cast<void>(ledger_.commit()); });
  }

  void run() {
    for (const auto& agent : distributor_.agents())
      static_cast<void>(distributor_.set_presence(agent->definition.name, Presence::ready, {}, "bench"));
    while (distributor_.agents().size() > serving_.size() && entered_ < 5 * agents)
      enter();
    const std::size_t busy = serving_.size();
    for (int number = 0; number < waiting; ++number)
      enter();
    report("agent_free", [this] {
      const OfferHandle done = serving_.front();
      serving_.pop_front();
      return [this, done] { distributor_.served(done); };
    });
    std::fprintf(stderr, "%zu agents serve, %zu offers in all\n", busy, offers_);
    // Nobody waits any more, so that whoever comes is offered to an agent.
    while (!serving_.empty())
      take(serving_.front());
    report("contact_comes", [this] {
      while (serving_.size() > agents / 2)
        take(serving_.front());
      return [this] { enter(); };
    });
  }

  void present(OfferHandle offer, const Offer& /*what*/, const AgentDefinition& /*agent*/) override {
    ++offers_;
    loop_.post([this, offer] {
      if (distributor_.accepted(offer)) serving_.push_back(offer);
    });
  }
  void withdraw(OfferHandle /*offer*/, const Offer& /*what*/) override {}
  void departed(ContactId /*contact*/, Departure /*why*/, const std::optional<Action>& /*go*/) override {}

 private:
  void enter() {
    static_cast<void>(distributor_.enter(
        {.contact = {1, ++entered_}, .queue = "queue " + std::to_string(chance_.between(0, queues - 1))}));
    settle();
  }
  // One after the other takes what is offered to it, and what it writes is written.
  void settle() {
    loop_.post([] {});
    while (loop_.turn()) {
    }
  }
  void take(OfferHandle done) {
    serving_.pop_front();
    distributor_.served(done);
    settle();
  }

  // `prepare` gives the event that is measured; what follows it in later turns is not.
  template <typename Prepare>
  void report(const char* name, Prepare prepare) {
    std::vector<double> costs;
    for (int number = 0; number < events; ++number) {
      if (name == std::string_view("agent_free")) replenish();
      const auto event = prepare();
      const std::size_t before = offers_;
      const double began = microseconds();
      event();
      const double cost = microseconds() - began;
      if (offers_ > before) costs.push_back(cost);
      settle();
    }
    std::sort(costs.begin(), costs.end());
    double sum = 0;
    for (const double cost : costs)
      sum += cost;
    std::printf(
        "{\"event\": \"%s\", \"matched\": %zu, \"us_mean\": %.1f, \"us_median\": %.1f, \"us_99\": %.1f}\n",
        name, costs.size(), sum / static_cast<double>(costs.size()), costs[costs.size() / 2],
        costs[costs.size() * 99 / 100]);
  }
  // As many wait as before.
  void replenish() {
    std::size_t all = 0;
    for (const auto& [name, queue] : distributor_.queues())
      all += queue->order.size();
    for (; all < waiting; ++all)
      enter();
  }

  VirtualClock clock_{UtcTime{std::chrono::seconds(1'800'000'000)}};
  RunLoop loop_{clock_};
  journal::MemoryJournal journal_;
  Ledger ledger_{clock_, journal_, 1};
  Chance chance_{1};
  Distributor distributor_;
  std::deque<OfferHandle> serving_;
  std::size_t offers_ = 0;
  std::uint32_t entered_ = 0;
};

}  // namespace
}  // namespace tipring

int main() {
  tipring::Bench().run();
}
