#include "runtime/contact/party_traits.h"

namespace tipring {

bool may_pass_us_by(const PartyTraits& one, const PartyTraits& other) {
  // A phone that talks to another need not reach the network between an rtpengine and us.
  if (one.by_rtpengine() && other.by_rtpengine()) return one.straight && other.straight;
  return one.media == MediaPath::direct && other.media == MediaPath::direct;
}

PartyTraits PartyBook::traits_of(const std::string& phone, const std::string& trunk) const {
  if (const auto found = trunks.find(trunk); found != trunks.end()) return found->second;
  if (const auto found = phones.find(phone); found != phones.end()) return found->second;
  return others;
}

}  // namespace tipring
