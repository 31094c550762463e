#include "dsl/site/site.h"

#include <chrono>
#include <string>
#include <utility>

#include "dsl/binding/registry.h"
#include "dsl/words/script_failure.h"
#include "dsl/words/targets.h"
#include "dsl/words/words.h"

namespace tipring::dsl {
namespace {

// A contact that goes so often from rules or dialogs to others within this time is in a ring. Not at one
// moment: where a runtime serves, some time passes with every move.
constexpr int most_moves = 100;
constexpr Duration time_of_moves = std::chrono::seconds(1);

}  // namespace

Site::Site(const SiteFiles& files, SiteSurroundings surroundings)
    : content_(files.content),
      log_(surroundings.log, files.enterprise),
      loop_(surroundings.loop),
      modules_(files),
      sandbox_(surroundings.limits,
               {.chance = surroundings.chance,
                .print = [this](std::string_view line) { log_.write(LogLevel::info, line); },
                .wall = surroundings.wall,
                .lost =
                    [this](const std::string& why) {
                      log_.write(LogLevel::error, "the site's Lua state is lost: " + why);
                    }}),
      tasks_(sandbox_, surroundings.loop),
      host_{.definitions = definitions_,
            .sandbox = sandbox_,
            .tasks = tasks_,
            .loop = surroundings.loop,
            .sounds = surroundings.sounds,
            .numbers = surroundings.numbers,
            .log = log_,
            .environment = std::move(surroundings.environment),
            .enterprise = files.enterprise} {
  tasks_.on_finaliser_failure([this](ContactId contact, const TaskOutcome& outcome) {
    report_script_failure(host_, contact, outcome, "a finaliser");
  });
  definitions_.number_plan = &surroundings.numbers;
  register_language(sandbox_.lua(), host_);
  modules_.register_require(sandbox_.lua());
}

Site::~Site() = default;

void Site::open_store(Database& database) {
  host_.database = &database;
  tables_ = std::make_unique<StoreTables>(definitions_, decisions_, StoreTables::Surroundings{loop_, log_});
  tables_->on_taking_force([this] {
    if (new_rules_) new_rules_();
  });
  tables_->open(database);
}

void Site::take(StoredNumbersOfAll numbers) {
  for_each([&numbers](Site& each) {
    StoredNumbers& theirs = numbers[each.enterprise()];
    for (auto& [name, list] : theirs.lists)
      each.definitions_.lists.find(name)->second.numbers = std::move(list);
    if (theirs.own) each.definitions_.own_numbers->numbers = std::move(theirs.own);
  });
}

void Site::set_hours(const HoursByEnterprise& hours) {
  for_each([&hours](Site& each) {
    const auto theirs = hours.find(each.enterprise());
    if (theirs == hours.end()) return;
    for (auto& [name, definition] : each.definitions_.hours) {
      const auto found = theirs->second.find(name);
      if (found != theirs->second.end()) definition = found->second;
    }
  });
}

void Site::set_closings(const ClosingsByName& closings) {
  for_each([&closings](Site& each) {
    for (auto& [name, definition] : each.definitions_.hours) {
      const auto found = closings.find(each.whole_name(name));
      definition.hours->close(found == closings.end() ? std::nullopt : std::optional(found->second));
    }
  });
}

void Site::attend(ContactId contact) {
  if (Site* theirs = enterprise_with(contact)) return theirs->attend(contact);
  attended_.try_emplace(contact);
  begin(contact);
}

// What it talked about goes on; else a dialog that this version does not have begins where calls do.
void Site::recovered(ContactId contact, const RecoveredPlace& place) {
  if (Site* theirs = enterprise_with(contact)) return theirs->recovered(contact, place);
  attended_.try_emplace(contact);
  if (!place.queue.empty() && return_to_queue(contact, place)) return;
  if (place.talks_to) return resume_talk(contact);
  begin(contact, place.dialog);
}

void Site::resume_talk(ContactId contact) {
  const auto resumed =
      host_.calls->resume_talk(contact, [this, contact](const ConnectOutcome&) { end(contact, {}); });
  if (!resumed) return end(contact, {});
  attended_[contact].doing = "a conversation";
  attended_[contact].connecting = resumed.value();
}

void Site::begin(ContactId contact, const std::string& dialog) {
  const auto attendance = attended_.find(contact);
  if (attendance == attended_.end() || attendance->second.ending) return;
  if (tables_ && tables_->wait_for_numbers([this, contact, dialog] { begin(contact, dialog); })) return;
  if (definitions_.dialogs.contains(dialog)) return enter_dialog(contact, dialog);
  const auto& handler = is_chat(contact) ? definitions_.on_message : definitions_.on_call;
  if (!handler) return refuse(contact);
  run(contact, handler->reference, is_chat(contact) ? "on.message" : "on.call");
}

// A chat comes here where a version on trial has a number elsewhere than the one in force, which was asked.
void Site::refuse(ContactId contact) {
  const std::string what = "contact " + to_string(contact) + ": the site has no on.";
  if (is_chat(contact)) {
    log_.write(LogLevel::warning, what + "message; nobody has read it");
    return end(contact, "not-read");
  }
  log_.write(LogLevel::warning, what + "call; refused with 404");
  go(contact, {.kind = Action::Kind::reject, .status = 404});
}

void Site::run(ContactId contact, int function, std::string doing) {
  attended_[contact].doing = std::move(doing);
  tasks_.start(
      contact, function,
      [this, contact](lua_State* lua) {
        push_contact(lua, host_, contact);
        return 1;
      },
      [this, contact](const TaskOutcome& outcome, lua_State* lua, int count) {
        TaskOutcome judged = outcome;
        std::optional<Action> next;
        if (outcome.end == TaskEnd::returned && count > 0) {
          const int first = lua_gettop(lua) - count + 1;
          const auto* action = object_at<Action>(lua, first, "action");
          if (action != nullptr) {
            next = *action;
          } else if (!lua_isnil(lua, first)) {
            judged.end = TaskEnd::failed;
            judged.error = "returned " + describe_value(lua, first) +
                           ", which is no place to go: return dialog \"name\", rules \"name\", queue \"name\", "
                           "reject(404), "
                           "redirect(uri), "
                           "hang_up() or nothing";
          }
        }
        over(contact, judged, std::move(next));
      });
}

void Site::over(ContactId contact, const TaskOutcome& outcome, std::optional<Action> next) {
  const auto found = attended_.find(contact);
  if (found == attended_.end() || found->second.ending) return;
  if (outcome.end == TaskEnd::failed) return fail(contact, outcome);
  if (outcome.end == TaskEnd::interrupted) return;  // Whoever interrupted it ends the contact.
  if (next) return go(contact, *next);
  end(contact, {});
}

void Site::go(ContactId contact, const Action& action) {
  if (is_chat(contact) && action.kind != Action::Kind::rules && action.kind != Action::Kind::hang_up)
    return fail(contact, {.end = TaskEnd::failed,
                          .error = "is to go to " + to_text(action) + ", where a chat cannot go",
                          .traceback = {}});
  if (promote(contact, action)) return;
  switch (action.kind) {
    case Action::Kind::dialog:
      return enter_dialog(contact, action.name);
    case Action::Kind::rules:
      return decide(contact, action.name);
    case Action::Kind::queue:
      return enter_queue(contact, action.name);
    case Action::Kind::connect:
      return connect(contact, action);
    // A call that is answered already is ended instead; one that is gone needs nothing.
    case Action::Kind::reject:
      static_cast<void>(host_.calls->reject(contact, action.status, action.reason));
      break;
    case Action::Kind::redirect:
      static_cast<void>(host_.calls->redirect(contact, action.targets));
      break;
    case Action::Kind::hang_up:
      break;
  }
  end(contact, {});
}

bool Site::goes_round(ContactId contact, const Action& next) {
  Attendance& attendance = attended_[contact];
  const Instant now = loop_.clock().now();
  if (now - attendance.moves_from >= time_of_moves) {
    attendance.moves_from = now;
    attendance.moves = 0;
  }
  if (++attendance.moves <= most_moves) return false;
  fail_in_ring(contact, next);
  return true;
}

void Site::fail_in_ring(ContactId contact, const Action& next) {
  fail(contact, {.end = TaskEnd::failed,
                 .error = "goes round: it has moved on " + std::to_string(most_moves) +
                          " times within a second; the next was " + to_text(next),
                 .traceback = {}});
}

void Site::enter_dialog(ContactId contact, const std::string& name) {
  if (goes_round(contact, {.kind = Action::Kind::dialog, .name = name})) return;
  const HandlerFunction& handler = definitions_.dialogs.find(name)->second;
  host_.calls->note_entered(contact, "dialog", name);
  run(contact, handler.reference, "dialog \"" + name + "\"");
}

// One rule set after the other, as long as they lead on to each other: in a row, not one within the other, so
// that a ring of them takes no more of the stack than one.
void Site::decide(ContactId id, const std::string& name) {
  std::optional<std::string> next = name;
  for (int moves = 0; next; ++moves) {
    // However long each of them takes: nobody else has a turn meanwhile.
    if (moves > most_moves) return fail_in_ring(id, {.kind = Action::Kind::rules, .name = *next});
    next = decide_by(id, *next);
  }
}

std::optional<std::string> Site::decide_by(ContactId id, const std::string& name) {
  const auto attendance = attended_.find(id);
  if (attendance == attended_.end() || attendance->second.ending) return std::nullopt;
  // Who comes while a table is read for the first time waits for it.
  if (tables_->wait_for_rules(name, [this, id, name] { decide(id, name); })) return std::nullopt;
  if (goes_round(id, {.kind = Action::Kind::rules, .name = name})) return std::nullopt;
  const Contact* contact = find_contact(host_, id);
  if (contact == nullptr) {
    end(id, {});
    return std::nullopt;
  }
  attended_[id].doing = "rules \"" + name + "\"";
  const Outcome outcome = decisions_.decide(host_, *contact, name);
  for (const auto& [variable, value] : outcome.set)
    set_variable(host_, id, variable, value);
  keep_for_queues(id, outcome);
  if (outcome.go && outcome.go->kind == Action::Kind::rules) return outcome.go->name;
  if (outcome.go) {
    go(id, *outcome.go);
    return std::nullopt;
  }
  log_.write(LogLevel::warning, "contact " + to_string(id) + ": no rule of \"" + name +
                                    "\" says where it goes, and there is no otherwise");
  end(id, "no-rule");
  return std::nullopt;
}

void Site::connect(ContactId contact, const Action& action) {
  ConnectRequest request = usual_request(host_.calls->find(contact));
  for (const ActionParty& party : action.parties) {
    request.targets.push_back(target_of(definitions_, party));
    request.targets.back().timeout = usual_ring_time;
  }
  // Who is not connected is refused as the target has refused, once the contact ends.
  const auto started = host_.calls->connect(contact, std::move(request),
                                            [this, contact](const ConnectOutcome&) { end(contact, {}); });
  if (!started) return end(contact, {});
  attended_[contact].connecting = started.value();
}

void Site::fail(ContactId contact, const TaskOutcome& outcome) {
  report_script_failure(host_, contact, outcome, attended_[contact].doing);
  end(contact, "script-failed");
}

void Site::released(ContactId contact, const Release& release) {
  if (Site* theirs = enterprise_with(contact)) return theirs->released(contact, release);
  end(contact, {});
}

void Site::end(ContactId contact, std::string cause) {
  const auto found = attended_.find(contact);
  if (found == attended_.end() || found->second.ending) return;
  found->second.ending = true;
  const std::string why = found->second.cause = std::move(cause);
  if (found->second.connecting) host_.calls->cancel(std::exchange(found->second.connecting, {}));
  if (host_.desk != nullptr) host_.desk->gone(contact);
  host_.timers.cancel_all(loop_, sandbox_.lua(), contact);
  host_.recordings.erase(contact);
  tasks_.stop_all(contact, [this, contact] {
    const auto ended = attended_.extract(contact);
    if (is_chat(contact)) {
      host_.chats->finish(contact, ended.mapped().cause);
    } else {
      host_.calls->finish(contact, ended.mapped().cause);
    }
    if (over_) over_(contact);
  });
  // Finalisers may take their time: the caller does not wait for them, nor hear them.
  host_.calls->close(contact, why);
}

}  // namespace tipring::dsl
