// `tipring queue`, `agent`, `doctor`, `report` and what `call why` tells of queues.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/journal/file_journal.h"
#include "runtime/control/agent_commands.h"
#include "runtime/control/queue_commands.h"
#include "tests/unit/cli/commands/runtime_stand_in.h"
#include "tests/unit/runtime/queue/queue_world.h"

namespace tipring::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

DistributionPlan plan_of_test() {
  DistributionPlan plan;
  plan.agents = {agent("ann", {{"billing", 5}}), agent("bob", {{"billing", 2}})};
  plan.queues = {queue("billing", {{"billing", 1}}), queue("sales")};
  plan.queues[0].target = ServiceTarget{.answer_within = 20s};
  return plan;
}

class QueuesTest : public ::testing::Test {
 protected:
  QueuesTest() {
    const QueueContacts contacts{
        .caller_of = [](ContactId id) { return std::optional("10" + std::to_string(id.number)); },
        .hang_up = [](ContactId) { return Result<void>(); }};
    add_queue_commands(control_, world_.distributor, contacts);
    add_agent_commands(control_, world_.distributor, contacts);
  }
  Ended run(const std::vector<std::string>& arguments) { return RuntimeStandIn(control_).tipring(arguments); }

  QueueWorld world_{plan_of_test()};
  Control control_;
};

TEST_F(QueuesTest, AreListed) {
  world_.log_in("ann");
  world_.enter("billing");
  world_.run(65s);
  world_.enter("billing");
  EXPECT_EQ(run({"queue", "ls"}).out,
            "NAME     WAITING  LONGEST WAIT  LOGGED IN  READY  SERVING  DRAINS\n"
            "billing        2         1m05s          1      0        0  no\n"
            "sales          0            0s          1      0        0  no\n");
  EXPECT_EQ(run({"queue", "ls", "-o", "tsv"}).out,
            "name\twaiting\tlongest_wait\tlogged_in\tready\tserving\tdrains\n"
            "billing\t2\t65000000\t1\t0\t0\tfalse\n"
            "sales\t0\t0\t1\t0\t0\tfalse\n");
}

TEST_F(QueuesTest, AreShownWithWhoWaits) {
  world_.log_in("ann");
  world_.enter("billing", 3);
  world_.enter("billing");
  const auto shown = run({"queue", "show", "billing"});
  EXPECT_THAT(shown.out, AllOf(HasSubstr("needs "), HasSubstr("billing 1"), HasSubstr("offered to ann"),
                               HasSubstr("in line"), HasSubstr("101"), HasSubstr("POSITION")));
  EXPECT_THAT(run({"queue", "show", "billing", "--limit", "1"}).err, HasSubstr("more wait behind these"));
  const auto unknown = run({"queue", "show", "biling"});
  EXPECT_EQ(unknown.exit_code, 3);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean 'billing'?"));
}

TEST_F(QueuesTest, HaveContactsMovedAndAreDrained) {
  world_.enter("billing");
  world_.enter("billing");
  EXPECT_THAT(run({"queue", "move", "1-2", "billing", "--position", "1", "-o", "json"}).out,
              AllOf(HasSubstr("\"position\": 1"), HasSubstr("\"moved\": true")));
  EXPECT_EQ(world_.distributor.position(QueueWorld::id(2)), 1);
  EXPECT_EQ(run({"queue", "move", "1-2", "sales", "--dry-run"}).exit_code, 0);
  EXPECT_EQ(world_.distributor.position(QueueWorld::id(2)), 1);
  EXPECT_EQ(run({"queue", "move", "1-7", "sales"}).exit_code, 4) << "is there, and waits nowhere";
  EXPECT_EQ(run({"queue", "move", "x", "sales"}).exit_code, 2);
  EXPECT_EQ(run({"queue", "drain", "sales"}).exit_code, 0);
  EXPECT_TRUE(world_.distributor.find_queue("sales")->drains);
  EXPECT_EQ(run({"queue", "drain", "sales", "--off"}).exit_code, 0);
  EXPECT_FALSE(world_.distributor.find_queue("sales")->drains);
}

TEST_F(QueuesTest, HaveAgentsThatAreListedAndSet) {
  EXPECT_EQ(run({"agent", "set", "ann", "not-ready", "lunch"}).exit_code, 0);
  EXPECT_EQ(world_.state("ann"), "not-ready (lunch)");
  EXPECT_THAT(run({"agent", "ls"}).out, AllOf(HasSubstr("ann"), HasSubstr("lunch"), HasSubstr("offline")));
  EXPECT_THAT(run({"agent", "ls", "--state", "offline"}).out, Not(HasSubstr("ann ")));
  EXPECT_EQ(run({"agent", "set", "ann", "ready", "why"}).exit_code, 2);
  EXPECT_EQ(run({"agent", "set", "ann", "redy"}).exit_code, 2);
  EXPECT_EQ(run({"agent", "set", "ann", "ready", "--dry-run"}).exit_code, 0);
  EXPECT_EQ(world_.state("ann"), "not-ready (lunch)");
  EXPECT_EQ(run({"agent", "set", "nobody", "ready"}).exit_code, 3);
  EXPECT_THAT(run({"agent", "show", "ann"}).out, AllOf(HasSubstr("skills.billing"), HasSubstr("sales")));
}

