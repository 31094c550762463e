#include "cli/switchboard/version_changes.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "runtime/rules/why_record.h"

namespace tipring::cli {
namespace {

constexpr std::int64_t largest_share = 99;

Duration steady_now() {
  return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch());
}

Json json_of(const dsl::Finding& finding) {
  return {{"file", finding.file},
          {"line", finding.position.line},
          {"column", finding.position.column},
          {"kind", dsl::to_string(finding.kind)},
          {"text", finding.text},
          {"suggestion", finding.suggestion},
          {"told", dsl::to_string(finding)}};
}

Json json_of(const std::vector<PlanStep>& plan) {
  Json steps = Json::array();
  for (const PlanStep& step : plan)
    steps.push_back({{"what", step.what}, {"change", step.text}, {"needs_restart", step.needs_restart}});
  return steps;
}

Json json_of(const ArchivedVersion& version) {
  return {{"number", version.number},
          {"version", short_version(version.content)},
          {"at", version.at.time_since_epoch().count()},
          {"by", version.by}};
}

void append(Json& list, const std::vector<dsl::Finding>& findings) {
  for (const dsl::Finding& finding : findings)
    list.push_back(json_of(finding));
}

Json broken(Json findings) {
  return {{"outcome", "broken"}, {"findings", std::move(findings)}};
}

// What stands in the way of a version.
Json mistakes_of(const LoadedVersion& version) {
  Json findings = Json::array();
  // The text names file and line, where there is one.
  if (version.error) findings.push_back({{"text", version.error->text}, {"told", version.error->text}});
  append(findings, version.findings);
  append(findings, version.installation);
  return findings;
}

ControlParameter dry_run_parameter() {
  return {.name = "dry_run",
          .type = ControlType::boolean,
          .doc = "Check and plan, and change nothing.",
          .fallback = false};
}

}  // namespace

VersionChanges::VersionChanges(Surroundings around, ArchivedVersion started, FloorConfiguration configuration)
    : around_(std::move(around)),
      in_force_(std::move(started)),
      configuration_(std::move(configuration)),
      loading_(around_.reactor, around_.room) {
  note(in_force_, {});
}

void VersionChanges::add_methods(Control& control) {
  control.add(ControlJob{
      "site.reload",
      "Checks and loads the site's folder anew, and puts it in force or on trial.",
      {dry_run_parameter(),
       {.name = "share",
        .type = ControlType::integer,
        .doc = "On trial, for so many per cent of the customers.",
        .lowest = 1,
        .highest = largest_share}},
      [this](const ControlArguments& arguments, const Answer& answer) { reload(arguments, answer); }});
  control.add(ControlJob{
      "site.rollback",
      "Puts a version that was kept in force again; that in force ends a trial.",
      {{.name = "number",
        .type = ControlType::integer,
        .required = true,
        .doc = "The version's, of site.versions.",
        .lowest = 1},
       dry_run_parameter()},
      [this](const ControlArguments& arguments, const Answer& answer) { rollback(arguments, answer); }});
  control.add(ControlMethod{"site.versions",
                            "Lists the versions that are kept, and how each is used.",
                            {},
                            [this](const ControlArguments&) { return Result<Json>(list()); }});
}

void VersionChanges::reload(const ControlArguments& arguments, const Answer& answer) {
  Wish wish{.by = "reload", .dry_run = arguments.boolean("dry_run"), .share = {}};
  if (const auto share = arguments.optional_integer("share")) wish.share = static_cast<int>(*share);
  load([folder = around_.room.site_folder.string()] { return dsl::read_site(folder); }, std::move(wish),
       answer);
}

void VersionChanges::rollback(const ControlArguments& arguments, const Answer& answer) {
  const bool dry_run = arguments.boolean("dry_run");
  const auto version = around_.archive.find(arguments.integer("number"));
  if (!version) return answer(version.error());
  if (is_in_force(version->content)) return answer(end_trial(dry_run));
  load([&archive = around_.archive, version = version.value()] { return archive.read(version); },
       {.by = "rollback", .dry_run = dry_run, .share = {}}, answer);
}

