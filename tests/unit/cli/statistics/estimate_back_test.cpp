// What callers were told of their wait, beside how long they waited: several queues with shared agents on days
// with a busy and a quiet time.

#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "cli/statistics/sample.h"
#include "tests/kit/centre/call_centre.h"

namespace tipring::cli {
namespace {

using namespace std::chrono_literals;

constexpr Duration day = 12h;
constexpr Duration between_announcements = 60s;

double in_seconds(Duration time) {
  return std::chrono::duration<double>(time).count();
}

/// One announcement to a contact that was answered in the end. Times in seconds, from the announcement.
struct Told {
  double low = 0;
  double high = 0;
  double expected = 0;
  double by_last = 0;  // The wait of whom its queue answered last, less what the contact has waited already.
  double actual = 0;
  bool first = false;  // As the contact came.
};

/// A day of which each announcement is kept.
class Day {
 public:
  Day(DistributionPlan plan, std::vector<ContactStream> streams, std::uint64_t seed)
      : centre_(std::move(plan), seed) {
    for (ContactStream& stream : streams)
      centre_.add(std::move(stream));
    centre_.ledger().follow([this](const Entry& entry) { take(entry); });
    centre_.run(day);
  }
  const std::vector<Told>& told() const { return told_; }

 private:
  struct Announcement {
    Told told;
    UtcTime at;
  };
  struct Caller {
    std::string queue;
    UtcTime since;
    std::vector<Announcement> announcements;
  };

  void take(const Entry& entry) {
    if (entry.kind == EntryKind::queue_entered) {
      callers_[entry.contact] = {
          .queue = *entry.field<std::string>("queue"), .since = entry.at, .announcements = {}};
      announce(entry.contact);
    }
    if (entry.kind == EntryKind::queue_left) left(entry);
  }

  void announce(ContactId contact) {
    const auto found = callers_.find(contact);
    if (found == callers_.end()) return;
    Caller& caller = found->second;
    const auto estimate = centre_.distributor().estimate(contact);
    const Waiting* waiting = centre_.distributor().find_waiting(contact);
    const auto last = last_waits_.find(caller.queue);
    if (estimate && waiting->line != nullptr && last != last_waits_.end()) {
      const UtcTime now = centre_.loop().clock().utc();
      caller.announcements.push_back(
          {{.low = in_seconds(estimate->low),
            .high = in_seconds(estimate->high),
            .expected = in_seconds(estimate->expected),
            .by_last = std::max(in_seconds(last->second) - in_seconds(now - caller.since), 0.0),
            .first = caller.announcements.empty()},
           now});
    }
    centre_.loop().after(between_announcements, [this, contact] { announce(contact); });
  }

  void left(const Entry& entry) {
    const auto caller = callers_.extract(entry.contact);
    if (*entry.field<std::string>("why") != "answered") return;
    last_waits_[caller.mapped().queue] = entry.at - caller.mapped().since;
    for (Announcement& each : caller.mapped().announcements) {
      each.told.actual = in_seconds(entry.at - each.at);
      told_.push_back(each.told);
    }
  }

  CallCentre centre_;
  std::map<ContactId, Caller> callers_;
  std::map<std::string, Duration> last_waits_;
  std::vector<Told> told_;
};

// Busiest in the middle of the morning and of the afternoon.
double share_of_day(Duration since) {
  const double part = in_seconds(since) / in_seconds(day);
  return 0.65 - 0.35 * std::cos(4 * std::numbers::pi * part);
}

std::vector<ContactStream> streams(double busier) {
  const auto stream = [&](const char* queue, double an_hour, Duration talk, Duration patience) {
    return ContactStream{.queue = queue,
                         .most_a_second = an_hour * busier / 3600,
                         .share = share_of_day,
                         .talk = {.mean = talk},
                         .patience = patience};
  };
  return {stream("billing", 240, 240s, 10min), stream("repair", 130, 360s, 10min),
          stream("sales", 100, 180s, 5min)};
}

DistributionPlan centre_plan(Fairness fairness) {
  DistributionPlan plan;
  const auto add = [&plan](std::vector<AgentDefinition> more) {
    plan.agents.insert(plan.agents.end(), more.begin(), more.end());
  };
  add(alike(8, "b", {{"billing", 5}}));
  add(alike(6, "r", {{"repair", 5}}));
  add(alike(2, "s", {{"sales", 5}}));
  add(alike(6, "br", {{"billing", 5}, {"repair", 5}}));
  add(alike(4, "bs", {{"billing", 5}, {"sales", 5}}));
  for (const char* name : {"billing", "repair", "sales"})
    plan.queues.push_back({.name = name, .needs = {{name, 1}}});
  plan.fairness = fairness;
  return plan;
}

DistributionPlan one_queue() {
  return {.agents = alike(20, "a"), .queues = {{.name = "billing"}}};
}

struct BackTest {
  double within = 0;         // The share of waits in the band.
  double width = 0;          // Its mean, and
  double width_by_last = 0;  // that of a band around the last wait in which four of five waits lie.
  double error = 0;          // The root of the mean square, and
  double error_by_last = 0;
  std::size_t announcements = 0;
};

// The band of the other rule is as good as it can be: its ends are those that four of five of these very waits
// lie between.
BackTest compare(const std::vector<Told>& all) {
  Sample within;
  Sample width;
  Sample error;
  Sample error_by_last;
  std::vector<double> off;
  for (const Told& told : all) {
    within.add(told.actual >= told.low && told.actual <= told.high ? 1 : 0);
    width.add(told.high - told.low);
    off.push_back(told.actual - told.by_last);
    error.add((told.actual - told.expected) * (told.actual - told.expected));
    error_by_last.add(off.back() * off.back());
  }
  const double low = quantile(off, 0.1);
  const double high = quantile(off, 0.9);
  Sample width_by_last;
  for (const Told& told : all)
    width_by_last.add(std::max(told.by_last + high, 0.0) - std::max(told.by_last + low, 0.0));
  return {.within = within.mean(),
          .width = width.mean(),
          .width_by_last = width_by_last.mean(),
          .error = std::sqrt(error.mean()),
          .error_by_last = std::sqrt(error_by_last.mean()),
          .announcements = all.size()};
}

void back_test(const DistributionPlan& plan, std::vector<ContactStream> from) {
  std::vector<Told> told;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Day each(plan, from, seed);
    told.insert(told.end(), each.told().begin(), each.told().end());
  }
  std::vector<Told> first;
  for (const Told& each : told) {
    if (each.first) first.push_back(each);
  }
  for (const auto* some : {&told, &first}) {
    const BackTest result = compare(*some);
    ASSERT_GT(result.announcements, 1000U);
    EXPECT_GE(result.within, 0.75);
    EXPECT_LE(result.within, 0.9);
    EXPECT_LE(result.width, result.width_by_last);
    EXPECT_LE(result.error, result.error_by_last);
  }
}

TEST(EstimateBackTest, OneQueue) {
  const auto all = streams(1.35);
  back_test(one_queue(), {all.front()});
}

TEST(EstimateBackTest, QueuesWithSharedAgents) {
  back_test(centre_plan(Fairness::longest_wait), streams(1));
}

TEST(EstimateBackTest, Overload) {
  back_test(centre_plan(Fairness::longest_wait), streams(1.4));
}

}  // namespace
}  // namespace tipring::cli
