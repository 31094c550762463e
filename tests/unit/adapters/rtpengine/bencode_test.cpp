#include "adapters/rtpengine/bencode.h"

#include <gtest/gtest.h>

namespace tipring::rtpengine {
namespace {

TEST(BencodeTest, WritesAndReadsEveryKindOfValue) {
  const BencodeDictionary dictionary{{"command", "offer"},
                                     {"sdp", std::string("v=0\r\n\0", 6)},
                                     {"delay", std::int64_t{-3}},
                                     {"flags", BencodeList{"one", BencodeList{}, BencodeDictionary{}}}};
  const std::string text = write_bencode(dictionary);
  EXPECT_EQ(text, std::string("d7:command5:offer5:delayi-3e5:flagsl3:oneledee3:sdp6:v=0\r\n\0e", 60));
  const auto read = read_bencode(text);
  ASSERT_TRUE(read.ok()) << read.error().text;
  EXPECT_EQ(read.value(), BencodeValue(dictionary));
}

TEST(BencodeTest, RefusesWhatIsNone) {
  for (const char* text : {"",
                           "x",
                           "i",
                           "ie",
                           "i7",
                           "i7x",
                           "i99999999999999999999e",
                           "3:ab",
                           "-1:a",
                           ":",
                           "3",
                           "l",
                           "li1e",
                           "d",
                           "d1:a",
                           "d1:ae",
                           "di1ei1ee",
                           "i1ei1e",
                           "d1:ai1e1:ai2ee",
                           "99999999999999999999:a",
                           "18446744073709551615:a"}) {
    const auto read = read_bencode(text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error().code, "bad-bencode");
  }
}

TEST(BencodeTest, IsNotTakenDeepOrWide) {
  EXPECT_TRUE(read_bencode(std::string(16, 'l') + std::string(16, 'e')).ok());
  EXPECT_FALSE(read_bencode(std::string(50'000, 'l')).ok());
  EXPECT_FALSE(read_bencode(std::string(18, 'l') + std::string(18, 'e')).ok());
  std::string wide = "l";
  for (int i = 0; i < 5'000; ++i)
    wide += "i1e";
  EXPECT_FALSE(read_bencode(wide + "e").ok());
}

}  // namespace
}  // namespace tipring::rtpengine
