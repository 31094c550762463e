#include "runtime/rules/attribute_index.h"

#include <algorithm>
#include <bit>

#include "runtime/rules/number_pattern.h"

namespace tipring {
namespace {

FieldValue key_of(const FieldValue& value) {
  const auto number = as_number(value);
  return number ? FieldValue{*number} : value;
}

// The characters of a pattern before the first that stands for others.
std::string_view beginning_of(std::string_view pattern) {
  return pattern.substr(0, pattern.find_first_of("?*"));
}

std::string_view shared_beginning(std::string_view first, std::string_view last) {
  const auto differ = std::mismatch(first.begin(), first.end(), last.begin(), last.end());
  return first.substr(0, static_cast<std::size_t>(differ.first - first.begin()));
}

bool compares(const Comparison& test) {
  return test.kind == Comparison::Kind::above || test.kind == Comparison::Kind::at_least ||
         test.kind == Comparison::Kind::below || test.kind == Comparison::Kind::at_most ||
         test.kind == Comparison::Kind::between;
}

const std::string& text_of(const FieldValue& value) {
  return std::get<std::string>(value);
}

}  // namespace

std::size_t AttributeIndex::ValueHash::operator()(const FieldValue& value) const {
  return std::hash<FieldValue>{}(value);
}

void AttributeIndex::note_bounds(const Comparison& test) {
  if (!compares(test)) return;
  for (const FieldValue& bound : test.values)
    bounds_.push_back(as_number(bound).value_or(0));
}

void AttributeIndex::add(std::size_t row, const Comparison& test) {
  if (tree_.empty() && !bounds_.empty()) {
    std::ranges::sort(bounds_);
    bounds_.erase(std::unique(bounds_.begin(), bounds_.end()), bounds_.end());
    leaves_ = std::bit_ceil(bounds_.size() * 2 + 1);
    tree_.resize(leaves_ * 2);
  }
  const auto bound = [&](std::size_t place) { return segment_of(as_number(test.values[place]).value_or(0)); };
  const std::size_t last = bounds_.size() * 2;
  switch (test.kind) {
    case Comparison::Kind::is:
    case Comparison::Kind::one_of:
      for (const FieldValue& value : test.values)
        same_[key_of(value)].add(row);
      return;
    case Comparison::Kind::number:
      for (const FieldValue& pattern : test.values)
        add_beginning(row, beginning_of(text_of(pattern)));
      return;
    case Comparison::Kind::numbers:
      return add_beginning(row, shared_beginning(text_of(test.values.front()), text_of(test.values.back())));
    case Comparison::Kind::above:
      return add_segments(row, bound(0) + 1, last);
    case Comparison::Kind::at_least:
      return add_segments(row, bound(0), last);
    case Comparison::Kind::below:
      return add_segments(row, 0, bound(0) - 1);
    case Comparison::Kind::at_most:
      return add_segments(row, 0, bound(0));
    case Comparison::Kind::between:
      if (bound(0) <= bound(1)) add_segments(row, bound(0), bound(1));
      return;
    case Comparison::Kind::present:
      return present_.add(row);
    case Comparison::Kind::missing:
      return missing_.add(row);
  }
}

void AttributeIndex::add_beginning(std::size_t row, std::string_view beginning) {
  if (beginning.empty()) return present_.add(row);
  beginnings_[beginning.size()][std::string(beginning)].add(row);
}

// The nodes that together cover the segments.
void AttributeIndex::add_segments(std::size_t row, std::size_t first, std::size_t last) {
  std::size_t from = first + leaves_;
  std::size_t to = last + leaves_ + 1;
  for (; from < to; from /= 2, to /= 2) {
    if (from % 2 == 1) tree_[from++].add(row);
    if (to % 2 == 1) tree_[--to].add(row);
  }
}

std::size_t AttributeIndex::segment_of(double value) const {
  const auto found = std::ranges::lower_bound(bounds_, value);
  const auto place = static_cast<std::size_t>(found - bounds_.begin()) * 2;
  return found != bounds_.end() && *found == value ? place + 1 : place;
}

void AttributeIndex::settle(std::size_t rows) {
  free_.settle(rows);
  present_.settle(rows);
  missing_.settle(rows);
  for (auto& [value, posting] : same_)
    posting.settle(rows);
  for (auto& [length, beginnings] : beginnings_) {
    for (auto& [beginning, posting] : beginnings)
      posting.settle(rows);
  }
  for (Posting& posting : tree_)
    posting.settle(rows);
}

void AttributeIndex::find(const Observation& observation, std::vector<const Posting*>& found) const {
  found.push_back(&free_);
  if (observation.state == Observation::State::missing) {
    found.push_back(&missing_);
    return;
  }
  found.push_back(&present_);
  const auto same = same_.find(key_of(observation.value));
  if (same != same_.end()) found.push_back(&same->second);
  if (const auto* text = std::get_if<std::string>(&observation.value)) {
    if (!beginnings_.empty()) find_number(*text, found);
  } else if (const auto number = as_number(observation.value)) {
    find_segments(*number, found);
  }
}

void AttributeIndex::find_number(std::string_view text, std::vector<const Posting*>& found) const {
  const std::string number = dialled_number(text);
  for (const auto& [length, beginnings] : beginnings_) {
    if (length > number.size()) return;
    const auto same = beginnings.find(std::string_view(number).substr(0, length));
    if (same != beginnings.end()) found.push_back(&same->second);
  }
}

void AttributeIndex::find_segments(double value, std::vector<const Posting*>& found) const {
  // Not a number: nothing compares with it.
  if (tree_.empty() || value != value) return;
  for (std::size_t node = segment_of(value) + leaves_; node > 0; node /= 2) {
    if (!tree_[node].empty()) found.push_back(&tree_[node]);
  }
}

}  // namespace tipring
