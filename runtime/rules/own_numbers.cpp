#include "runtime/rules/own_numbers.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

namespace tipring {
namespace {

std::size_t group_of(const NumberKey& first) {
  return is_beginning(first) ? 0 : to_text(first).size();
}

bool share_day(const OwnNumber& one, const OwnNumber& other) {
  return one.from <= other.to && other.from <= one.to;
}

bool belongs(const OwnNumber& row, const NumberKey& number) {
  if (is_beginning(row.numbers.first)) return fits(row.numbers.first, number);
  return row.numbers.first <= number && number <= row.numbers.last;
}

// The numbers of a row, those of a beginning as far as they have so many digits.
struct Interval {
  NumberKey first{};
  NumberKey last{};
  const OwnNumber* row = nullptr;
};

Interval interval_of(const OwnNumber& row, std::size_t length) {
  if (!is_beginning(row.numbers.first)) return {row.numbers.first, row.numbers.last, &row};
  std::string text = to_text(row.numbers.first);
  text.pop_back();
  const auto filled = [&](char digit) {
    return number_key(text + std::string(length - text.size(), digit)).value_or(NumberKey{});
  };
  return {filled('0'), filled('9'), &row};
}

void tell(const OwnNumber& one, const OwnNumber& other, std::vector<RowMistake>& mistakes,
          const TableReading& reading) {
  const OwnNumber& later = one.line > other.line ? one : other;
  const OwnNumber& earlier = one.line > other.line ? other : one;
  const std::string line = std::string(reading.row_noun) + " " + std::to_string(earlier.line);
  const std::string text = one.numbers == other.numbers
                               ? "these numbers stand in " + line + " too, for some of the same days"
                               : "some of these numbers stand in " + line + " too";
  if (std::ranges::find(mistakes, RowMistake{later.line, text}) == mistakes.end())
    add_mistake(mistakes, later.line, text, reading.most_mistakes);
}

}  // namespace

OwnNumbers::OwnNumbers(std::vector<OwnNumber> rows, std::vector<RowMistake>& mistakes,
                       const TableReading& reading)
    : rows_(std::move(rows)) {
  for (std::size_t row = 0; row < rows_.size(); ++row)
    groups_[group_of(rows_[row].numbers.first)].push_back(row);
  for (auto& [length, group] : groups_) {
    std::ranges::sort(group, {}, [&](std::size_t row) {
      const OwnNumber& each = rows_[row];
      return std::tuple(each.numbers.first, each.from, each.line);
    });
    find_overlaps(group, length == 0 ? longest_number_key : length, mistakes, reading);
  }
}

// Whether rows of a group meet one another or, among numbers of as many digits, a beginning.
void OwnNumbers::find_overlaps(const Group& group, std::size_t length, std::vector<RowMistake>& mistakes,
                               const TableReading& reading) const {
  std::vector<Interval> intervals;
  for (const std::size_t row : group)
    intervals.push_back(interval_of(rows_[row], length));
  if (const auto beginnings = groups_.find(0); beginnings != groups_.end() && &beginnings->second != &group) {
    for (const std::size_t row : beginnings->second) {
      if (to_text(rows_[row].numbers.first).size() - 1 <= length)
        intervals.push_back(interval_of(rows_[row], length));
    }
  }
  std::ranges::sort(intervals, {}, [](const Interval& each) {
    return std::tuple(each.first, each.last, each.row->from, each.row->line);
  });
  const Interval* widest = nullptr;  // Of those before.
  const Interval* before = nullptr;
  for (const Interval& each : intervals) {
    const bool same = before != nullptr && before->row->numbers == each.row->numbers;
    const bool meets = widest != nullptr && each.first <= widest->last;
    if (same && share_day(*before->row, *each.row)) tell(*before->row, *each.row, mistakes, reading);
    if (meets && widest->row->numbers != each.row->numbers) tell(*widest->row, *each.row, mistakes, reading);
    if (!meets || widest->last < each.last) widest = &each;
    before = &each;
  }
}

OwnNumbers OwnNumbers::of(std::string_view enterprise) const {
  std::vector<OwnNumber> theirs;
  std::ranges::copy_if(rows_, std::back_inserter(theirs),
                       [&](const OwnNumber& row) { return row.enterprise == enterprise; });
  std::vector<RowMistake> told_already;
  return {std::move(theirs), told_already};
}

std::vector<std::string> OwnNumbers::values_of(std::string OwnNumber::*text) const {
  std::set<std::string> values;
  for (const OwnNumber& row : rows_)
    if (!(row.*text).empty()) values.insert(row.*text);
  return {values.begin(), values.end()};
}

const OwnNumber* OwnNumbers::find_in(const Group& group, const NumberKey& number, const NumberKey& end,
                                     Day day) const {
  auto place =
      std::ranges::upper_bound(group, end, {}, [&](std::size_t row) { return rows_[row].numbers.first; });
  while (place != group.begin()) {
    const OwnNumber& row = rows_[*--place];
    if (!belongs(row, number)) break;
    if (row.from <= day && day <= row.to) return &row;
  }
  return nullptr;
}

const OwnNumber* OwnNumbers::find(std::string_view number, Day day) const {
  const auto key = number_key(number);
  if (!key) return nullptr;
  if (const auto group = groups_.find(number.size()); group != groups_.end()) {
    if (const OwnNumber* row = find_in(group->second, *key, *key, day)) return row;
  }
  const auto beginnings = groups_.find(0);
  if (beginnings == groups_.end()) return nullptr;
  NumberKey end = *key;
  end.low |= 0xfU;
  return find_in(beginnings->second, *key, end, day);
}

}  // namespace tipring
