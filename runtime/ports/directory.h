#pragma once

#include <string>
#include <vector>

namespace tipring {

/// A place where a phone of the site can be reached now.
struct PhonePlace {
  std::string uri;        ///< "sip:100@192.0.2.7:5060"
  double preference = 1;  ///< 0 to 1: places of one preference ring together, higher ones first.
};

/// Who is where. Control thread only.
class Directory {
 public:
  virtual ~Directory() = default;
  /// The places of the phone `name`, those it prefers first; empty while it is not registered.
  virtual std::vector<PhonePlace> places_of(const std::string& name) const = 0;
  /// The name of a trunk that has this host, by its name or an address that is known of it, whatever the port.
  /// `host` as host_part_of() gives it. Empty: none has.
  virtual std::string trunk_at(const std::string& host) const = 0;
};

}  // namespace tipring
