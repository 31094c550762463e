#pragma once

#include <memory>
#include <string>
#include <vector>

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "adapters/sip/tls_settings.h"
#include "runtime/base/clock.h"
#include "runtime/base/result.h"

namespace tipring::sip {

/// Owners of OpenSSL's objects. Internal to this room.

struct CertificateDeleter {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using CertificateHandle = std::unique_ptr<X509, CertificateDeleter>;

struct KeyDeleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using KeyHandle = std::unique_ptr<EVP_PKEY, KeyDeleter>;

struct ChainDeleter {
  void operator()(STACK_OF(X509) * chain) const { sk_X509_pop_free(chain, X509_free); }
};
using ChainHandle = std::unique_ptr<STACK_OF(X509), ChainDeleter>;

struct TrustDeleter {
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
};
using TrustHandle = std::unique_ptr<X509_STORE, TrustDeleter>;

/// What we show and whom we believe, read from the files of a TlsSettings.
struct Credentials {
  CertificateHandle certificate;
  ChainHandle chain;  ///< Between it and its authority.
  KeyHandle key;
  TrustHandle trust;
};

/// Fails with "bad-certificate", naming the file and what is wrong with it.
Result<Credentials> read_credentials(const TlsSettings& settings);

/// Whose it is, as RFC 5922 has it (section 7.1): the domains of its SIP URIs, its DNS names and its addresses;
/// the common name where it has none of those. Lower case.
std::vector<std::string> names_of(const X509& certificate);

/// Whether a certificate with these names is that of `name`: a domain, an address, or "*.carrier.example" as it
/// stands in the certificate. A name with a wildcard stands for no other (RFC 5922, section 7.2).
bool is_named(const std::vector<std::string>& names, const std::string& name);

/// Until when it may be used.
UtcTime expiry_of(const X509& certificate);

/// "CN=gw.carrier.example": who signed it.
std::string issuer_of(const X509& certificate);

/// The text of OpenSSL's oldest error on this thread; `otherwise` where there is none.
std::string tls_error_text(const std::string& otherwise);

}  // namespace tipring::sip
