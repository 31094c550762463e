#pragma once

#include <openssl/crypto.h>
#include <openssl/ssl.h>

namespace tipring::sip {

/// Catches the context that OpenSSL makes while this lives: Sofia makes one for each address of TLS and shows
/// it to nobody. Internal to this room; nothing else may make one meanwhile.
class ContextCatcher {
 public:
  ContextCatcher()
      : index_(CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL_CTX, 0, this, on_context, nullptr, nullptr)) {}
  ~ContextCatcher() { CRYPTO_free_ex_index(CRYPTO_EX_INDEX_SSL_CTX, index_); }
  ContextCatcher(const ContextCatcher&) = delete;
  ContextCatcher& operator=(const ContextCatcher&) = delete;

  /// Null while there was none.
  SSL_CTX* context() const { return context_; }

 private:
  static void on_context(void* parent, void*, CRYPTO_EX_DATA*, int, long, void* self) noexcept {
    static_cast<ContextCatcher*>(self)->context_ = static_cast<SSL_CTX*>(parent);
  }

  SSL_CTX* context_ = nullptr;
  int index_;
};

}  // namespace tipring::sip
