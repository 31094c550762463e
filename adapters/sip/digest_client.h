#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sip/digest.h"

namespace tipring::sip {

/// Who we are to a peer that asks.
struct DigestAccount {
  std::string user;
  std::string password;

  friend bool operator==(const DigestAccount&, const DigestAccount&) = default;
};

/// Our answers to the challenges of one peer (RFC 3261, section 22; RFC 8760): which to answer, and when to
/// give up. Pure.
class DigestClient {
 public:
  explicit DigestClient(DigestAccount account) : account_(std::move(account)) {}

  /// Takes the challenges of a 401 or (`by_proxy`) a 407. False when asking again makes no sense: there is none
  /// that we know, we have no password, or our credentials were answered by a challenge that does not call them
  /// stale.
  bool take(const std::vector<DigestChallenge>& challenges, bool by_proxy);

  /// The header field lines for the next request, each ended by CRLF; empty before any challenge. `cnonce`: of
  /// chance.
  std::string lines(std::string_view method, std::string_view uri, std::string_view cnonce);

  /// A request with credentials was taken: from here on a challenge is new trouble, not a refusal.
  void accepted() { rejections_ = 0; }

 private:
  struct Answered {
    DigestChallenge challenge;
    std::uint32_t count = 0;
  };
  bool take_one(std::optional<Answered>& answered, const DigestChallenge& challenge);

  DigestAccount account_;
  std::optional<Answered> server_;
  std::optional<Answered> proxy_;
  int rejections_ = 0;
};

}  // namespace tipring::sip
