#include "adapters/rtpengine/bencode.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace tipring::rtpengine {
namespace {

void write_text(std::string& out, const std::string& text) {
  out += std::to_string(text.size()) + ":" + text;
}

void write_value(std::string& out, const BencodeValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value.value)) {
    out += "i" + std::to_string(*number) + "e";
  } else if (const auto* text = value.text()) {
    write_text(out, *text);
  } else if (const auto* list = std::get_if<BencodeList>(&value.value)) {
    out += "l";
    for (const BencodeValue& item : *list)
      write_value(out, item);
    out += "e";
  } else {
    out += "d";
    for (const auto& [key, item] : *value.dictionary()) {
      write_text(out, key);
      write_value(out, item);
    }
    out += "e";
  }
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<BencodeValue> read_all() {
    auto value = read_value(0);
    if (value && at_ != text_.size()) value = std::nullopt;
    if (!value) return Error{"bad-bencode", "not bencode, from byte " + std::to_string(at_) + " on"};
    return *std::move(value);
  }

 private:
  bool comes(char letter) const { return at_ < text_.size() && text_[at_] == letter; }
  bool take(char letter) {
    if (!comes(letter)) return false;
    ++at_;
    return true;
  }

  // A number and what ends it.
  template <typename Number>
  std::optional<Number> take_number(char end) {
    Number number = 0;
    const char* const first = text_.data() + at_;
    const auto [behind, problem] = std::from_chars(first, text_.data() + text_.size(), number);
    if (problem != std::errc{}) return std::nullopt;
    at_ += static_cast<std::size_t>(behind - first);
    if (!take(end)) return std::nullopt;
    return number;
  }

  std::optional<std::string> take_text() {
    const auto size = take_number<std::size_t>(':');
    if (!size || *size > text_.size() - at_) return std::nullopt;
    std::string text(text_.substr(at_, *size));
    at_ += *size;
    return text;
  }

  std::optional<BencodeValue> read_value(std::size_t depth) {
    if (depth > deepest_bencode || ++values_ > most_bencode_values) return std::nullopt;
    if (take('i')) {
      const auto number = take_number<std::int64_t>('e');
      return number ? std::optional<BencodeValue>(*number) : std::nullopt;
    }
    if (take('l')) return read_list(depth);
    if (take('d')) return read_dictionary(depth);
    auto text = take_text();
    return text ? std::optional<BencodeValue>(*std::move(text)) : std::nullopt;
  }

  std::optional<BencodeValue> read_list(std::size_t depth) {
    BencodeList list;
    while (!take('e')) {
      auto item = read_value(depth + 1);
      if (!item) return std::nullopt;
      list.push_back(*std::move(item));
    }
    return BencodeValue(std::move(list));
  }

  // A key that stands twice is a mistake of its writer: which of both holds is not for us to say.
  std::optional<BencodeValue> read_dictionary(std::size_t depth) {
    BencodeDictionary dictionary;
    while (!take('e')) {
      auto key = take_text();
      if (!key) return std::nullopt;
      auto item = read_value(depth + 1);
      if (!item || !dictionary.emplace(*std::move(key), *std::move(item)).second) return std::nullopt;
    }
    return BencodeValue(std::move(dictionary));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t values_ = 0;
};

}  // namespace

std::string write_bencode(const BencodeValue& value) {
  std::string text;
  write_value(text, value);
  return text;
}

Result<BencodeValue> read_bencode(std::string_view text) {
  return Reader(text).read_all();
}

}  // namespace tipring::rtpengine
