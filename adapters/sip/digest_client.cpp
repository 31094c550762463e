#include "adapters/sip/digest_client.h"

namespace tipring::sip {
namespace {

// A peer whose nonces are stale each time is not asked for ever.
constexpr int most_rejections = 4;

}  // namespace

bool DigestClient::take(const std::vector<DigestChallenge>& challenges, bool by_proxy) {
  if (account_.user.empty() || account_.password.empty() || challenges.empty()) return false;
  // The peer's order is its preference (RFC 8760, section 2.4).
  return take_one(by_proxy ? proxy_ : server_, challenges.front());
}

bool DigestClient::take_one(std::optional<Answered>& answered, const DigestChallenge& challenge) {
  const bool refused = answered && answered->count > 0 && !challenge.stale &&
                       answered->challenge.realm == challenge.realm && rejections_ > 0;
  if (refused || rejections_ >= most_rejections) return false;
  ++rejections_;
  answered = Answered{challenge, 0};
  return true;
}

std::string DigestClient::lines(std::string_view method, std::string_view uri, std::string_view cnonce) {
  std::string lines;
  const auto add = [&](std::optional<Answered>& answered, std::string_view name) {
    if (!answered) return;
    DigestCredentials credentials{.user = account_.user,
                                  .realm = answered->challenge.realm,
                                  .nonce = answered->challenge.nonce,
                                  .uri = std::string(uri),
                                  .response = {},
                                  .opaque = answered->challenge.opaque,
                                  .cnonce = std::string(cnonce),
                                  .algorithm = answered->challenge.algorithm,
                                  .protects = answered->challenge.protects,
                                  .count = ++answered->count};
    credentials.response = digest_response(credentials, method, account_.password);
    lines += std::string(name) + ": " + to_string(credentials) + "\r\n";
  };
  add(server_, "Authorization");
  add(proxy_, "Proxy-Authorization");
  return lines;
}

}  // namespace tipring::sip
