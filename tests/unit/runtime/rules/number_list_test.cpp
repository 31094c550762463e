#include "runtime/rules/number_list.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/base/chance.h"
#include "runtime/rules/number_pattern.h"

namespace tipring {
namespace {

NumberKey key_of(std::string_view entry) {
  const bool open = entry.ends_with('*');
  if (open) entry.remove_suffix(1);
  return (open ? beginning_key(entry) : number_key(entry)).value();
}

NumberList list_of(const std::vector<std::string>& entries) {
  std::vector<NumberKey> keys;
  for (const std::string& entry : entries)
    keys.push_back(key_of(entry));
  return NumberList(keys);
}

TEST(NumberListTest, HasNumbersAndWhatBeginsAsItsBeginnings) {
  const NumberList list = list_of({"+12025550143", "+49900*", "110"});
  EXPECT_TRUE(list.has("+12025550143"));
  EXPECT_TRUE(list.has("+49900"));
  EXPECT_TRUE(list.has("+499001234"));
  EXPECT_TRUE(list.has("110"));
  EXPECT_FALSE(list.has("+1202555014"));
  EXPECT_FALSE(list.has("+120255501430"));
  EXPECT_FALSE(list.has("12025550143"));
  EXPECT_FALSE(list.has("+4990"));
  EXPECT_FALSE(list.has("1100"));
}

TEST(NumberListTest, WhatIsNoNumberIsOnNoList) {
  const NumberList list = list_of({"+*", "0*", "12*"});
  for (const std::string_view text :
       {"", "+", "anonymous", "+49x", "12+3", "12#", "++12", "0 12", "12345678901234567890123456789012"})
    EXPECT_FALSE(list.has(text)) << text;
  EXPECT_TRUE(list.has("1234567890123456789012345678901"));
  EXPECT_FALSE(NumberList().has("12"));
}

TEST(NumberListTest, KeysAreNumbersOfDigitsAndKeepTheirText) {
  for (const std::string_view text : {"0", "+1", "110", "+4930123456789012", "1234567890123456",
                                      "12345678901234567", "1234567890123456789012345678901"}) {
    EXPECT_EQ(to_text(number_key(text).value()), text);
    EXPECT_EQ(to_text(beginning_key(text).value()), std::string(text) + "*");
  }
  for (const std::string_view text :
       {"", "*", "+1*", "ann", "1 2", "1+2", "12345678901234567890123456789012"}) {
    EXPECT_FALSE(number_key(text)) << text;
    EXPECT_FALSE(beginning_key(text)) << text;
  }
}

TEST(NumberListTest, EntriesThatAnotherCoversAreLeftOut) {
  const NumberList list = list_of({"+4990012", "+49900*", "+49900", "+499001*", "+49900*", "+4990", "+4991"});
  EXPECT_EQ(list.size(), 3U);
  EXPECT_TRUE(list.has("+4990"));
  EXPECT_TRUE(list.has("+499001"));
  EXPECT_FALSE(list.has("+49901"));
}

std::string random_number(Chance& chance, int longest) {
  std::string number = chance.between(0, 1) == 0 ? "" : "+";
  // Few digits, so that numbers are often equal and often begin others.
  for (auto left = chance.between(1, longest); left > 0; --left)
    number += static_cast<char>('0' + chance.between(0, 2));
  return number;
}

TEST(NumberListTest, AnswersAsAskingEachEntryDoes) {
  int found = 0;
  int missed = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Chance chance(seed);
    const int longest = seed % 3 == 0 ? 20 : 6;
    std::vector<std::string> entries;
    for (auto left = chance.between(0, 60); left > 0; --left)
      entries.push_back(random_number(chance, longest) + (chance.between(0, 2) == 0 ? "*" : ""));
    const NumberList list = list_of(entries);
    for (int question = 0; question < 300; ++question) {
      const std::string number = random_number(chance, longest + 1);
      const bool expected = std::ranges::any_of(
          entries, [&](const std::string& entry) { return matches_dialled(entry, number); });
      ASSERT_EQ(list.has(number), expected) << "seed " << seed << ", " << number;
      ++(expected ? found : missed);
    }
  }
  EXPECT_GT(found, 10'000);
  EXPECT_GT(missed, 10'000);
}

TEST(NumberListTest, AMillionNumbersTakeLittleMemory) {
  Chance chance(7);
  std::vector<NumberKey> keys;
  std::vector<std::string> some;
  for (int i = 0; i < 1'000'000; ++i) {
    const std::string number = "+" + std::to_string(chance.between(100'000'000'000, 999'999'999'999'999));
    keys.push_back(number_key(number).value());
    if (i % 1000 == 0) some.push_back(number);
  }
  const NumberList list(std::move(keys));
  EXPECT_GT(list.size(), 999'000U);
  EXPECT_LT(list.bytes(), 20'000'000U);
  for (const std::string& number : some) {
    EXPECT_TRUE(list.has(number));
    EXPECT_FALSE(list.has(number + "0"));
  }
}

}  // namespace
}  // namespace tipring
