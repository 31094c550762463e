#pragma once

#include <cstdint>
#include <functional>
#include <optional>
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
/// Control thread only.
class Journal {
 public:
  virtual ~Journal() = default;

  /// Appends whole frames with one write. Once it returns, the bytes survive the end of this process (kill -9);
  /// with `durable = "power"` also a loss of power. Fails with "disk-full" or "io-error"; then nothing of
  /// `frames` is kept.
  virtual Result<void> append(std::string_view frames) = 0;

  virtual JournalRoom room() const = 0;

  /// Reads every whole frame's payload from the beginning, oldest first, up to the first that is torn. `visit`
  /// returns false to stop. Fails with "journal-damaged" when frames are missing before the end.
  virtual Result<void> read(const std::function<bool(std::string_view payload)>& visit) const = 0;
};

/// Reads a journal while another thread or process appends to it: what projections catch up from. The frames of
/// a journal are numbered from 1 in the order of appending, so that the number of a frame is the sequence of
/// the entry in it. One thread at a time.
class JournalReader {
 public:
  virtual ~JournalReader() = default;

  using Visit = std::function<bool(std::uint64_t number, std::string_view payload)>;

  /// Visits the frames from `from` (at least 1) to the last that is whole, oldest first; `visit` returns false
  /// to stop. A `from` past the end visits nothing. Fails with "io-error"; or with "journal-damaged" after the
  /// last frame before a gap, naming what is missing: reading on from after_damage() skips the gap.
  virtual Result<void> read(std::uint64_t from, const Visit& visit) = 0;

  /// The first whole frame behind the gap that the last read() reported; nothing when it reported none.
  virtual std::optional<std::uint64_t> after_damage() const = 0;
};

}  // namespace tipring
