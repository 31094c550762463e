#pragma once

#include <string>

#include "runtime/base/result.h"

namespace tipring::cli {

/// A certificate that nobody has signed but itself, with its key, in a PEM file of the process's own, which
/// goes with it: for who takes part in TLS and has to show none.
class OwnCertificate {
 public:
  /// Fails with "no-certificate" where there is no room for the file.
  static Result<OwnCertificate> make();
  ~OwnCertificate();
  OwnCertificate(OwnCertificate&& other) noexcept;
  OwnCertificate& operator=(OwnCertificate&&) = delete;

  const std::string& file() const { return file_; }

 private:
  explicit OwnCertificate(std::string file) : file_(std::move(file)) {}

  std::string file_;
};

}  // namespace tipring::cli
