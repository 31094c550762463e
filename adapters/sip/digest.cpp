#include "adapters/sip/digest.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <map>
#include <memory>
#include <utility>

#include <openssl/evp.h>

#include "adapters/sip/header_text.h"

namespace tipring::sip {
namespace {

using Parameters = std::map<std::string, std::string, std::less<>>;

constexpr std::string_view blanks = " \t";

const EVP_MD* hash_of(DigestAlgorithm algorithm) {
  switch (algorithm) {
    case DigestAlgorithm::md5:
      return EVP_md5();
    case DigestAlgorithm::sha256:
      return EVP_sha256();
    case DigestAlgorithm::sha512_256:
      break;
  }
  return EVP_sha512_256();
}

std::optional<DigestAlgorithm> algorithm_named(std::string_view name) {
  const std::string wanted = lower_case(name);
  for (const auto algorithm : {DigestAlgorithm::md5, DigestAlgorithm::sha256, DigestAlgorithm::sha512_256}) {
    if (lower_case(to_string(algorithm)) == wanted) return algorithm;
  }
  return std::nullopt;
}

// Where the value that begins `text` ends: at a comma outside quotes.
std::size_t end_of_value(std::string_view text) {
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') quoted = !quoted;
    if (quoted && text[at] == '\\') ++at;
    if (!quoted && at < text.size() && text[at] == ',') return at;
  }
  return text.size();
}

// The first of two parameters of one name counts, as in no message of an honest peer.
std::optional<Parameters> parameters_of(std::string_view value) {
  constexpr std::string_view scheme = "digest";
  value = trimmed(value);
  if (lower_case(value.substr(0, scheme.size())) != scheme) return std::nullopt;
  value.remove_prefix(scheme.size());
  if (value.empty() || blanks.find(value.front()) == std::string_view::npos) return std::nullopt;
  Parameters parameters;
  while (!value.empty()) {
    const auto end = end_of_value(value);
    const std::string_view one = trimmed(value.substr(0, end));
    value.remove_prefix(std::min(value.size(), end + 1));
    const auto equals = one.find('=');
    if (equals == std::string_view::npos) continue;
    parameters.emplace(lower_case(trimmed(one.substr(0, equals))),
                       one_line(unquoted(trimmed(one.substr(equals + 1)))));
  }
  return parameters;
}

std::string take(const Parameters& parameters, std::string_view name) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string() : found->second;
}

std::optional<DigestAlgorithm> take_algorithm(const Parameters& parameters) {
  const std::string name = take(parameters, "algorithm");
  return name.empty() ? DigestAlgorithm::md5 : algorithm_named(name);
}

// "auth,auth-int" offers both. Nothing where auth is not among them.
std::optional<bool> take_protection(const Parameters& parameters) {
  std::string_view offered;
  const auto found = parameters.find("qop");
  if (found == parameters.end()) return false;
  offered = found->second;
  while (!offered.empty()) {
    const auto end = std::min(offered.find(','), offered.size());
    if (lower_case(trimmed(offered.substr(0, end))) == "auth") return true;
    offered.remove_prefix(std::min(offered.size(), end + 1));
  }
  return std::nullopt;
}

std::string count_text(std::uint32_t count) {
  std::array<char, 9> text{};
  std::snprintf(text.data(), text.size(), "%08x", count);
  return text.data();
}

}  // namespace

std::string_view to_string(DigestAlgorithm algorithm) {
  switch (algorithm) {
    case DigestAlgorithm::md5:
      return "MD5";
    case DigestAlgorithm::sha256:
      return "SHA-256";
    case DigestAlgorithm::sha512_256:
      break;
  }
  return "SHA-512-256";
}

std::string hash_text(DigestAlgorithm algorithm, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), bytes.data(), &size, hash_of(algorithm), nullptr);
  std::string result;
  for (unsigned int at = 0; at < size; ++at)
    result += {hex[bytes[at] >> 4U], hex[bytes[at] & 15U]};
  return result;
}

