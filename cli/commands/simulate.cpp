#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include "cli/commands/commands.h"
#include "cli/commands/simulate_arguments.h"
#include "cli/simulate/simulation.h"
#include "cli/tester/civil_time.h"
#include "runtime/base/nearest.h"

namespace tipring::cli {
namespace {

using std::chrono::milliseconds;

struct SimulateOptions {
  std::string site = ".";
  std::string calls;
  milliseconds talk = std::chrono::minutes(4);
  milliseconds talk_deviation{-1};
  milliseconds patience{-1};
  milliseconds answer = std::chrono::seconds(2);
  milliseconds length = std::chrono::hours(8);
  milliseconds warm_up{};
  std::vector<std::string> agents{};
  std::string vary;
  std::string at;
  std::string dialled = "500";
  std::string press;
  int runs = 10;
  std::uint64_t seed = 1;
  OutputFormat format = OutputFormat::table;
};

const std::vector<Field> fields{
    {.key = "agents", .kind = FieldKind::number},      {.key = "queue"},
    {.key = "calls", .kind = FieldKind::number},       {.key = "service", .kind = FieldKind::share},
    {.key = "service_ci", .kind = FieldKind::share},   {.key = "abandoned", .kind = FieldKind::share},
    {.key = "abandoned_ci", .kind = FieldKind::share}, {.key = "elsewhere", .kind = FieldKind::share},
    {.key = "wait", .kind = FieldKind::span},          {.key = "wait_ci", .kind = FieldKind::span},
    {.key = "wait_90", .kind = FieldKind::span},       {.key = "longest", .kind = FieldKind::span},
    {.key = "occupancy", .kind = FieldKind::share},    {.key = "occupancy_ci", .kind = FieldKind::share}};

std::int64_t microseconds(double seconds) {
  return std::llround(seconds * 1e6);
}

// What a single run says has no confidence that could be told.
void add_mean(Json& row, const std::string& name, const Sample& sample) {
  if (sample.size() == 0) return;
  row[name] = sample.mean();
  if (sample.size() > 1) row[name + "_ci"] = sample.half_width();
}

Json row_of(const std::string& queue, QueueReport report) {
  Json row{{"queue", queue}, {"runs", report.entered.size()}};
  // Tenths of a call are more than anybody asks for.
  row["calls"] = std::round(report.entered.mean() * 10) / 10;
  row["answered"] = std::round(report.answered.mean() * 10) / 10;
  add_mean(row, "service", report.service);
  add_mean(row, "abandoned", report.abandoned);
  add_mean(row, "elsewhere", report.elsewhere);
  add_mean(row, "occupancy", report.occupancy);
  if (report.mean_wait.size() == 0) return row;
  row["wait"] = microseconds(report.mean_wait.mean());
  if (report.mean_wait.size() > 1) row["wait_ci"] = microseconds(report.mean_wait.half_width());
  row["wait_90"] = microseconds(quantile(report.waits, 0.9));
  row["longest"] = microseconds(report.waits.back());
  return row;
}

void add_rows(const SimulationRequest& request, SimulationReport report, Json& rows) {
  for (auto& [queue, figures] : report.queues) {
    Json row = row_of(queue, std::move(figures));
    if (const auto agents = request.agents.find(queue); agents != request.agents.end())
      row["agents"] = agents->second;
    rows.push_back(std::move(row));
  }
}

// The queue of which a number of agents is meant that names none.
Result<std::string> only_queue(const SimulationRequest& request) {
  auto queues = queues_of(request);
  if (!queues) return queues.error();
  if (queues->size() == 1) return queues->front();
  std::string known;
  for (const std::string& name : queues.value())
    known += (known.empty() ? "" : ", ") + name;
  return Error{"usage", queues->empty() ? "the site defines no queue"
                                        : "the site has several queues: say which, as in " + queues->front() +
                                              "=12; they are " + known};
}

Result<SimulationRequest> request_of(const SimulateOptions& options) {
  SimulationRequest request{.site = options.site,
                            .population = {.talk = {.mean = options.talk},
                                           .answer = options.answer,
                                           .dialled = options.dialled,
                                           .press = options.press},
                            .length = options.length,
                            .warm_up = options.warm_up,
                            .runs = options.runs,
                            .seed = options.seed};
  const auto rate = parse_call_rate(options.calls);
  if (!rate) return rate.error();
  request.population.calls_a_second = rate.value();
  if (options.talk_deviation >= milliseconds::zero())
    request.population.talk.deviation = options.talk_deviation;
  if (options.patience > milliseconds::zero()) request.population.patience = options.patience;
  if (!options.at.empty()) {
    const auto at = parse_civil_time(options.at);
    if (!at) return Error{"usage", "--at: " + at.error().text};
    request.at = at.value();
  }
  if (request.length <= request.warm_up)
    return Error{"usage", "--warm-up is to be shorter than --for: nobody would count"};
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string text = *each;
    if (const auto equals = text.find('='); equals != std::string::npos)
      request.environment[text.substr(0, equals)] = text.substr(equals + 1);
  }
  for (const std::string& text : options.agents) {
    auto agents = parse_agent_count(text);
    if (!agents) return agents.error();
    if (agents->queue.empty()) {
      auto only = only_queue(request);
      if (!only) return only.error();
      agents->queue = std::move(only).value();
    }
    request.agents[agents->queue] = agents->count;
  }
  return request;
}

Result<VariedAgents> varied_of(const SimulateOptions& options, const SimulationRequest& request) {
  auto varied = parse_varied_agents(options.vary);
  if (!varied || !varied->queue.empty()) return varied;
  if (request.agents.size() == 1) {
    varied->queue = request.agents.begin()->first;
    return varied;
  }
  auto only = only_queue(request);
  if (!only) return only.error();
  varied->queue = std::move(only).value();
  return varied;
}

Result<void> simulate_site(CommandLine& line, const SimulateOptions& options) {
  Console& console = line.console();
  auto request = request_of(options);
  if (!request) return request.error();
  VariedAgents varied{.first = 1, .last = 1};
  if (!options.vary.empty()) {
    auto read = varied_of(options, request.value());
    if (!read) return read.error();
    varied = std::move(read).value();
  }
  Json rows = Json::array();
  std::vector<std::string> errors;
  for (int count = varied.first; count <= varied.last; count += varied.step) {
    if (!varied.queue.empty()) request->agents[varied.queue] = count;
    auto report = simulate(request.value());
    if (!report) return report.error();
    errors = report->script_errors;
    add_rows(request.value(), std::move(report).value(), rows);
  }
  for (const std::string& error : errors)
    console.err << "tipring: a script of the site failed: " << error << '\n';
  if (rows.empty()) console.err << "tipring: no call came into a queue\n";
  Renderer(console, options.format).list(fields, rows);
  return {};
}

}  // namespace

