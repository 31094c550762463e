#include "adapters/rtp/secure_line.h"

#include <algorithm>
#include <array>
#include <utility>

#include <srtp2/srtp.h>
#include <sys/random.h>

namespace tipring::rtp {
namespace {

// 128 bits of key and 112 of salt.
constexpr std::size_t key_size = 30;

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// The library has tables of its own, made once for the process.
bool library_is_ready() {
  static const bool ready = srtp_init() == srtp_err_status_ok;
  return ready;
}

bool set_suite(const std::string& suite, srtp_policy_t& policy) {
  // RTCP is always authenticated by 80 bits (RFC 4568, section 6.2.2).
  srtp_crypto_policy_set_rtcp_default(&policy.rtcp);
  if (suite == "AES_CM_128_HMAC_SHA1_80") {
    srtp_crypto_policy_set_rtp_default(&policy.rtp);
  } else if (suite == "AES_CM_128_HMAC_SHA1_32") {
    srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32(&policy.rtp);
  } else {
    return false;
  }
  return true;
}

Error bad_security(const MediaSecurity& security) {
  return {"bad-security", "media cannot be secured by " + security.suite + " with the keys agreed on"};
}

// The functions of the library are alike: in place, with the length in and out.
template <typename Function>
std::size_t apply(Function function, srtp_ctx_t_* session, std::span<std::uint8_t> packet, std::size_t size) {
  int length = static_cast<int>(size);
  if (function(session, packet.data(), &length) != srtp_err_status_ok) return 0;
  return static_cast<std::size_t>(length);
}

}  // namespace

void SecureLine::Closer::operator()(srtp_ctx_t_* session) const {
  srtp_dealloc(session);
}

SecureLine::Session SecureLine::open_session(const std::string& suite, const std::string& key, bool outgoing) {
  auto bytes = decode_base64(key);
  srtp_policy_t policy{};
  if (!bytes || bytes->size() != key_size || !set_suite(suite, policy) || !library_is_ready()) return nullptr;
  policy.ssrc.type = outgoing ? ssrc_any_outbound : ssrc_any_inbound;
  policy.key = bytes->data();
  policy.window_size = 128;
  srtp_t session = nullptr;
  if (srtp_create(&session, &policy) != srtp_err_status_ok) return nullptr;
  return Session(session);
}

Result<SecureLine> SecureLine::create(const MediaSecurity& security) {
  Session outgoing = open_session(security.suite, security.own_key, true);
  Session incoming = open_session(security.suite, security.peer_key, false);
  if (outgoing == nullptr || incoming == nullptr) return bad_security(security);
  return SecureLine(security, std::move(outgoing), std::move(incoming));
}

Result<void> SecureLine::change(const MediaSecurity& security) {
  const bool same_suite = security.suite == security_.suite;
  const bool keeps_outgoing = same_suite && security.own_key == security_.own_key;
  const bool keeps_incoming = same_suite && security.peer_key == security_.peer_key;
  Session outgoing = keeps_outgoing ? nullptr : open_session(security.suite, security.own_key, true);
  Session incoming = keeps_incoming ? nullptr : open_session(security.suite, security.peer_key, false);
  if ((!keeps_outgoing && outgoing == nullptr) || (!keeps_incoming && incoming == nullptr))
    return bad_security(security);
  if (!keeps_outgoing) outgoing_ = std::move(outgoing);
  if (!keeps_incoming) incoming_ = std::move(incoming);
  security_ = security;
  return {};
}

std::size_t SecureLine::seal_rtp(std::span<std::uint8_t> packet, std::size_t size) {
  return apply(srtp_protect, outgoing_.get(), packet, size);
}

std::size_t SecureLine::seal_rtcp(std::span<std::uint8_t> packet, std::size_t size) {
  return apply(srtp_protect_rtcp, outgoing_.get(), packet, size);
}

std::size_t SecureLine::open_rtp(std::span<std::uint8_t> packet) {
  return apply(srtp_unprotect, incoming_.get(), packet, packet.size());
}

std::size_t SecureLine::open_rtcp(std::span<std::uint8_t> packet) {
  return apply(srtp_unprotect_rtcp, incoming_.get(), packet, packet.size());
}

std::string make_srtp_key() {
  std::array<std::uint8_t, key_size> key{};
  // It gives so few bytes whole once the system has booted.
  if (getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size())) return {};
  return encode_base64(key);
}

std::string encode_base64(std::span<const std::uint8_t> bytes) {
  std::string text;
  for (; !bytes.empty(); bytes = bytes.subspan(std::min<std::size_t>(bytes.size(), 3))) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i)
      group = (group << 8U) | (i < bytes.size() ? bytes[i] : 0U);
    for (std::size_t i = 0; i < 4; ++i)
      text += i <= bytes.size() ? letters[(group >> (18 - 6 * i)) & 63U] : '=';
  }
  return text;
}

std::optional<std::vector<std::uint8_t>> decode_base64(std::string_view text) {
  std::vector<std::uint8_t> bytes;
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  text.remove_suffix(padding);
  std::uint32_t group = 0;
  unsigned bits = 0;
  for (const char letter : text) {
    const auto value = letters.find(letter);
    if (value == std::string_view::npos) return std::nullopt;
    group = (group << 6U) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<std::uint8_t>(group >> bits));
  }
  return bytes;
}

}  // namespace tipring::rtp
