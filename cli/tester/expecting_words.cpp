#include <string>
#include <utility>

#include "cli/tester/call_progress.h"
#include "cli/tester/play_words.h"
#include "dsl/binding/registry.h"

namespace tipring::cli {
namespace {

using dsl::Parameter;
using dsl::ValueType;
using dsl::Word;
using dsl::WordCall;
using dsl::WordKind;

// Once everything sent has arrived a simulation is at rest, which takes milliseconds.
constexpr Duration time_to_rest = std::chrono::seconds(1);

Duration within(const WordCall& call) {
  return call.duration("within", usual_patience);
}
const Stage& stage_of(const WordCall& call) {
  return performance_of(call).stage;
}

int hears(WordCall& call) {
  const std::string what = call.text("what");
  if (what.empty()) call.mistake("needs words or a sound's name; for silence there is hears_nothing");
  return await(call, performance_of(call).hearing.hears(party_of(call), what, within(call)));
}

int hears_tone(WordCall& call) {
  return await(call, performance_of(call).hearing.hears_tone(party_of(call), call.text("name"), within(call)));
}

int hears_digits(WordCall& call) {
  return await(call,
               performance_of(call).hearing.hears_digits(party_of(call), call.text("digits"), within(call)));
}

int hears_nothing(WordCall& call) {
  const Duration time = call.duration("time", std::chrono::seconds(1));
  return await(call, performance_of(call).hearing.hears_nothing(party_of(call), time));
}

int talks_to(WordCall& call) {
  const auto* other = dsl::object_at<PartyObject>(call.lua(), call.index_of("other"), "party");
  if (other == nullptr)
    call.mistake("takes a party, not " + dsl::describe_value(call.lua(), call.index_of("other")));
  performance_of(call).stage.let_speak_to_each_other(party_of(call), other->party);
  return await(call,
               performance_of(call).hearing.talk_to_each_other(party_of(call), other->party, within(call)));
}

template <Expectation (*expectation)(const Stage&, PartyId, Duration)>
int comes_to(WordCall& call) {
  return await(call, expectation(stage_of(call), party_of(call), within(call)));
}

int has_transferred_with(WordCall& call) {
  const auto status = static_cast<int>(call.whole("status", 200));
  return await(call, has_transferred(stage_of(call), party_of(call), status, within(call)));
}

int is_refused_with(WordCall& call) {
  const auto status = static_cast<int>(call.whole("status", 0));
  return await(call, is_refused(stage_of(call), party_of(call), status, within(call)));
}

int is_redirected_to(WordCall& call) {
  return await(call, is_redirected(stage_of(call), party_of(call), call.text("target"), within(call)));
}

int expect(WordCall& call) {
  PartyTraits traits;
  if (call.has("state")) traits.state = call.text("state");
  if (call.has("status")) traits.status = static_cast<int>(call.whole("status", 0));
  if (call.has("reason")) traits.reason = call.text("reason");
  if (call.has("path")) traits.path = call.text("path");
  if (call.has("hearing")) traits.hearing = call.text("hearing");
  return await(call, is_like(stage_of(call), party_of(call), std::move(traits), time_to_rest));
}

Word expecting(std::string_view name, std::string_view summary, std::vector<Parameter> parameters,
               int (*run)(WordCall&)) {
  Word word;
  word.owner = "party";
  word.name = name;
  word.kind = WordKind::method;
  word.place = dsl::WordPlace::task;
  word.waits = true;
  word.summary = summary;
  word.parameters = std::move(parameters);
  word.run = run;
  return word;
}

/// The same, with a time of patience behind the parameters.
Word patient(std::string_view name, std::string_view summary, std::vector<Parameter> parameters,
             int (*run)(WordCall&)) {
  parameters.push_back(
      {.name = "within", .type = ValueType::duration, .fallback = "30s", .doc = "How long to wait for it."});
  return expecting(name, summary, std::move(parameters), run);
}

std::vector<Word> make_expecting_words() {
  Word hear = patient("hears", "Waits until the party hears this.",
                      {{.name = "what",
                        .type = ValueType::text,
                        .required = true,
                        .doc = "A sound's name, or words of what is said, whatever their letters' case."}},
                      hears);
  hear.details =
      "What it heard before counts, from where the last of these words left off. The play goes on as "
      "soon as the prompt is recognised, which takes a second of it, or all of a shorter one: it may still be "
      "being played.";
  hear.example = "call:hears \"press 1\"";
  Word nothing = expecting(
      "hears_nothing", "Makes sure that the party hears nothing for a time.",
      {{.name = "time", .type = ValueType::duration, .fallback = "1s", .doc = "How long."}}, hears_nothing);
  Word like = expecting("expect", "Makes sure that the party's call is like this now.", {}, expect);
  like.options = {
      {.name = "state",
       .type = ValueType::text,
       .doc = "As party.state.",
       .one_of = {"waiting", "calling", "invited", "ringing", "answered", "leaving", "over"}},
      {.name = "status", .type = ValueType::whole, .doc = "The SIP status that ended the call."},
      {.name = "reason", .type = ValueType::text, .doc = "Its phrase."},
      {.name = "path",
       .type = ValueType::text,
       .doc = "Which way its audio goes: straight to the other phone, or through the site. Plays have "
              "no rtpengine: who talks by one is relayed, where one has straight = true direct.",
       .one_of = {"direct", "relayed"}},
      {.name = "hearing",
       .type = ValueType::text,
       .doc = "What it hears now: a name, or words. \"\": nothing."}};
  like.example = "call:expect { state = \"answered\", hearing = \"music\" }";
  return {
      std::move(hear),
      patient("hears_tone", "Waits until the party hears a tone.",
              {{.name = "name",
                .type = ValueType::text,
                .required = true,
                .doc = "\"ringback\", \"busy\", \"beep\" …"}},
              hears_tone),
      patient("hears_digits", "Waits until the party hears these DTMF digits.",
              {{.name = "digits", .type = ValueType::digits, .required = true, .doc = "One after the other."}},
              hears_digits),
      std::move(nothing),
      patient("talks_to", "Waits until two parties hear each other.",
              {{.name = "other", .type = ValueType::any, .required = true, .doc = "The other party."}},
              talks_to),
      std::move(like),
      patient("is_called", "Waits until the site has called the party.", {}, comes_to<&is_called>),
      patient("is_ringing", "Waits until the call has come so far as to ring.", {}, comes_to<&is_ringing>),
      patient("is_answered", "Waits until the call has been answered.", {}, comes_to<&is_answered>),
      patient("has_transferred", "Waits until it is told what its transfer came to.",
              {{.name = "status",
                .type = ValueType::whole,
                .fallback = "200",
                .doc = "The status expected, from 200."}},
              has_transferred_with),
      patient("is_refused", "Waits until the site has refused the call.",
              {{.name = "status", .type = ValueType::whole, .fallback = "any", .doc = "The SIP status."}},
              is_refused_with),
      patient("is_redirected", "Waits until the site has sent the caller elsewhere.",
              {{.name = "target", .type = ValueType::text, .fallback = "anywhere", .doc = "One of the URIs."}},
              is_redirected_to),
      patient("is_released", "Waits until the site has ended the call.", {}, comes_to<&is_released>),
  };
}

}  // namespace

std::span<const Word> expecting_words() {
  static const std::vector<Word> words = make_expecting_words();
  return words;
}

}  // namespace tipring::cli
