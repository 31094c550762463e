#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/base/chance.h"

namespace tipring::sip {

/// A server that a name stands for: an SRV record (RFC 2782).
struct ServiceRecord {
  std::string host;
  std::uint16_t port = 0;
  std::uint16_t priority = 0;  ///< Lower ones first.
  std::uint16_t weight = 0;    ///< Among those of one priority: how often it is to be the first.

  friend bool operator==(const ServiceRecord&, const ServiceRecord&) = default;
};

/// In the order in which they are to be tried.
std::vector<ServiceRecord> in_order(std::vector<ServiceRecord> records, Chance& chance);

/// A way to reach a domain: a NAPTR record (RFC 3403, as RFC 3263 uses it).
struct NaptrRecord {
  std::uint16_t order = 0;
  std::uint16_t preference = 0;
  std::string flags;        ///< "s": the replacement names SRV records.
  std::string service;      ///< "SIP+D2U"
  std::string replacement;  ///< "_sip._udp.carrier.example"
};

/// Which SRV records to ask for.
struct ServiceName {
  std::string transport;  ///< "udp", "tcp" or "tls".
  std::string name;

  friend bool operator==(const ServiceName&, const ServiceName&) = default;
};

/// Which SRV records stand for a transport of a domain: "_sip._udp.carrier.example".
ServiceName service_of(const std::string& transport, const std::string& domain);

/// Those of the records that we can go, the domain's first choice first; empty where there is none.
std::vector<ServiceName> services_of(std::vector<NaptrRecord> records);

}  // namespace tipring::sip
