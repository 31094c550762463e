#include "dsl/site/content_address.h"

#include <array>

#include <openssl/evp.h>

namespace tipring::dsl {

class ContentAddress::Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new()) { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }
  EVP_MD_CTX* get() const { return context_.get(); }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

ContentAddress::ContentAddress() : digest_(std::make_unique<Digest>()) {}
ContentAddress::~ContentAddress() = default;

// Lengths keep two texts from being taken for one.
void ContentAddress::add(std::string_view name, std::string_view text) {
  const std::string head = std::string(name) + '\n' + std::to_string(text.size()) + '\n';
  EVP_DigestUpdate(digest_->get(), head.data(), head.size());
  EVP_DigestUpdate(digest_->get(), text.data(), text.size());
}

std::string ContentAddress::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  EVP_DigestFinal_ex(digest_->get(), bytes.data(), &size);
  constexpr std::string_view hex = "0123456789abcdef";
  std::string address;
  for (unsigned i = 0; i < size; ++i) {
    address += hex[bytes[i] >> 4U];
    address += hex[bytes[i] & 0xfU];
  }
  return address;
}

}  // namespace tipring::dsl
