#include "cli/trace/ladder.h"

#include <algorithm>
#include <functional>

#include "cli/output/field.h"
#include "cli/output/text.h"

namespace tipring::cli {
namespace {

constexpr std::size_t time_width = 14;    // "10:00:00.123" and two blanks.
constexpr std::size_t column_width = 32;  // From one line of life to the next.
constexpr std::size_t usual_width = 160;  // Where nothing is known of a terminal.
constexpr std::size_t call_width = 12;    // "  12-34567"

// So many messages are remembered to tell which come again.
constexpr std::size_t most_seen = 50'000;

std::string text_of(const Json& record, const char* key) {
  const Json& value = value_at(record, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::string time_of_day(const Json& record) {
  // 2026-03-03T10:00:00.123Z
  const std::string time = for_people(value_at(record, "at"), FieldKind::time);
  return time.size() > 12 ? time.substr(time.size() - 13, 12) : time;
}

std::string centred(const std::string& text, std::size_t width, char filling) {
  const std::string shown = cut_to_width(text, width);
  const std::size_t free = width - display_width(shown);
  return std::string(free / 2, filling) + shown + std::string(free - free / 2, filling);
}

std::string without_blanks_at_end(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string label_of(const Json& record) {
  const Json& readable = value_at(record, "readable");
  if (!readable.is_boolean() || !readable.get<bool>())
    return "unreadable, " + for_programs(value_at(record, "size")) + " bytes";
  const Json& status = value_at(record, "status");
  std::string label;
  if (status.is_number()) label = for_programs(status) + " " + text_of(record, "reason") + " ";
  label += text_of(record, "method") + " " + for_programs(value_at(record, "cseq"));
  const Json& sdp = value_at(record, "sdp");
  if (sdp.is_boolean() && sdp.get<bool>()) label += " sdp";
  return safe_for_terminal(label);
}

Ladder::Ladder(Console& console, bool whole) : console_(console), whole_(whole) {
  const std::size_t width = console.width.value_or(usual_width);
  const std::size_t taken = time_width + call_width + 1;
  most_columns_ = std::max<std::size_t>(width > taken ? (width - taken) / column_width : 0, 1);
}

std::size_t Ladder::columns() const {
  return std::clamp<std::size_t>(peers_.size(), 1, most_columns_);
}

// Which column a message's peer has, from 1; a new peer makes a new one.
std::size_t Ladder::column_of(const Json& record) {
  const std::string address = text_of(record, "peer");
  auto found =
      std::find_if(peers_.begin(), peers_.end(), [&](const Peer& peer) { return peer.address == address; });
  if (found == peers_.end()) {
    peers_.push_back({address, text_of(record, "peer_name")});
    found = peers_.end() - 1;
    heading_due_ = heading_due_ || peers_.size() <= most_columns_ + 1;
  } else if (found->name.empty() && !text_of(record, "peer_name").empty()) {
    found->name = text_of(record, "peer_name");
    heading_due_ = true;  // What stood there was its address.
  }
  return std::min<std::size_t>(static_cast<std::size_t>(found - peers_.begin()) + 1, most_columns_);
}

void Ladder::expect(const Json& record) {
  column_of(record);
  const std::string own = text_of(record, "local");
  several_addresses_ = several_addresses_ || (!own_address_.empty() && own_address_ != own);
  own_address_ = own;
}

void Ladder::write_heading() {
  heading_due_ = false;
  std::string names;
  std::string addresses;
  const auto add_column = [&](const std::string& name, const std::string& address) {
    names += centred(safe_for_terminal(name), column_width - 1, ' ') + " ";
    addresses += centred(safe_for_terminal(address), column_width - 1, ' ') + " ";
  };
  add_column("tipring", several_addresses_ ? "" : own_address_);
  for (std::size_t column = 1; column <= columns(); ++column) {
    const bool shared = column == most_columns_ && peers_.size() > most_columns_;
    if (shared) {
      add_column("others", "");
    } else if (column <= peers_.size()) {
      const Peer& peer = peers_[column - 1];
      add_column(peer.name.empty() ? peer.address : peer.name, peer.name.empty() ? "" : peer.address);
    }
  }
  // The first column's middle stands at the runtime's line of life.
  console_.out << without_blanks_at_end(names) << '\n';
  if (const auto line = without_blanks_at_end(addresses); !line.empty()) console_.out << line << '\n';
}

std::string Ladder::lifelines() const {
  std::string line = "|";
  for (std::size_t column = 1; column <= columns(); ++column)
    line += std::string(column_width - 1, ' ') + "|";
  return line;
}

void Ladder::add(const Json& record) {
  expect(record);
  const std::size_t column = column_of(record);
  if (heading_due_) write_heading();
  const bool sent = text_of(record, "direction") == "sent";
  std::string label = label_of(record);
  const std::string key = text_of(record, "peer") + (sent ? ">" : "<") +
                          std::to_string(std::hash<std::string>()(text_of(record, "message")));
  if (!seen_.insert(key).second) label = "again: " + label;
  if (seen_.size() > most_seen) seen_.clear();
  const bool shared = column == most_columns_ && peers_.size() > most_columns_;
  if (shared) label += " " + safe_for_terminal(text_of(record, "peer"));
  const std::size_t span = column * column_width - 1;
  const std::string arrow =
      sent ? centred(" " + label + " ", span - 1, '-') + ">" : "<" + centred(" " + label + " ", span - 1, '-');
  std::string line = lifelines().substr(span + 1);
  std::string call = text_of(record, "call");
  console_.out << time_of_day(record) << "  |" << arrow << line
               << (call.empty() ? "" : "  " + safe_for_terminal(call)) << '\n';
  if (whole_) write_message(text_of(record, "message"));
  console_.out.flush();
}

void Ladder::write_message(const std::string& message) {
  std::string_view rest = message;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    console_.out << without_blanks_at_end("    " + safe_for_terminal(line)) << '\n';
  }
  console_.out << '\n';
}

}  // namespace tipring::cli
