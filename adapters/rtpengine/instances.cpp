#include "adapters/rtpengine/instances.h"

#include <algorithm>
#include <utility>

namespace tipring::rtpengine {

Instances::Instances(RunLoop& loop, Log& log, std::vector<std::unique_ptr<Instance>> instances,
                     std::size_t most_calls)
    : loop_(loop), log_(log), instances_(std::move(instances)), most_calls_(most_calls) {}

Instances::~Instances() {
  for (const auto& [request, open] : open_)
    loop_.cancel(open.timer);
}

bool Instances::takes_calls(const Instance& instance) const {
  return instance.presence() != Presence::away && (most_calls_ == 0 || instance.calls() < most_calls_);
}

// The next one last. An instance that has the leg has room for it.
std::vector<std::size_t> Instances::order(std::optional<std::size_t> first) {
  std::vector<std::size_t> order;
  for (std::size_t count = 0; count < instances_.size(); ++count) {
    const std::size_t place = (turn_ + count) % instances_.size();
    if (place != first && takes_calls(*instances_[place])) order.push_back(place);
  }
  ++turn_;
  std::ranges::reverse(order);
  if (first && at(*first).presence() != Presence::away) order.push_back(*first);
  return order;
}

Instances::Request Instances::offer(BencodeDictionary command, std::optional<std::size_t> first, Done done) {
  return begin({.command = std::move(command), .untried = order(first), .done = std::move(done)});
}

Instances::Request Instances::ask(std::size_t instance, const BencodeDictionary& command, Done done) {
  return begin({.command = command, .untried = {instance}, .done = std::move(done)});
}

Instances::Request Instances::begin(Open open) {
  const Request request = ++last_;
  const auto place = open_.emplace(request, std::move(open)).first;
  if (!place->second.untried.empty()) {
    try_next(request);
    return request;
  }
  place->second.timer = loop_.after_standing(Duration::zero(), [this, request] {
    end(request, Error{"no-instance", "no rtpengine is there that takes a call", true});
  });
  return request;
}

void Instances::try_next(Request request) {
  Open& open = open_.at(request);
  open.asked = open.untried.back();
  open.untried.pop_back();
  open.sent = at(open.asked).ask(open.command, [this, request](Result<NgAnswer> answer) {
    answered(request, std::move(answer));
  });
}

void Instances::answered(Request request, Result<NgAnswer> answer) {
  Open& open = open_.at(request);
  open.sent = 0;
  if (answer) return end(request, Answered{open.asked, std::move(answer).value()});
  if (open.untried.empty()) return end(request, answer.error());
  log_.write(LogLevel::warning, answer.error().text + "; the next one is asked");
  try_next(request);
}

void Instances::end(Request request, Result<Answered> result) {
  const auto found = open_.find(request);
  const Done done = std::move(found->second.done);
  open_.erase(found);
  done(std::move(result));
}

std::optional<std::size_t> Instances::cancel(Request request) {
  const auto found = open_.find(request);
  if (found == open_.end()) return std::nullopt;
  const Open cancelled = std::move(found->second);
  open_.erase(found);
  loop_.cancel(cancelled.timer);
  if (cancelled.sent == 0) return std::nullopt;
  at(cancelled.asked).cancel(cancelled.sent);
  return cancelled.asked;
}

void Instances::tell(std::size_t instance, const BencodeDictionary& command) {
  at(instance).ask(command, [this](const Result<NgAnswer>& answer) {
    // One that is away has been told of.
    if (!answer && answer.error().code != "no-answer") log_.write(LogLevel::warning, answer.error().text);
  });
}

std::vector<InstanceStatus> Instances::status() const {
  std::vector<InstanceStatus> all;
  for (const auto& instance : instances_)
    all.push_back(instance->status());
  return all;
}

}  // namespace tipring::rtpengine
