#include "runtime/contact/party_traits.h"

namespace tipring {

PartyTraits PartyBook::traits_of(const std::string& phone, const std::string& trunk) const {
  if (const auto found = trunks.find(trunk); found != trunks.end()) return found->second;
  if (const auto found = phones.find(phone); found != phones.end()) return found->second;
  return others;
}

}  // namespace tipring
