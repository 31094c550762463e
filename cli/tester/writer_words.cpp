#include <string>
#include <utility>

#include "cli/tester/hearing.h"
#include "cli/tester/play_words.h"
#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"

namespace tipring::cli {
namespace {

using dsl::Parameter;
using dsl::ValueType;
using dsl::Word;
using dsl::WordCall;
using dsl::WordKind;

CorrespondentId writer_of(const WordCall& call) {
  return dsl::object_at<WriterObject>(call.lua(), call.self(), "writer")->writer;
}

int writer(WordCall& call) {
  Correspondent plan{.address = call.text("from"), .to = call.text("to"), .trunk = call.text("trunk")};
  plan.name = call.text("name", plan.address);
  const auto refusal = call.whole("refuses", 0);
  if (call.has("refuses") && (refusal < 300 || refusal > 699))
    call.mistake("refuses must be from 300 to 699, not " + std::to_string(refusal));
  plan.refusal = static_cast<int>(refusal);
  dsl::push_object(call.lua(), "writer", WriterObject{performance_of(call).stage.correspond(std::move(plan))});
  return 1;
}

int writes(WordCall& call) {
  Stage& stage = performance_of(call).stage;
  const CorrespondentId id = writer_of(call);
  if (stage.look_at(id).to.empty())
    call.mistake("needs a writer that says to whom: t:writer { from = …, to = … }");
  stage.write(id, call.text("text"));
  return 0;
}

// What a writer has read and nobody has asked for.
std::string unexpected(const Correspondent& writer, std::size_t from) {
  if (from >= writer.read.size()) return "it has read nothing more";
  std::string text = "it has read";
  for (std::size_t i = from; i < writer.read.size(); ++i)
    text += (i == from ? " \"" : ", \"") + writer.read[i] + "\"";
  return text;
}

int reads(WordCall& call) {
  Performance& performance = performance_of(call);
  const CorrespondentId id = writer_of(call);
  const std::string wanted = call.text("text");
  const Duration within = call.duration("within", usual_patience);
  Expectation expectation{.judge = {}, .too_late = {}, .within = within};
  expectation.judge = [&performance, id, wanted] {
    const Correspondent& writer = performance.stage.look_at(id);
    std::size_t& read = performance.read[id];
    for (std::size_t i = read; i < writer.read.size(); ++i) {
      if (!find_without_case(writer.read[i], wanted, 0)) continue;
      read = i + 1;
      return Judgement::holds();
    }
    return Judgement::open();
  };
  expectation.too_late = [&performance, id, wanted, within] {
    const Correspondent& writer = performance.stage.look_at(id);
    return "expected that " + writer.name + " reads \"" + wanted + "\" within " + dsl::format_duration(within) +
           ", but " + unexpected(writer, performance.read[id]);
  };
  return await(call, std::move(expectation));
}

int reads_nothing(WordCall& call) {
  Performance& performance = performance_of(call);
  const CorrespondentId id = writer_of(call);
  Expectation expectation{
      .judge = {}, .too_late = {}, .within = call.duration("time", std::chrono::seconds(1))};
  expectation.judge = [&performance, id] {
    const Correspondent& writer = performance.stage.look_at(id);
    if (performance.read[id] >= writer.read.size()) return Judgement::open();
    return Judgement::fails("expected that " + writer.name + " reads nothing, but " +
                            unexpected(writer, performance.read[id]));
  };
  expectation.too_late = [] { return std::string(); };
  return await(call, std::move(expectation));
}

int is_refused(WordCall& call) {
  const Stage& stage = performance_of(call).stage;
  const CorrespondentId id = writer_of(call);
  const auto wanted = static_cast<int>(call.whole("status", 0));
  const Duration within = call.duration("within", usual_patience);
  const std::string what = wanted == 0 ? "is refused" : "is refused with " + std::to_string(wanted);
  Expectation expectation{.judge = {}, .too_late = {}, .within = within};
  const auto judged = [&stage, id, wanted, what] {
    const Correspondent& writer = stage.look_at(id);
    const int status = writer.statuses.empty() ? 0 : writer.statuses.back();
    if (status == 0) return Judgement::open();
    if (status >= 300 && (wanted == 0 || status == wanted)) return Judgement::holds();
    return Judgement::fails("expected that " + writer.name + " " + what + ", but its message came to " +
                            std::to_string(status));
  };
  expectation.judge = judged;
  expectation.too_late = [&stage, id, what, within] {
    return "expected that " + stage.look_at(id).name + " " + what + " within " + dsl::format_duration(within) +
           ", but its message was not answered";
  };
  return await(call, std::move(expectation));
}

Word act(std::string_view name, std::string_view summary, int (*run)(WordCall&)) {
  return {.owner = "writer",
          .name = name,
          .kind = WordKind::method,
          .place = dsl::WordPlace::task,
          .summary = summary,
          .run = run};
}

Word writer_word() {
  return {
      .owner = "play",
      .name = "writer",
      .kind = WordKind::method,
      .place = dsl::WordPlace::task,
      .summary =
          "Somebody who writes messages of text to the site, and reads those that the site writes there.",
      .details = "One whose number is the name of a phone of the site is that phone.",
      .options = {{.name = "from", .type = ValueType::text, .required = true, .doc = "Its number or SIP URI."},
                  {.name = "to",
                   .type = ValueType::text,
                   .fallback = "it only reads",
                   .doc = "What it writes to: a number or SIP URI."},
                  {.name = "name",
                   .type = ValueType::text,
                   .fallback = "its number",
                   .doc = "What the play calls it."},
                  {.name = "trunk",
                   .type = ValueType::text,
                   .fallback = "none",
                   .doc = "The trunk of the site that its messages come by."},
                  {.name = "refuses",
                   .type = ValueType::whole,
                   .fallback = "it takes all",
                   .doc = "The SIP status by which it refuses what the site writes."}},
      .returns = "the writer",
      .result = "writer",
      .example = "local ann = t:writer { from = \"+12025550143\", to = \"300\" }",
      .run = writer};
}

std::vector<Word> make_writer_words() {
  const Parameter within{
      .name = "within", .type = ValueType::duration, .fallback = "30s", .doc = "How long to wait for it."};
  Word write = act("writes", "Writes a message.", writes);
  write.parameters = {{.name = "text", .type = ValueType::text, .required = true, .doc = "What it writes."}};
  write.example = "ann:writes \"Are you open?\"";
  Word read = act("reads", "Waits until it has read a message that contains this text.", reads);
  read.waits = true;
  read.details = "The next one looks at later messages only.";
  read.parameters = {
      {.name = "text", .type = ValueType::text, .required = true, .doc = "Letters' case does not matter."},
      within};
  read.example = "ann:reads \"from nine to five\"";
  Word silence =
      act("reads_nothing", "Waits, and fails where it has a message that nobody expected.", reads_nothing);
  silence.waits = true;
  silence.parameters = {{.name = "time", .type = ValueType::duration, .fallback = "1s", .doc = "How long."}};
  Word refused = act("is_refused", "Waits until the message it wrote last is refused.", is_refused);
  refused.waits = true;
  refused.parameters = {
      {.name = "status", .type = ValueType::whole, .fallback = "any", .doc = "The SIP status."}, within};
  return {writer_word(), std::move(write), std::move(read), std::move(silence), std::move(refused)};
}

}  // namespace

std::span<const Word> writer_words() {
  static const std::vector<Word> words = make_writer_words();
  return words;
}

}  // namespace tipring::cli
