#include "runtime/contact/operation.h"

#include <algorithm>
#include <utility>

namespace tipring {

void Operation::complete(std::function<void()> done) {
  RunLoop& loop = floor_.loop;
  // The operation is `*this`: kept until here so that the members above stay valid.
  const auto ended = operations_.take(self_);
  loop.post(std::move(done));
}

OperationHandle Operations::start(std::unique_ptr<Operation> operation) {
  Operation& started = *operation;
  const OperationHandle handle = operations_.insert(std::move(operation));
  of_legs_.emplace(started.leg(), handle);
  started.start(handle);
  return handle;
}

void Operations::cancel(OperationHandle handle) {
  const auto operation = take(handle);
  if (operation) operation->cancel();
}

// Null when it is over.
std::unique_ptr<Operation> Operations::take(OperationHandle handle) {
  auto taken = operations_.take(handle);
  if (!taken) return nullptr;
  const auto [begin, end] = of_legs_.equal_range((*taken)->leg());
  const auto entry = std::find_if(begin, end, [&](const auto& each) { return each.second == handle; });
  if (entry != end) of_legs_.erase(entry);
  return std::move(*taken);
}

Operation* Operations::find(OperationHandle handle) {
  auto* operation = operations_.find(handle);
  return operation == nullptr ? nullptr : operation->get();
}

std::vector<OperationHandle> Operations::of_leg(LegId leg) const {
  std::vector<OperationHandle> handles;
  const auto [begin, end] = of_legs_.equal_range(leg);
  for (auto entry = begin; entry != end; ++entry)
    handles.push_back(entry->second);
  return handles;
}

bool Operations::digit(LegId leg, char digit) {
  auto handles = of_leg(leg);
  std::reverse(handles.begin(), handles.end());
  return std::any_of(handles.begin(), handles.end(), [&](OperationHandle handle) {
    Operation* operation = find(handle);
    return operation != nullptr && operation->digit(digit);
  });
}

void Operations::play_replaced(LegId leg, OperationHandle player) {
  for (const OperationHandle handle : of_leg(leg)) {
    Operation* operation = handle == player ? nullptr : find(handle);
    if (operation != nullptr) operation->play_replaced();
  }
}

void Operations::offer_ended(LegId leg, int status) {
  for (const OperationHandle handle : of_leg(leg)) {
    if (Operation* operation = find(handle)) operation->offer_ended(status);
  }
}

void Operations::cancel_all(LegId leg) {
  for (const OperationHandle operation : of_leg(leg))
    cancel(operation);
}

void Operations::leg_ended(LegId leg, const Release& release) {
  for (const OperationHandle handle : of_leg(leg)) {
    if (Operation* operation = find(handle)) operation->leg_ended(release);
  }
}

}  // namespace tipring
