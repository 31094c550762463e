#include "runtime/contact/operation.h"

#include <algorithm>
#include <utility>

namespace tipring {

void Operation::complete(std::function<void()> done) {
  RunLoop& loop = floor_.loop;
  // The operation is `*this`: kept until here so that the members above stay valid.
  const auto ended = operations_.operations_.take(self_);
  std::erase(operations_.in_order_, self_);
  operations_.changed_(leg_);
  loop.post(std::move(done));
}

OperationHandle Operations::start(std::unique_ptr<Operation> operation) {
  Operation& started = *operation;
  const OperationHandle handle = operations_.insert(std::move(operation));
  in_order_.push_back(handle);
  changed_(started.leg());
  started.start(handle);
  return handle;
}

void Operations::cancel(OperationHandle handle) {
  const auto operation = operations_.take(handle);
  if (!operation) return;
  std::erase(in_order_, handle);
  (*operation)->cancel();
  changed_((*operation)->leg());
}

Operation* Operations::find(OperationHandle handle) {
  auto* operation = operations_.find(handle);
  return operation == nullptr ? nullptr : operation->get();
}

std::vector<OperationHandle> Operations::of_leg(LegId leg) {
  std::vector<OperationHandle> handles;
  for (const OperationHandle handle : in_order_) {
    if (find(handle)->leg() == leg) handles.push_back(handle);
  }
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

bool Operations::needs_media(LegId leg) {
  return std::ranges::any_of(of_leg(leg),
                             [this](OperationHandle handle) { return find(handle)->needs_media(); });
}

void Operations::media_came(LegId leg) {
  for (const OperationHandle handle : of_leg(leg)) {
    if (Operation* operation = find(handle)) operation->media_came();
  }
}

void Operations::speech_changed(LegId leg, bool speaks) {
  for (const OperationHandle handle : of_leg(leg)) {
    if (Operation* operation = find(handle)) operation->speech_changed(speaks);
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
