#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include <netinet/in.h>

namespace tipring::wire {

/// A bad line between two peers that speak UDP: some datagrams are lost, some overtaken by later ones. Which
/// ones follows from the seed, each datagram's text and how often it was sent, so that a run does not depend on
/// who came first.
class LossyRelay {
 public:
  struct Setup {
    unsigned seed = 1;
    unsigned lost = 10;       ///< Of a hundred.
    unsigned overtaken = 10;  ///< Of a hundred: go on after the next one.
  };
  explicit LossyRelay(const Setup& setup);
  ~LossyRelay();
  LossyRelay(const LossyRelay&) = delete;
  LossyRelay& operator=(const LossyRelay&) = delete;

  /// Where everything goes that others send; what comes from there goes to the last of the others. To be called
  /// before anything is sent.
  void lead_to(std::uint16_t port) { far_port_ = port; }

  std::uint16_t port() const { return port_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  int lost() const { return lost_; }
  int overtaken() const { return overtaken_; }

 private:
  struct Datagram {
    std::string bytes;
    bool to_far;
  };
  void run();
  void take();
  void pass_on(const Datagram& datagram) const;
  void release_held();
  unsigned chance_of(const std::string& message);

  Setup setup_;
  int descriptor_;
  int end_descriptor_;
  std::uint16_t port_ = 0;
  std::atomic<std::uint16_t> far_port_ = 0;
  sockaddr_in near_{};
  std::vector<Datagram> held_;
  std::unordered_map<std::string, std::size_t> calls_;  // By Call-ID.
  std::unordered_map<std::string, unsigned> sent_;      // By call and kind.
  std::atomic<int> lost_ = 0;
  std::atomic<int> overtaken_ = 0;
  std::thread thread_;
};

}  // namespace tipring::wire
