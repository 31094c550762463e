// Sets up calls, says "ready", waits for a line, sends G.711 both ways in packets of 20 ms for some seconds,
// says how many were sent and came, waits for another line, and hangs up. Without seconds it only holds the
// calls.
//   relay_load sip PORT USER CALLED_PORT CALLS SECONDS
//   relay_load rtpengine PORT CALLS SECONDS

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>

#include <poll.h>

#include "tests/bench/load/switchboard.h"

namespace tipring::bench {
namespace {

using Clock = std::chrono::steady_clock;

// A packet's time is cut into so many slices, each with its share of the calls.
constexpr int slices = 20;
constexpr std::chrono::milliseconds slice{1};

void wait_for_a_line() {
  std::string line;
  std::getline(std::cin, line);
}

void talk(const Switchboard& board, const UdpSocket& caller, const UdpSocket& called, int seconds) {
  PacketSender from_callers(caller, board.towards_callers(), 1'000'000);
  PacketSender from_called(called, board.towards_called(), 2'000'000);
  std::uint64_t received = 0;
  auto next = Clock::now();
  for (int turn = 0; turn < seconds * 1000; ++turn) {
    for (PacketSender* sender : {&from_callers, &from_called}) {
      const std::size_t part = static_cast<std::size_t>(turn % slices);
      const std::size_t count = sender->streams();
      sender->send(count * part / slices, count * (part + 1) / slices);
    }
    received += drain(caller) + drain(called);
    next += slice;
    std::this_thread::sleep_until(next);
  }
  // What is still under way: until nothing comes any more.
  std::array<pollfd, 2> sockets{{{caller.descriptor(), POLLIN, 0}, {called.descriptor(), POLLIN, 0}}};
  while (poll(sockets.data(), sockets.size(), 200) > 0)
    received += drain(caller) + drain(called);
  std::printf("%llu %llu\n", static_cast<unsigned long long>(from_callers.sent() + from_called.sent()),
              static_cast<unsigned long long>(received));
  std::fflush(stdout);
}

void run(Switchboard& board, int calls, int seconds) {
  const UdpSocket caller;
  const UdpSocket called;
  board.set_up(calls, caller.port(), called.port());
  std::puts("ready");
  std::fflush(stdout);
  wait_for_a_line();
  if (seconds > 0) talk(board, caller, called, seconds);
  wait_for_a_line();
  board.hang_up();
}

int number(const char* text) {
  return std::atoi(text);
}

std::uint16_t port(const char* text) {
  return static_cast<std::uint16_t>(std::atoi(text));
}

}  // namespace
}  // namespace tipring::bench

int main(int count, char** words) {
  using namespace tipring::bench;
  try {
    if (count == 7 && std::string(words[1]) == "sip") {
      run(*by_sip(port(words[2]), words[3], port(words[4])), number(words[5]), number(words[6]));
    } else if (count == 5 && std::string(words[1]) == "rtpengine") {
      run(*by_rtpengine(port(words[2])), number(words[3]), number(words[4]));
    } else {
      std::fputs("relay_load: see the head of main.cpp\n", stderr);
      return 2;
    }
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "relay_load: %s\n", problem.what());
    return 1;
  }
  return 0;
}
