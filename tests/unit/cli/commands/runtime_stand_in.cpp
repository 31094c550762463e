#include "tests/unit/cli/commands/runtime_stand_in.h"

#include <future>

#include <gtest/gtest.h>

#include "adapters/control_socket/control_server.h"
#include "adapters/reactor/su_reactor.h"
#include "adapters/reactor/system_clock.h"

namespace tipring::testing {
namespace {

class QuietLog final : public Log {
 public:
  void write(LogLevel, std::string_view) override {}
};

}  // namespace

// What lives on the serving thread.
class RuntimeStandIn::Served {
 public:
  Served(const Control& control, std::string path) : control_(control), path_(std::move(path)) {}

  // Tells `listening` once the socket is there.
  void run(std::promise<void>& listening) {
    const auto reactor = reactor::SuReactor::create(loop_);
    ASSERT_TRUE(reactor.ok());
    reactor_ = reactor->get();
    const auto server = control_socket::ControlServer::listen(path_, {control_, *reactor_, loop_, log_});
    EXPECT_TRUE(server.ok());
    listening.set_value();
    reactor_->run();
    // Sofia wants a root destroyed by its own thread, and stop() must be done with it by then.
    stop_told_.get_future().wait();
  }
  void stop() {
    reactor_->stop();
    stop_told_.set_value();
  }

 private:
  const Control& control_;
  std::string path_;
  reactor::SystemClock clock_;
  RunLoop loop_{clock_};
  QuietLog log_;
  reactor::SuReactor* reactor_ = nullptr;
  std::promise<void> stop_told_;
};

RuntimeStandIn::RuntimeStandIn(const Control& control) : served_(std::make_unique<Served>(control, socket())) {
  std::promise<void> listening;
  thread_ = std::thread([&] { served_->run(listening); });
  listening.get_future().wait();
}

RuntimeStandIn::~RuntimeStandIn() {
  served_->stop();
  thread_.join();
}

Ended RuntimeStandIn::tipring(const std::vector<std::string>& arguments, HowToRun how) const {
  how.environment["TIPRING_SOCKET"] = socket();
  return testing::tipring(arguments, how);
}

}  // namespace tipring::testing
