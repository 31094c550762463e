#pragma once

#include <string>
#include <vector>

#include "adapters/sip/digest_client.h"
#include "adapters/sip/next_hop.h"
#include "adapters/sip/sofia_handles.h"
#include "runtime/base/result.h"

namespace tipring::sip {

/// Where a request of ours is to go that belongs to no call yet.
struct Errand {
  std::string target;          ///< A SIP URI.
  std::string phone{};         ///< `target` is a place of this phone; empty: any URI.
  std::string trunk{};         ///< It goes by this trunk; empty: straight there.
  std::string from_user{};     ///< As whom it goes, for challenges.
  bool avoids_trunks = false;  ///< No trunk's address is a way.
};

/// How it leaves.
struct Departure {
  NextHop hop;
  Endpoint local;
  std::string target;                 ///< Request URI.
  std::vector<std::string> routes{};  ///< Before the target.
  tport_t* connection = nullptr;      ///< To be used instead of the hop.
  std::string own_host{};             ///< Of our From, where the errand names none.
  DigestAccount account{};
  std::string certificate_name{};  ///< Over TLS; empty: the hop's address.
  bool through_nat = false;        ///< Requests inside the call go where its INVITE went, not to its Contact.
};

/// Who knows the ways: phones by their registrations, trunks by their names, others by their URIs.
class Departures {
 public:
  virtual ~Departures() = default;
  /// The first hop, as a URI; empty where there is none.
  virtual std::string hop_uri_of(const Errand& errand) const = 0;
  /// `next`: an address that the hop's host stands for; null for hosts that need no look-up. Fails with
  /// "no-listener", "not-registered", "no-trunk", "forbidden", "avoided" where the errand avoids trunks and
  /// this is one's address, and as next_hop_of() does.
  virtual Result<Departure> departure_of(const Errand& errand, const Endpoint* next) const = 0;
};

}  // namespace tipring::sip
