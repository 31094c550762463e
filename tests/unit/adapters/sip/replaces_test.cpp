#include "adapters/sip/replaces.h"

#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

TEST(ReplacesTest, ReadsADialogsName) {
  EXPECT_EQ(parse_replaces("call-1@host;to-tag=a;from-tag=b"), (Replaces{"call-1@host", "a", "b"}));
  EXPECT_EQ(parse_replaces(" call-1 ; From-Tag=b ;early-only; to-tag=a "), (Replaces{"call-1", "a", "b"}));
  for (const char* text : {"", "call", "call;to-tag=a", ";to-tag=a;from-tag=b", "call;to-tag=;from-tag=b"})
    EXPECT_EQ(parse_replaces(text), std::nullopt) << text;
}

TEST(ReplacesTest, FindsHeaderFieldsInAUri) {
  EXPECT_EQ(header_in_uri("Subject=a&replaces=call%40host%3Bto-tag%3Da", "Replaces"), "call@host;to-tag=a");
  EXPECT_EQ(header_in_uri("Replaces", "Replaces"), "");
  EXPECT_EQ(header_in_uri("Subject=Replaces", "Replaces"), std::nullopt);
  EXPECT_EQ(header_in_uri("", "Replaces"), std::nullopt);
}

}  // namespace
}  // namespace tipring::sip
