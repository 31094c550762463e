#include "cli/output/text.h"

#include <gtest/gtest.h>

#include "runtime/control/json.h"

namespace tipring::cli {
namespace {

TEST(SafeForTerminal, LeavesOrdinaryTextAlone) {
  for (const char* text : {"", "Ann Müller", "日本語", "Ωμέγα", "a|b \\ c", "नमस्ते", "\xf0\x9f\x93\x9e"}) {
    EXPECT_EQ(safe_for_terminal(text), text);
  }
}

TEST(SafeForTerminal, ShowsControlsInsteadOfSendingThem) {
  EXPECT_EQ(safe_for_terminal("\x1b[2J\x1b]0;title\x07"), "\\x1b[2J\\x1b]0;title\\x07");
  EXPECT_EQ(safe_for_terminal("a\nb\rc\td"), "a\\nb\\rc\\td");
  EXPECT_EQ(safe_for_terminal(std::string_view("\0\x7f\b", 3)), "\\x00\\x7f\\x08");
  // CSI and OSC in one character each.
  EXPECT_EQ(safe_for_terminal("\xc2\x9b"
                              "31m\xc2\x9d"),
            "\\u{9b}31m\\u{9d}");
}

TEST(SafeForTerminal, ShowsWhatHidesOrReordersText) {
  EXPECT_EQ(safe_for_terminal("\xe2\x80\xae"
                              "gpj.exe"),
            "\\u{202e}gpj.exe");
  EXPECT_EQ(safe_for_terminal("a\xe2\x81\xa6z"), "a\\u{2066}z");
  EXPECT_EQ(safe_for_terminal("a\xe2\x80\x8bz"), "a\\u{200b}z");
  EXPECT_EQ(safe_for_terminal("a\xe2\x80\xa8z"), "a\\u{2028}z");
  EXPECT_EQ(safe_for_terminal("a\xef\xbb\xbfz"), "a\\u{feff}z");
  EXPECT_EQ(safe_for_terminal("a\xf3\xa0\x81\x81z"), "a\\u{e0041}z");
}

TEST(SafeForTerminal, ShowsBytesThatAreNoUtf8) {
  EXPECT_EQ(safe_for_terminal("a\xffz"), "a\\xffz");
  EXPECT_EQ(safe_for_terminal("\xc0\x9b"), "\\xc0\\x9b");           // Overlong.
  EXPECT_EQ(safe_for_terminal("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // A lone surrogate.
  EXPECT_EQ(safe_for_terminal("\xe2\x80"), "\\xe2\\x80");           // Cut off.
}

TEST(DisplayWidth, CountsColumnsNotBytes) {
  EXPECT_EQ(display_width(""), 0U);
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("Müller"), 6U);
  EXPECT_EQ(display_width("日本語"), 6U);
  EXPECT_EQ(display_width("e\xcc\x81"), 1U);  // e and a combining acute.
  EXPECT_EQ(display_width("\xf0\x9f\x93\x9e"), 2U);
}

TEST(CutToWidth, CutsBetweenCharacters) {
  EXPECT_EQ(cut_to_width("abcdef", 6), "abcdef");
  EXPECT_EQ(cut_to_width("abcdef", 4), "abc…");
  EXPECT_EQ(cut_to_width("日本語", 5), "日本…");
  EXPECT_EQ(cut_to_width("日本語", 4), "日…");
  EXPECT_EQ(cut_to_width("abc", 1), "…");
}

TEST(SafeJson, IsTheSameJsonWithoutControls) {
  const Json json{{"name", "a\x7f\xc2\x9b\xe2\x80\xae\xf3\xa0\x81\x81 ü 日"}};
  const auto safe = safe_json(to_line(json));
  EXPECT_EQ(safe, R"({"name":"a\u007f\u009b\u202e\udb40\udc41 ü 日"})");
  EXPECT_EQ(Json::parse(safe), json);
}

TEST(TsvField, KeepsAFieldInItsLineAndColumn) {
  EXPECT_EQ(tsv_field("plain ü"), "plain ü");
  EXPECT_EQ(tsv_field("a\tb\nc\rd\\e"), "a\\tb\\nc\\rd\\\\e");
  EXPECT_EQ(tsv_field("\x1b[m\xc2\x9b"), "\\u001b[m\\u009b");
}

}  // namespace
}  // namespace tipring::cli
