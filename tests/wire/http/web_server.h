#pragma once

#include <chrono>
#include <cstdint>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/kit/temporary_folder.h"
#include "tests/wire/kit/child_process.h"
#include "tests/wire/kit/ports.h"

namespace tipring::wire {

/// server.py, a web service that is not ours.
class WebServer {
 public:
  /// Over TLS where it is given a certificate and key. Returns once it listens; throws std::runtime_error where
  /// that does not come.
  explicit WebServer(const std::string& certificate = {})
      : port_(free_port("tcp")), scheme_(certificate.empty() ? "http" : "https") {
    std::vector<std::string> words{"python3", TIPRING_WEB_SERVER, std::to_string(port_),
                                   folder_.file("events")};
    if (!certificate.empty()) words.push_back(certificate);
    process_ =
        std::make_unique<ChildProcess>(ChildProcess::Setup{.words = words, .err_file = folder_.file("log")});
    until("ready");
  }

  std::string url(const std::string& path) const {
    return scheme_ + "://127.0.0.1:" + std::to_string(port_) + path;
  }

  /// Whether it has noted an event: "waiting /slow", "gone /slow".
  bool noted(const std::string& event) const {
    std::ifstream events(folder_.file("events"));
    for (std::string line; std::getline(events, line);) {
      if (line == event) return true;
    }
    return false;
  }

  /// Waits for that. Throws std::runtime_error where it does not come.
  void until(const std::string& event) const {
    wait_for([&] { return noted(event); }, "the web server has not noted: " + event);
  }

 private:
  template <typename Condition>
  void wait_for(Condition condition, const std::string& problem) const {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
      if (process_->ended_within(std::chrono::milliseconds(10)) || std::chrono::steady_clock::now() > deadline)
        throw std::runtime_error(problem);
    }
  }

  ::tipring::testing::TemporaryFolder folder_;
  std::uint16_t port_;
  std::string scheme_;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace tipring::wire
