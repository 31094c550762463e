#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/switchboard/floor_configuration.h"
#include "dsl/check/finding.h"
#include "dsl/site/site_files.h"
#include "dsl/site/site_versions.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/log.h"
#include "runtime/ports/number_plan.h"
#include "runtime/ports/reactor.h"

namespace tipring::cli {

/// A version of a site, checked and loaded, or what is wrong with it.
struct LoadedVersion {
  std::optional<Error> error{};  ///< It could not be read at all.
  std::vector<dsl::Finding> findings{};
  std::vector<dsl::Finding> installation{};  ///< Of installation_findings().
  dsl::SiteFiles files{};
  dsl::SiteVersions::Owned site{};  ///< Null where there is an error, or one of `findings`.
  FloorConfiguration configuration{};
  /// The rules of the site, or of an enterprise that has any.
  struct Rules {
    std::string enterprise;  ///< Empty: the site's own.
    std::string version;     ///< As dsl::Decisions names them.
    std::string text;        ///< As rules_to_json() gives them.
  };
  std::vector<Rules> rules{};
  Duration took{};  ///< Reading, checking and loading.
};

/// What versions are loaded in. The references outlive all of them.
struct LoadingRoom {
  RunLoop& loop;
  const NumberPlan& numbers;
  Log& log;
  std::function<std::optional<std::string>(const std::string&)> environment;
  std::filesystem::path site_folder;  ///< With the sounds, whatever version it is.
  FloorSources sources;
};

/// Reads the files of a version.
using ReadFiles = std::function<Result<dsl::SiteFiles>()>;

class VersionGround;

/// A version on its way from the thread that has loaded it to the control thread.
struct LoadingVersion {
  LoadedVersion version;  ///< Without its site.
  std::shared_ptr<VersionGround> ground;

  /// The version as the control thread has it from now on. What was printed while loading is logged, and what
  /// is from now on, too.
  LoadedVersion settle(Log& log) &&;
};

/// Reads, checks and loads a version. On any thread, for as long as it takes. `seed` is for the chance of its
/// scripts.
LoadingVersion load_version(const ReadFiles& read, std::uint64_t seed, const LoadingRoom& room);

/// Loads versions on a thread beside the control thread, one at a time. Control thread only.
class BackgroundLoading {
 public:
  /// `room` as there; the reactor outlives it, too.
  BackgroundLoading(Reactor& reactor, LoadingRoom room) : reactor_(reactor), room_(std::move(room)) {}
  ~BackgroundLoading();
  BackgroundLoading(const BackgroundLoading&) = delete;
  BackgroundLoading& operator=(const BackgroundLoading&) = delete;

  bool busy() const { return thread_.joinable(); }

  /// Only while not busy. `done` is called as an event of the run loop.
  void start(ReadFiles read, std::uint64_t seed, std::function<void(LoadedVersion)> done);

 private:
  Reactor& reactor_;
  LoadingRoom room_;
  std::thread thread_;
  std::shared_ptr<bool> here_ = std::make_shared<bool>();  // What posted events look for first.
};

}  // namespace tipring::cli
