#include "runtime/contact/national_tones.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "runtime/base/nearest.h"

namespace tipring {
namespace {

using std::chrono::milliseconds;

constexpr std::array<std::string_view, 6> network_tones{"dial",       "ringback",     "busy",
                                                        "congestion", "call-waiting", "special-information"};
constexpr std::string_view beep = "beep";

// A cadence is what sounds and for how many milliseconds, in turn and over again: "350+440/500 0/500"; without
// a time it does not end. Where a plan lets one frequency modulate another (Australia 425 x 25, Japan 400 x
// 16), the two are given that the product is made of.
struct Plan {
  std::string_view country;
  std::array<std::string_view, network_tones.size()> cadences;  // In the order of network_tones.
};

constexpr std::string_view three_rising = "950/330 1400/330 1800/330 0/1000";

// ITU-T E.180, supplement 2, "Various tones used in national networks".
constexpr std::array<Plan, 12> plans{{
    {"at",
     {"420", "420/1000 0/5000", "420/400 0/400", "420/200 0/200", "420/40 0/1960",
      "950/330 1450/330 1850/330 0/1000"}},
    {"au",
     {"413+438", "413+438/400 0/200 413+438/400 0/2000", "425/375 0/375", "425/375 0/375 420/375 0/375",
      "425/200 0/200 425/200 0/4400", "425/2500 0/500"}},
    {"ch",
     {"425", "425/1000 0/4000", "425/500 0/500", "425/200 0/200", "425/200 0/200 425/200 0/4000",
      three_rising}},
    {"de",
     {"425", "425/1000 0/4000", "425/480 0/480", "425/240 0/240", "425/200 0/200 425/200 0/5000",
      three_rising}},
    {"es",
     {"425", "425/1500 0/3000", "425/200 0/200", "425/200 0/200 425/200 0/200 425/200 0/600",
      "425/175 0/175 425/175 0/3500", three_rising}},
    {"eu",
     {"425", "425/1000 0/4000", "425/500 0/500", "425/250 0/250", "425/200 0/600 425/200 0/3000",
      three_rising}},
    {"fr", {"440", "440/1500 0/3500", "440/500 0/500", "440/250 0/250", "440/300 0/10000", three_rising}},
    {"gb",
     {"350+440", "400+450/400 0/200 400+450/400 0/2000", "400/375 0/375", "400/400 0/350 400/225 0/525",
      "400/100 0/4000", three_rising}},
    {"it",
     {"425/200 0/200 425/600 0/1000", "425/1000 0/4000", "425/500 0/500", "425/200 0/200",
      "425/400 0/100 425/250 0/100 425/150 0/14000", three_rising}},
    {"jp",
     {"400", "392+408/1000 0/2000", "400/500 0/500", "400/500 0/500", "392+408/500 0/8000", three_rising}},
    {"nl", {"425", "425/1000 0/4000", "425/500 0/500", "425/250 0/250", "425/500 0/9500", three_rising}},
    {"us",
     {"350+440", "440+480/2000 0/4000", "480+620/500 0/500", "480+620/250 0/250", "440/300 0/10000",
      three_rising}},
}};

// Takes the number at the front, and the separator behind it if it is that one.
int take_number(std::string_view& text, char separator, bool& separated) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  separated = text.starts_with(separator);
  if (separated) text.remove_prefix(1);
  return error == std::errc() ? number : 0;
}

std::vector<ToneClip::Part> parts_of(std::string_view cadence) {
  std::vector<ToneClip::Part> parts;
  while (!cadence.empty()) {
    const auto space = std::min(cadence.find(' '), cadence.size());
    std::string_view piece = cadence.substr(0, space);
    cadence.remove_prefix(std::min(space + 1, cadence.size()));
    ToneClip::Part part;
    bool more = false;
    const std::size_t pair = piece.find('+');
    part.first_hertz = take_number(piece, pair == std::string_view::npos ? '/' : '+', more);
    if (pair != std::string_view::npos) part.second_hertz = take_number(piece, '/', more);
    part.length = milliseconds(more ? take_number(piece, ' ', more) : 1000);
    parts.push_back(part);
  }
  return parts;
}

Error no_tone(std::string_view name) {
  const auto near = nearest(name, tone_names());
  std::string text = "there is no tone \"" + std::string(name) + "\"";
  if (near) return {"no-tone", text + "; did you mean \"" + *near + "\"?", false};
  text += "; there are";
  for (const std::string& known : tone_names())
    text += " " + known;
  return {"no-tone", text, false};
}

}  // namespace

std::vector<std::string> tone_countries() {
  std::vector<std::string> countries;
  for (const Plan& plan : plans)
    countries.emplace_back(plan.country);
  return countries;
}

std::vector<std::string> tone_names() {
  std::vector<std::string> names(network_tones.begin(), network_tones.end());
  names.emplace_back(beep);
  return names;
}

Result<ToneClip> national_tone(std::string_view country, std::string_view name) {
  if (name == beep) return ToneClip{std::string(beep), {{1000, 0, milliseconds(200)}}, milliseconds(200)};
  const auto* const plan = std::ranges::find(plans, country, &Plan::country);
  if (plan == plans.end())
    return Error{"no-country", "the tones of \"" + std::string(country) + "\" are not known", false};
  const auto* const tone = std::ranges::find(network_tones, name);
  if (tone == network_tones.end()) return no_tone(name);
  const auto place = static_cast<std::size_t>(tone - network_tones.begin());
  return ToneClip{std::string(name), parts_of(plan->cadences.at(place)), milliseconds(0)};
}

}  // namespace tipring
