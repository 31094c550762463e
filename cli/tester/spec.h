#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/tester/performance.h"
#include "dsl/binding/word.h"
#include "dsl/sandbox/sandbox.h"
#include "dsl/tasks/tasks.h"
#include "runtime/base/chance.h"
#include "runtime/base/result.h"
#include "runtime/base/run_loop.h"

namespace tipring::cli {

/// A file of scenarios, as text.
struct SpecText {
  std::string file;  ///< As messages name it: "tests/menu_spec.lua".
  std::string text;
};

/// What the words of plays work with.
struct SpecHost {
  struct Scenario {
    std::string name;
    int function = 0;  ///< Reference in the Lua registry.
    std::string file;
    int line = 0;
  };
  std::vector<Scenario> scenarios;
  std::map<std::string, std::string> environment;  ///< What the site reads with `env` in these scenarios.
  bool loading = true;
  dsl::Tasks* tasks = nullptr;
  RunLoop* loop = nullptr;
  Performance* performance = nullptr;  ///< Set while a scenario is performed.
};

/// A file of scenarios in a sandbox of its own, so that nothing passes from one scenario to the next. Control
/// thread only.
class Spec {
 public:
  Spec(RunLoop& loop, Chance& chance);
  ~Spec();
  Spec(const Spec&) = delete;
  Spec& operator=(const Spec&) = delete;

  /// Checks and runs the file. Fails with "bad-spec" and all that was found, a line each.
  Result<void> load(const SpecText& spec);

  const std::vector<SpecHost::Scenario>& scenarios() const { return host_.scenarios; }
  const std::map<std::string, std::string>& environment() const { return host_.environment; }

  /// Performs a scenario. `done` is called once, when its function has ended or was stopped by a failure.
  void perform(std::size_t index, Performance& performance, std::function<void()> done);

  std::size_t live_tasks() const { return tasks_.live(); }

 private:
  void over(const dsl::TaskOutcome& outcome);

  SpecHost host_;
  RunLoop& loop_;
  dsl::Sandbox sandbox_;
  dsl::Tasks tasks_;
  std::function<void()> done_;
};

/// The words of plays: `scenario`, `environment`, those of a play (`t:call`) and of its parties (`call:hears`).
const std::vector<dsl::Word>& play_language();

}  // namespace tipring::cli
