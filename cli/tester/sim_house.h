#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/tester/house.h"
#include "cli/tester/sim_stage.h"

namespace tipring::cli {

/// A runtime in virtual time with no network: simulated ports around the floor. One for each scenario.
/// Deterministic.
class SimHouse final : public House {
 public:
  explicit SimHouse(HousePlan plan);
  ~SimHouse() override;

  Result<void> open() override;
  Halt run(Play& play, const std::function<bool()>& over) override;
  Halt clear(Play& play) override;
  SimStage& stage() override { return stage_; }

  /// What the play has done that only a simulation can do: "putting a call on hold". Nothing: it could be
  /// performed by real phones.
  std::optional<std::string> only_simulated() const;

  Result<void> set_civil_time(UtcTime time) override;
  Result<void> break_down(Breakage breakage, const std::string& name) override;
  std::vector<std::pair<std::string, std::size_t>> live() const override;

 private:
  SimHouse(HousePlan plan, std::unique_ptr<VirtualClock> clock);

  VirtualClock& clock_;
  SimStage stage_;
  bool broken_ = false;
};

}  // namespace tipring::cli
