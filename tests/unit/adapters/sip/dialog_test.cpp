#include "adapters/sip/dialog.h"

#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Dialog towards_bob() {
  Dialog dialog;
  dialog.remote_target = "sip:bob@192.0.2.4";
  return dialog;
}

TEST(DialogTest, WithoutRoutesARequestGoesToTheTarget) {
  const auto route = route_of(towards_bob());
  EXPECT_EQ(route.request_uri, "sip:bob@192.0.2.4");
  EXPECT_THAT(route.routes, IsEmpty());
}

TEST(DialogTest, LooseRoutersFindTheTargetInTheRequestLine) {
  for (const char* first :
       {"<sip:p1.example;lr>", "<sip:p1.example;transport=tcp;lr=on>", "<sip:p1.example;LR>"}) {
    auto dialog = towards_bob();
    dialog.route_set = {first, "<sip:p2.example;lr>"};
    const auto route = route_of(dialog);
    EXPECT_EQ(route.request_uri, "sip:bob@192.0.2.4");
    EXPECT_THAT(route.routes, ElementsAre(first, "<sip:p2.example;lr>"));
  }
}

// RFC 3261, section 16.12.1.2 gives the example.
TEST(DialogTest, StrictRoutersFindThemselvesInTheRequestLine) {
  auto dialog = towards_bob();
  dialog.route_set = {"<sip:p1.example;lrx>", "<sip:p2.example;lr>"};
  const auto route = route_of(dialog);
  EXPECT_EQ(route.request_uri, "sip:p1.example;lrx");
  EXPECT_THAT(route.routes, ElementsAre("<sip:p2.example;lr>", "<sip:bob@192.0.2.4>"));
}

TEST(DialogTest, AnLrInTheHeadersOfAUriIsNoParameter) {
  auto dialog = towards_bob();
  dialog.route_set = {"<sip:p1.example?x=;lr>"};
  EXPECT_EQ(route_of(dialog).request_uri, "sip:p1.example?x=;lr");
}

TEST(DialogTest, ACallerPassesTheRoutersInReverse) {
  EXPECT_THAT(reversed({"<sip:p3>", "<sip:p2>", "<sip:p1>"}), ElementsAre("<sip:p1>", "<sip:p2>", "<sip:p3>"));
}

TEST(DialogTest, SequenceNumbersOfThePeerNeverFall) {
  Dialog dialog;
  EXPECT_TRUE(take_remote_cseq(dialog, 7));
  EXPECT_TRUE(take_remote_cseq(dialog, 8));
  EXPECT_FALSE(take_remote_cseq(dialog, 7));
  EXPECT_EQ(dialog.remote_cseq, 8U);
  EXPECT_TRUE(take_remote_cseq(dialog, 4'000'000'000U)) << "they may skip";
}

}  // namespace
}  // namespace tipring::sip
