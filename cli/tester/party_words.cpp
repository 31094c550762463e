#include <string>
#include <utility>

#include "cli/tester/call_progress.h"
#include "cli/tester/play_words.h"
#include "dsl/binding/registry.h"
#include "dsl/words/targets.h"

namespace tipring::cli {
namespace {

using dsl::ValueType;
using dsl::Word;
using dsl::WordCall;
using dsl::WordKind;

int push_text(const WordCall& call, const std::string& text) {
  lua_pushlstring(call.lua(), text.data(), text.size());
  return 1;
}

PartyView look(const WordCall& call) {
  return performance_of(call).stage.look(party_of(call));
}

int name(WordCall& call) {
  return push_text(call, look(call).name);
}
int number(WordCall& call) {
  return push_text(call, look(call).address);
}
int state(WordCall& call) {
  return push_text(call, std::string(sim::to_string(look(call).state)));
}

int presses(WordCall& call) {
  const auto time = performance_of(call).stage.press(party_of(call), call.text("digits"));
  return time ? pause(call, time.value()) : fail_here(call, time.error().text);
}

int speaks(WordCall& call) {
  const Duration length = call.duration("length", Duration::zero());
  const auto begun = performance_of(call).stage.speak(party_of(call), length, call.text("words"));
  if (!begun) return fail_here(call, begun.error().text);
  return call.boolean("meanwhile", false) ? 0 : pause(call, length);
}

// What a called phone does waits for the call first.
int once_called(WordCall& call, std::function<Result<void>(Stage&, PartyId)> act) {
  Stage& stage = performance_of(call).stage;
  const PartyId party = party_of(call);
  return await_then(call, is_called(stage, party, call.duration("within", usual_patience)),
                    [&stage, party, act = std::move(act)] { return act(stage, party); });
}

int rings(WordCall& call) {
  const bool early = call.boolean("early_media", false);
  return once_called(call, [early](Stage& stage, PartyId party) { return stage.ring(party, early); });
}

int answers(WordCall& call) {
  return once_called(call, [](Stage& stage, PartyId party) { return stage.answer(party); });
}

int refuses(WordCall& call) {
  const auto status = static_cast<int>(call.whole("status", 486));
  return once_called(call, [status, reason = call.text("reason")](Stage& stage, PartyId party) {
    return stage.refuse(party, status, reason);
  });
}

int redirects(WordCall& call) {
  return once_called(call, [targets = dsl::uri_targets(call)](Stage& stage, PartyId party) {
    return stage.redirect(party, targets);
  });
}

// Over when what was asked for is in force, in simulation as on the wire.
int changes(WordCall& call, Result<void> (Stage::*act)(PartyId), std::string what) {
  Stage& stage = performance_of(call).stage;
  const PartyId party = party_of(call);
  const auto begun = (stage.*act)(party);
  if (!begun) return fail_here(call, begun.error().text);
  return await(call, has_changed(stage, party, std::move(what), call.duration("within", usual_patience)));
}

int holds(WordCall& call) {
  return changes(call, &Stage::hold, "holds the call");
}

int resumes(WordCall& call) {
  return changes(call, &Stage::resume, "takes the call up again");
}

int transfers(WordCall& call) {
  Stage& stage = performance_of(call).stage;
  if (const auto* consultation = dsl::object_at<PartyObject>(call.lua(), call.index_of("to"), "party"))
    return done_or_fail(call, stage.transfer(party_of(call), {}, consultation->party));
  if (lua_type(call.lua(), call.index_of("to")) != LUA_TSTRING)
    call.mistake("takes a number, a SIP URI or another party");
  return done_or_fail(call, stage.transfer(party_of(call), lua_tostring(call.lua(), call.index_of("to")), 0));
}

template <Result<void> (Stage::*act)(PartyId)>
int acts(WordCall& call) {
  return done_or_fail(call, (performance_of(call).stage.*act)(party_of(call)));
}

Word attribute(std::string_view word_name, std::string_view summary, int (*run)(WordCall&)) {
  return {.owner = "party", .name = word_name, .kind = WordKind::attribute, .summary = summary, .run = run};
}

/// A word that takes effect at once.
Word act(std::string_view word_name, std::string_view summary, int (*run)(WordCall&)) {
  return {.owner = "party",
          .name = word_name,
          .kind = WordKind::method,
          .place = dsl::WordPlace::task,
          .summary = summary,
          .run = run};
}

std::vector<Word> make_party_words() {
  const dsl::Parameter within{.name = "within",
                              .type = ValueType::duration,
                              .fallback = "30s",
                              .doc = "How long to wait for its call."};
  Word press =
      act("presses", "Presses keys one after the other, 100 ms each with 60 ms between them.", presses);
  press.waits = true;
  press.parameters = {
      {.name = "digits", .type = ValueType::digits, .required = true, .doc = "0-9, *, #, A-D."}};
  press.example = "call:presses \"123#\"";
  Word speak = act("speaks", "Speaks for a time.", speaks);
  speak.waits = true;
  speak.parameters = {{.name = "length", .type = ValueType::duration, .required = true, .doc = "How long."},
                      {.name = "words", .type = ValueType::text, .doc = "What others hear it say."}};
  speak.options = {{.name = "meanwhile",
                    .type = ValueType::boolean,
                    .fallback = "false",
                    .doc = "The play goes on while it speaks; else when it has spoken."}};
  speak.example = "call:speaks(\"3s\", \"please call me back\")";
  Word ring = act("rings", "Lets its phone ring once its call has come.", rings);
  ring.waits = true;
  ring.details = "A phone that is told nothing rings by itself after 200 ms.";
  ring.options = {{.name = "early_media",
                   .type = ValueType::boolean,
                   .fallback = "false",
                   .doc = "It can be heard before it answers (183)."},
                  within};
  Word answer = act("answers", "Answers once its call has come.", answers);
  answer.waits = true;
  answer.options = {within};
  Word refuse = act("refuses", "Refuses once its call has come.", refuses);
  refuse.waits = true;
  refuse.parameters = {
      {.name = "status", .type = ValueType::whole, .fallback = "486", .doc = "A SIP status from 300 to 699."},
      {.name = "reason",
       .type = ValueType::text,
       .fallback = "the standard phrase",
       .doc = "The reason phrase."}};
  refuse.options = {within};
  refuse.example = "phone:refuses(486)";
  Word redirect = act("redirects", "Sends its call elsewhere (302) once it has come.", redirects);
  redirect.waits = true;
  redirect.parameters = {{.name = "targets",
                          .type = ValueType::target,
                          .required = true,
                          .repeats = true,
                          .doc = "SIP or tel: URIs, best first."}};
  redirect.options = {within};
  redirect.example = "phone:redirects \"sip:carol@192.0.2.9\"";
  const dsl::Parameter in_force{
      .name = "within", .type = ValueType::duration, .fallback = "30s", .doc = "How long that may take."};
  Word hold = act("holds", "Puts the call on hold, and goes on once it is.", holds);
  hold.waits = true;
  hold.options = {in_force};
  hold.example = "call:holds()";
  Word resume = act("resumes", "Takes a held call up again, and goes on once it has.", resumes);
  resume.waits = true;
  resume.options = {in_force};
  resume.example = "call:resumes()";
  Word transfer =
      act("transfers",
          "Asks that whom it talks to be connected elsewhere, as the transfer key of a phone does.", transfers);
  transfer.details =
      "Given another party, which stands for another call of the same phone, it joins the two it talks to.";
  transfer.parameters = {{.name = "to",
                          .type = ValueType::any,
                          .required = true,
                          .doc = "A number, a SIP URI, or another party."}};
  transfer.example = "agent:transfers \"300\"";
  return {
      attribute("name", "What the play calls it.", name),
      attribute("number", "Its number or URI.", number),
      attribute("state", "Where its call stands: waiting, calling, invited, ringing, answered, leaving, over.",
                state),
      std::move(press),
      std::move(speak),
      std::move(ring),
      std::move(answer),
      std::move(refuse),
      std::move(redirect),
      std::move(transfer),
      act("ignores", "Never responds to its call, be it there or still to come.", acts<&Stage::ignore>),
      act("hangs_up", "Ends its call: gives up, declines or hangs up, whatever it has come to.",
          acts<&Stage::hang_up>),
      std::move(hold),
      std::move(resume),
      act("vanishes", "Drops off the network without a word, as when a cable is cut.", acts<&Stage::vanish>),
  };
}

}  // namespace

std::span<const Word> party_words() {
  static const std::vector<Word> words = make_party_words();
  return words;
}

}  // namespace tipring::cli