Result<Json> VersionChanges::end_trial(bool dry_run) {
  if (!on_trial_)
    return Error{"wrong-state", "version " + std::to_string(in_force_.number) + " is in force already", false};
  Json answer = json_of(in_force_);
  answer.update({{"outcome", dry_run ? "planned" : "trial-ended"}, {"plan", Json::array()}});
  if (dry_run) return answer;
  around_.versions.end_trial();
  around_.log.write(LogLevel::info, "the trial of version " + std::to_string(on_trial_->number) + " is over");
  on_trial_.reset();
  note(in_force_, {});
  return answer;
}

void VersionChanges::load(ReadFiles read, Wish wish, const Answer& answer) {
  if (loading_.busy() || trying_)
    return answer(Error{"wrong-state", "another version is being loaded at this moment", true});
  loading_.start(std::move(read), around_.chance.next(),
                 [this, wish = std::move(wish), answer](LoadedVersion version) {
                   loaded(std::move(version), wish, answer);
                 });
}

void VersionChanges::loaded(LoadedVersion version, Wish wish, const Answer& answer) {
  auto verdict = judged(version, wish);
  if (!verdict) return answer(verdict.error());
  if (!verdict->goes_on) return answer(std::move(verdict->answer));
  // Those of new enterprises are not there yet for a plan alone.
  if (!wish.dry_run) {
    if (auto opened = around_.stores.open(*version.site); !opened) return answer(opened.error());
  }
  auto trial = std::make_unique<dsl::StoreTrial>(around_.room.loop);
  version.site->for_each([&](const dsl::Site& each) {
    if (Database* theirs = around_.stores.find(each.enterprise()))
      trial->add(each.definitions(), *theirs, each.enterprise());
  });
  dsl::StoreTrial& store = *trial;
  trying_ = {std::move(version), std::move(wish), std::move(verdict->answer), answer, std::move(trial)};
  store.start([this](dsl::StoreReport report) { tried(std::move(report)); });
}

Result<VersionChanges::Verdict> VersionChanges::judged(const LoadedVersion& version, const Wish& wish) const {
  // What a site asks for and lacks is told with what else is wrong with it; all else is no matter of the site.
  if (version.error && version.error->code != "no-secret") return *version.error;
  if (Json findings = mistakes_of(version); !findings.empty()) return Verdict{broken(std::move(findings))};
  const auto plan = plan_between(configuration_, version.configuration);
  Verdict verdict{{{"version", short_version(version.files.content)},
                   {"plan", json_of(plan)},
                   {"loading_us", version.took.count()}}};
  const auto outcome = [&](const char* what) {
    verdict.answer["outcome"] = what;
    return verdict;
  };
  const bool same = is_in_force(version.files.content);
  if (wish.share && same)
    return Error{"wrong-state", "the site's folder is as version " + std::to_string(in_force_.number) +
                                    ", which is in force: there is nothing to try"};
  if (wish.share && !plan.empty()) return outcome("not-on-trial");
  if (!can_be_done_running(plan)) return outcome("needs-restart");
  if (same && plan.empty() && !on_trial_) return outcome("unchanged");
  verdict.goes_on = true;
  return verdict;
}

void VersionChanges::tried(dsl::StoreReport report) {
  Trying now = *std::exchange(trying_, std::nullopt);
  if (report.away) return now.answer(Error{"database-away", dsl::to_string(report.findings.back()), true});
  if (!report.findings.empty()) {
    Json findings = Json::array();
    append(findings, report.findings);
    return now.answer(broken(std::move(findings)));
  }
  if (now.wish.dry_run) {
    now.planned["outcome"] = "planned";
    return now.answer(std::move(now.planned));
  }
  // So that those who come right then do not wait for what has just been read.
  now.version.site->take(std::move(report.numbers));
  now.answer(put_in_force(std::move(now.version), now.wish, std::move(now.planned)));
}

