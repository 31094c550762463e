#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "cli/output/console.h"
#include "runtime/control/json.h"

namespace tipring::cli {

/// Shows SIP messages as a ladder: a column for the runtime and one for each peer, an arrow for each message.
/// Peers that no longer fit side by side share the last column.
class Ladder {
 public:
  /// `whole`: each message is written out below its arrow.
  Ladder(Console& console, bool whole);

  /// Tells of messages to come, so that their peers have columns from the first line on.
  void expect(const Json& record);
  /// Writes the message.
  void add(const Json& record);

 private:
  struct Peer {
    std::string address;
    std::string name;  // May be empty.
  };
  std::size_t column_of(const Json& record);
  std::size_t columns() const;
  void write_heading();
  std::string lifelines() const;
  void write_message(const std::string& message);

  Console& console_;
  bool whole_;
  std::size_t most_columns_;
  std::vector<Peer> peers_;
  std::string own_address_;  // Empty where the runtime has more than one.
  bool several_addresses_ = false;
  bool heading_due_ = true;
  std::set<std::string> seen_;  // To tell what is sent again.
};

/// What stands on a message's arrow: "INVITE 1 sdp", "200 OK INVITE 1".
std::string label_of(const Json& record);

}  // namespace tipring::cli
