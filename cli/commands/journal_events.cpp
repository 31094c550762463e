#include "cli/commands/journal_events.h"

#include <cstdint>
#include <deque>

#include "adapters/journal/journal_reader.h"
#include "runtime/ledger/entry.h"

namespace tipring::cli {

Result<JournalEvents> newest_in_journal(const std::filesystem::path& folder, const EventFilter& filter,
                                        std::size_t limit) {
  const Error no_ledger{"not-found", "there is no ledger in '" + folder.string() + "'", false};
  std::error_code unreadable;
  if (!std::filesystem::is_directory(folder, unreadable)) return no_ledger;
  journal::FileJournalReader reader(folder);
  const auto oldest = reader.oldest();
  if (!oldest) return oldest.error();
  if (!oldest.value()) return no_ledger;

  JournalEvents found;
  std::deque<std::string> newest;
  bool left_out = false;
  const auto visit = [&](std::uint64_t number, std::string_view payload) {
    const auto entry = parse_entry(payload);
    if (!entry) {
      found.notices.push_back("entry " + std::to_string(number) + " cannot be read: " + entry.error().text);
    } else if (filter.matches(entry.value())) {
      newest.emplace_back(payload);
      if (newest.size() > limit) {
        newest.pop_front();
        left_out = true;
      }
    }
    return true;
  };
  for (std::optional<std::uint64_t> from = *oldest.value(); from; from = reader.after_damage()) {
    if (const auto read = reader.read(*from, visit); !read) {
      if (!reader.after_damage()) return read.error();
      found.notices.push_back(read.error().text);
    }
  }
  for (const auto& entry : newest)
    found.events.push_back(Json::parse(entry));
  if (left_out) found.notices.emplace_back("there are older entries: --limit shows more");
  return found;
}

}  // namespace tipring::cli
