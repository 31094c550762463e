#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "runtime/base/result.h"

namespace tipring::rtpengine {

struct BencodeValue;
using BencodeList = std::vector<BencodeValue>;
using BencodeDictionary = std::map<std::string, BencodeValue, std::less<>>;

/// A number, a text of any bytes, a list or a dictionary, as bencode knows them (BEP 3).
struct BencodeValue {
  // NOLINTBEGIN(google-explicit-constructor): a dictionary reads like what it says.
  BencodeValue(std::int64_t number) : value(number) {}
  BencodeValue(std::string text) : value(std::move(text)) {}
  BencodeValue(const char* text) : value(std::string(text)) {}
  BencodeValue(BencodeList list) : value(std::move(list)) {}
  BencodeValue(BencodeDictionary dictionary) : value(std::move(dictionary)) {}
  // NOLINTEND(google-explicit-constructor)

  /// Null where it is none.
  const std::string* text() const { return std::get_if<std::string>(&value); }
  const BencodeDictionary* dictionary() const { return std::get_if<BencodeDictionary>(&value); }

  std::variant<std::int64_t, std::string, BencodeList, BencodeDictionary> value;

  friend bool operator==(const BencodeValue&, const BencodeValue&) = default;
};

/// What a text to be read may hold: far above what any answer does, so that a hostile one costs little.
inline constexpr std::size_t deepest_bencode = 16;
inline constexpr std::size_t most_bencode_values = 4'096;

/// Keys come out in order, as the format wants them.
std::string write_bencode(const BencodeValue& value);

/// Reads one value, which must be all of `text`. Fails with "bad-bencode", naming the place.
Result<BencodeValue> read_bencode(std::string_view text);

}  // namespace tipring::rtpengine