void add_simulate_command(CommandLine& line) {
  const auto options = std::make_shared<SimulateOptions>();
  auto& command =
      line.add_command(line.root(), "simulate",
                       "Run a site's queues in virtual time on calls that come by chance, and say how "
                       "well so many agents serve them.",
                       [&line, options] { return simulate_site(line, *options); });
  auto* site = command.add_option("SITE", options->site, "The site's folder; this one when it is left out.");
  line.set_source(site, ValueSource::folder);
  const auto with_text = [&](const char* name, auto& value, const char* type, const char* what) {
    auto* option = command.add_option(name, value, what);
    option->type_name(type);
    line.set_source(option, ValueSource::nothing);
    return option;
  };
  with_text("--calls", options->calls, "RATE", "How many calls come on average: 1200/h, 20/m or 0.3/s.")
      ->required();
  line.add_duration_option(command, "--talk", options->talk,
                           "How long agents talk on average; 4m unless given.");
  line.add_duration_option(
      command, "--talk-deviation", options->talk_deviation,
      "Talk is spread log-normally with this standard deviation; exponentially unless given.");
  line.add_duration_option(command, "--patience", options->patience,
                           "How long callers wait on average before they give up; for ever unless given.");
  line.add_duration_option(command, "--answer", options->answer,
                           "How long phones ring before they are answered; 2s unless given.");
  with_text("--agents", options->agents, "QUEUE=N",
            "So many agents with all that the queue needs, in place of the site's own. May be repeated.")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  with_text(
      "--vary", options->vary, "QUEUE=N..M",
      "A row for each number of agents from N to M; QUEUE=N..M:S in steps of S. agents=N..M where there is "
      "one queue.");
  line.add_duration_option(command, "--for", options->length,
                           "How long calls come in each run; 8h unless given.");
  line.add_duration_option(command, "--warm-up", options->warm_up,
                           "Calls of this time at the beginning of each run do not count.");
  with_text("--runs", options->runs, "N", "How many independent runs; 10 unless given.")
      ->check(CLI::Range(1, 10'000));
  with_text("--seed", options->seed, "N",
            "Of all chance: the same seed gives the same figures, 1 unless given.");
  with_text("--at", options->at, "TIME",
            "When it begins, for the site's hours: \"2026-03-03 10:00 America/New_York\"; a Monday at nine, "
            "UTC, unless given.");
  with_text("--dialled", options->dialled, "NUMBER", "What callers dial; 500 unless given.");
  with_text("--press", options->press, "KEYS",
            "Keys that each caller presses once answered; a comma waits two seconds.");
  line.add_output_option(command, options->format);
}

}  // namespace tipring::cli
