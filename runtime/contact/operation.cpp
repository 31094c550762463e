#include "runtime/contact/operation.h"

#include <algorithm>
#include <utility>

namespace tipring {

void Operation::complete(std::function<void()> done) {
  RunLoop& loop = floor_.loop;
  // The operation is `*this`: kept until here so that the members above stay valid.
  const auto ended = operations_.operations_.take(self_);
  operations_.forget(leg_, self_);
  operations_.changed_(leg_);
  loop.post(std::move(done));
}

OperationHandle Operations::start(std::unique_ptr<Operation> operation) {
  Operation& started = *operation;
  const OperationHandle handle = operations_.insert(std::move(operation));
  by_leg_[started.leg()].push_back(handle);
  changed_(started.leg());
  started.start(handle);
  return handle;
}

void Operations::cancel(OperationHandle handle) {
  const auto operation = operations_.take(handle);
  if (!operation) return;
  forget((*operation)->leg(), handle);
  (*operation)->cancel();
  changed_((*operation)->leg());
}

Operation* Operations::find(OperationHandle handle) {
  auto* operation = operations_.find(handle);
  return operation == nullptr ? nullptr : operation->get();
}

std::vector<OperationHandle> Operations::of_leg(LegId leg) const {
  const auto found = by_leg_.find(leg);
  return found == by_leg_.end() ? std::vector<OperationHandle>{} : found->second;
}

void Operations::forget(LegId leg, OperationHandle operation) {
  const auto found = by_leg_.find(leg);
  if (found == by_leg_.end()) return;
  std::erase(found->second, operation);
  if (found->second.empty()) by_leg_.erase(found);
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

void Operations::speech_changed(LegId leg, SpeechChange change) {
  for (const OperationHandle handle : of_leg(leg)) {
    if (Operation* operation = find(handle)) operation->speech_changed(change);
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
