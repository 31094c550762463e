#include "adapters/rtpengine/ng_message.h"

namespace tipring::rtpengine {
namespace {

constexpr std::size_t longest_cookie = 64;

Error bad(const std::string& what) {
  return {"bad-answer", "an answer that cannot be used: " + what};
}

// Empty where there is none.
Result<std::string> text_of(const BencodeDictionary& answer, std::string_view key) {
  const auto found = answer.find(key);
  if (found == answer.end()) return std::string();
  if (const std::string* text = found->second.text()) return *text;
  return bad("its " + std::string(key) + " is no text");
}

}  // namespace

std::string write_ng_command(std::string_view cookie, const BencodeDictionary& command) {
  return std::string(cookie) + " " + write_bencode(command);
}

Result<NgAnswer> read_ng_answer(std::string_view datagram) {
  if (datagram.size() > longest_ng_answer) return bad("it is too long");
  const std::size_t space = datagram.find(' ');
  if (space == std::string_view::npos || space == 0 || space > longest_cookie) return bad("it has no cookie");
  auto value = read_bencode(datagram.substr(space + 1));
  if (!value) return bad(value.error().text);
  const BencodeDictionary* fields = value->dictionary();
  if (fields == nullptr) return bad("it is no dictionary");
  auto result = text_of(*fields, "result");
  if (!result) return result.error();
  if (result.value().empty()) return bad("it has no result");
  auto reason = text_of(*fields, "error-reason");
  if (!reason) return reason.error();
  auto sdp = text_of(*fields, "sdp");
  if (!sdp) return sdp.error();
  if (sdp.value().size() > longest_ng_sdp) return bad("its SDP is too long");
  return NgAnswer{std::string(datagram.substr(0, space)), std::move(result).value(), std::move(reason).value(),
                  std::move(sdp).value()};
}

}  // namespace tipring::rtpengine
