#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/journal/segment.h"
#include "adapters/journal/storage.h"

namespace tipring::journal {

/// What one pass over a segment found.
struct SegmentScan {
  std::uint64_t frames = 0;
  std::uint64_t end = 0;                  ///< Where the next frame goes: behind the last whole one.
  std::optional<std::uint32_t> last_run;  ///< Of the last runtime.started in it.
};

/// Reads a segment to its clean end, the first frame that is torn, damaged or unwritten. Fails with
/// "journal-damaged" when the segment is not what its name says: the last entry has another sequence.
Result<SegmentScan> scan_segment(const SegmentPath& segment);

/// What clean_behind() removed.
struct Cleaning {
  std::vector<std::string> notices;       ///< Lines for people; none when there was nothing to remove.
  std::optional<std::uint32_t> last_run;  ///< The highest among the entries removed: its ids are used up.
};

/// Makes everything behind the clean end of the journal's last segment zero again: what a killed runtime was
/// writing. Where whole entries stand behind a damaged one (a bad disk, a loss of power), those bytes are kept
/// in a file of their own beside the segment, for people.
Result<Cleaning> clean_behind(Storage& storage, const SegmentPath& segment, const SegmentScan& scan);

/// The run of the last runtime.started in the segments before the last; 0 when there is none.
Result<std::uint32_t> find_last_run(const std::filesystem::path& folder,
                                    const std::vector<SegmentPath>& segments);

}  // namespace tipring::journal
