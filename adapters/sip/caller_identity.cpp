#include "adapters/sip/caller_identity.h"

#include <algorithm>
#include <utility>

#include "adapters/sip/header_text.h"
#include "runtime/ports/user_part.h"

namespace tipring::sip {
CallerIdentities::CallerIdentities(const std::vector<PhoneAccount>& phones, Authenticator authenticator)
    : authenticator_(std::move(authenticator)) {
  set_phones(phones);
}

void CallerIdentities::set_phones(const std::vector<PhoneAccount>& phones) {
  phones_.clear();
  for (const PhoneAccount& phone : phones)
    phones_.emplace(phone.name, phone);
}

const PhoneAccount* CallerIdentities::find(std::string_view name) const {
  const auto found = phones_.find(name);
  return found == phones_.end() ? nullptr : &found->second;
}

CallerIdentity CallerIdentities::identify(std::string_view claimed, std::string_view method,
                                          std::string_view uri_user,
                                          const std::vector<DigestCredentials>& credentials, bool must_prove,
                                          Instant now) {
  const PhoneAccount* phone = find(claimed);
  if (phone == nullptr && !must_prove) return {};
  CallerIdentity identity{CallerIdentity::Kind::challenge, std::string(claimed)};
  const auto given = std::find_if(credentials.begin(), credentials.end(),
                                  [&](const auto& each) { return each.realm == authenticator_.realm(); });
  if (given == credentials.end()) return identity;
  identity.kind = CallerIdentity::Kind::refused;
  // A proxy may change the host that is called, not the number: credentials for one are none for another.
  if (phone == nullptr || given->user != claimed || unescaped(user_part_of(given->uri)) != uri_user ||
      given->algorithm != phone->algorithm) {
    return identity;
  }
  switch (authenticator_.check(*given, method, phone->password, now)) {
    case Authenticator::Verdict::right:
      identity.kind = CallerIdentity::Kind::phone;
      break;
    case Authenticator::Verdict::stale:
      identity.kind = CallerIdentity::Kind::challenge;
      identity.stale = true;
      break;
    case Authenticator::Verdict::wrong:
      break;
  }
  return identity;
}

std::string CallerIdentities::challenge_line(std::string_view claimed, bool stale, Instant now) {
  const PhoneAccount* phone = find(claimed);
  const DigestAlgorithm algorithm = phone != nullptr ? phone->algorithm : DigestAlgorithm::md5;
  return "WWW-Authenticate: " + to_string(authenticator_.challenge(algorithm, now, stale)) + "\r\n";
}

}  // namespace tipring::sip
