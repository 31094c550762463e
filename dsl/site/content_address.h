#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace tipring::dsl {

/// What texts under names come to: SHA-256, in hexadecimal. The same texts in the same order have the same
/// address, and no others do.
class ContentAddress {
 public:
  ContentAddress();
  ~ContentAddress();
  ContentAddress(const ContentAddress&) = delete;
  ContentAddress& operator=(const ContentAddress&) = delete;

  void add(std::string_view name, std::string_view text);
  /// To be called once, at the end.
  std::string finish();

 private:
  class Digest;
  std::unique_ptr<Digest> digest_;
};

}  // namespace tipring::dsl
