#include "cli/tester/tester.h"

#include <utility>

#include "adapters/sounds/site_sounds.h"
#include "cli/tester/glob.h"
#include "cli/tester/scenario_run.h"
#include "cli/tester/sim_house.h"
#include "cli/tester/spec.h"
#include "cli/tester/spec_files.h"

namespace tipring::cli {
namespace {

/// A scenario's own seed: its file and name are mixed into the run's (FNV-1a, 64 bits), so that it does not
/// depend on the scenarios around it.
std::uint64_t seed_of(std::uint64_t seed, const std::string& file, const std::string& name) {
  std::uint64_t hash = 14695981039346656037U ^ seed;
  for (const std::string* part : {&file, &name}) {
    for (const char letter : *part + '\n')
      hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211U;
  }
  return hash;
}

/// One run of the tester.
class TestRun {
 public:
  TestRun(const TestRequest& request, const TestFollowers& followers)
      : request_(request), followers_(followers) {
    report_.seed = request.seed;
  }

  Result<TestReport> run() {
    std::vector<SiteUnderTest> sites;
    for (const std::string& path : request_.paths) {
      auto site = find_specs(path);
      if (!site) return site.error();
      sites.push_back(std::move(site).value());
    }
    for (const SiteUnderTest& site : sites)
      run_site(site);
    if (report_.scenarios.empty() && report_.broken.empty()) {
      return Error{"not-found", request_.filter.empty() ? "there is no scenario in these files"
                                                        : "no scenario matches \"" + request_.filter + "\""};
    }
    return std::move(report_);
  }

 private:
  void run_site(const SiteUnderTest& site) {
    const auto files = dsl::read_site(site.folder);
    if (!files) return broken({site.name, files.error().text});
    // What is to be heard on the wire must be there as audio.
    using Needs = sounds::FileSounds::Needs;
    sounds::SiteSounds sounds(site.folder, request_.wire ? Needs::audio : Needs::audio_or_text);
    // A site that does not load is said to be so once, not for each of its scenarios.
    SimHouse trial({.site = files.value(),
                    .site_name = site.name,
                    .sounds = sounds.own(),
                    .sounds_of = theirs(sounds),
                    .seed = request_.seed,
                    .environment = environment_of(site)});
    if (const auto opened = trial.open(); !opened) return broken({site.name, opened.error().text});
    for (const SpecText& spec : site.specs)
      run_spec(site, files.value(), sounds, spec);
  }

  /// What any of the site's files of scenarios gives it, so that the trial meets all that it needs.
  std::map<std::string, std::string> environment_of(const SiteUnderTest& site) const {
    std::map<std::string, std::string> environment;
    for (const SpecText& text : site.specs) {
      Listing listing;
      if (listing.spec.load(text))
        environment.insert(listing.spec.environment().begin(), listing.spec.environment().end());
    }
    return environment;
  }

  static std::function<const Sounds&(const std::string&)> theirs(sounds::SiteSounds& sounds) {
    return [&sounds](const std::string& enterprise) -> const Sounds& { return sounds.of(enterprise); };
  }

  void run_spec(const SiteUnderTest& site, const dsl::SiteFiles& files, sounds::SiteSounds& sounds,
                const SpecText& spec) {
    Listing listing;
    if (const auto loaded = listing.spec.load(spec); !loaded) {
      return broken({site.name + "/" + spec.file, loaded.error().text});
    }
    for (std::size_t index = 0; index < listing.spec.scenarios().size(); ++index) {
      const std::string& name = listing.spec.scenarios()[index].name;
      // Counted before the filter: a scenario keeps its ids whatever else runs.
      const std::uint32_t run = ++runs_;
      if (!matches_filter(spec.file + ": " + name, request_.filter)) continue;
      const ScenarioPlan plan{.site = files,
                              .site_name = site.name,
                              .sounds = sounds.own(),
                              .sounds_of = theirs(sounds),
                              .spec = spec,
                              .index = index,
                              .run = run,
                              .seed = seed_of(request_.seed, spec.file, name),
                              .wire = request_.wire};
      report_.scenarios.push_back(run_scenario(plan, followers_.entry));
      if (followers_.scenario) followers_.scenario(report_.scenarios.back());
    }
  }

  void broken(BrokenFile file) {
    if (followers_.broken) followers_.broken(file);
    report_.broken.push_back(std::move(file));
  }

  /// A file of scenarios loaded to see what is in it; nothing of it is performed.
  struct Listing {
    VirtualClock clock{House::usual_beginning()};
    RunLoop loop{clock};
    Chance chance{0};
    Spec spec{loop, chance};
  };

  const TestRequest& request_;
  const TestFollowers& followers_;
  TestReport report_;
  std::uint32_t runs_ = 0;
};

}  // namespace

Result<TestReport> run_tests(const TestRequest& request, const TestFollowers& followers) {
  return TestRun(request, followers).run();
}

}  // namespace tipring::cli
