#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "adapters/number_plan/world_number_plan.h"

// Whatever somebody dials: it is either no number, or + and digits, and both questions answer alike.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const tipring::number_plan::WorldNumberPlan plan;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::string_view region : {"US", "DE", ""}) {
    const auto number = plan.international(text, region);
    const auto details = plan.look_up(text, region);
    if (details.ok() != number.has_value()) std::abort();
    if (!number) continue;
    const bool is_number = number->starts_with('+') && number->size() > 4 && number->size() < 20 &&
                           std::all_of(number->begin() + 1, number->end(),
                                       [](char letter) { return letter >= '0' && letter <= '9'; });
    if (!is_number || details->international != *number) std::abort();
  }
  return 0;
}
