// Calls whose scripts ask a web service, in the program as it runs.

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/wire/http/web_server.h"
#include "tests/wire/kit/baresip.h"
#include "tests/wire/kit/raw_caller.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class HttpCallsTest : public ::testing::Test {
 protected:
  HttpCallsTest() {
    fs::create_directory(runtime_.site_folder() + "/secrets");
    const std::string secret = runtime_.site_folder() + "/secrets/crm";
    std::ofstream(secret) << "s3cret\n";
    fs::permissions(secret, fs::perms::owner_read);
  }
  void TearDown() override {
    EXPECT_TRUE(runtime_.settles());
    EXPECT_TRUE(runtime_.ends_in_order());
  }
  std::string answer_to(const std::string& number) {
    return caller_.answer_to(caller_.invite(number, RawCaller::sdp()));
  }

  WebServer server_;
  Runtime runtime_{{.site = TIPRING_SITE, .environment = {{"TIPRING_CRM", server_.url("")}}}};
  RawCaller caller_{runtime_.port()};
};

TEST_F(HttpCallsTest, AnswersDecideACallAndSecretsStaySecret) {
  EXPECT_THAT(answer_to("customer"), StartsWith("SIP/2.0 480"));
  EXPECT_THAT(runtime_.log(), HasSubstr(R"(json {"name":"Ann","orders":[1,2]})"));
  EXPECT_THAT(answer_to("missing"), StartsWith("SIP/2.0 404"));
  EXPECT_THAT(answer_to("garbage"), StartsWith("SIP/2.0 486"));
  EXPECT_THAT(runtime_.log(), HasSubstr("err unreachable"));
  EXPECT_THAT(runtime_.log(), Not(HasSubstr("s3cret")));
}

TEST_F(HttpCallsTest, AServerThatDoesNotAnswerHoldsUpNobodyAndIsGivenUpWithTheCall) {
  Baresip waiting({.user = "ann"});
  waiting.dial(runtime_.uri("slow"));
  server_.until("waiting /slow");
  EXPECT_THAT(answer_to("ok"), StartsWith("SIP/2.0 480"));
  waiting.hang_up();
  server_.until("gone /slow");
}

}  // namespace
}  // namespace tipring::wire
