#include "adapters/sip/request_uri.h"

#include <gtest/gtest.h>

namespace tipring::sip {
namespace {

TEST(RequestUriTest, LeavesOutHeadersAndTheMethod) {
  EXPECT_EQ(request_uri_of("sip:200@127.0.0.1?Subject=x&Priority=urgent"), "sip:200@127.0.0.1");
  EXPECT_EQ(request_uri_of("sip:200@127.0.0.1:5070;method=BYE;user=phone?Subject=x"),
            "sip:200@127.0.0.1:5070;user=phone");
  EXPECT_EQ(request_uri_of("SIPS:[2001:db8::1];transport=tcp;Method=INVITE"),
            "SIPS:[2001:db8::1];transport=tcp");
  EXPECT_EQ(request_uri_of("sip:127.0.0.1;method"), "sip:127.0.0.1");
}

TEST(RequestUriTest, KeepsAllElse) {
  for (const char* uri : {"sip:200@127.0.0.1", "sip:a;method=b?c@127.0.0.1;methods=x;lr", "sip:127.0.0.1:5060;",
                          "tel:+49301234;method=x?y", "sip:", ""})
    EXPECT_EQ(request_uri_of(uri), uri);
}

}  // namespace
}  // namespace tipring::sip
