#include "runtime/contact/supervise.h"

#include <utility>

namespace tipring {

SuperviseOperation::SuperviseOperation(FloorContext& floor, Operations& operations, Legs& legs, Leg& supervisor,
                                       Leg& agent, SuperviseRequest request,
                                       std::function<void(LegId supervisor)> take_over, Done done)
    : Operation(floor, operations, supervisor.id),
      legs_(legs),
      supervisor_(supervisor),
      agent_(agent),
      request_(std::move(request)),
      take_over_(std::move(take_over)),
      done_(std::move(done)) {}

void SuperviseOperation::start(OperationHandle self) {
  self_ = self;
  began_ = floor_.loop.clock().now();
  auto over = [&operations = operations_, self](SupervisionEnd why) {
    if (auto* supervise = static_cast<SuperviseOperation*>(operations.find(self))) supervise->end(why);
  };
  legs_.supervision().begin(supervisor_, agent_, request_.mode, request_.name, std::move(over));
}

void SuperviseOperation::cancel() {
  legs_.supervision().end(supervisor_, supervisor_.live() ? SupervisionEnd::left : SupervisionEnd::hung_up);
}

void SuperviseOperation::leg_ended(const Release& /*release*/) {
  end(SupervisionEnd::hung_up);
}

bool SuperviseOperation::digit(char digit) {
  if (!request_.keys) return false;
  if (digit >= '1' && digit <= '3')
    legs_.supervision().set_mode(supervisor_, static_cast<SupervisionMode>(digit - '1'));
  if (digit == '4') floor_.loop.post([take_over = take_over_, leg = leg_] { take_over(leg); });
  return true;
}

void SuperviseOperation::end(SupervisionEnd end) {
  const Duration stayed = floor_.loop.clock().now() - began_;
  complete([done = std::move(done_), outcome = SuperviseOutcome{end, stayed}] { done(outcome); });
}

}  // namespace tipring
