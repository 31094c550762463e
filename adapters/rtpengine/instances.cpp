#include "adapters/rtpengine/instances.h"

#include <algorithm>
#include <utility>

namespace tipring::rtpengine {

Instances::Instances(RunLoop& loop, Log& log, std::vector<std::unique_ptr<Instance>> instances,
                     std::size_t most_calls)
    : loop_(loop), log_(log), most_calls_(most_calls) {
  for (auto& instance : instances)
    instances_.push_back({.instance = std::move(instance)});
}

Instances::~Instances() {
  loop_.cancel(leaving_timer_);
  for (const auto& [request, open] : open_)
    loop_.cancel(open.timer);
}

bool Instances::has(const std::string& address) const {
  return std::ranges::any_of(instances_, [&](const Place& place) {
    return place.instance != nullptr && place.instance->address() == address;
  });
}

void Instances::change_to(const std::vector<std::string>& addresses,
                          std::vector<std::unique_ptr<Instance>> added, std::size_t most_calls) {
  most_calls_ = most_calls;
  for (auto& instance : added)
    instances_.push_back({.instance = std::move(instance)});
  bool any_leave = false;
  for (Place& place : instances_) {
    if (place.instance == nullptr) continue;
    place.leaving = std::ranges::find(addresses, place.instance->address()) == addresses.end();
    place.idle = false;
    any_leave = any_leave || place.leaving;
  }
  if (any_leave && !leaving_timer_)
    leaving_timer_ = loop_.after_standing(Instance::ping_interval, [this] { forget_idle(); });
}

// What it was told last, that a call is over, it has by the second look.
void Instances::forget_idle() {
  leaving_timer_ = {};
  bool any_leave = false;
  for (std::size_t number = 0; number < instances_.size(); ++number) {
    Place& place = instances_[number];
    if (place.instance == nullptr || !place.leaving) continue;
    const bool asked = std::ranges::any_of(
        open_, [&](const auto& open) { return open.second.asked == number && open.second.sent != 0; });
    const bool idle = place.instance->calls() == 0 && !asked;
    if (idle && place.idle) {
      log_.write(LogLevel::info, "the rtpengine at " + place.instance->address() + " is used no longer");
      place.instance.reset();
    } else {
      place.idle = idle;
      any_leave = true;
    }
  }
  if (any_leave) leaving_timer_ = loop_.after_standing(Instance::ping_interval, [this] { forget_idle(); });
}

bool Instances::answers(std::size_t instance) const {
  const Place& place = instances_.at(instance);
  return place.instance != nullptr && place.instance->presence() == Presence::there;
}

bool Instances::takes_calls(const Place& place) const {
  return place.instance != nullptr && !place.leaving && place.instance->presence() != Presence::away &&
         (most_calls_ == 0 || place.instance->calls() < most_calls_);
}

// The next one last. An instance that has the leg has room for it.
std::vector<std::size_t> Instances::order(std::optional<std::size_t> first) {
  std::vector<std::size_t> order;
  for (std::size_t place = 0; place < instances_.size(); ++place) {
    if (place != first && takes_calls(instances_[place])) order.push_back(place);
  }
  // In turn of those that take calls: the one behind a gap has no more than its share.
  if (!order.empty())
    std::rotate(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(turn_++ % order.size()),
                order.end());
  std::ranges::reverse(order);
  if (first && instances_.at(*first).instance != nullptr && at(*first).presence() != Presence::away)
    order.push_back(*first);
  return order;
}

Instances::Request Instances::offer(BencodeDictionary command, std::optional<std::size_t> first, Done done) {
  return begin({.command = std::move(command), .untried = order(first), .done = std::move(done)});
}

Instances::Request Instances::ask(std::size_t instance, const BencodeDictionary& command, Done done) {
  const bool is_there = instance < instances_.size() && instances_[instance].instance != nullptr;
  return begin({.command = command,
                .untried = is_there ? std::vector{instance} : std::vector<std::size_t>(),
                .done = std::move(done)});
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
  for (const Place& place : instances_) {
    if (place.instance == nullptr) continue;
    all.push_back(place.instance->status());
    all.back().leaving = place.leaving;
  }
  return all;
}

}  // namespace tipring::rtpengine
