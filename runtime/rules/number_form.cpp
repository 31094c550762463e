#include "runtime/rules/number_form.h"

#include <algorithm>
#include <utility>

#include "runtime/rules/number_pattern.h"

namespace tipring {
namespace {

bool is_plainly_international(std::string_view number) {
  // Shorter ones may lack something, which only the plan can tell.
  constexpr std::size_t shortest = 8;
  return number.size() >= shortest && number.front() == '+' &&
         std::all_of(number.begin() + 1, number.end(),
                     [](char letter) { return letter >= '0' && letter <= '9'; });
}

}  // namespace

NumberForm::NumberForm(const NumberPlan& plan, std::string region) : plan_(&plan), region_(std::move(region)) {}

std::string NumberForm::of(std::string_view text) const {
  std::string number = dialled_number(text);
  if (plan_ == nullptr || is_plainly_international(number)) return number;
  auto international = plan_->international(text, region_);
  return international ? std::move(*international) : number;
}

}  // namespace tipring
