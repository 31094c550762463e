#include "stage_world.h"

#include "adapters/sim/phone_description.h"

namespace tipring::cli {

StageWorld::StageWorld() {
  stage_.telephony().deliver_to(*this);
  stage_.media().deliver_to(*this);
}

Halt StageWorld::run(const std::function<bool()>& over) {
  return run_play(loop_, clock_, play_, over, clock_.now() + 1h);
}

void StageWorld::run_for(Duration time) {
  bool over = false;
  loop_.after(time, [&over] { over = true; });
  run([&over] { return over; });
}

std::string StageWorld::await(Expectation expectation) {
  std::optional<std::string> outcome;
  play_.await(std::move(expectation),
              [&outcome](std::optional<std::string> problem) { outcome = problem.value_or(""); });
  EXPECT_EQ(run([&outcome] { return outcome.has_value(); }), Halt::none);
  return outcome.value_or("never judged");
}

PartyId StageWorld::caller(const std::string& name) {
  const auto party =
      stage_.call({.name = name, .from = "100", .to = "200", .display = {}, .headers = {}, .phone = {}});
  run_for(1ms);
  return party.value();
}

void StageWorld::answer() {
  ASSERT_TRUE(stage_.media().open(leg_).ok());
  stage_.media().set_peer(
      leg_, {{"192.0.2.1", 4000}, MediaDirection::send_receive, {0, "PCMU", 8000, ""}, 101, 20ms});
  stage_.telephony().answer(leg_, sim::describe_phone(9, sim::usual_formats(), MediaDirection::send_receive));
  run_for(2ms);
}

void StageWorld::play(std::vector<Clip> clips) {
  stage_.media().play(leg_, {1, 1}, std::move(clips));
}

}  // namespace tipring::cli
