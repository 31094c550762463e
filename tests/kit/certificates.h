#pragma once

#include <memory>
#include <string>
#include <vector>

namespace tipring::testing {

/// An authority that signs certificates for tests, with keys of its own, in a folder that the test gives.
class CertificateAuthority {
 public:
  /// Writes `folder`/NAME.pem, the authority's certificate, to be trusted or not.
  CertificateAuthority(std::string folder, const std::string& name);
  ~CertificateAuthority();
  CertificateAuthority(const CertificateAuthority&) = delete;
  CertificateAuthority& operator=(const CertificateAuthority&) = delete;

  /// The file of the authority's certificate.
  const std::string& file() const { return file_; }

  struct Wish {
    std::string file{};                ///< Of the folder; written anew where it exists.
    std::vector<std::string> names{};  ///< "DNS:gw.carrier.example", "URI:sip:carrier.example", "IP:127.0.0.1".
    std::string common_name = "tests";
    long valid_for = 60 * 24 * 3600;  ///< Seconds from now; below 0: it is out of date.
  };
  /// A certificate and its key, in one file, whose path it returns.
  std::string issue(const Wish& wish);

 private:
  struct Keys;
  std::string folder_;
  std::string file_;
  std::unique_ptr<Keys> keys_;
};

}  // namespace tipring::testing
