#include "runtime/contact/park.h"

#include <array>
#include <memory>
#include <utility>

#include "runtime/contact/wait.h"

namespace tipring {

std::string_view to_string(ParkEnd end) {
  constexpr std::array<std::string_view, 4> names{"retrieved", "timeout", "hung-up", "cancelled"};
  return names[static_cast<std::size_t>(end)];
}

const ParkedParties::Party* ParkedParties::at(const std::string& place) const {
  const auto found = parties_.find(place);
  return found == parties_.end() ? nullptr : &found->second;
}

ParkOperation::ParkOperation(FloorContext& floor, Operations& operations, ParkedParties& parked, Leg& leg,
                             ParkRequest request, Done done)
    : Operation(floor, operations, leg.id),
      parked_(parked),
      party_(leg),
      request_(std::move(request)),
      done_(std::move(done)) {}

void ParkOperation::start(OperationHandle self) {
  self_ = self;
  Entry entry{.kind = EntryKind::contact_parked,
              .contact = party_.contact,
              .leg = leg_,
              .fields = {{"place", request_.place}, {"by", request_.by}}};
  entry.fields.emplace_back("ms",
                            std::chrono::duration_cast<std::chrono::milliseconds>(request_.timeout).count());
  floor_.ledger.write(std::move(entry));
  parked_.put(request_.place, {leg_, self, request_.by});
  party_.parked_at = request_.place;
  timer_ = floor_.loop.after(request_.timeout, [&operations = operations_, self] {
    if (auto* park = static_cast<ParkOperation*>(operations.find(self))) park->end(ParkEnd::timeout);
  });
  // Keys of who is parked are for nobody.
  music_ = operations_.start(std::make_unique<WaitOperation>(floor_, operations_, party_,
                                                             WaitRequest{.music = std::move(request_.music)}));
}

void ParkOperation::stop(ParkEnd end, const std::string& by) {
  floor_.loop.cancel(timer_);
  operations_.cancel(music_);
  parked_.take(request_.place);
  party_.parked_at.clear();
  Entry entry{.kind = EntryKind::contact_unparked,
              .contact = party_.contact,
              .leg = leg_,
              .fields = {{"place", request_.place}, {"why", std::string(to_string(end))}}};
  if (!by.empty()) entry.fields.emplace_back("by", by);
  floor_.ledger.write(std::move(entry));
}

void ParkOperation::cancel() {
  stop(party_.live() ? ParkEnd::cancelled : ParkEnd::hung_up);
}

void ParkOperation::leg_ended(const Release& /*release*/) {
  end(ParkEnd::hung_up);
}

void ParkOperation::retrieved(const std::string& by) {
  stop(ParkEnd::retrieved, by);
  complete([] {});
}

void ParkOperation::end(ParkEnd end) {
  stop(end);
  complete([done = std::move(done_), end] { done(end); });
}

}  // namespace tipring
