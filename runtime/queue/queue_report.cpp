#include "runtime/queue/queue_report.h"

#include <algorithm>

#include "runtime/queue/offer.h"
#include "runtime/queue/waiting.h"

namespace tipring {
namespace {

std::string text_of(const Entry& entry, std::string_view name) {
  const auto* text = entry.field<std::string>(name);
  return text == nullptr ? std::string() : *text;
}

std::optional<Duration> milliseconds_of(const Entry& entry, std::string_view name) {
  const auto* number = entry.field<std::int64_t>(name);
  if (number == nullptr) return std::nullopt;
  return std::chrono::milliseconds(*number);
}

double share(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

std::optional<UtcTime> ReportSpan::interval_of(UtcTime time) const {
  if (time < from || time >= to) return std::nullopt;
  if (!every) return from;
  return from + (time - from) / *every * *every;
}

UtcTime ReportSpan::end_of(UtcTime interval) const {
  return every ? std::min(to, interval + *every) : to;
}

std::optional<double> QueueFold::service_level() const {
  if (targeted == 0) return std::nullopt;
  return share(in_time, targeted);
}

std::optional<double> QueueFold::service_level_without_short() const {
  if (targeted == targeted_short) return std::nullopt;
  return share(in_time, targeted - targeted_short);
}

std::optional<Duration> QueueFold::average_speed_of_answer() const {
  if (answered == 0) return std::nullopt;
  return answer_wait / answered;
}

std::optional<double> AgentFold::occupancy() const {
  const Duration busy = talk + wrap_up;
  const Duration whole = busy + ready;
  if (!presence_known || whole == Duration::zero()) return std::nullopt;
  return share(busy.count(), whole.count());
}

void QueueReport::fold(const Entry& entry) {
  last_ = std::max(last_, entry.at);
  switch (entry.kind) {
    case EntryKind::queue_entered:
      return enter(entry, entry.at - milliseconds_of(entry, "waited").value_or(Duration::zero()));
    case EntryKind::queue_left:
      return leave(entry, milliseconds_of(entry, "waited").value_or(Duration::zero()), text_of(entry, "why"));
    case EntryKind::queue_moved:
      return moved(entry);
    case EntryKind::offer_made: {
      account(text_of(entry, "agent"), entry.at);
      if (const auto interval = span_.interval_of(entry.at))
        ++agents_[{*interval, text_of(entry, "agent")}].offered;
      return;
    }
    case EntryKind::offer_ended:
      return offer_ended(entry);
    case EntryKind::offer_served:
      return served(entry);
    case EntryKind::agent_changed:
      return agent_changed(entry);
    case EntryKind::contact_ended:
      return contact_ended(entry);
    default:
      return;
  }
}

void QueueReport::enter(const Entry& entry, UtcTime since) {
  const InQueue in{text_of(entry, "queue"), entry.at, since, milliseconds_of(entry, "target")};
  waiting_[entry.contact] = in;
  const auto interval = span_.interval_of(in.entered);
  if (!interval) return;
  QueueFold& row = queues_[{*interval, in.queue}];
  ++row.offered;
  row.targeted += in.target ? 1 : 0;
}

void QueueReport::leave(const Entry& entry, Duration waited, const std::string& why) {
  const auto found = waiting_.find(entry.contact);
  if (found == waiting_.end()) return;
  const InQueue in = found->second;
  waiting_.erase(found);
  const auto interval = span_.interval_of(in.entered);
  const auto serving = serves_.find(entry.contact);
  if (serving != serves_.end()) serving->second.second = {interval.value_or(UtcTime{}), in.queue};
  if (!interval) return;
  QueueFold& row = queues_[{*interval, in.queue}];
  row.longest_wait = std::max(row.longest_wait, waited);
  if (why == to_string(Departure::answered)) {
    ++row.answered;
    row.answer_wait += waited;
    row.in_time += in.target && waited <= *in.target ? 1 : 0;
  } else if (why == to_string(Departure::abandoned)) {
    ++row.abandoned;
    const bool brief = waited < short_abandon;
    row.short_abandoned += brief ? 1 : 0;
    row.targeted_short += brief && in.target ? 1 : 0;
  } else {
    ++row.elsewhere;
  }
}

// Within its queue nothing changes; into another it enters there, and has waited as long as it has.
void QueueReport::moved(const Entry& entry) {
  const auto found = waiting_.find(entry.contact);
  if (found == waiting_.end() || found->second.queue == text_of(entry, "queue")) return;
  const UtcTime since = found->second.since;
  leave(entry, entry.at - since, "moved");
  enter(entry, since);
}

void QueueReport::offer_ended(const Entry& entry) {
  const std::string agent = text_of(entry, "agent");
  const std::string end = text_of(entry, "end");
  AtWork& work = account(agent, entry.at);
  const auto interval = span_.interval_of(entry.at);
  if (end == to_string(OfferEnd::accepted)) {
    ++work.serves;
    serves_[entry.contact] = {agent, {}};
    if (interval) ++agents_[{*interval, agent}].served;
  } else if (end != to_string(OfferEnd::withdrawn) && interval) {
    ++agents_[{*interval, agent}].missed;
  }
}

void QueueReport::served(const Entry& entry) {
  AtWork& work = account(text_of(entry, "agent"), entry.at);
  work.serves = std::max(work.serves - 1, 0);
  const auto found = serves_.find(entry.contact);
  if (found == serves_.end()) return;
  const auto row = queues_.find(found->second.second);
  if (row != queues_.end()) row->second.served += milliseconds_of(entry, "ms").value_or(Duration::zero());
  serves_.erase(found);
}

// What it has in hand hides whether it is ready, which `presence` tells where it is not.
void QueueReport::agent_changed(const Entry& entry) {
  const std::string agent = text_of(entry, "agent");
  const std::string state = text_of(entry, "state");
  AtWork& work = account(agent, entry.at);
  const std::string presence = text_of(entry, "presence");
  const auto is = [&](std::string_view what) { return state == what || presence == what; };
  if (is(to_string(Presence::offline))) {
    work.presence = Presence::offline;
  } else {
    work.presence = is(to_string(Presence::not_ready)) ? Presence::not_ready : Presence::ready;
  }
  work.wraps_up = state == to_string(AgentState::wrap_up);
}

// A contact that ends without having left its queue, or its agent, was cut off by the end of a runtime.
void QueueReport::contact_ended(const Entry& entry) {
  if (const auto found = waiting_.find(entry.contact); found != waiting_.end())
    leave(entry, entry.at - found->second.since, std::string(to_string(Departure::abandoned)));
  const auto found = serves_.find(entry.contact);
  if (found == serves_.end()) return;
  AtWork& work = account(found->second.first, entry.at);
  work.serves = std::max(work.serves - 1, 0);
  serves_.erase(found);
}

QueueReport::AtWork& QueueReport::account(const std::string& agent, UtcTime until) {
  const auto [found, fresh] = at_work_.try_emplace(agent);
  AtWork& work = found->second;
  if (!fresh && until > work.accounted) add_time(agent, work, work.accounted, until);
  work.accounted = fresh ? until : std::max(work.accounted, until);
  return work;
}

void QueueReport::add_time(const std::string& agent, const AtWork& work, UtcTime from, UtcTime to) {
  from = std::max(from, span_.from);
  to = std::min(to, span_.to);
  const bool busy = work.serves > 0 || work.wraps_up;
  if (!busy && work.presence == Presence::offline) return;
  while (from < to) {
    const UtcTime interval = *span_.interval_of(from);
    const UtcTime end = std::min(to, span_.end_of(interval));
    AgentFold& row = agents_[{interval, agent}];
    const Duration time = end - from;
    if (work.serves > 0) {
      row.talk += time;
    } else if (work.wraps_up) {
      row.wrap_up += time;
    } else if (work.presence == Presence::ready) {
      row.ready += time;
    } else if (work.presence == Presence::not_ready) {
      row.not_ready += time;
    } else {
      row.presence_known = false;
    }
    from = end;
  }
}

void QueueReport::finish(UtcTime now) {
  const UtcTime end = std::max(now, last_);
  for (const auto& [agent, work] : at_work_)
    account(agent, end);
}

}  // namespace tipring
