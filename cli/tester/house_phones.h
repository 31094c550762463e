#pragma once

#include <set>
#include <string>
#include <vector>

#include "dsl/words/definitions.h"
#include "runtime/base/result.h"
#include "runtime/ports/directory.h"

namespace tipring::cli {

/// Where the phones of a site are in a play: each that the site defines is registered, in one place, unless the
/// scenario takes it away. Its trunks have the hosts that it names. Control thread only.
class HousePhones final : public Directory {
 public:
  /// Once the site is loaded. `definitions` outlive this.
  void open(const dsl::Definitions& definitions) { definitions_ = &definitions; }

  std::vector<PhonePlace> places_of(const std::string& name) const override;
  std::string trunk_at(const std::string& host) const override;

  /// Fail with "not-found" for a phone that the site does not define.
  Result<void> knows(const std::string& name) const;
  Result<void> unregister(const std::string& name);

 private:
  const dsl::Definitions* definitions_ = nullptr;
  std::set<std::string> away_;
};

}  // namespace tipring::cli
