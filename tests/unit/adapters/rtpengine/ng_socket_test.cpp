#include "adapters/rtpengine/ng_socket.h"

#include <array>
#include <chrono>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "adapters/reactor/su_reactor.h"
#include "adapters/reactor/system_clock.h"

namespace tipring::rtpengine {
namespace {

// A bound loopback port.
class Port {
 public:
  Port() : descriptor_(socket(AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    socklen_t size = sizeof address;
    EXPECT_EQ(getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    number_ = ntohs(address.sin_port);
  }
  ~Port() { close(descriptor_); }
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(number_); }
  // What came is sent back behind these words.
  void echo(const std::string& words) const {
    std::array<char, 100> buffer{};
    sockaddr_in from{};
    socklen_t size = sizeof from;
    const ssize_t read =
        recvfrom(descriptor_, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
    ASSERT_GT(read, 0);
    const std::string back = words + std::string(buffer.data(), static_cast<std::size_t>(read));
    EXPECT_GT(sendto(descriptor_, back.data(), back.size(), 0, reinterpret_cast<sockaddr*>(&from), size), 0);
  }

 private:
  int descriptor_;
  std::uint16_t number_ = 0;
};

class NgSocketTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto created = reactor::SuReactor::create(loop_);
    ASSERT_TRUE(created.ok());
    reactor_ = std::move(created).value();
    loop_.after(std::chrono::seconds(30), [this] {
      ADD_FAILURE() << "gave up waiting";
      reactor_->stop();
    });
  }
  std::unique_ptr<NgSocket> open(const std::string& address) {
    auto socket = open_ng_socket(*reactor_, address);
    EXPECT_TRUE(socket.ok());
    socket.value()->listen(
        [this](std::string_view datagram) {
          heard_ = datagram;
          reactor_->stop();
        },
        [this] {
          heard_ = "refused";
          reactor_->stop();
        });
    return std::move(socket).value();
  }

  reactor::SystemClock clock_;
  RunLoop loop_{clock_};
  std::unique_ptr<reactor::SuReactor> reactor_;
  std::string heard_;
};

TEST_F(NgSocketTest, SendsAndHears) {
  const Port port;
  const auto socket = open(port.address());
  socket->send("hello");
  port.echo("you said ");
  reactor_->run();
  EXPECT_EQ(heard_, "you said hello");
}

TEST_F(NgSocketTest, IsToldWhereNobodyListens) {
  std::string address;
  {
    const Port port;
    address = port.address();
  }
  const auto socket = open(address);
  socket->send("hello");
  reactor_->run();
  EXPECT_EQ(heard_, "refused");
}

TEST_F(NgSocketTest, TakesNumericAddressesAlone) {
  for (const char* address : {"127.0.0.1:2223", "[::1]:2223"})
    EXPECT_TRUE(open_ng_socket(*reactor_, address).ok()) << address;
  for (const char* address : {"", "2223", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:70000",
                              "localhost:2223", "::1:2223", "[::1]", "[127.0.0.1]:2223", "127.0.0.1:2223x"})
    EXPECT_FALSE(open_ng_socket(*reactor_, address).ok()) << address;
}

}  // namespace
}  // namespace tipring::rtpengine
