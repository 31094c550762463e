#include "cli/commands/journal_events.h"

#include <cstdint>
#include <deque>

#include "adapters/journal/journal_reader.h"
#include "runtime/ledger/entry.h"

namespace tipring::cli {

Result<std::filesystem::path> ledger_of_runtime(Console& console, const ConnectionOptions& connection) {
  const auto status = ask(console, connection, "status", Json::object());
  if (!status) return status.error();
  const Json& folder = value_at(value_at(status.value(), "ledger"), "folder");
  if (folder.is_string()) return std::filesystem::path(folder.get<std::string>());
  // As runtimes before it said so.
  const Json& database = value_at(status.value(), "database");
  if (!database.is_string())
    return Error{"bad-answer", "the runtime does not say where its ledger is; --ledger names the folder",
                 false};
  return std::filesystem::path(database.get<std::string>()).parent_path() / "ledger";
}

Result<void> each_in_journal(const std::filesystem::path& folder, const EventFilter& filter,
                             const std::function<void(const Entry& entry, std::string_view json)>& visit,
                             std::vector<std::string>& notices) {
  const Error no_ledger{"not-found", "there is no ledger in '" + folder.string() + "'", false};
  std::error_code unreadable;
  if (!std::filesystem::is_directory(folder, unreadable)) return no_ledger;
  journal::FileJournalReader reader(folder);
  const auto oldest = reader.oldest();
  if (!oldest) return oldest.error();
  if (!oldest.value()) return no_ledger;
  const auto take = [&](std::uint64_t number, std::string_view payload) {
    const auto entry = parse_entry(payload);
    if (!entry) {
      notices.push_back("entry " + std::to_string(number) + " cannot be read: " + entry.error().text);
    } else if (filter.matches(entry.value())) {
      visit(entry.value(), payload);
    }
    return true;
  };
  for (std::optional<std::uint64_t> from = *oldest.value(); from; from = reader.after_damage()) {
    if (const auto read = reader.read(*from, take); !read) {
      if (!reader.after_damage()) return read.error();
      notices.push_back(read.error().text);
    }
  }
  return {};
}

Result<JournalEvents> newest_in_journal(const std::filesystem::path& folder, const EventFilter& filter,
                                        std::size_t limit) {
  JournalEvents found;
  std::deque<std::string> newest;
  bool left_out = false;
  const auto keep = [&](const Entry& /*entry*/, std::string_view json) {
    newest.emplace_back(json);
    if (newest.size() <= limit) return;
    newest.pop_front();
    left_out = true;
  };
  if (auto read = each_in_journal(folder, filter, keep, found.notices); !read) return read.error();
  for (const auto& entry : newest)
    found.events.push_back(Json::parse(entry));
  if (left_out) found.notices.emplace_back("there are older entries: --limit shows more");
  return found;
}

}  // namespace tipring::cli
