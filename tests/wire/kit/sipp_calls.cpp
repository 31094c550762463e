#include "tests/wire/kit/sipp_calls.h"

#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/wire/kit/ports.h"

namespace tipring::wire {

using namespace std::chrono_literals;

SippCalls::SippCalls(const std::string& scenario, const std::vector<std::string>& arguments)
    : port_(free_port("udp")) {
  std::vector<std::string> words{"sipp",
                                 "-sf",
                                 std::string(TIPRING_SIPP_SCENARIOS) + "/" + scenario + ".xml",
                                 "-i",
                                 "127.0.0.1",
                                 "-p",
                                 std::to_string(port_),
                                 "-mp",
                                 std::to_string(free_port("udp")),
                                 "-nostdin",
                                 "-timeout",
                                 "60s",
                                 "-timeout_error",
                                 "-trace_err",
                                 "-error_file",
                                 folder_.file("errors")};
  words.insert(words.end(), arguments.begin(), arguments.end());
  process_ = std::make_unique<ChildProcess>(
      ChildProcess::Setup{.words = words, .folder = folder_.path(), .err_file = folder_.file("screen")});
}

bool SippCalls::go_on() {
  return !process_->ended_within(0s);
}

bool SippCalls::succeed() {
  return process_->ended_within(70s) && process_->exit_code() == 0;
}

std::string SippCalls::errors() const {
  std::ostringstream all;
  const std::ifstream file(folder_.file("errors"));
  if (file) all << file.rdbuf();
  return all.str();
}

std::string SippCalls::uri() {
  while (!port_is_bound("udp", port_)) {
    if (process_->ended_within(10ms)) throw std::runtime_error("sipp does not start");
  }
  return "sip:sipp@127.0.0.1:" + std::to_string(port_);
}

}  // namespace tipring::wire
