#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/base/json_text.h"

namespace tipring::sip {

/// One JSON object, written without a tree of values: this is done several times a call. Internal to this room.
class ObjectText {
 public:
  /// `room`: about how long it gets, so that it seldom has to move.
  explicit ObjectText(std::size_t room) { out_.reserve(room); }
  void text(std::string_view key, std::string_view value) { append_json_string(value, at(key)); }
  void number(std::string_view key, std::uint64_t value) { at(key) += std::to_string(value); }
  void flag(std::string_view key, bool value) { at(key) += value ? "true" : "false"; }
  void object(std::string_view key, const std::string& value) { at(key) += value; }
  void texts(std::string_view key, const std::vector<std::string>& values) {
    std::string& out = at(key);
    out += '[';
    for (const auto& value : values) {
      if (out.back() != '[') out += ',';
      append_json_string(value, out);
    }
    out += ']';
  }
  std::string end() && { return std::move(out_) + "}"; }

 private:
  std::string& at(std::string_view key) {
    if (out_.size() > 1) out_ += ',';
    out_.append("\"").append(key).append("\":");
    return out_;
  }
  std::string out_ = "{";
};

}  // namespace tipring::sip
