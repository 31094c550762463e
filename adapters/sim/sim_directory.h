#pragma once

#include <map>
#include <string>
#include <vector>

#include "runtime/ports/directory.h"

namespace tipring::sim {

/// Phones and trunks that are where a test says.
class SimDirectory final : public Directory {
 public:
  std::vector<PhonePlace> places_of(const std::string& name) const override {
    const auto found = places.find(name);
    return found == places.end() ? std::vector<PhonePlace>{} : found->second;
  }

  std::string trunk_at(const std::string& host) const override {
    const auto found = trunks.find(host);
    return found == trunks.end() ? std::string() : found->second;
  }

  std::map<std::string, std::vector<PhonePlace>> places;  ///< By the phone's name, as places_of() gives them.
  std::map<std::string, std::string> trunks;              ///< By their hosts, as trunk_at() is asked for them.
};

}  // namespace tipring::sim