std::optional<DigestChallenge> parse_challenge(std::string_view value) {
  const auto parameters = parameters_of(value);
  if (!parameters) return std::nullopt;
  const auto algorithm = take_algorithm(*parameters);
  const auto protects = take_protection(*parameters);
  DigestChallenge challenge;
  challenge.realm = take(*parameters, "realm");
  challenge.nonce = take(*parameters, "nonce");
  if (!algorithm || !protects || challenge.nonce.empty() || !parameters->contains("realm")) return std::nullopt;
  challenge.opaque = take(*parameters, "opaque");
  challenge.algorithm = *algorithm;
  challenge.protects = *protects;
  challenge.stale = lower_case(take(*parameters, "stale")) == "true";
  return challenge;
}

std::optional<DigestCredentials> parse_credentials(std::string_view value) {
  const auto parameters = parameters_of(value);
  if (!parameters) return std::nullopt;
  const auto algorithm = take_algorithm(*parameters);
  const auto protects = take_protection(*parameters);
  DigestCredentials credentials;
  credentials.user = take(*parameters, "username");
  credentials.realm = take(*parameters, "realm");
  credentials.nonce = take(*parameters, "nonce");
  credentials.uri = take(*parameters, "uri");
  credentials.response = lower_case(take(*parameters, "response"));
  if (!algorithm || !protects || credentials.nonce.empty() || credentials.response.empty()) return std::nullopt;
  credentials.opaque = take(*parameters, "opaque");
  credentials.cnonce = take(*parameters, "cnonce");
  credentials.algorithm = *algorithm;
  credentials.protects = *protects;
  if (*protects) {
    const std::string count = take(*parameters, "nc");
    const char* const end = count.data() + count.size();
    const auto read = std::from_chars(count.data(), end, credentials.count, 16);
    if (read.ec != std::errc{} || read.ptr != end || credentials.count == 0 || credentials.cnonce.empty())
      return std::nullopt;
  }
  return credentials;
}

std::string to_string(const DigestChallenge& challenge) {
  std::string text = "Digest realm=" + quoted(challenge.realm) + ", nonce=" + quoted(challenge.nonce);
  if (!challenge.opaque.empty()) text += ", opaque=" + quoted(challenge.opaque);
  text += ", algorithm=" + std::string(to_string(challenge.algorithm));
  if (challenge.protects) text += ", qop=\"auth\"";
  if (challenge.stale) text += ", stale=true";
  return text;
}

std::string to_string(const DigestCredentials& credentials) {
  std::string text = "Digest username=" + quoted(credentials.user) + ", realm=" + quoted(credentials.realm) +
                     ", nonce=" + quoted(credentials.nonce) + ", uri=" + quoted(credentials.uri) +
                     ", response=\"" + credentials.response +
                     "\", algorithm=" + std::string(to_string(credentials.algorithm));
  if (!credentials.opaque.empty()) text += ", opaque=" + quoted(credentials.opaque);
  if (credentials.protects)
    text += ", qop=auth, nc=" + count_text(credentials.count) + ", cnonce=" + quoted(credentials.cnonce);
  return text;
}

std::string digest_response(const DigestCredentials& credentials, std::string_view method,
                            std::string_view password) {
  const auto hash = [&](const std::string& text) { return hash_text(credentials.algorithm, text); };
  const std::string who = hash(credentials.user + ":" + credentials.realm + ":" + std::string(password));
  const std::string what = hash(std::string(method) + ":" + credentials.uri);
  if (!credentials.protects) return hash(who + ":" + credentials.nonce + ":" + what);
  return hash(who + ":" + credentials.nonce + ":" + count_text(credentials.count) + ":" + credentials.cnonce +
              ":auth:" + what);
}

bool same_secret(std::string_view first, std::string_view second) {
  if (first.size() != second.size()) return false;
  unsigned int difference = 0;
  for (std::size_t at = 0; at < first.size(); ++at)
    difference |= static_cast<unsigned char>(first[at]) ^ static_cast<unsigned char>(second[at]);
  return difference == 0;
}

}  // namespace tipring::sip
