#include "runtime/contact/national_tones.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring {
namespace {

using std::chrono::milliseconds;
using ::testing::Contains;
using ::testing::HasSubstr;

// "425/500 0/500", as the table has it.
std::string cadence(std::string_view country, std::string_view name) {
  const auto tone = national_tone(country, name);
  if (!tone) return tone.error().code;
  std::string text;
  for (const ToneClip::Part& part : tone->parts) {
    if (!text.empty()) text += " ";
    text += std::to_string(static_cast<int>(part.first_hertz));
    if (part.second_hertz > 0) text += "+" + std::to_string(static_cast<int>(part.second_hertz));
    text += "/" + std::to_string(part.length.count());
  }
  return text;
}

TEST(NationalTones, AreThoseOfTheCountry) {
  EXPECT_EQ(cadence("de", "busy"), "425/480 0/480");
  EXPECT_EQ(cadence("us", "busy"), "480+620/500 0/500");
  EXPECT_EQ(cadence("gb", "ringback"), "400+450/400 0/200 400+450/400 0/2000");
  EXPECT_EQ(cadence("fr", "ringback"), "440/1500 0/3500");
  EXPECT_EQ(cadence("jp", "ringback"), "392+408/1000 0/2000");
  EXPECT_EQ(cadence("us", "dial"), "350+440/1000");
  EXPECT_EQ(cadence("it", "special-information"), "950/330 1400/330 1800/330 0/1000");
}

TEST(NationalTones, EveryCountryHasEveryTone) {
  for (const std::string& country : tone_countries()) {
    for (const std::string& name : tone_names()) {
      const auto tone = national_tone(country, name);
      ASSERT_TRUE(tone.ok()) << country << " " << name;
      EXPECT_EQ(tone->name, name);
      milliseconds sounding{0};
      for (const ToneClip::Part& part : tone->parts) {
        EXPECT_GT(part.length.count(), 0) << country << " " << name;
        EXPECT_LT(part.first_hertz, 2000) << country << " " << name;
        if (part.first_hertz > 0) sounding += part.length;
      }
      EXPECT_GE(sounding, milliseconds(40)) << country << " " << name;
      EXPECT_EQ(tone->length.count() == 0, name != "beep");
    }
  }
  EXPECT_THAT(tone_countries(), Contains(std::string(usual_tones)));
}

TEST(NationalTones, WhatIsNotKnownIsSaid) {
  EXPECT_EQ(cadence("xx", "busy"), "no-country");
  EXPECT_EQ(national_tone("de", "bussy").error().code, "no-tone");
  EXPECT_THAT(national_tone("de", "bussy").error().text, HasSubstr("did you mean \"busy\"?"));
  EXPECT_THAT(national_tone("de", "trumpet").error().text, HasSubstr("call-waiting"));
}

}  // namespace
}  // namespace tipring
