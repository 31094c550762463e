#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tipring::sim {

/// Names somebody who writes messages, from 1 in the order in which they came to be.
using CorrespondentId = std::uint32_t;

/// Somebody who writes messages of text to the site and reads what it writes.
struct Correspondent {
  std::string name{};     ///< For the play.
  std::string address{};  ///< A number or SIP URI: what the site writes to.
  std::string to{};       ///< Whom it writes to; may be empty for one who only reads.
  std::string trunk{};    ///< The trunk by which its messages come; empty: none.
  int refusal = 0;        ///< Status by which it refuses what the site writes; 0: it reads it.

  std::vector<std::string> read{};  ///< All that the site has written to it, oldest first.
  std::vector<int> statuses{};      ///< What became of what it wrote, in order; 0: not known yet.
};

}  // namespace tipring::sim
