#include "cli/output/table.h"

#include <algorithm>
#include <cctype>
#include <numeric>

#include "cli/output/text.h"

namespace tipring::cli {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t narrowest_cut = 8;
constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view plain = "\x1b[0m";

using Cells = std::vector<std::string>;

bool stands_right(const Field& field) {
  return field.kind == FieldKind::number || field.kind == FieldKind::share || field.kind == FieldKind::span;
}

Cells heading_of(const std::vector<Field>& fields) {
  Cells cells;
  for (const auto& field : fields) {
    std::string title;
    for (const char letter : field.key) {
      title.push_back(letter == '_' ? ' '
                                    : static_cast<char>(std::toupper(static_cast<unsigned char>(letter))));
    }
    cells.push_back(std::move(title));
  }
  return cells;
}

Cells cells_of(const std::vector<Field>& fields, const Json& row) {
  Cells cells;
  for (const auto& field : fields)
    cells.push_back(for_people(value_at(row, field.key), field.kind));
  return cells;
}

std::string line_of(const std::vector<Field>& fields, const Cells& cells,
                    const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t column = 0; column < cells.size(); ++column) {
    const auto& cell = cells[column];
    const std::size_t width = display_width(cell);
    const std::string padding(widths[column] > width ? widths[column] - width : 0, ' ');
    if (column > 0) line.append(gap, ' ');
    line.append(stands_right(fields[column]) ? padding + cell : cell + padding);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

// Takes columns from the widest cells that may be cut until the table fits.
void narrow(const std::vector<Field>& fields, std::size_t available, std::vector<std::size_t>& widths) {
  auto total = std::accumulate(widths.begin(), widths.end(), gap * (widths.size() - 1));
  while (total > available) {
    std::size_t* widest = nullptr;
    for (std::size_t column = 0; column < fields.size(); ++column) {
      if (!fields[column].may_be_cut || widths[column] <= narrowest_cut) continue;
      if (widest == nullptr || widths[column] > *widest) widest = &widths[column];
    }
    if (widest == nullptr) return;
    --*widest;
    --total;
  }
}

void write_heading(Console& console, const std::string& line) {
  if (console.colour) {
    console.out << bold << line << plain << '\n';
  } else {
    console.out << line << '\n';
  }
}

std::vector<std::size_t> loose_widths(const std::vector<Field>& fields) {
  constexpr std::size_t time_width = 24;
  constexpr std::size_t text_width = 16;
  constexpr std::size_t number_width = 8;
  std::vector<std::size_t> widths;
  for (const auto& field : fields) {
    widths.push_back(field.kind == FieldKind::time ? time_width
                                                   : (stands_right(field) ? number_width : text_width));
  }
  return widths;
}

}  // namespace

void write_table(Console& console, const std::vector<Field>& fields, const Json& rows) {
  std::vector<Cells> lines{heading_of(fields)};
  for (const auto& row : rows)
    lines.push_back(cells_of(fields, row));
  std::vector<std::size_t> widths(fields.size(), 0);
  for (const auto& cells : lines) {
    for (std::size_t column = 0; column < cells.size(); ++column) {
      widths[column] = std::max(widths[column], display_width(cells[column]));
    }
  }
  if (console.width) {
    narrow(fields, *console.width, widths);
    for (auto& cells : lines) {
      for (std::size_t column = 0; column < cells.size(); ++column) {
        cells[column] = cut_to_width(cells[column], std::max<std::size_t>(widths[column], 1));
      }
    }
  }
  write_heading(console, line_of(fields, lines.front(), widths));
  for (auto cells = lines.begin() + 1; cells != lines.end(); ++cells) {
    console.out << line_of(fields, *cells, widths) << '\n';
  }
}

void write_loose_heading(Console& console, const std::vector<Field>& fields) {
  write_heading(console, line_of(fields, heading_of(fields), loose_widths(fields)));
}

void write_loose_row(Console& console, const std::vector<Field>& fields, const Json& row) {
  auto line = line_of(fields, cells_of(fields, row), loose_widths(fields));
  console.out << (console.width ? cut_to_width(line, *console.width) : line) << '\n';
}

}  // namespace tipring::cli
