#include "tests/wire/kit/kamailio.h"

#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/wire/kit/ports.h"

namespace tipring::wire {

Kamailio::Kamailio(const Setup& setup) : ip_(setup.ip), port_(free_port("udp", setup.ip)) {
  std::vector<std::string> words{"/usr/sbin/kamailio",
                                 "-DD",
                                 "-E",
                                 "-f",
                                 setup.configuration,
                                 "-P",
                                 folder_.file("pid"),
                                 "-Y",
                                 folder_.path(),
                                 "-m",
                                 "16",
                                 "-M",
                                 "8",
                                 "-A",
                                 "LISTEN=udp:" + address()};
  for (const auto& [word, meaning] : setup.words) {
    words.insert(words.end(), {"-A", word + '=' + meaning});
  }
  process_ = std::make_unique<ChildProcess>(
      ChildProcess::Setup{.words = words, .folder = folder_.path(), .err_file = folder_.file("log")});
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!port_is_bound("udp", port_, ip_)) {
    if (process_->ended_within(std::chrono::milliseconds(10)) || std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("kamailio does not start: " + log());
  }
}

std::string Kamailio::log() const {
  std::ostringstream all;
  const std::ifstream file(folder_.file("log"));
  if (file) all << file.rdbuf();
  return all.str();
}

}  // namespace tipring::wire
