// Contacts that wait for an agent.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "dsl/site/site.h"
#include "dsl/words/distribution_plan.h"
#include "runtime/contact/contact_attributes.h"

namespace tipring::dsl {
namespace {

constexpr double highest_priority = 1'000'000;

std::string with_number(const std::string& words, long long number) {
  constexpr std::string_view mark = "{number}";
  std::string text = words;
  for (auto place = text.find(mark); place != std::string::npos; place = text.find(mark, place))
    text.replace(place, mark.size(), std::to_string(number));
  return text;
}

std::string told(const WaitingWords& words, std::optional<int> position, std::optional<Duration> estimate) {
  std::string text;
  const auto add = [&text](const std::string& sentence) {
    if (!sentence.empty()) text += (text.empty() ? "" : " ") + sentence;
  };
  if (position) add(*position <= 1 ? words.next : with_number(words.position, *position));
  if (estimate) {
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(*estimate).count();
    add(minutes <= 1 ? words.minute : with_number(words.minutes, minutes));
  }
  return text;
}

}  // namespace

DistributionPlan Site::distribution_plan() const {
  DistributionPlan plan;
  for_each(
      [&](const Site& each) { add_to_plan(each.definitions_, each.enterprise(), has_enterprises(), plan); });
  return plan;
}

void Site::keep_for_queues(ContactId contact, const Outcome& outcome) {
  Attendance& attendance = attended_[contact];
  if (outcome.has_priority)
    host_.calls->set_priority(
        contact,
        static_cast<int>(std::lround(std::clamp(outcome.priority, -highest_priority, highest_priority))));
  for (const auto& [skill, least] : outcome.needs)
    attendance.needs.insert_or_assign(skill, least);
  if (const auto audio = outcome.treatment.find("audio"); audio != outcome.treatment.end())
    attendance.audio = audio->second;
  if (const auto promotion = outcome.treatment.find("promotion"); promotion != outcome.treatment.end())
    attendance.promotion = promotion->second;
}

// Nobody is promised anything who is about to be refused.
bool Site::promote(ContactId id, const Action& next) {
  using Kind = Action::Kind;
  const bool goes_on = next.kind == Kind::dialog || next.kind == Kind::queue || next.kind == Kind::connect;
  Attendance& attendance = attended_[id];
  if (!goes_on || attendance.promotion.empty() || is_chat(id)) return false;
  const std::string name = std::exchange(attendance.promotion, {});
  auto clip = host_.sounds.find(name);
  if (!clip) {
    log_.write(LogLevel::warning, "contact " + to_string(id) + ": promotion: " + clip.error().text);
    return false;
  }
  const auto playing =
      host_.calls->play(id, {.items = {std::move(clip).value()}}, [this, id, next](const PlayOutcome&) {
        const auto found = attended_.find(id);
        if (found == attended_.end() || found->second.ending) return;
        found->second.connecting = {};
        go(id, next);
      });
  if (!playing) return false;
  attendance.connecting = playing.value();
  return true;
}

bool Site::knows(const Action& action) const {
  switch (action.kind) {
    case Action::Kind::dialog:
      return definitions_.dialogs.contains(action.name);
    case Action::Kind::rules:
      return definitions_.rules.contains(action.name);
    case Action::Kind::queue:
      return definitions_.queues.contains(action.name);
    default:
      return true;
  }
}

// Who it is where that is known, else from where it calls.
std::string Site::customer_of(const Contact& contact) const {
  if (definitions_.customers) {
    const auto id = definitions_.customers->keys.find("id");
    const auto known = id == definitions_.customers->keys.end()
                           ? contact.variables.end()
                           : contact.variables.find(std::string(customer_prefix) + id->second);
    if (known != contact.variables.end()) {
      const auto* text = std::get_if<std::string>(&known->second);
      return text == nullptr ? to_text(known->second) : *text;
    }
  }
  // Of those who show no number each is another.
  const Observation caller = observe(contact, "caller");
  const auto* text = std::get_if<std::string>(&caller.value);
  if (caller.state != Observation::State::seen || text == nullptr || *text == "anonymous") return {};
  return definitions_.number_form.of(*text);
}

WaitingSound Site::sound_of(const SiteQueue& queue, const std::string& audio) {
  WaitingSound sound;
  const auto add = [&](const std::string& name, std::vector<PlayItem>& to) {
    if (name.empty()) return;
    if (auto clip = host_.sounds.find(name)) {
      to.emplace_back(std::move(clip).value());
    } else {
      log_.write(LogLevel::warning, "queue \"" + queue.queue.name + "\": " + clip.error().text);
    }
  };
  add(audio.empty() ? queue.queue.waiting.music : audio, sound.music);
  add(queue.queue.whisper.play, sound.whisper);
  sound.announce = [words = queue.words](std::optional<int> position, std::optional<Duration> estimate) {
    std::vector<PlayItem> items;
    if (std::string text = told(words, position, estimate); !text.empty())
      items.emplace_back(SpeechRequest{std::move(text)});
    return items;
  };
  return sound;
}

void Site::enter_queue(ContactId id, const std::string& name) {
  if (goes_round(id, {.kind = Action::Kind::queue, .name = name})) return;
  const Contact* contact = find_contact(host_, id);
  if (contact == nullptr) return end(id, {});
  Attendance& attendance = attended_[id];
  attendance.doing = "queue \"" + name + "\"";
  QueueEntry entry{.contact = id,
                   .queue = whole_name(name),
                   .channel = Channel::call,
                   .priority = contact->priority,
                   .needs = needs_of(attendance.needs),
                   .customer = customer_of(*contact),
                   .transferred_by = contact->transferred_by};
  host_.calls->note_entered(id, "queue", name);
  const auto entered =
      host_.desk->enter(std::move(entry), sound_of(definitions_.queues.find(name)->second, attendance.audio),
                        [this, id, name](const QueueOutcome& outcome) { left_queue(id, name, outcome); });
  if (entered || find_contact(host_, id) == nullptr) return;
  log_.write(LogLevel::warning,
             "contact " + to_string(id) + ": cannot wait in queue \"" + name + "\": " + entered.error().text);
  end(id, "not-served");
}

// Whoever has lost the agent it talked to waits for another.
bool Site::return_to_queue(ContactId id, const RecoveredPlace& place) {
  const auto found = std::ranges::find_if(
      definitions_.queues, [&](const auto& queue) { return whole_name(queue.first) == place.queue; });
  if (found == definitions_.queues.end()) return false;
  const std::string& name = found->first;
  attended_[id].doing = "queue \"" + name + "\"";
  const auto resumed =
      host_.desk->resume(id, sound_of(found->second, attended_[id].audio),
                         [this, id, name](const QueueOutcome& outcome) { left_queue(id, name, outcome); });
  if (!resumed && place.talks_to) return false;
  if (!resumed) enter_queue(id, name);
  return true;
}

void Site::left_queue(ContactId id, const std::string& name, const QueueOutcome& outcome) {
  const auto found = attended_.find(id);
  if (found == attended_.end() || found->second.ending) return;
  if (outcome.served) return end(id, {});
  if (outcome.go && knows(*outcome.go)) return go(id, *outcome.go);
  const std::string what = "contact " + to_string(id) + ": left queue \"" + name + "\" (" +
                           std::string(to_string(outcome.why)) + ")";
  log_.write(LogLevel::warning, outcome.go ? what + " for " + to_text(*outcome.go) +
                                                 ", which the version of the site that attends it does not have"
                                           : what + " and has nowhere to go");
  end(id, "not-served");
}

}  // namespace tipring::dsl
