#include "adapters/number_plan/world_number_plan.h"

#include <set>

#include <phonenumbers/phonenumberutil.h>

#include "adapters/number_plan/number_text.h"
#include "adapters/number_plan/number_zones.h"

namespace tipring::number_plan {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::string_view no_region = "ZZ";

// The library has one for the program, which never changes.
const PhoneNumberUtil& plans() {
  return *PhoneNumberUtil::GetInstance();
}

Error bad_number(std::string why) {
  return {"bad-number", std::move(why)};
}

std::string why_not_read(PhoneNumberUtil::ErrorType error, std::string_view region) {
  switch (error) {
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
      return region.empty()
                 ? "it does not begin with + and a country's code, and no region says how else to read it"
                 : "it does not begin with a country's code";
    case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
    case PhoneNumberUtil::TOO_SHORT_NSN:
      return "it is too short";
    case PhoneNumberUtil::TOO_LONG_NSN:
      return "it is too long";
    default:
      return "it is no telephone number";
  }
}

std::string why_impossible(PhoneNumberUtil::ValidationResult result) {
  switch (result) {
    case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY:
      return "it lacks the code of its area";
    case PhoneNumberUtil::INVALID_COUNTRY_CODE:
      return "there is no such country code";
    case PhoneNumberUtil::TOO_SHORT:
      return "it is too short";
    case PhoneNumberUtil::TOO_LONG:
      return "it is too long";
    case PhoneNumberUtil::INVALID_LENGTH:
      return "no number there has so many digits";
    default:
      return {};
  }
}

std::string kind_of(PhoneNumberUtil::PhoneNumberType type) {
  switch (type) {
    case PhoneNumberUtil::FIXED_LINE:
      return "fixed";
    case PhoneNumberUtil::MOBILE:
      return "mobile";
    case PhoneNumberUtil::FIXED_LINE_OR_MOBILE:
      return "fixed or mobile";
    case PhoneNumberUtil::TOLL_FREE:
      return "toll-free";
    case PhoneNumberUtil::PREMIUM_RATE:
      return "premium";
    case PhoneNumberUtil::SHARED_COST:
      return "shared cost";
    case PhoneNumberUtil::VOIP:
      return "voip";
    case PhoneNumberUtil::PERSONAL_NUMBER:
      return "personal";
    case PhoneNumberUtil::PAGER:
      return "pager";
    case PhoneNumberUtil::UAN:
      return "company";
    case PhoneNumberUtil::VOICEMAIL:
      return "voicemail";
    default:
      return "unknown";
  }
}

Result<PhoneNumber> read(std::string_view text, std::string_view region) {
  const std::string number = number_text(text);
  if (number.empty() || has_stray_letters(number)) return bad_number("it is no telephone number");
  PhoneNumber found;
  const auto error = plans().Parse(number, std::string(region.empty() ? no_region : region), &found);
  if (error != PhoneNumberUtil::NO_PARSING_ERROR) return bad_number(why_not_read(error, region));
  const auto result = plans().IsPossibleNumberWithReason(found);
  if (result != PhoneNumberUtil::IS_POSSIBLE) return bad_number(why_impossible(result));
  return found;
}

std::string international_form(const PhoneNumber& number) {
  std::string text;
  plans().Format(number, PhoneNumberUtil::E164, &text);
  return text;
}

// As libphonenumber's own mapper has it. Of a number that is not given out yet its beginning tells.
std::vector<std::string> zones_of_number(const PhoneNumber& number, PhoneNumberUtil::PhoneNumberType type) {
  const bool has_area =
      type == PhoneNumberUtil::UNKNOWN || plans().IsNumberGeographical(type, number.country_code());
  return zones_of(has_area ? international_form(number).substr(1) : std::to_string(number.country_code()));
}

}  // namespace

std::vector<std::string> WorldNumberPlan::regions() const {
  std::set<std::string> names;
  plans().GetSupportedRegions(&names);
  return {names.begin(), names.end()};
}

std::optional<std::string> WorldNumberPlan::international(std::string_view text,
                                                          std::string_view region) const {
  const auto number = read(text, region);
  return number ? std::optional(international_form(number.value())) : std::nullopt;
}

Result<NumberDetails> WorldNumberPlan::look_up(std::string_view text, std::string_view region) const {
  const auto number = read(text, region);
  if (!number) return number.error();
  NumberDetails details;
  details.international = international_form(number.value());
  details.extension = number->extension();
  const auto type = plans().GetNumberType(number.value());
  details.kind = kind_of(type);
  details.zones = zones_of_number(number.value(), type);
  details.country = std::to_string(number->country_code());
  std::string found;
  plans().GetRegionCodeForNumber(number.value(), &found);
  // "001" is the world's: +800 and such.
  if (found != no_region && found != "001") details.region = found;
  if (!plans().IsValidNumber(number.value()))
    details.why_unused = "no number of the plan of +" + details.country + " is like that";
  return details;
}

}  // namespace tipring::number_plan
