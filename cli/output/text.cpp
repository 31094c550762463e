#include "cli/output/text.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>

#include <utf8proc.h>

namespace tipring::cli {
namespace {

constexpr std::string_view ellipsis = "\xe2\x80\xa6";
constexpr std::int32_t zero_width_non_joiner = 0x200c;
constexpr std::int32_t zero_width_joiner = 0x200d;
constexpr std::int32_t beyond_basic_plane = 0x10000;

struct Character {
  std::string_view bytes;
  std::int32_t code = -1;  // Negative: one byte that is no UTF-8.
};

Character first_character(std::string_view text) {
  utf8proc_int32_t code = -1;
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (length <= 0) return {text.substr(0, 1), -1};
  return {text.substr(0, static_cast<std::size_t>(length)), code};
}

template <typename Visit>
void for_each_character(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const auto character = first_character(text);
    visit(character);
    text.remove_prefix(character.bytes.size());
  }
}

// Moves the cursor, changes the terminal's state, or hides or reorders what stands beside it.
bool is_unsafe(std::int32_t code) {
  // Persian and emoji need these two, and they do no more than join or part two letters.
  if (code == zero_width_non_joiner || code == zero_width_joiner) return false;
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
      return true;
    default:
      return false;
  }
}

bool is_control(std::int32_t code) {
  return utf8proc_category(code) == UTF8PROC_CATEGORY_CC;
}

template <typename... Arguments>
std::string formatted(const char* format, Arguments... arguments) {
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), format, arguments...);
  return {text.data(), static_cast<std::size_t>(length)};
}

// How C and JSON write the usual ones; nothing for the rest.
std::optional<std::string_view> short_escape(std::int32_t code) {
  switch (code) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return std::nullopt;
  }
}

// RFC 8259, section 7: beyond the basic plane, a pair of surrogates.
std::string json_escape(std::int32_t code) {
  auto unit = static_cast<unsigned>(code);
  if (code < beyond_basic_plane) return formatted("\\u%04x", unit);
  unit -= static_cast<unsigned>(beyond_basic_plane);
  return formatted("\\u%04x\\u%04x", 0xd800U + (unit >> 10U), 0xdc00U + (unit & 0x3ffU));
}

std::size_t width_of(std::int32_t code) {
  const int width = code < 0 ? 1 : utf8proc_charwidth(code);
  return width > 0 ? static_cast<std::size_t>(width) : 0;
}

}  // namespace

std::string safe_for_terminal(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for_each_character(text, [&safe](const Character& character) {
    if (character.code < 0) {
      safe += formatted("\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(character.bytes.front())));
    } else if (!is_unsafe(character.code)) {
      safe += character.bytes;
    } else if (const auto known = short_escape(character.code)) {
      safe += *known;
    } else if (character.code < 0x80) {
      safe += formatted("\\x%02x", static_cast<unsigned>(character.code));
    } else {
      safe += formatted("\\u{%x}", static_cast<unsigned>(character.code));
    }
  });
  return safe;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for_each_character(text, [&width](const Character& character) { width += width_of(character.code); });
  return width;
}

std::string cut_to_width(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  std::string cut;
  std::size_t used = 0;
  while (!text.empty()) {
    const auto character = first_character(text);
    if (used + width_of(character.code) > width - 1) break;
    used += width_of(character.code);
    cut += character.bytes;
    text.remove_prefix(character.bytes.size());
  }
  return cut.append(ellipsis);
}

std::string safe_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for_each_character(json, [&out](const Character& character) {
    // Between values JSON has line ends of its own; within strings the writer has escaped them.
    const bool is_ascii = character.code >= 0 && character.code < 0x7f;
    if (is_ascii || character.code < 0 || !is_unsafe(character.code)) {
      out += character.bytes;
    } else {
      out += json_escape(character.code);
    }
  });
  return out;
}

std::string tsv_field(std::string_view text) {
  std::string field;
  field.reserve(text.size());
  for_each_character(text, [&field](const Character& character) {
    if (character.code == '\\') {
      field += "\\\\";
    } else if (const auto known = short_escape(character.code)) {
      field += *known;
    } else if (character.code >= 0 && is_control(character.code)) {
      field += json_escape(character.code);
    } else {
      field += character.bytes;
    }
  });
  return field;
}

}  // namespace tipring::cli