// From here on nothing fails but what is written to disk, which comes first.
Result<Json> VersionChanges::put_in_force(LoadedVersion version, const Wish& wish, Json answer) {
  const Duration began = steady_now();
  auto kept = keep(version, wish.share ? "trial" : wish.by);
  if (!kept) return kept.error();
  // One that is loaded already goes on as it is, with what waits in it.
  dsl::SiteVersions::Owned site = around_.versions.find(version.files.content);
  if (site == nullptr) site = std::move(version.site);
  if (wish.share) {
    on_trial_ = kept.value();
    around_.versions.put_on_trial(std::move(site), *wish.share);
  } else {
    on_trial_.reset();
    in_force_ = kept.value();
    around_.versions.put_in_force(std::move(site));
    configure(std::move(version.configuration));
  }
  note(kept.value(), wish.share);
  around_.archive.prune(in_use());
  const Duration swap = steady_now() - began;
  around_.log.write(LogLevel::info,
                    "version " + std::to_string(kept->number) + " of the site (" +
                        std::string(short_version(kept->content)) + ") is " +
                        (wish.share ? "on trial for " + std::to_string(*wish.share) + " % of the customers"
                                    : "in force, by " + wish.by));
  answer.update(json_of(kept.value()));
  answer.update({{"outcome", wish.share ? "on-trial" : "in-force"}, {"swap_us", swap.count()}});
  return answer;
}

Result<ArchivedVersion> VersionChanges::keep(const LoadedVersion& version, const std::string& by) {
  for (const LoadedVersion::Rules& rules : version.rules) {
    if (auto kept = around_.rules.keep_text(rules.version, rules.text, rules.enterprise); !kept)
      return kept.error();
  }
  return around_.archive.keep(version.files, around_.room.loop.clock().utc(), by);
}

void VersionChanges::configure(FloorConfiguration configuration) {
  around_.agent.set_phones(configuration.phones);
  around_.agent.set_trunks(configuration.trunks);
  if (around_.rtpengines != nullptr) around_.rtpengines->set_parties(configuration.floor.parties);
  around_.floor.reconfigure(configuration.floor);
  around_.floor.redistribute(configuration.distribution);
  around_.versions.set_hours(configuration.hours);
  configuration_ = std::move(configuration);
}

void VersionChanges::note(const ArchivedVersion& version, std::optional<int> share) {
  Entry entry{.kind = EntryKind::site_loaded,
              .fields = {{"site", around_.room.site_folder.string()},
                         {"content", version.content},
                         {"number", version.number},
                         {"by", version.by}}};
  if (share) entry.fields.emplace_back("share", std::int64_t{*share});
  around_.floor.ledger().write(std::move(entry));
}

std::set<std::string> VersionChanges::in_use() const {
  std::set<std::string> contents{in_force_.content};
  for (const auto& use : around_.versions.loaded())
    contents.insert(use.content);
  return contents;
}

Json VersionChanges::status() const {
  Json json = json_of(in_force_);
  if (!on_trial_) return json;
  json["trial"] = json_of(*on_trial_);
  json["trial"]["share"] = around_.versions.trial()->share;
  return json;
}

Json VersionChanges::list() const {
  const auto uses = around_.versions.loaded();
  Json versions = Json::array();
  for (const ArchivedVersion& version : around_.archive.list()) {
    Json row = json_of(version);
    std::size_t contacts = 0;
    bool is_loaded = false;
    for (const auto& use : uses) {
      if (use.content != version.content) continue;
      is_loaded = true;
      contacts += use.contacts;
    }
    const bool trial = on_trial_ && on_trial_->content == version.content;
    row["state"] = is_in_force(version.content) ? "in force"
                   : trial                      ? "on trial"
                   : is_loaded                  ? "in use"
                                                : "kept";
    row["contacts"] = contacts;
    row["share"] = trial ? Json(around_.versions.trial()->share) : Json();
    row["files"] = std::filesystem::absolute(around_.archive.folder_of(version)).string();
    versions.push_back(std::move(row));
  }
  return {{"versions", std::move(versions)},
          {"site", std::filesystem::absolute(around_.room.site_folder).string()}};
}

}  // namespace tipring::cli
