#include "adapters/sip/certificate.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <system_error>

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "adapters/sip/header_text.h"

namespace tipring::sip {
namespace {

struct ContextDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

struct NamesDeleter {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

// OpenSSL says "unsupported" and "no start line" of files in which it finds nothing to read.
std::string problem_with(const std::string& what) {
  const std::string reason = tls_error_text({});
  if (reason.empty() || reason == "unsupported" || reason == "no start line")
    return "no " + what + " in PEM form is there";
  if (reason == "key values mismatch") return "it does not belong to the certificate";
  if (reason.find("password") != std::string::npos || reason == "bad decrypt")
    return "it is encrypted, and a key without a passphrase is needed";
  return reason;
}

Error bad(const std::string& what, const std::string& file) {
  Error error{"bad-certificate", "the " + what + " in " + file + " cannot be used: " + problem_with(what)};
  ERR_clear_error();
  return error;
}

std::string text_of(const ASN1_STRING* string) {
  const auto* data = reinterpret_cast<const char*>(ASN1_STRING_get0_data(string));
  std::string text(data, static_cast<std::size_t>(ASN1_STRING_length(string)));
  // A certificate whose name is cut short by a zero byte says two things.
  return text.find('\0') == std::string::npos ? lower_case(text) : std::string();
}

std::string address_text(const ASN1_OCTET_STRING* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int length = ASN1_STRING_length(address);
  if (length != 4 && length != 16) return {};
  inet_ntop(length == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(address), text.data(), text.size());
  return text.data();
}

// "carrier.example" of "sip:carrier.example"; with a user part it names a person, not a server.
std::string domain_of(const std::string& uri) {
  if (!uri.starts_with("sip:") || uri.find('@') != std::string::npos) return {};
  return uri.substr(4, uri.find_first_of(":;?", 4) - 4);
}

std::string name_in(const GENERAL_NAME& name) {
  switch (name.type) {
    case GEN_URI:
      return domain_of(text_of(name.d.uniformResourceIdentifier));
    case GEN_DNS:
      return text_of(name.d.dNSName);
    case GEN_IPADD:
      return address_text(name.d.iPAddress);
    default:
      return {};
  }
}

std::string common_name_of(const X509& certificate) {
  X509_NAME* subject = X509_get_subject_name(&certificate);
  const int index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (index < 0) return {};
  return text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index)));
}

// IPv6 addresses can be written in several ways.
std::string plain(const std::string& name) {
  std::string text = lower_case(name);
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  std::array<unsigned char, 16> address{};
  std::array<char, INET6_ADDRSTRLEN> same{};
  if (inet_pton(AF_INET6, text.c_str(), address.data()) == 1) {
    inet_ntop(AF_INET6, address.data(), same.data(), same.size());
    return same.data();
  }
  return text;
}

Result<TrustHandle> read_trust(const std::string& file) {
  TrustHandle store(X509_STORE_new());
  const int read = file.empty() ? X509_STORE_set_default_paths(store.get())
                                : X509_STORE_load_file(store.get(), file.c_str());
  if (read != 1) return bad("authorities", file.empty() ? "the system's folder" : file);
  return store;
}

}  // namespace

Result<Credentials> read_credentials(const TlsSettings& settings) {
  ERR_clear_error();
  // A context of its own reads the files as OpenSSL's other users do, chain and all.
  const std::unique_ptr<SSL_CTX, ContextDeleter> reader(SSL_CTX_new(TLS_method()));
  if (SSL_CTX_use_certificate_chain_file(reader.get(), settings.certificate.c_str()) != 1)
    return bad("certificate", settings.certificate);
  const std::string& key = settings.key.empty() ? settings.certificate : settings.key;
  if (SSL_CTX_use_PrivateKey_file(reader.get(), key.c_str(), SSL_FILETYPE_PEM) != 1)
    return bad("private key", key);
  auto trust = read_trust(settings.trust);
  if (!trust) return trust.error();

  Credentials credentials;
  X509* certificate = SSL_CTX_get0_certificate(reader.get());
  X509_up_ref(certificate);
  credentials.certificate.reset(certificate);
  EVP_PKEY* private_key = SSL_CTX_get0_privatekey(reader.get());
  EVP_PKEY_up_ref(private_key);
  credentials.key.reset(private_key);
  STACK_OF(X509)* chain = nullptr;
  SSL_CTX_get0_chain_certs(reader.get(), &chain);
  credentials.chain.reset(chain != nullptr ? X509_chain_up_ref(chain) : sk_X509_new_null());
  credentials.trust = std::move(trust).value();
  ERR_clear_error();
  return credentials;
}

Result<void> check_files(const TlsSettings& settings) {
  if (auto credentials = read_credentials(settings); !credentials) return credentials.error();
  return {};
}

std::vector<std::string> names_of(const X509& certificate) {
  std::vector<std::string> names;
  const std::unique_ptr<GENERAL_NAMES, NamesDeleter> alternatives(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; alternatives != nullptr && i < sk_GENERAL_NAME_num(alternatives.get()); ++i) {
    std::string name = name_in(*sk_GENERAL_NAME_value(alternatives.get(), i));
    if (!name.empty()) names.push_back(std::move(name));
  }
  if (names.empty()) {
    if (std::string name = common_name_of(certificate); !name.empty()) names.push_back(std::move(name));
  }
  return names;
}

bool is_named(const std::vector<std::string>& names, const std::string& name) {
  const std::string wanted = plain(name);
  return !wanted.empty() &&
         std::any_of(names.begin(), names.end(), [&](const std::string& one) { return plain(one) == wanted; });
}

UtcTime expiry_of(const X509& certificate) {
  std::tm time{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &time) != 1) return {};
  return UtcTime(std::chrono::seconds(timegm(&time)));
}

std::string issuer_of(const X509& certificate) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), BIO_free);
  X509_NAME_print_ex(text.get(), X509_get_issuer_name(&certificate), 0, XN_FLAG_RFC2253);
  char* data = nullptr;
  const auto length = BIO_get_mem_data(text.get(), &data);
  return one_line(std::string(data, static_cast<std::size_t>(length)));
}

std::string tls_error_text(const std::string& otherwise) {
  const unsigned long error = ERR_peek_error();
  if (ERR_SYSTEM_ERROR(error)) return std::generic_category().message(ERR_GET_REASON(error));
  const char* reason = error != 0 ? ERR_reason_error_string(error) : nullptr;
  return reason != nullptr ? reason : otherwise;
}

}  // namespace tipring::sip
