#include "tests/wire/kit/name_server.h"

#include <chrono>
#include <stdexcept>

#include "tests/wire/kit/ports.h"

namespace tipring::wire {

NameServer::NameServer(const std::vector<std::string>& records) : port_(free_port("udp")) {
  std::vector<std::string> words{"dnsmasq",
                                 "--keep-in-foreground",
                                 "--conf-file=/dev/null",
                                 "--no-resolv",
                                 "--no-hosts",
                                 "--user=",
                                 "--pid-file=",
                                 "--listen-address=127.0.0.1",
                                 "--bind-interfaces",
                                 "--port=" + std::to_string(port_),
                                 "--local=/example/"};
  words.insert(words.end(), records.begin(), records.end());
  process_ = std::make_unique<ChildProcess>(
      ChildProcess::Setup{.words = words, .folder = folder_.path(), .err_file = folder_.file("log")});
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!port_is_bound("udp", port_)) {
    if (process_->ended_within(std::chrono::milliseconds(10)) || std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("dnsmasq does not start");
  }
}

}  // namespace tipring::wire
