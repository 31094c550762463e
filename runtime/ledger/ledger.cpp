#include "runtime/ledger/ledger.h"

#include <utility>

#include "runtime/ledger/canonical.h"
#include "runtime/ledger/frame.h"

namespace tipring {

Ledger::Ledger(const Clock& clock, Journal& journal, std::uint64_t next_sequence)
    : clock_(clock), journal_(journal), next_sequence_(next_sequence) {}

void Ledger::write(Entry entry) {
  entry.sequence = next_sequence_++;
  entry.at = clock_.utc();
  make_canonical(entry);
  json_.clear();
  append_json(entry, json_);
  append_frame(json_, frames_);
  collected_.push_back(std::move(entry));
}

Result<void> Ledger::commit() {
  if (collected_.empty()) return {};
  if (auto written = journal_.append(frames_); !written) return written;
  // A follower may cause entries of its own (it must not, but then they belong to the next commit).
  const std::vector<Entry> committed = std::exchange(collected_, {});
  const std::string frames = std::exchange(frames_, {});
  std::string_view rest = frames;
  for (const Entry& entry : committed) {
    const std::string_view frame = rest.substr(0, frame_size(rest));
    rest.remove_prefix(frame.size());
    for (const auto& follower : followers_)
      follower(entry, frame.substr(frame_header_size));
  }
  return {};
}

}  // namespace tipring
