#include "runtime/ledger/frame.h"

#include <gtest/gtest.h>

namespace tipring {
namespace {

std::string frame(std::string_view payload) {
  std::string bytes;
  append_frame(payload, bytes);
  return bytes;
}

// The check value of CRC-32 (ISO-HDLC) is that of "123456789": cbf43926.
TEST(Frame, is_length_checksum_and_payload) {
  EXPECT_EQ(frame("123456789"), std::string("\x09\0\0\0\x26\x39\xf4\xcb", 8) + "123456789");
}

TEST(Frame, reads_back) {
  const std::string longest(longest_frame, 'x');
  for (const std::string& payload : {std::string("{}"), std::string("\0\0", 2), longest}) {
    EXPECT_EQ(read_frame(frame(payload)), payload);
    EXPECT_EQ(read_frame(frame(payload) + "rest"), payload);
  }
}

TEST(Frame, is_nothing_when_torn_anywhere) {
  const std::string whole = frame("an entry");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(read_frame(whole.substr(0, length))) << length;
    EXPECT_FALSE(read_frame(whole.substr(0, length) + std::string(100, '\0'))) << length;
  }
}

TEST(Frame, is_nothing_when_any_bit_is_wrong) {
  const std::string whole = frame("an entry");
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(read_frame(damaged)) << bit;
  }
}

TEST(Frame, of_room_never_written_is_nothing) {
  EXPECT_FALSE(read_frame(std::string(4096, '\0')));
  EXPECT_EQ(frame_size(std::string(4096, '\0')), 0U);
}

TEST(Frame, longer_than_allowed_is_nothing) {
  std::string bytes = frame(std::string(longest_frame, 'x'));
  EXPECT_EQ(frame_size(bytes), bytes.size());
  bytes[0] = 1;  // The length is now one more.
  EXPECT_EQ(frame_size(bytes), 0U);
  EXPECT_FALSE(read_frame(bytes + "x"));
}

TEST(Frame, counts_are_by_length) {
  EXPECT_EQ(count_frames(""), 0U);
  EXPECT_EQ(count_frames(frame("a") + frame("bc") + frame("d")), 3U);
  EXPECT_EQ(count_frames(frame("a") + "x"), std::nullopt);
  EXPECT_EQ(count_frames(frame("a") + frame("bc").substr(0, 9)), std::nullopt);
}

}  // namespace
}  // namespace tipring
