#include <vector>

#include "cli/tester/performance.h"
#include "cli/tester/play_words.h"

namespace tipring::cli {
namespace {

using dsl::ValueType;
using dsl::Word;
using dsl::WordCall;
using dsl::WordKind;

int close_hours(WordCall& call) {
  return done_or_fail(call, performance_of(call).backstage.close_hours(call.text("hours")));
}

int reopen_hours(WordCall& call) {
  return done_or_fail(call, performance_of(call).backstage.reopen_hours(call.text("hours")));
}

const dsl::Parameter hours{.name = "hours",
                           .type = ValueType::text,
                           .required = true,
                           .doc = "Their name; \"north/office\" of an enterprise."};

}  // namespace

std::span<const Word> hours_words() {
  static const std::vector<Word> words{
      {.owner = "play",
       .name = "closes_hours",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .summary = "An operator closes hours of the site in an emergency, from here on.",
       .details = "As tipring hours close does: whatever their plan says.",
       .parameters = {hours},
       .example = "t:closes_hours \"office\"",
       .run = close_hours},
      {.owner = "play",
       .name = "reopens_hours",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .summary = "An operator lets hours that were closed be as planned again.",
       .parameters = {hours},
       .example = "t:reopens_hours \"office\"",
       .run = reopen_hours},
  };
  return words;
}

}  // namespace tipring::cli
