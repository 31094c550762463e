#include <string>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "dsl/words/script_failure.h"
#include "dsl/words/waiting.h"
#include "dsl/words/words.h"

namespace tipring::dsl {
namespace {

// What a timer set by call:after is called by; it finds nothing once it has fired or been cancelled.
struct TimerObject {
  TimerHandle timer;
};

int wait(WordCall& call) {
  Host& host = call.host<Host>();
  const Duration delay = call.duration("time", Duration::zero());
  const TaskRef wait = host.tasks.begin_wait(call.lua());
  const TimerHandle timer =
      host.loop.after(delay, [&tasks = host.tasks, wait] { tasks.resume(wait, [](lua_State*) { return 0; }); });
  return host.tasks.wait(
      call.lua(), [&loop = host.loop, timer] { loop.cancel(timer); }, delay + std::chrono::seconds(1));
}

// Starts a further task of a contact. The reference to its function is given back when it ends.
void start_task(Host& host, ContactId contact, int function) {
  PushValues arguments = [&host, contact](lua_State* lua) {
    if (!contact) return 0;
    push_contact(lua, host, contact);
    return 1;
  };
  host.tasks.start(contact, function, std::move(arguments),
                   [&host, contact, function](const TaskOutcome& outcome, lua_State* lua, int /*count*/) {
                     luaL_unref(lua, LUA_REGISTRYINDEX, function);
                     if (outcome.end == TaskEnd::failed)
                       report_script_failure(host, contact, outcome, "a further task");
                   });
}

int spawn(WordCall& call) {
  Host& host = call.host<Host>();
  lua_pushvalue(call.lua(), call.index_of("fn"));
  start_task(host, host.tasks.current_contact(), luaL_ref(call.lua(), LUA_REGISTRYINDEX));
  return 0;
}

// A timer ends with its contact: Host::timers knows those of each, and the site cancels what is left.
int after(WordCall& call) {
  Host& host = call.host<Host>();
  const ContactId contact = contact_of(call);
  lua_pushvalue(call.lua(), call.index_of("fn"));
  const int function = luaL_ref(call.lua(), LUA_REGISTRYINDEX);
  const TimerHandle timer =
      host.timers.set(host.loop, contact, call.duration("time", Duration::zero()), function,
                      [&host, contact, function] { start_task(host, contact, function); });
  push_object(call.lua(), "timer", TimerObject{timer});
  return 1;
}

int cancel(WordCall& call) {
  const auto* object = object_at<TimerObject>(call.lua(), call.self(), "timer");
  Host& host = call.host<Host>();
  lua_pushboolean(call.lua(), host.timers.cancel(host.loop, call.lua(), object->timer) ? 1 : 0);
  return 1;
}

}  // namespace

std::span<const Word> time_words() {
  const Parameter time{.name = "time", .type = ValueType::duration, .required = true, .doc = "How long."};
  static const std::vector<Word> words{
      {.name = "wait",
       .place = WordPlace::task,
       .waits = true,
       .summary = "Lets time pass.",
       .parameters = {time},
       .example = "wait \"2s\"",
       .run = wait},
      {.owner = "call",
       .name = "wait",
       .kind = WordKind::method,
       .place = WordPlace::task,
       .waits = true,
       .summary = "Lets time pass; the same as wait.",
       .parameters = {time},
       .run = wait},
      {.owner = "call",
       .name = "after",
       .kind = WordKind::method,
       .place = WordPlace::task,
       .summary = "Runs a function later, beside what the call is doing, unless the call is over by then.",
       .parameters = {time,
                      {.name = "fn",
                       .type = ValueType::function,
                       .required = true,
                       .doc = "Receives the call.",
                       .hands = "call"}},
       .returns = "a timer; timer:cancel() prevents the function",
       .result = "timer",
       .example = "call:after(\"5m\", function(call) log.warning(call.id, \" is still here\") end)",
       .run = after},
      {.owner = "timer",
       .name = "cancel",
       .kind = WordKind::method,
       .summary = "Prevents what call:after was to run.",
       .returns = "true; false where it has run already",
       .run = cancel},
      {.name = "spawn",
       .place = WordPlace::task,
       .summary = "Runs a function beside the running one. It ends with the contact.",
       .parameters = {{.name = "fn",
                       .type = ValueType::function,
                       .required = true,
                       .doc = "Receives the call.",
                       .hands = "call"}},
       .example = "spawn(function(call) wait \"10s\" log.info(call.id, \": ten seconds\") end)",
       .run = spawn},
  };
  return words;
}

}  // namespace tipring::dsl
