#include "adapters/sip/authenticator.h"

#include <charconv>
#include <optional>

namespace tipring::sip {
namespace {

// NUMBER-MILLISECONDS-MARK
struct NonceParts {
  std::uint64_t number = 0;
  Instant made{};
};

template <typename Number>
bool take_number(std::string_view& text, Number& number) {
  const auto end = text.find('-');
  if (end == std::string_view::npos || end == 0) return false;
  const auto read = std::from_chars(text.data(), text.data() + end, number, 16);
  if (read.ec != std::errc{} || read.ptr != text.data() + end) return false;
  text.remove_prefix(end + 1);
  return true;
}

std::optional<NonceParts> parts_of(std::string_view nonce) {
  NonceParts parts;
  std::int64_t milliseconds = 0;
  if (!take_number(nonce, parts.number) || !take_number(nonce, milliseconds)) return std::nullopt;
  constexpr std::int64_t latest = std::int64_t{1} << 50;
  if (milliseconds < 0 || milliseconds > latest) return std::nullopt;
  parts.made = Instant(std::chrono::milliseconds(milliseconds));
  return parts;
}

std::string hex(std::uint64_t number) {
  char text[17];
  const auto end = std::to_chars(std::begin(text), std::end(text), number, 16).ptr;
  return {std::begin(text), end};
}

}  // namespace

std::string Authenticator::nonce_of(std::uint64_t number, Instant made) const {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(made.time_since_epoch());
  const std::string text = hex(number) + "-" + hex(static_cast<std::uint64_t>(milliseconds.count())) + "-";
  return text + hash_text(DigestAlgorithm::sha256, key_ + ":" + text + ":" + key_).substr(0, 32);
}

DigestChallenge Authenticator::challenge(DigestAlgorithm algorithm, Instant now, bool stale) {
  return {settings_.realm, nonce_of(++last_number_, now), "", algorithm, true, stale};
}

Authenticator::Verdict Authenticator::check(const DigestCredentials& credentials, std::string_view method,
                                            std::string_view password, Instant now) {
  if (credentials.realm != settings_.realm) return Verdict::wrong;
  if (!same_secret(credentials.response, digest_response(credentials, method, password))) return Verdict::wrong;
  const auto parts = parts_of(credentials.nonce);
  const bool ours = parts && same_secret(credentials.nonce, nonce_of(parts->number, parts->made));
  if (!ours || parts->number > last_number_ || now - parts->made > settings_.nonce_life) return Verdict::stale;
  // Without a count a nonce is good for one request.
  return use(parts->number, credentials.protects ? credentials.count : 1) ? Verdict::right : Verdict::stale;
}

bool Authenticator::use(std::uint64_t number, std::uint32_t count) {
  if (number <= forgotten_) return false;
  const auto [entry, is_new] = used_.try_emplace(number, count);
  if (!is_new) {
    if (count <= entry->second) return false;
    entry->second = count;
  }
  while (used_.size() > settings_.nonces) {
    forgotten_ = used_.begin()->first;
    used_.erase(used_.begin());
  }
  return true;
}

}  // namespace tipring::sip
