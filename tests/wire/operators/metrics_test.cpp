// Figures for Prometheus of a runtime that takes calls.

#include <cstdlib>
#include <fstream>
#include <optional>

#include <gmock/gmock.h>

#include "tests/wire/kit/ports.h"
#include "tests/wire/kit/raw_caller.h"
#include "tests/wire/kit/raw_socket.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

using ::testing::HasSubstr;

class MetricsWireTest : public ::testing::Test {
 protected:
  void SetUp() override {
    runtime_.emplace(
        Runtime::Setup{.site = TIPRING_SITES "/site", .arguments = {"--metrics", std::to_string(port_)}});
  }
  void TearDown() override {
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }
  std::string figures() const {
    RawSocket connection("tcp", port_);
    EXPECT_TRUE(connection.send("GET /metrics HTTP/1.0\r\n\r\n"));
    const std::string response = connection.until_closed();
    return response.substr(response.find("\r\n\r\n") + 4);
  }
  // Figures may be a moment old.
  bool until_figure(const std::string& line) const {
    const auto give_up = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < give_up) {
      if (figures().find("\n" + line + "\n") != std::string::npos) return true;
    }
    ADD_FAILURE() << "there is no " << line << " in\n" << figures();
    return false;
  }

  const std::uint16_t port_ = free_port("tcp");
  std::optional<Runtime> runtime_;
};

TEST_F(MetricsWireTest, CallsAreCounted) {
  EXPECT_TRUE(until_figure("tipring_calls_total 0"));
  RawCaller caller(runtime_->port());
  EXPECT_THAT(caller.answer_to(caller.invite("nobody", RawCaller::sdp())), HasSubstr("404"));
  runtime_->until_entry("contact.ended");
  EXPECT_TRUE(until_figure("tipring_calls_total 1"));
  EXPECT_TRUE(until_figure("tipring_calls 0"));
  EXPECT_TRUE(until_figure("tipring_calls_ended_total{outcome=\"refused\"} 1"));
  EXPECT_TRUE(until_figure("tipring_sip_requests_total{direction=\"received\",method=\"INVITE\"} 1"));
  EXPECT_TRUE(until_figure("tipring_sip_responses_total{direction=\"sent\",class=\"4xx\"} 1"));
  EXPECT_TRUE(until_figure("tipring_trunk_up{trunk=\"carrier\"} 1"));
  EXPECT_TRUE(until_figure("tipring_registrations 0"));
  EXPECT_TRUE(until_figure("tipring_overloaded{limit=\"busy\"} 0"));
}

TEST_F(MetricsWireTest, PrometheusFindsNothingToComplainOf) {
  const std::string file = runtime_->site_folder() + "/figures";
  std::ofstream(file) << figures();
  const auto ended = ::tipring::testing::run_program("/bin/sh", {"-c", "promtool check metrics < " + file});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(ended.out + ended.err, "");
}

}  // namespace
}  // namespace tipring::wire
