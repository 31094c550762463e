// Hosts of SIP URIs that are names, looked up at a name server that is not ours.

#include <optional>
#include <string>

#include <gmock/gmock.h>

#include "tests/wire/kit/baresip.h"
#include "tests/wire/kit/name_server.h"
#include "tests/wire/kit/ports.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

using ::testing::HasSubstr;

class NamesTest : public ::testing::Test {
 protected:
  void start(const std::vector<std::string>& records) {
    std::vector<std::string> all{"--host-record=phone.example,127.0.0.1"};
    all.insert(all.end(), records.begin(), records.end());
    names_.emplace(all);
    runtime_.emplace(
        Runtime::Setup{.site = TIPRING_SITE, .environment = {{"TIPRING_NAME_SERVER", names_->address()}}});
  }
  void TearDown() override {
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }
  std::string port_of(const Baresip& phone) {
    const std::string uri = phone.uri();
    return uri.substr(uri.rfind(':') + 1);
  }
  // Somebody calls `number`, and ann, wherever that leads, answers.
  void expect_to_reach_ann(const std::string& number) {
    caller_.dial(runtime_->uri(number));
    ann_.until("CALL_INCOMING");
    ann_.accept();
    caller_.until("CALL_ESTABLISHED");
    caller_.hang_up();
    ann_.until("CALL_CLOSED");
  }

  std::optional<NameServer> names_;
  std::optional<Runtime> runtime_;
  Baresip ann_{{.user = "ann"}};
  Baresip caller_{{.user = "caller"}};
};

TEST_F(NamesTest, ADomainsServersAreTriedInTheirOrder) {
  const std::string dead = std::to_string(free_port("udp"));
  start({"--srv-host=_sip._udp.pbx.example,phone.example," + dead + ",10",
         "--srv-host=_sip._udp.pbx.example,phone.example," + port_of(ann_) + ",20"});
  expect_to_reach_ann("pbx");
}

TEST_F(NamesTest, ADomainSaysWhichTransportItWants) {
  start({"--naptr-record=pbx.example,10,10,s,SIP+D2T,,_sip._tcp.pbx.example",
         "--naptr-record=pbx.example,20,10,s,SIP+D2U,,_sip._udp.pbx.example",
         "--srv-host=_sip._tcp.pbx.example,phone.example," + port_of(ann_) + ",10"});
  // The site listens for UDP alone, so that it has to take what follows.
  caller_.dial(runtime_->uri("pbx"));
  EXPECT_THAT(caller_.until("CALL_CLOSED"), HasSubstr("503"));
  EXPECT_THAT(runtime_->log(), HasSubstr("no listening address for tcp"));
}

TEST_F(NamesTest, ATrunkStandsUnderAName) {
  start({"--srv-host=_sip._udp.carrier.example,phone.example," + port_of(ann_) + ",10"});
  expect_to_reach_ann("trunk");
  EXPECT_EQ(runtime_->ask({"sip", "trunks"}).at(0).at("address"), "udp://127.0.0.1:" + port_of(ann_));
}

TEST_F(NamesTest, ANameThatDoesNotExistIsTold) {
  start({});
  caller_.dial(runtime_->uri("nowhere"));
  EXPECT_THAT(caller_.until("CALL_CLOSED"), HasSubstr("404"));
  EXPECT_THAT(runtime_->log(), HasSubstr("the name 'nowhere.example' does not exist"));
}

}  // namespace
}  // namespace tipring::wire
