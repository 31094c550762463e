#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace tipring::sip {

/// The reliable provisional responses to an INVITE of ours (RFC 3262, section 4): which of them are new, for
/// each early dialog by itself. Those that are not are neither acknowledged again (the PRACK's own transaction
/// repeats it) nor heard.
class ReliableResponses {
 public:
  /// True when a response with this RSeq and To tag is the first of its early dialog, or the one after the last
  /// taken.
  bool take(const std::string& to_tag, std::uint32_t rseq) {
    const auto [last, first] = last_.try_emplace(to_tag, rseq);
    if (first) return true;
    if (rseq != last->second + 1) return false;
    last->second = rseq;
    return true;
  }

 private:
  std::map<std::string, std::uint32_t> last_;
};

}  // namespace tipring::sip
