#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "adapters/sim/correspondent.h"

namespace tipring::sim {

/// The correspondents of a play, however their messages travel. What the site writes to nobody is kept for
/// whoever comes to stand at that address. Control thread only.
class Correspondents {
 public:
  /// Told what a correspondent does and what happens to it, as a line of the play.
  using Happened = std::function<void(const Correspondent&, const std::string& line)>;
  explicit Correspondents(Happened happened) : happened_(std::move(happened)) {}

  CorrespondentId add(Correspondent correspondent);
  const Correspondent& look(CorrespondentId id) const { return correspondents_.at(id - 1); }

  /// One of a correspondent's messages, until it is answered.
  struct Written {
    CorrespondentId by = 0;
    std::size_t index = 0;  ///< In Correspondent::statuses.
  };
  Written write(CorrespondentId id, const std::string& text);
  void answered(Written written, int status);

  /// A message of the site to `target` arrives. Gives the SIP status by which it is answered.
  int arrive(const std::string& target, const std::string& text);

 private:
  struct Unclaimed {
    std::string target;
    std::string text;
  };
  void read(Correspondent& reader, const std::string& text);

  Happened happened_;
  std::deque<Correspondent> correspondents_;
  std::vector<Unclaimed> unclaimed_;
};

}  // namespace tipring::sim
