#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "adapters/sip/digest.h"
#include "runtime/base/clock.h"

namespace tipring::sip {

/// How we ask others who they are.
struct AuthenticatorSettings {
  std::string realm = "tipring";
  Duration nonce_life = std::chrono::minutes{5};  ///< Older ones are answered by a fresh challenge, stale.
  std::size_t nonces = 50'000;  ///< Of so many, at most, is remembered how often they were used.
};

/// Our side of digest authentication (RFC 7616, RFC 8760): challenges, and what comes back. A nonce carries its
/// own age and our mark, so that nothing is kept for challenges that nobody answers. Pure: time is passed in.
class Authenticator {
 public:
  /// `key`: known to nobody else; nonces of another key are not ours.
  Authenticator(AuthenticatorSettings settings, std::string key)
      : settings_(std::move(settings)), key_(std::move(key)) {}

  /// The value of WWW-Authenticate, with a new nonce.
  DigestChallenge challenge(DigestAlgorithm algorithm, Instant now, bool stale);

  enum class Verdict : std::uint8_t {
    right,
    stale,  ///< The password is right; the nonce is too old, or was used with this count before.
    wrong,
  };
  /// `credentials` of a request of `method`, where its sender has `password`. Right once for each use of a
  /// nonce.
  Verdict check(const DigestCredentials& credentials, std::string_view method, std::string_view password,
                Instant now);

  const std::string& realm() const { return settings_.realm; }
  /// Of how many nonces is remembered how often they were used.
  std::size_t remembered() const { return used_.size(); }

 private:
  std::string nonce_of(std::uint64_t number, Instant made) const;
  bool use(std::uint64_t number, std::uint32_t count);

  AuthenticatorSettings settings_;
  std::string key_;
  std::uint64_t last_number_ = 0;
  std::map<std::uint64_t, std::uint32_t> used_;  // Highest count by the nonce's number.
  std::uint64_t forgotten_ = 0;                  // Nonces up to this number are not taken any more.
};

}  // namespace tipring::sip
