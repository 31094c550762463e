#include "cli/tester/spec.h"

#include <charconv>
#include <utility>

#include "cli/tester/play_words.h"
#include "dsl/binding/registry.h"
#include "dsl/check/check.h"
#include "dsl/site/site_names.h"

namespace tipring::cli {
namespace {

// Scenarios are trusted more than sites are: a long play may loop a great deal between two waits.
dsl::SandboxLimits limits() {
  dsl::SandboxLimits limits;
  limits.instructions_per_slice = 200'000'000;
  limits.instructions_per_window = 2'000'000'000;
  limits.wall_per_slice.reset();
  return limits;
}

// Tasks are grouped by contact; the scenario's is none of the site's.
constexpr ContactId scenario_task{0, 1};

/// "tests/menu_spec.lua:12: text", as the sandbox writes it, in its parts.
ScenarioFailure as_failure(const std::string& error) {
  const auto first = error.find(':');
  const auto second = first == std::string::npos ? first : error.find(": ", first + 1);
  if (second == std::string::npos) return {error, {}, 0};
  int line = 0;
  const auto read = std::from_chars(error.data() + first + 1, error.data() + second, line);
  if (read.ec != std::errc() || read.ptr != error.data() + second) return {error, {}, 0};
  return {error.substr(second + 2), error.substr(0, first), line};
}

std::string describe_party(lua_State* lua, int self) {
  return "party " + std::to_string(dsl::object_at<PartyObject>(lua, self, "party")->party);
}

std::string describe_agent(lua_State* lua, int self) {
  return "agent " + dsl::object_at<AgentObject>(lua, self, "agent")->name;
}

std::string describe_writer(lua_State* lua, int self) {
  return "writer " + std::to_string(dsl::object_at<WriterObject>(lua, self, "writer")->writer);
}

Error bad_spec(std::string text) {
  return {"bad-spec", std::move(text)};
}

Result<void> check(const SpecText& spec) {
  const auto checked = dsl::check_files(std::vector<dsl::SourceFile>{{spec.file, spec.text}},
                                        dsl::site_names(play_language(), {}, {}, {}));
  if (checked.findings.empty()) return {};
  std::string text;
  for (const dsl::Finding& finding : checked.findings)
    text += (text.empty() ? "" : "\n") + dsl::to_string(finding);
  return bad_spec(std::move(text));
}

}  // namespace

const std::vector<dsl::Word>& play_language() {
  static const std::vector<dsl::Word> words = [] {
    std::vector<dsl::Word> all;
    for (const auto group : {top_words(), play_words(), party_words(), expecting_words(), writer_words(),
                             web_words(), hours_words(), queue_words()})
      all.insert(all.end(), group.begin(), group.end());
    return all;
  }();
  return words;
}

Spec::Spec(RunLoop& loop, Chance& chance)
    : loop_(loop),
      sandbox_(limits(), {.chance = chance, .print = {}, .wall = {}, .lost = {}}),
      tasks_(sandbox_, loop) {
  host_.tasks = &tasks_;
  host_.loop = &loop_;
  lua_State* lua = sandbox_.lua();
  dsl::register_type(lua, {.name = "play"}, play_language(), &host_);
  dsl::register_type(lua, {.name = "party", .describe = describe_party}, play_language(), &host_);
  dsl::register_type(lua, {.name = "writer", .describe = describe_writer}, play_language(), &host_);
  dsl::register_type(lua, {.name = "agent", .describe = describe_agent}, play_language(), &host_);
  dsl::register_words(lua, play_language(), &host_);
}

Spec::~Spec() = default;

Result<void> Spec::load(const SpecText& spec) {
  if (auto checked = check(spec); !checked) return checked;
  if (auto compiled = sandbox_.compile(sandbox_.lua(), spec.text, spec.file); !compiled) {
    return bad_spec(compiled.error().text);
  }
  const dsl::SliceOutcome outcome = sandbox_.call(0);
  if (outcome.end != dsl::SliceEnd::returned) return bad_spec(outcome.error);
  lua_settop(sandbox_.lua(), 0);
  sandbox_.freeze();
  host_.loading = false;
  return {};
}

void Spec::perform(std::size_t index, Performance& performance, std::function<void()> done) {
  host_.performance = &performance;
  done_ = std::move(done);
  performance.stop = [this] { loop_.post([this] { tasks_.stop_all(scenario_task, [] {}); }); };
  tasks_.start(
      scenario_task, host_.scenarios.at(index).function,
      [](lua_State* lua) {
        dsl::push_object(lua, "play", PlayObject{});
        return 1;
      },
      [this](const dsl::TaskOutcome& outcome, lua_State* /*lua*/, int /*count*/) { over(outcome); });
}

void Spec::over(const dsl::TaskOutcome& outcome) {
  if (outcome.end == dsl::TaskEnd::failed) {
    host_.performance->stop = nullptr;
    ScenarioFailure failure = as_failure(outcome.error);
    if (!outcome.traceback.empty()) failure.text += "\n" + outcome.traceback;
    host_.performance->fail(std::move(failure));
  }
  done_();
}

}  // namespace tipring::cli
