#include "cli/softphone/own_certificate.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <unistd.h>

namespace tipring::cli {
namespace {

constexpr long day = 24 * 3600;

struct Free {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(FILE* file) const { fclose(file); }
};

// Of its maker, with its maker's key (RFC 5280, section 4.1).
std::unique_ptr<X509, Free> self_signed(EVP_PKEY* key) {
  std::unique_ptr<X509, Free> certificate(X509_new());
  if (!certificate) return nullptr;
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -day);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 30 * day);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("tipring phone"),
                             -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_set_pubkey(certificate.get(), key);
  return X509_sign(certificate.get(), key, EVP_sha256()) > 0 ? std::move(certificate) : nullptr;
}

Error no_certificate(const std::string& why) {
  return {"no-certificate", "cannot make a certificate: " + why, false};
}

}  // namespace

Result<OwnCertificate> OwnCertificate::make() {
  const std::unique_ptr<EVP_PKEY, Free> key(EVP_EC_gen("P-256"));
  const auto certificate = key ? self_signed(key.get()) : nullptr;
  if (!certificate) return no_certificate("OpenSSL makes none");
  std::error_code problem;
  std::string path = (std::filesystem::temp_directory_path(problem) / "tipring-phone-XXXXXX").string();
  // Readable for its owner alone.
  const int descriptor = ::mkstemp(path.data());
  if (descriptor < 0) return no_certificate("no file " + path);
  OwnCertificate own(path);
  const std::unique_ptr<FILE, Free> file(::fdopen(descriptor, "w"));
  if (!file || PEM_write_X509(file.get(), certificate.get()) != 1 ||
      PEM_write_PrivateKey(file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return no_certificate(path + " cannot be written");
  return own;
}

OwnCertificate::OwnCertificate(OwnCertificate&& other) noexcept : file_(std::exchange(other.file_, {})) {}

OwnCertificate::~OwnCertificate() {
  if (!file_.empty()) ::unlink(file_.c_str());
}

}  // namespace tipring::cli
