#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tipring::sip {

/// The hash of digest authentication (RFC 7616, as RFC 8760 takes it over for SIP).
enum class DigestAlgorithm : std::uint8_t { md5, sha256, sha512_256 };

/// "MD5", "SHA-256", "SHA-512-256".
std::string_view to_string(DigestAlgorithm algorithm);

/// The hash of `text` in lower-case hexadecimal.
std::string hash_text(DigestAlgorithm algorithm, std::string_view text);

/// What WWW-Authenticate and Proxy-Authenticate ask for.
struct DigestChallenge {
  std::string realm;
  std::string nonce;
  std::string opaque;  ///< Given back as it came; empty: none.
  DigestAlgorithm algorithm = DigestAlgorithm::md5;
  bool protects = true;  ///< qop=auth; false for challenges after RFC 2069, which name no qop.
  bool stale = false;    ///< The credentials were right but for the age of their nonce.

  friend bool operator==(const DigestChallenge&, const DigestChallenge&) = default;
};

/// What Authorization and Proxy-Authorization carry.
struct DigestCredentials {
  std::string user;
  std::string realm;
  std::string nonce;
  std::string uri;  ///< Of the request line, as the sender knew it.
  std::string response;
  std::string opaque;
  std::string cnonce;
  DigestAlgorithm algorithm = DigestAlgorithm::md5;
  bool protects = true;     ///< qop=auth.
  std::uint32_t count = 0;  ///< nc: how often the nonce has been used. 0 without qop.
};

/// The values of one header field, "Digest realm=…". Nothing for other schemes, for hashes and qualities that
/// we do not have (auth-int, the -sess forms), and for what lacks a realm or a nonce.
std::optional<DigestChallenge> parse_challenge(std::string_view value);
std::optional<DigestCredentials> parse_credentials(std::string_view value);

/// The same the other way.
std::string to_string(const DigestChallenge& challenge);
std::string to_string(const DigestCredentials& credentials);

/// What `response` must be for these credentials, a request of `method` and that password (RFC 7616, section
/// 3.4.1).
std::string digest_response(const DigestCredentials& credentials, std::string_view method,
                            std::string_view password);

/// Compares in a time that does not depend on where they differ.
bool same_secret(std::string_view first, std::string_view second);

}  // namespace tipring::sip
