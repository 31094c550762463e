#include "adapters/sip/trace.h"

#include <algorithm>
#include <utility>

namespace tipring::sip {
namespace {

constexpr std::array<std::string_view, 14> known_methods{
    "INVITE", "ACK",  "BYE",   "CANCEL", "REGISTER",  "OPTIONS", "PRACK",
    "UPDATE", "INFO", "REFER", "NOTIFY", "SUBSCRIBE", "MESSAGE", "PUBLISH"};

std::string_view first_word(std::string_view bytes) {
  const auto first = bytes.find_first_not_of("\r\n");
  if (first == std::string_view::npos) return {};
  return bytes.substr(first, bytes.find_first_of(" \r\n", first) - first);
}

}  // namespace

void Trace::take(WireMessage message) {
  count(message);
  message.number = ++last_;
  message.at = loop_.clock().utc();
  if (!followers_->empty()) {
    loop_.post([weak = std::weak_ptr(followers_), message] {
      const auto followers = weak.lock();
      if (!followers) return;
      // One that sees a message may leave.
      for (auto next = followers->begin(); next != followers->end();) {
        const auto see = (next++)->second;
        see(message);
      }
    });
  }
  size_ += message.bytes.size() + overhead;
  messages_.push_back(std::move(message));
  while (size_ > capacity_) {
    size_ -= messages_.front().bytes.size() + overhead;
    messages_.pop_front();
  }
}

void Trace::count(const WireMessage& message) {
  Traffic::Counts& counts = message.sent ? traffic_.sent : traffic_.received;
  const std::string_view word = first_word(message.bytes);
  if (word == "SIP/2.0") {
    const auto blank = message.bytes.find(' ');
    const char digit = blank + 1 < message.bytes.size() ? message.bytes[blank + 1] : '\0';
    if (digit < '1' || digit > '6') {
      ++counts.unreadable;
    } else {
      ++counts.responses.at(static_cast<std::size_t>(digit - '1'));
    }
    return;
  }
  const auto line = std::string_view(message.bytes).substr(0, message.bytes.find('\n'));
  if (line.find("SIP/2.0") == std::string_view::npos) {
    ++counts.unreadable;
    return;
  }
  const bool known = std::find(known_methods.begin(), known_methods.end(), word) != known_methods.end();
  const std::string_view method = known ? word : "other";
  const auto found = counts.requests.find(method);
  if (found != counts.requests.end()) {
    ++found->second;
  } else {
    counts.requests.emplace(method, 1);
  }
}

Trace::Follower Trace::follow(std::function<void(const WireMessage&)> see) {
  const Follower follower = next_follower_++;
  followers_->emplace(follower, std::move(see));
  return follower;
}

void Trace::note(LegId leg, const std::string& call_id, const std::string& trunk, const std::string& phone) {
  legs_.emplace(call_id, leg);
  notes_.emplace(leg, Note{call_id, trunk, phone});
  if (notes_.size() <= most_notes) return;
  const auto oldest = notes_.begin();
  const auto [first, last] = legs_.equal_range(oldest->second.call_id);
  for (auto at = first; at != last; ++at) {
    if (at->second != oldest->first) continue;
    legs_.erase(at);
    break;
  }
  notes_.erase(oldest);
}

std::vector<LegId> Trace::legs_of(std::string_view call_id) const {
  std::vector<LegId> legs;
  const auto [first, last] = legs_.equal_range(std::string(call_id));
  for (auto at = first; at != last; ++at)
    legs.push_back(at->second);
  return legs;
}

std::vector<std::string> Trace::call_ids_of(LegId leg) const {
  std::vector<std::string> call_ids;
  const auto [first, last] = notes_.equal_range(leg);
  for (auto at = first; at != last; ++at)
    call_ids.push_back(at->second.call_id);
  return call_ids;
}

std::string Trace::trunk_of(LegId leg) const {
  const auto found = notes_.find(leg);
  return found == notes_.end() ? std::string() : found->second.trunk;
}

std::string Trace::phone_of(LegId leg) const {
  const auto found = notes_.find(leg);
  return found == notes_.end() ? std::string() : found->second.phone;
}

}  // namespace tipring::sip
