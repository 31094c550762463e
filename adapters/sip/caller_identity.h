#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sip/authenticator.h"
#include "adapters/sip/phone_account.h"
#include "runtime/base/clock.h"

namespace tipring::sip {

/// Who sends a request, as far as it is proved.
struct CallerIdentity {
  enum class Kind : std::uint8_t {
    stranger,   ///< Nobody that the site knows says to be it.
    phone,      ///< The phone `name`, proved.
    challenge,  ///< To be asked for credentials.
    refused,    ///< The credentials are wrong.
  };
  Kind kind = Kind::stranger;
  std::string name;
  bool stale = false;  ///< For the challenge.
};

/// Tells phones of the site from strangers, by digest. Pure: time is passed in.
class CallerIdentities {
 public:
  CallerIdentities(const std::vector<PhoneAccount>& phones, Authenticator authenticator);

  /// In place of those that there were.
  void set_phones(const std::vector<PhoneAccount>& phones);

  bool any_phones() const { return !phones_.empty(); }
  /// Null for a name that is no phone's.
  const PhoneAccount* find(std::string_view name) const;

  /// Of a request of `method` to `uri_user` (the user part of its request URI, unescaped) whose sender says to
  /// be `claimed` and has sent these credentials. `must_prove`: strangers are asked as well, as for REGISTER,
  /// so that nobody learns which phones there are.
  CallerIdentity identify(std::string_view claimed, std::string_view method, std::string_view uri_user,
                          const std::vector<DigestCredentials>& credentials, bool must_prove, Instant now);

  /// The WWW-Authenticate line for who says to be `claimed`, ended by CRLF.
  std::string challenge_line(std::string_view claimed, bool stale, Instant now);

 private:
  std::map<std::string, PhoneAccount, std::less<>> phones_;
  Authenticator authenticator_;
};

}  // namespace tipring::sip
