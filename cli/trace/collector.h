#pragma once

#include <string>
#include <string_view>

#include "runtime/base/result.h"

namespace tipring::cli {

/// Sends packets to a collector by UDP.
class Collector {
 public:
  /// `address`: "homer.example.org:9060", "192.0.2.9:9060", "[2001:db8::9]:9060". Looks the host up, which may
  /// take some seconds. Fails with "usage" where that is no host and port, and with "unreachable".
  static Result<Collector> at(const std::string& address);

  Collector(Collector&& other) noexcept;
  Collector& operator=(Collector&&) = delete;
  ~Collector();

  /// Whether the packet arrives nobody knows. Fails with "io-error" where it cannot leave.
  Result<void> send(std::string_view packet);

 private:
  explicit Collector(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace tipring::cli
