#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/rules/number_cell.h"
#include "runtime/rules/number_table.h"

namespace tipring {

using Day = std::chrono::sys_days;

/// Numbers that belong to the site, as one row of its table tells.
struct OwnNumber {
  NumberCell numbers{};
  std::string enterprise{};  ///< Whose they are; may be empty.
  std::string purpose{};     ///< What they are for; may be empty.
  Day from = Day::min();     ///< The first day on which they are ours, in UTC.
  Day to = Day::max();       ///< The last.
  std::size_t line = 0;      ///< Of the table.

  bool operator==(const OwnNumber&) const = default;
};

/// The numbers of a site, each belonging to one row on one day. Never changes.
class OwnNumbers {
 public:
  OwnNumbers() = default;

  /// Tells rows that have a number in common on some day: the later one of each two, by its line. As
  /// add_mistake().
  OwnNumbers(std::vector<OwnNumber> rows, std::vector<RowMistake>& mistakes, const TableReading& reading = {});

  /// The row that a number belongs to on a day; null where it is none of the site's then. `number` as
  /// NumberForm gives it.
  const OwnNumber* find(std::string_view number, Day day) const;

  /// Rows.
  std::size_t size() const { return rows_.size(); }
  /// In the order of the table.
  const std::vector<OwnNumber>& rows() const { return rows_; }

  /// Those of one enterprise.
  OwnNumbers of(std::string_view enterprise) const;

  /// What rows have of a text such as OwnNumber::purpose, on whatever days: each once, in order, but for the
  /// empty.
  std::vector<std::string> values_of(std::string OwnNumber::*text) const;

  bool operator==(const OwnNumbers&) const = default;

 private:
  // Rows by their first number; those of the same numbers by their first day. Beginnings apart from numbers of
  // so many digits each: of every group only the last rows not after a number can have it.
  using Group = std::vector<std::size_t>;

  void find_overlaps(const Group& group, std::size_t length, std::vector<RowMistake>& mistakes,
                     const TableReading& reading) const;
  const OwnNumber* find_in(const Group& group, const NumberKey& number, const NumberKey& end, Day day) const;

  std::vector<OwnNumber> rows_;
  std::map<std::size_t, Group> groups_;  // By the length of their numbers; 0: beginnings.
};

struct OwnNumbersTable {
  OwnNumbers numbers{};
  std::vector<RowMistake> mistakes{};
};

/// Reads the site's numbers: a row has a number, a range or a beginning, then whose they are (enterprise), what
/// for (purpose), and the days from and to which they are the site's (2026-11-30; empty: always). A first row
/// without digits names the columns, which may then stand in any order and be fewer.
OwnNumbersTable read_own_numbers(const NextRow& next, const NumberForm& form, const TableReading& reading = {});
OwnNumbersTable read_own_numbers(std::string_view csv, const NumberForm& form,
                                 const TableReading& reading = {});

/// Whether the first row of a table names a column that only tables of a site's own numbers have.
bool names_own_numbers(std::string_view csv);

}  // namespace tipring
