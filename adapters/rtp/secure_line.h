#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/ports/media.h"

struct srtp_ctx_t_;

namespace tipring::rtp {

/// Secures the packets of one leg both ways by SRTP and SRTCP (RFC 3711), with keys that were agreed on in SDP
/// (RFC 4568). Replayed, altered and foreign packets are not opened.
class SecureLine {
 public:
  /// Fails with "bad-security" for a suite that we lack or a key that is none.
  static Result<SecureLine> create(const MediaSecurity& security);

  /// Changes to other keys: a direction whose key stays goes on where it is, since its packets are counted.
  /// Fails as create() does, and then stays as it was.
  Result<void> change(const MediaSecurity& security);

  /// What securing adds to a packet at most.
  static constexpr std::size_t overhead = 32;

  /// Secures the first `size` bytes of `packet`, which has room for `overhead` more behind them. The size after
  /// that; 0 when it cannot be secured and must not be sent.
  std::size_t seal_rtp(std::span<std::uint8_t> packet, std::size_t size);
  std::size_t seal_rtcp(std::span<std::uint8_t> packet, std::size_t size);

  /// Opens a packet where it lies. Its size after that; 0 when it is not the peer's, or came before.
  std::size_t open_rtp(std::span<std::uint8_t> packet);
  std::size_t open_rtcp(std::span<std::uint8_t> packet);

 private:
  struct Closer {
    void operator()(srtp_ctx_t_* session) const;
  };
  using Session = std::unique_ptr<srtp_ctx_t_, Closer>;

  SecureLine(MediaSecurity security, Session outgoing, Session incoming)
      : security_(std::move(security)), outgoing_(std::move(outgoing)), incoming_(std::move(incoming)) {}
  static Session open_session(const std::string& suite, const std::string& key, bool outgoing);

  MediaSecurity security_;
  Session outgoing_;
  Session incoming_;
};

/// A master key and salt of AES_CM_128 suites (RFC 4568, section 6.1), in base64, from the system's randomness.
/// Empty when that gives none.
std::string make_srtp_key();

/// RFC 4648, section 4. Nothing for what is not base64.
std::optional<std::vector<std::uint8_t>> decode_base64(std::string_view text);
std::string encode_base64(std::span<const std::uint8_t> bytes);

}  // namespace tipring::rtp
