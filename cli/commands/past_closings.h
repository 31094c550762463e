#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/ledger/entry.h"
#include "runtime/rules/hours.h"

namespace tipring::cli {

/// Which hours operators had closed by hand, and when, as the ledger tells.
class PastClosings {
 public:
  /// The kinds of entries that tell of them.
  static std::vector<std::string> kinds() { return {"hours.closed", "hours.reopened"}; }

  /// Takes an entry of the ledger, in its order. False where it tells nothing of closings.
  bool take(const Entry& entry);

  /// After the last entry taken. Some may be over by their time: see Closing::holds_at().
  const ClosingsByName& last() const { return last_; }

  /// The closing that held at `time` of hours by their whole name, "office" or "north/office".
  std::optional<Closing> of(const std::string& hours, UtcTime time) const;

 private:
  // Nothing: they were reopened.
  using Change = std::pair<UtcTime, std::optional<Closing>>;

  ClosingsByName last_;
  std::map<std::string, std::vector<Change>, std::less<>> changes_;
};

}  // namespace tipring::cli
