#include "cli/softphone/step.h"

#include <array>
#include <charconv>
#include <utility>

#include "dsl/binding/word_call.h"
#include "runtime/base/nearest.h"

namespace tipring::cli {
namespace {

using Kind = SoftphoneStep::Kind;
using Line = std::variant<SoftphoneStep, Typed>;

constexpr int busy_here = 486;

constexpr std::array<std::pair<std::string_view, Kind>, 12> verbs{{{"wait", Kind::wait},
                                                                   {"ring", Kind::ring},
                                                                   {"answer", Kind::answer},
                                                                   {"refuse", Kind::refuse},
                                                                   {"press", Kind::press},
                                                                   {"play", Kind::play},
                                                                   {"record", Kind::record},
                                                                   {"hold", Kind::hold},
                                                                   {"resume", Kind::resume},
                                                                   {"transfer", Kind::transfer},
                                                                   {"hang", Kind::hang_up},
                                                                   {"hangup", Kind::hang_up}}};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

Error usage(std::string text) {
  return {"usage", std::move(text)};
}

Error unknown(std::string_view word) {
  NearestName search{std::string(word)};
  for (const auto& [name, kind] : verbs)
    search.offer(name);
  for (const std::string_view name : {"help", "quit"})
    search.offer(name);
  return usage("there is no '" + std::string(word) + "'" + did_you_mean(search.best()) +
               "; 'help' lists what can be typed");
}

Result<Line> step_of(Kind kind, std::string_view rest) {
  SoftphoneStep step{.kind = kind};
  switch (kind) {
    case Kind::wait: {
      const auto time = dsl::parse_duration(std::string(rest));
      if (!time) return usage("wait takes a duration such as 500ms, 5s or 2m");
      step.time = *time;
      return Line(step);
    }
    case Kind::refuse: {
      if (rest.empty()) rest = "486";
      const auto status = parse_refusal(rest);
      if (!status) return status.error();
      step.status = status.value();
      return Line(step);
    }
    case Kind::press:
      if (!are_keys(rest)) return usage("press takes keys: 0 to 9, *, # and A to D");
      break;
    case Kind::play:
    case Kind::record:
      if (rest.empty()) return usage("a file is needed: play FILE, record FILE");
      break;
    case Kind::transfer:
      if (!is_target(rest)) return usage("to whom is needed: transfer sip:300@127.0.0.1, transfer 300");
      break;
    case Kind::ring:
    case Kind::answer:
    case Kind::hold:
    case Kind::resume:
    case Kind::hang_up:
      return Line(step);
  }
  step.text = rest;
  return Line(step);
}

}  // namespace

bool are_keys(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789*#ABCD") == std::string_view::npos;
}

bool is_target(std::string_view text) {
  return !text.empty() && text.find_first_of(" \t<>\"") == std::string_view::npos;
}

Result<int> parse_refusal(std::string_view text) {
  int status = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), status);
  const bool whole = problem == std::errc() && end == text.data() + text.size();
  if (whole && status >= 400 && status <= 699) return status;
  return usage("'" + std::string(text) + "' is no status to refuse a call with: those are 400 to 699, " +
               std::to_string(busy_here) + " for busy");
}

Result<Line> parse_typed(std::string_view line) {
  line = trimmed(line);
  if (line.empty()) return Line(Typed::nothing);
  if (are_keys(line)) return Line(SoftphoneStep{.kind = Kind::press, .text = std::string(line)});
  const std::string_view word = line.substr(0, line.find_first_of(" \t"));
  if (word == "help" || word == "?") return Line(Typed::help);
  if (word == "quit") return Line(Typed::quit);
  for (const auto& [name, kind] : verbs) {
    if (name == word) return step_of(kind, trimmed(line.substr(word.size())));
  }
  return unknown(word);
}

std::string_view typing_help() {
  return "  123#           press keys\n"
         "  answer         answer the call that rings\n"
         "  refuse [486]   refuse it\n"
         "  play FILE      play a sound file into the call\n"
         "  record FILE    record what is heard, until the call's end\n"
         "  hold           put the other side on hold\n"
         "  resume         go on with it\n"
         "  transfer URI   have it connected elsewhere, and hang up\n"
         "  hang up        end the call\n"
         "  quit           end the call and the phone\n";
}

}  // namespace tipring::cli
