#pragma once

#include "runtime/ports/number_plan.h"

namespace tipring::number_plan {

/// The plans of all countries, as libphonenumber brings them.
class WorldNumberPlan final : public NumberPlan {
 public:
  std::vector<std::string> regions() const override;
  std::optional<std::string> international(std::string_view text, std::string_view region) const override;
  Result<NumberDetails> look_up(std::string_view text, std::string_view region) const override;
};

}  // namespace tipring::number_plan