TEST_F(QueuesTest, HaveAgentsThatAreReleased) {
  world_.log_in("ann");
  world_.enter("billing");
  EXPECT_THAT(run({"agent", "release", "ann"}).out, HasSubstr("offer"));
  world_.accept("ann");
  const auto refused = run({"agent", "release", "ann"});
  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_THAT(refused.err, HasSubstr("agent \"ann\" serves 1-1"));
  EXPECT_EQ(run({"agent", "release", "ann", "--hang-up"}).exit_code, 0);
  EXPECT_EQ(world_.state("ann"), "ready");
}

TEST_F(QueuesTest, AreWell) {
  world_.enter("billing");
  const auto ended = run({"doctor"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_EQ(ended.out, "nothing is wrong\n");
  EXPECT_EQ(run({"doctor", "-o", "jsonl"}).out, "");
}

TEST(Doctor, NamesWhatIsWrongAndWhatMendsIt) {
  Control control;
  control.add(ControlMethod{"distributor.breaches", "", {}, [](const ControlArguments&) {
                              return Result<Json>(Json::parse(R"({"breaches":[
      {"breach":"contact 1-4 waits although agent \"ann\" is free","agent":null,"contact":"1-4","queue":"big deals"},
      {"breach":"agent \"o'neil\" wraps up for ever","agent":"o'neil","contact":null,"queue":null},
      {"breach":"contacts that wait in no queue","agent":null,"contact":null,"queue":null}]})"));
                            }});
  const auto ended = RuntimeStandIn(control).tipring({"doctor"});
  EXPECT_EQ(ended.exit_code, 5);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("tipring queue move 1-4 'big deals'\n"),
                               HasSubstr("tipring agent release 'o'\\''neil'\n"),
                               HasSubstr("contacts that wait in no queue")));
  EXPECT_THAT(ended.err, HasSubstr("no command mends"));
}

// What happened is read from a ledger that no runtime writes.
class QueueLedgerTest : public ::testing::Test {
 protected:
  QueueLedgerTest() {
    auto journal = journal::FileJournal::open(folder_.file("ledger"), {.segment_size = 1U << 16U});
    EXPECT_TRUE(journal.ok());
    journal_ = std::move(journal).value();
    ledger_.emplace(world_.clock, *journal_, 1);
    world_.ledger.follow([this](const Entry& entry) { ledger_->write(entry); });
  }
  Ended read(std::vector<std::string> arguments) {
    EXPECT_TRUE(ledger_->commit().ok());
    arguments.insert(arguments.end(), {"--ledger", folder_.file("ledger")});
    return tipring(arguments);
  }
  // Ann does not answer, bob does.
  void tell() {
    world_.log_in("ann");
    world_.enter("billing", 2);
    world_.run(20s);
    world_.log_in("bob");
    world_.run(5s);
    world_.accept("bob");
    world_.run(100s);
    world_.finish("bob");
  }

  TemporaryFolder folder_;
  QueueWorld world_{plan_of_test()};
  std::unique_ptr<journal::FileJournal> journal_;
  std::optional<Ledger> ledger_;
};

TEST_F(QueueLedgerTest, TellsAContactsWayThroughAQueue) {
  tell();
  EXPECT_EQ(
      read({"call", "why", "1-1"}).out,
      "2027-01-15T08:00:00.000Z  enters queue \"billing\" with priority 2; it is to be answered within 20s\n"
      "2027-01-15T08:00:00.000Z  offer 1 of queue \"billing\" to ann: by longest-idle\n"
      "  among: ann idle 0s\n"
      "  passed over: bob is offline\n"
      "2027-01-15T08:00:20.000Z  ann does not answer offer 1 within 20s\n"
      "2027-01-15T08:00:20.000Z  offer 2 of queue \"billing\" to bob: who has become free, and for whom it is "
      "the next\n"
      "  passed over: ann is not ready (no-answer)\n"
      "2027-01-15T08:00:25.000Z  bob accepts offer 2 after 5s\n"
      "2027-01-15T08:00:25.000Z  leaves queue \"billing\" after 25s: an agent has it\n"
      "2027-01-15T08:02:05.000Z  bob has served it for 1m40s\n");
  const auto lines = read({"call", "why", "1-1", "-o", "jsonl"}).out;
  EXPECT_THAT(lines,
              AllOf(HasSubstr("\"what\":\"offer.made\""), HasSubstr("\"passed_over\":\"bob is offline\"")));
  EXPECT_EQ(read({"call", "why", "1-2"}).exit_code, 3);
}

TEST_F(QueueLedgerTest, IsSummedUp) {
  tell();
  const auto queues = read({"report", "queue", "--from", "2027-01-15T08:00Z", "--to", "2027-01-15T09:00Z",
                            "--every", "15m", "-o", "tsv"});
  EXPECT_EQ(
      queues.out,
      "from\tqueue\toffered\tanswered\tabandoned\tshort\telsewhere\twaiting\tin_target\tin_target_less_short\t"
      "mean_wait\tlongest_wait\tserved\n"
      "1800000000000000\tbilling\t1\t1\t0\t0\t0\t0\t0\t0\t25000000\t25000000\t100000000\n");
  const auto agents =
      read({"report", "agent", "bob", "--from", "2027-01-15T08:00Z", "--to", "2027-01-15T09:00Z"});
  EXPECT_THAT(agents.out,
              AllOf(HasSubstr("bob"), HasSubstr("1m40s"), HasSubstr("95.2"), Not(HasSubstr("ann"))));
  EXPECT_EQ(read({"report", "queue", "--from", "2027-01-15T09:00Z", "--to", "2027-01-15T08:00Z"}).exit_code, 2);
}

}  // namespace
}  // namespace tipring::testing
