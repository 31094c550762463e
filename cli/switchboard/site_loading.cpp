#include "cli/switchboard/site_loading.h"

#include <chrono>
#include <map>
#include <utility>

#include "adapters/sounds/site_sounds.h"
#include "cli/switchboard/installation_check.h"
#include "cli/switchboard/known_sounds.h"
#include "runtime/base/chance.h"
#include "runtime/rules/rules_json.h"

namespace tipring::cli {
namespace {

Duration wall_time() {
  return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace

/// What one version alone stands on: it lasts as long as the version.
class VersionGround {
  // Keeps lines until the control thread has the version, and passes on those that follow.
  class LoadingLog final : public Log {
   public:
    void write(LogLevel level, std::string_view text) override {
      if (log_ != nullptr) return log_->write(level, text);
      kept_.emplace_back(level, text);
    }
    void settle(Log& log) {
      log_ = &log;
      for (const auto& [level, text] : std::exchange(kept_, {}))
        log.write(level, text);
    }

   private:
    Log* log_ = nullptr;
    std::vector<std::pair<LogLevel, std::string>> kept_;
  };

 public:
  VersionGround(const std::filesystem::path& site_folder, std::uint64_t seed)
      : files_(site_folder, sounds::FileSounds::Needs::audio), sounds_(files_.own()), chance_(seed) {}

  dsl::LoadedSite load(const dsl::SiteFiles& files, const LoadingRoom& room) {
    return dsl::load_site(files,
                          {.loop = room.loop,
                           .sounds = sounds_,
                           .numbers = room.numbers,
                           .log = log_,
                           .chance = chance_,
                           .environment = room.environment,
                           .wall = wall_time,
                           .limits = {},
                           .sounds_of = [this](const std::string& enterprise) -> const Sounds& {
                             return sounds_of_.try_emplace(enterprise, files_.of(enterprise)).first->second;
                           }});
  }
  void settle(Log& log) { log_.settle(log); }
  void keep(std::unique_ptr<dsl::Site> site) { site_ = std::move(site); }
  dsl::Site* site() { return site_.get(); }

 private:
  sounds::SiteSounds files_;
  KnownSounds sounds_;
  std::map<std::string, KnownSounds> sounds_of_;  // Of enterprises.
  Chance chance_;
  LoadingLog log_;
  std::unique_ptr<dsl::Site> site_;
};

LoadedVersion LoadingVersion::settle(Log& log) && {
  if (ground) {
    ground->settle(log);
    // The version owns what it stands on.
    if (ground->site() != nullptr) version.site = {ground, ground->site()};
  }
  return std::move(version);
}

LoadingVersion load_version(const ReadFiles& read, std::uint64_t seed, const LoadingRoom& room) {
  const Duration began = wall_time();
  LoadingVersion loading;
  LoadedVersion& version = loading.version;
  auto files = read();
  if (!files) {
    version.error = files.error();
    return loading;
  }
  version.files = std::move(files).value();
  loading.ground = std::make_shared<VersionGround>(room.site_folder, seed);
  dsl::LoadedSite loaded = loading.ground->load(version.files, room);
  version.findings = std::move(loaded.findings);
  if (loaded.site == nullptr) return loading;
  const dsl::Definitions& definitions = loaded.site->definitions();
  version.installation =
      installation_findings(version.files, definitions, room.site_folder, room.sources.listen);
  auto configuration = floor_configuration(definitions, room.sources);
  if (!configuration) {
    version.error = configuration.error();
    return loading;
  }
  version.configuration = std::move(configuration).value();
  std::as_const(*loaded.site).for_each([&version](const dsl::Site& each) {
    const dsl::Decisions& decisions = each.decisions();
    const auto sets = decisions.definitions();
    if (!sets.empty())
      version.rules.push_back({each.enterprise(), decisions.origin().address(), rules_to_json(sets)});
    if (!each.enterprise().empty())
      add_enterprise(each.enterprise(), each.definitions(), version.configuration);
  });
  version.configuration.distribution = loaded.site->distribution_plan();
  loading.ground->keep(std::move(loaded.site));
  version.took = wall_time() - began;
  return loading;
}

BackgroundLoading::~BackgroundLoading() {
  if (thread_.joinable()) thread_.join();
}

void BackgroundLoading::start(ReadFiles read, std::uint64_t seed, std::function<void(LoadedVersion)> done) {
  thread_ = std::thread([this, read = std::move(read), seed, done = std::move(done),
                         here = std::weak_ptr(here_), &room = room_, &reactor = reactor_] {
    auto loaded = std::make_shared<LoadingVersion>(load_version(read, seed, room));
    reactor.post([this, loaded, done, here, &log = room.log] {
      if (here.expired()) return;
      thread_.join();
      done(std::move(*loaded).settle(log));
    });
  });
}

}  // namespace tipring::cli
