#include <algorithm>
#include <cctype>
#include <string>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "dsl/words/contact_attributes.h"
#include "dsl/words/targets.h"
#include "dsl/words/waiting.h"
#include "dsl/words/words.h"

namespace tipring::dsl {

namespace {

// true, or nil and why not.
int done(const WordCall& call, const Result<void>& result) {
  if (!result) return call.fail(result.error());
  lua_pushboolean(call.lua(), 1);
  return 1;
}

int state(WordCall& call) {
  const Leg* leg = call.host<Host>().calls->customer_leg(contact_of(call));
  return push_text(call, leg == nullptr ? "ended" : std::string(to_string(leg->state())));
}

int is_recovered(WordCall& call) {
  const Contact* contact = find_contact(call.host<Host>(), contact_of(call));
  lua_pushboolean(call.lua(), contact != nullptr && contact->recovered ? 1 : 0);
  return 1;
}

int ring(WordCall& call) {
  return done(call, call.host<Host>().calls->ring(contact_of(call)));
}

int answer(WordCall& call) {
  return done(call, call.host<Host>().calls->answer(contact_of(call)));
}

int reject(WordCall& call) {
  const auto status = call.whole("status", 603);
  return done(call,
              call.host<Host>().calls->reject(contact_of(call), static_cast<int>(status), call.text("reason")));
}

int redirect(WordCall& call) {
  return done(call, call.host<Host>().calls->redirect(contact_of(call), uri_targets(call)));
}

int hang_up(WordCall& call) {
  return done(call, call.host<Host>().calls->hang_up(contact_of(call), {.by = Release::By::local}));
}

int push_held(lua_State* lua, const std::optional<Error>& failure) {
  if (failure) return push_failure(lua, *failure);
  lua_pushboolean(lua, 1);
  return 1;
}

template <bool on>
int hold(WordCall& call) {
  // Timer B (RFC 3261, section 17.1.1.2), and five tries after glare.
  constexpr Duration longest = std::chrono::seconds(60);
  Host& host = call.host<Host>();
  return wait_for<std::optional<Error>>(call, longest, push_held, [&](auto done) {
    return host.calls->hold(contact_of(call), on, std::move(done));
  });
}

}  // namespace

std::span<const Word> call_words() {
  constexpr auto attribute = WordKind::attribute;
  constexpr auto method = WordKind::method;
  constexpr auto task = WordPlace::task;
  static const std::vector<Word> words{
      {.owner = "call",
       .name = "id",
       .kind = attribute,
       .place = task,
       .summary = "The contact's id, as tipring call ls shows it.",
       .run = contact_id},
      {.owner = "call",
       .name = "caller",
       .kind = attribute,
       .place = task,
       .summary = "The caller's number or user name; empty when the caller shows none.",
       .run = address_part<&Contact::caller, &PartyAddress::user>},
      {.owner = "call",
       .name = "caller_name",
       .kind = attribute,
       .place = task,
       .summary = "The name the caller's phone shows; may be empty.",
       .run = address_part<&Contact::caller, &PartyAddress::display>},
      {.owner = "call",
       .name = "caller_uri",
       .kind = attribute,
       .place = task,
       .summary = "The caller's whole SIP URI.",
       .run = address_part<&Contact::caller, &PartyAddress::uri>},
      {.owner = "call",
       .name = "transferred_by",
       .kind = attribute,
       .place = task,
       .summary = "Who transferred the caller to the number dialled: a phone's name or a number; nil for a "
                  "call that was not "
                  "transferred.",
       .details = "A phone's transfer key makes the party it talks to a call of its own, which goes by on.call "
                  "like any other to "
                  "that number; call.phone and call.trunk are those of who transferred it, and what that phone "
                  "may call "
                  "holds. Until "
                  "somebody answers, or the script plays or asks something, the phone stays; if the script "
                  "ends or rejects "
                  "before, it has the party back. Two parties that a phone joins (attended transfer) talk "
                  "without a script.",
       .run = named<&Contact::transferred_by>},
      {.owner = "call",
       .name = "recovered",
       .kind = attribute,
       .place = task,
       .summary = "Whether the call began before the runtime was killed, and goes on after its restart.",
       .details =
           "A caller who was in a dialog begins that dialog again, one who was in on.call begins that again: "
           "what the script knew is gone, but for the variables of the call and its customer. Two who talk "
           "are connected again and go on without a script.",
       .run = is_recovered},
      {.owner = "call",
       .name = "dialled",
       .kind = attribute,
       .place = task,
       .summary = "The number or user name that was dialled (DNIS).",
       .run = address_part<&Contact::dialled, &PartyAddress::user>},
      {.owner = "call",
       .name = "dialled_uri",
       .kind = attribute,
       .place = task,
       .summary = "The whole request URI.",
       .run = address_part<&Contact::dialled, &PartyAddress::uri>},
      {.owner = "call",
       .name = "phone",
       .kind = attribute,
       .place = task,
       .summary = "The name of the phone of the site that has proved to be the caller; nil for others.",
       .run = named<&Contact::phone>},
      {.owner = "call",
       .name = "trunk",
       .kind = attribute,
       .place = task,
       .summary = "The name of the trunk the call came by; nil for others.",
       .run = named<&Contact::trunk>},
      {.owner = "call",
       .name = "headers",
       .kind = attribute,
       .place = task,
       .summary =
           "The header fields of the INVITE, by name without regard to case; nil for one that is not there.",
       .result = "headers",
       .example = "local from_crm = call.headers[\"X-Account\"]",
       .run = contact_headers},
      {.owner = "call",
       .name = "state",
       .kind = attribute,
       .place = task,
       .summary = "\"invited\", \"ringing\", \"answered\", \"releasing\" or \"ended\".",
       .run = state},
      {.owner = "call",
       .name = "ring",
       .kind = method,
       .place = task,
       .summary = "Lets the caller hear ringing (180).",
       .returns = "true, or nil and why not",
       .run = ring},
      {.owner = "call",
       .name = "answer",
       .kind = method,
       .place = task,
       .answers = Answers::yes,
       .summary = "Answers the call (200).",
       .details = "Words that play, record or listen answer by themselves, see there.",
       .returns = "true, or nil and why not",
       .run = answer},
      {.owner = "call",
       .name = "reject",
       .kind = method,
       .place = task,
       .summary = "Refuses the call while it is not answered.",
       .parameters = {{.name = "status",
                       .type = ValueType::whole,
                       .fallback = "603",
                       .doc = "SIP status.",
                       .least = 400,
                       .most = 699},
                      {.name = "reason", .type = ValueType::text, .doc = "Text for the caller's phone."}},
       .returns = "true, or nil and why not",
       .example = "call:reject(486, \"All lines are busy\")",
       .run = reject},
      {.owner = "call",
       .name = "redirect",
       .kind = method,
       .place = task,
       .summary = "Sends the caller elsewhere while the call is not answered (302).",
       .parameters = {{.name = "targets",
                       .type = ValueType::text,
                       .required = true,
                       .repeats = true,
                       .doc = "SIP or tel: URIs, the best first."}},
       .returns = "true, or nil and why not",
       .run = redirect},
      {.owner = "call",
       .name = "hang_up",
       .kind = method,
       .place = task,
       .summary = "Ends the call.",
       .returns = "true, or nil and why not",
       .run = hang_up},
      {.owner = "call",
       .name = "hold",
       .kind = method,
       .place = task,
       .waits = true,
       .summary = "Puts the caller on hold: the caller is not heard, and hears what is played.",
       .returns = "true once the caller's phone agrees; or nil and why not",
       .example = "call:hold()\ncall:play \"music\"\ncall:resume()",
       .run = hold<true>},
      {.owner = "call",
       .name = "resume",
       .kind = method,
       .place = task,
       .waits = true,
       .summary = "Takes the caller off hold.",
       .returns = "true once the caller's phone agrees; or nil and why not",
       .run = hold<false>},
      {.owner = "call",
       .name = "finally",
       .kind = method,
       .place = task,
       .summary = "Runs a function when the contact is over, however it ends, once.",
       .details = "Functions given later run earlier. Together they may wait for ten seconds at most.",
       .parameters =
           {{.name = "fn", .type = ValueType::function, .required = true, .doc = "Takes no arguments."}},
       .example = "call:finally(function() log.info(\"bye, \", call.caller) end)",
       .run = contact_finally},
  };
  return words;
}

}  // namespace tipring::dsl
