// Phones that are not ours over TLS: they check our certificate, register, and call each other with secured
// media.

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <gmock/gmock.h>

#include "tests/kit/certificates.h"
#include "tests/wire/kit/baresip.h"
#include "tests/wire/kit/ports.h"
#include "tests/wire/kit/raw_socket.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

// Tones that the phones speak, in hertz.
constexpr int one = 900;
constexpr int two = 2100;

class TlsTest : public ::testing::Test {
 protected:
  TlsTest() {
    std::filesystem::copy(TIPRING_SITES "/site", site_.file("site"));
    authority_.issue({.file = "site/site.pem", .names = {"IP:127.0.0.1"}});
    runtime_.emplace(
        Runtime::Setup{.site = site_.file("site"), .environment = {{"TIPRING_TLS", "tls://" + secure_}}});
  }
  void TearDown() override {
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }
  Baresip::Setup phone(const std::string& user, const std::string& password, int speaks) {
    return {.user = user,
            .speaks = speaks,
            .secures = user == "100",
            .registrar = secure_,
            .password = password,
            .trust = authority_.file()};
  }

  ::tipring::testing::TemporaryFolder site_;
  ::tipring::testing::CertificateAuthority authority_{site_.path(), "authority"};
  std::string secure_ = "127.0.0.1:" + std::to_string(free_port("tcp"));
  std::optional<Runtime> runtime_;
};

TEST_F(TlsTest, PhonesRegisterAndTalkSecured) {
  Baresip first(phone("100", "one-hundred", one));
  runtime_->until_entry("phone.registered");
  Baresip second(phone("200", "two-hundred", two));
  runtime_->until_entry("phone.registered");
  EXPECT_EQ(runtime_->ask({"sip", "registrations", "ls"}).at(0).at("transport"), "tls");
  first.dial("sip:200@" + secure_ + ";transport=tls");
  second.until("CALL_INCOMING");
  second.accept();
  second.until("CALL_ESTABLISHED");
  first.until("CALL_ESTABLISHED");
  first.until_heard(std::chrono::seconds(1));
  second.until_heard(std::chrono::seconds(1));
  first.hang_up();
  second.until("CALL_CLOSED");
  EXPECT_THAT(first.heard({one, two}), Contains(two));
  EXPECT_THAT(second.heard({one, two}), Contains(one));
}

TEST_F(TlsTest, AnOperatorSeesAndRenewsTheCertificate) {
  EXPECT_THAT(runtime_->ask({"sip", "certificates", "ls"}).at(0).at("issuer"), "CN=authority");
  const std::string file = runtime_->site_folder() + "/site.pem";
  ::tipring::testing::CertificateAuthority other(site_.path(), "other");
  std::filesystem::copy_file(other.issue({.file = "new.pem", .names = {"DNS:pbx.example"}}), file,
                             std::filesystem::copy_options::overwrite_existing);
  const Json renewed = runtime_->ask({"sip", "certificates", "reload"});
  EXPECT_EQ(renewed.at(0).at("issuer"), "CN=other");
  EXPECT_EQ(renewed.at(0).at("names"), Json({"pbx.example"}));
}

// A carrier's switchboard, of which OpenSSL does the TLS.
class TlsTrunkTest : public ::testing::Test {
 protected:
  TlsTrunkTest() {
    std::filesystem::copy(TIPRING_SITES "/trunk_site", folder_.file("site"));
    std::filesystem::copy_file(authority_.file(), folder_.file("site/authority.pem"));
    authority_.issue({.file = "site/site.pem", .names = {"IP:127.0.0.1"}});
    runtime_.emplace(
        Runtime::Setup{.site = folder_.file("site"), .environment = {{"TIPRING_TLS", "tls://" + secure_}}});
  }
  void TearDown() override {
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }
  // The final status of a call by a peer that shows this certificate; empty: none.
  int called_with(const std::string& certificate) {
    const std::string user = "call" + std::to_string(++calls_);
    std::ofstream(folder_.file("invite"), std::ios::binary)
        << "INVITE sips:" << user << "@" << secure_
        << " SIP/2.0\r\nVia: SIP/2.0/TLS 127.0.0.1:5061;branch=z9hG4bK" << user
        << ";rport\r\nMax-Forwards: 70\r\nFrom: <sips:+12025550199@carrier.example>;tag=1\r\nTo: <sips:" << user
        << "@" << secure_ << ">\r\nCall-ID: " << user << "@carrier.example\r\nCSeq: 1 INVITE\r\n"
        << "Contact: <sips:gw@127.0.0.1:5061>\r\nContent-Length: 0\r\n\r\n";
    const std::string shown = certificate.empty() ? "" : " -cert " + certificate + " -key " + certificate;
    ChildProcess peer({.words = {"/bin/sh", "-c",
                                 "exec openssl s_client -quiet -verify_return_error -connect " + secure_ +
                                     " -CAfile " + authority_.file() + shown + " < " + folder_.file("invite")},
                       .out_file = folder_.file(user),
                       .err_file = folder_.file("said")});
    return final_status(peer, user);
  }
  int final_status(ChildProcess& peer, const std::string& user) {
    const auto give_up = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < give_up) {
      std::ifstream heard(folder_.file(user));
      for (std::string line; std::getline(heard, line);) {
        if (status_of(line) >= 200) return status_of(line);
      }
      if (peer.ended_within(std::chrono::milliseconds(10))) break;
    }
    return 0;
  }

  ::tipring::testing::TemporaryFolder folder_;
  ::tipring::testing::CertificateAuthority authority_{folder_.path(), "authority"};
  std::string secure_ = "127.0.0.1:" + std::to_string(free_port("tcp"));
  std::optional<Runtime> runtime_;
  int calls_ = 0;
};

TEST_F(TlsTrunkTest, ATrunkIsKnownByItsCertificateAndByNothingElse) {
  EXPECT_EQ(called_with(authority_.issue({.file = "carrier.pem", .names = {"DNS:carrier.example"}})), 486);
  EXPECT_THAT(runtime_->log(), HasSubstr("call1 comes by trunk carrier"));
  EXPECT_EQ(called_with(authority_.issue({.file = "other.pem", .names = {"DNS:other.example"}})), 403);
  EXPECT_EQ(called_with(""), 403);
  ::tipring::testing::CertificateAuthority forger(folder_.path(), "forger");
  EXPECT_NE(called_with(forger.issue({.file = "forged.pem", .names = {"DNS:carrier.example"}})), 486);
  EXPECT_THAT(runtime_->log(), ::testing::Not(HasSubstr("call4 comes by trunk carrier")));
}

TEST(TlsSite, MistakesNameFileAndLine) {
  const ::tipring::testing::TemporaryFolder folder;
  for (const auto& [words, why] :
       {std::pair{R"(listen { sip = "tls://127.0.0.1" })", "tls:// needs a certificate"},
        {R"(listen { sip = "udp://127.0.0.1", key = "site.pem" })", "key goes with tls:// alone"},
        {R"(listen { sip = "tls://127.0.0.1", certificate = "site.pem", clients = "all" })",
         R"(clients must be "any", "asked" or "certified", not "all")"},
        {R"(trunk "carrier" { sip = "https://carrier.example" })", "sip must be a SIP URI"}}) {
    std::ofstream(folder.file("site.lua")) << "\n" << words << "\n";
    const auto checked = ::tipring::testing::tipring({"check", folder.path()});
    EXPECT_EQ(checked.exit_code, 5) << words;
    EXPECT_THAT(checked.out + checked.err, AllOf(HasSubstr("site.lua:2:"), HasSubstr(why)));
  }
}

}  // namespace
}  // namespace tipring::wire
