#include "tests/wire/kit/rtpengine.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/wire/kit/ports.h"

namespace tipring::wire {
namespace {

using namespace std::chrono_literals;

// The highest first port that leaves room for all.
constexpr int last_first_port = 65'000;

}  // namespace

// A port that is taken it passes over.
Rtpengine::Rtpengine()
    : control_port_(free_port("udp")), first_port_(std::min<int>(free_port("udp"), last_first_port)) {
  start();
}

void Rtpengine::start() {
  process_ = std::make_unique<ChildProcess>(
      ChildProcess::Setup{.words = {"rtpengine", "--config-file=none", "--table=-1", "--interface=127.0.0.1",
                                    "--listen-ng=" + control(), "--port-min=" + std::to_string(first_port_),
                                    "--port-max=" + std::to_string(first_port_ + ports - 1), "--num-threads=1",
                                    "--foreground", "--log-stderr"},
                          .err_file = folder_.file("log")});
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!port_is_bound("udp", control_port_)) {
    if (process_->ended_within(10ms) || std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("rtpengine does not start: " + log());
  }
}

std::string Rtpengine::log() const {
  std::ostringstream all;
  const std::ifstream file(folder_.file("log"));
  if (file) all << file.rdbuf();
  return all.str();
}

}  // namespace tipring::wire
