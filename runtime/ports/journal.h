#pragma once

#include <functional>
#include <string_view>

#include "runtime/base/result.h"

namespace tipring {

/// How much room the ledger has.
enum class JournalRoom {
  normal,   ///< Segments can be allocated.
  reserve,  ///< The disk is full: only the preallocated reserve is left. Live contacts may end, none may begin.
  none,     ///< Nothing can be written.
};

/// The bytes of the ledger on stable storage: an append-only sequence of frames (runtime/ledger/frame.h).
class Journal {
 public:
  virtual ~Journal() = default;

  /// Appends whole frames with one write. Once it returns, the bytes survive the end of this process (kill -9);
  /// with `durable = "power"` also a loss of power. Fails with "disk-full" or "io-error"; then nothing of
  /// `frames` is kept.
  virtual Result<void> append(std::string_view frames) = 0;

  virtual JournalRoom room() const = 0;

  /// Reads every whole frame's payload from the beginning, oldest first, up to the first that is torn. `visit`
  /// returns false to stop.
  virtual Result<void> read(const std::function<bool(std::string_view payload)>& visit) const = 0;
};

}  // namespace tipring
