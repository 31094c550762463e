#include "runtime/ledger/canonical.h"

#include <cmath>
#include <set>

#include "runtime/base/utf8.h"
#include "runtime/ledger/frame.h"

namespace tipring {
namespace {

// What the keys before the fields take at most: three numbers of 20 digits, two ids, the kind, and the count of
// those omitted.
constexpr std::size_t room_for_head = 512;
constexpr std::size_t room_for_fields = longest_frame - room_for_head;
// A byte may need six, \u0000; a name and its punctuation, or a number, need no more than this beside that.
constexpr std::size_t longest_escape = 6;
constexpr std::size_t room_beside_text = 40;

// `text` as UTF-8, cut between two characters so that it is no longer than `limit` bytes.
std::string cleaned(std::string_view text, std::size_t limit) {
  std::string clean;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const std::string_view character = length > 0 ? text.substr(0, length) : replacement_character;
    if (clean.size() + character.size() > limit) break;
    clean.append(character);
    text.remove_prefix(length > 0 ? length : 1);
  }
  return clean;
}

std::string cut(const std::string& text) {
  const std::string mark = "\xe2\x80\xa6 [cut from " + std::to_string(text.size()) + " bytes]";
  return cleaned(text, longest_text - mark.size()) + mark;
}

void make_canonical(FieldValue& value) {
  if (auto* number = std::get_if<double>(&value); number != nullptr && std::isinf(*number))
    *number = std::nan("");
  auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return;
  // Cleaning may lengthen a text (a stray byte becomes three), hence the second look.
  std::string clean =
      text->size() <= longest_text && is_utf8(*text) ? std::move(*text) : cleaned(*text, text->size() * 3);
  *text = clean.size() > longest_text ? cut(clean) : std::move(clean);
}

std::size_t written_size(std::string_view text) {
  std::size_t size = 0;
  for (const char each : text) {
    const auto byte = static_cast<unsigned char>(each);
    if (byte < 0x20 || byte == 0x7f) {
      size += longest_escape;
    } else {
      size += byte == '"' || byte == '\\' ? 2 : 1;
    }
  }
  return size;
}

std::size_t written_size(const std::pair<std::string, FieldValue>& field) {
  const auto* text = std::get_if<std::string>(&field.second);
  return written_size(field.first) + room_beside_text + (text != nullptr ? written_size(*text) : 0);
}

// The usual entry: a few short fields, nothing to change.
bool is_canonical(const Entry& entry) {
  if (entry.fields.size() > most_fields) return false;
  std::size_t size = 0;
  for (auto field = entry.fields.begin(); field != entry.fields.end(); ++field) {
    const auto& [name, value] = *field;
    const auto* text = std::get_if<std::string>(&value);
    const auto* number = std::get_if<double>(&value);
    size += room_beside_text + longest_escape * (name.size() + (text != nullptr ? text->size() : 0));
    if (size > room_for_fields || name.size() > longest_field_name || !is_utf8(name)) return false;
    if (text != nullptr && (text->size() > longest_text || !is_utf8(*text))) return false;
    if (number != nullptr && std::isinf(*number)) return false;
    if (name == omitted_field && !std::holds_alternative<std::int64_t>(value)) return false;
    for (auto earlier = entry.fields.begin(); earlier != field; ++earlier) {
      if (earlier->first == name) return false;
    }
  }
  return true;
}

}  // namespace

void make_canonical(Entry& entry) {
  if (is_canonical(entry)) return;
  std::vector<std::pair<std::string, FieldValue>> kept;
  std::set<std::string, std::less<>> names;
  std::size_t room = room_for_fields;
  std::int64_t omitted = 0;
  for (auto& [name, value] : entry.fields) {
    std::string clean = cleaned(name, longest_field_name);
    if (clean == omitted_field) {  // Of an entry that was too long before.
      if (const auto* count = std::get_if<std::int64_t>(&value)) omitted += *count;
      continue;
    }
    if (names.contains(clean)) continue;
    make_canonical(value);
    std::pair<std::string, FieldValue> field{std::move(clean), std::move(value)};
    const std::size_t size = written_size(field);
    if (size > room || kept.size() == most_fields - 1) {
      ++omitted;
      continue;
    }
    room -= size;
    names.insert(field.first);
    kept.push_back(std::move(field));
  }
  if (omitted > 0) kept.emplace_back(omitted_field, omitted);
  entry.fields = std::move(kept);
}

}  // namespace tipring
