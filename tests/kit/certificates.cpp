#include "tests/kit/certificates.h"

#include <cstdio>
#include <stdexcept>
#include <utility>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace tipring::testing {

struct CertificateDeleter {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct KeyDeleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Certificate = std::unique_ptr<X509, CertificateDeleter>;
using Key = std::unique_ptr<EVP_PKEY, KeyDeleter>;

namespace {

void add_extension(X509& certificate, X509& issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  if (extension == nullptr) throw std::invalid_argument("no extension of a certificate: " + value);
  X509_add_ext(&certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate make_certificate(EVP_PKEY& key, const std::string& common_name, long valid_for) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  long serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial & 0x7fffffff);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), valid_for < 0 ? 2 * valid_for : -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), valid_for);
  X509_set_pubkey(certificate.get(), &key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0);
  return certificate;
}

void write_pem(const std::string& file, X509& certificate, EVP_PKEY* key) {
  const std::unique_ptr<FILE, decltype(&fclose)> out(fopen(file.c_str(), "w"), fclose);
  if (!out) throw std::runtime_error("cannot write " + file);
  PEM_write_X509(out.get(), &certificate);
  if (key != nullptr) PEM_write_PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
}

}  // namespace

struct CertificateAuthority::Keys {
  Key key;
  Certificate certificate;
};

CertificateAuthority::CertificateAuthority(std::string folder, const std::string& name)
    : folder_(std::move(folder)),
      file_(folder_ + "/" + name + ".pem"),
      keys_(std::make_unique<Keys>(Keys{Key(EVP_EC_gen("P-256")), nullptr})) {
  keys_->certificate = make_certificate(*keys_->key, name, 90 * 24 * 3600);
  X509& certificate = *keys_->certificate;
  X509_set_issuer_name(&certificate, X509_get_subject_name(&certificate));
  add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(&certificate, keys_->key.get(), EVP_sha256());
  write_pem(file_, certificate, nullptr);
}

CertificateAuthority::~CertificateAuthority() = default;

std::string CertificateAuthority::issue(const Wish& wish) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = make_certificate(*key, wish.common_name, wish.valid_for);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(keys_->certificate.get()));
  std::string names;
  for (const std::string& name : wish.names)
    names += (names.empty() ? "" : ",") + name;
  if (!names.empty()) add_extension(*certificate, *keys_->certificate, NID_subject_alt_name, names);
  X509_sign(certificate.get(), keys_->key.get(), EVP_sha256());
  std::string file = folder_ + "/" + wish.file;
  write_pem(file, *certificate, key.get());
  return file;
}

}  // namespace tipring::testing
