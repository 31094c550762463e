#include <algorithm>
#include <tuple>
#include <utility>

#include "dsl/sandbox/pattern.h"

namespace tipring::dsl {

using Kind = Pattern::Kind;

PatternMatch::PatternMatch(const Pattern& pattern, std::string_view subject, StepBudget& steps)
    : pattern_(pattern), subject_(subject), steps_(steps) {}

PatternMatch::Outcome PatternMatch::search(std::size_t from) {
  if (pattern_.anchored()) return match_at(from);
  const Pattern::Item& first = pattern_.items().front();
  for (std::size_t position = from; position <= subject_.size(); ++position) {
    // Spares the preparation of an attempt that fails at its first byte.
    if (first.kind == Kind::single && !accepts(first, position)) {
      if (!steps_.take(1)) return Outcome::out_of_steps;
      continue;
    }
    const Outcome outcome = match_at(position);
    if (outcome != Outcome::no_match) return outcome;
  }
  return Outcome::no_match;
}

PatternMatch::Outcome PatternMatch::match_at(std::size_t position) {
  begin_ = position;
  capture_count_ = 0;
  choices_.clear();
  return run(0, position);
}

bool PatternMatch::accepts(const Pattern::Item& item, std::size_t position) const {
  return position < subject_.size() && pattern_.set(item.set)[static_cast<unsigned char>(subject_[position])];
}

PatternMatch::Outcome PatternMatch::run(std::size_t item, std::size_t position) {
  for (;;) {
    if (!steps_.take(1)) return Outcome::out_of_steps;
    const Pattern::Item& current = pattern_.items()[item];
    std::optional<std::size_t> next = position;
    switch (current.kind) {
      case Kind::matched:
        end_ = position;
        return Outcome::matched;
      case Kind::mistake:
        mistake_ = &pattern_.mistake(current.set);
        return Outcome::mistake;
      case Kind::single:
        next = accepts(current, position) ? std::optional(position + 1) : std::nullopt;
        break;
      case Kind::maximal: {
        std::size_t reached = position;
        while (accepts(current, reached))
          ++reached;
        if (!steps_.take(reached - position)) return Outcome::out_of_steps;
        if (reached > position) choices_.push_back({item, position, reached});
        next = reached;
        break;
      }
      case Kind::minimal:
        choices_.push_back({item, position, position});
        break;
      case Kind::optional:
        if (accepts(current, position)) {
          choices_.push_back({item, position, position + 1});
          next = position + 1;
        }
        break;
      case Kind::open:
      case Kind::open_position:
        captures_[current.first] = {
            position, 0, current.kind == Kind::open ? Capture::State::open : Capture::State::position};
        capture_count_ = current.first + std::size_t{1};
        break;
      case Kind::close:
        close_capture(current.first, position);
        break;
      case Kind::back:
        next = repeated(current, position);
        break;
      case Kind::balanced:
        next = balanced(current, position);
        break;
      case Kind::frontier:
        next = at_frontier(current, position) ? next : std::nullopt;
        break;
      case Kind::end:
        next = position == subject_.size() ? next : std::nullopt;
        break;
    }
    if (exhausted_) return Outcome::out_of_steps;
    if (next) {
      ++item;
      position = *next;
      continue;
    }
    const auto back = backtrack();
    if (!back) return exhausted_ ? Outcome::out_of_steps : Outcome::no_match;
    std::tie(item, position) = *back;
  }
}

// Items stand in a row, so that what follows the item gone back to is matched anew: captures need no restoring.
std::optional<std::pair<std::size_t, std::size_t>> PatternMatch::backtrack() {
  while (!choices_.empty()) {
    if (!steps_.take(1)) {
      exhausted_ = true;
      return std::nullopt;
    }
    Choice& choice = choices_.back();
    const Pattern::Item& item = pattern_.items()[choice.item];
    if (item.kind == Kind::minimal) {
      if (accepts(item, choice.at)) return std::pair{choice.item + 1, ++choice.at};
    } else if (choice.at > choice.lowest) {
      return std::pair{choice.item + 1, --choice.at};
    }
    choices_.pop_back();
  }
  return std::nullopt;
}

void PatternMatch::close_capture(std::size_t index, std::size_t position) {
  captures_[index].length = position - captures_[index].begin;
  captures_[index].state = Capture::State::closed;
}

std::optional<std::size_t> PatternMatch::repeated(const Pattern::Item& item, std::size_t position) {
  const Capture& capture = captures_[item.first];
  if (capture.state == Capture::State::position) return std::nullopt;
  if (!steps_.take(capture.length)) {
    exhausted_ = true;
    return std::nullopt;
  }
  const std::string_view text = subject_.substr(capture.begin, capture.length);
  if (subject_.substr(position, text.size()) != text) return std::nullopt;
  return position + text.size();
}

std::optional<std::size_t> PatternMatch::balanced(const Pattern::Item& item, std::size_t position) {
  const char opening = static_cast<char>(item.first);
  const char closing = static_cast<char>(item.second);
  if (position >= subject_.size() || subject_[position] != opening) return std::nullopt;
  std::size_t depth = 1;
  std::size_t at = position + 1;
  for (; at < subject_.size() && depth > 0; ++at) {
    if (subject_[at] == closing) {
      --depth;
    } else if (subject_[at] == opening) {
      ++depth;
    }
  }
  if (!steps_.take(at - position)) exhausted_ = true;
  if (depth > 0) return std::nullopt;
  return at;
}

bool PatternMatch::at_frontier(const Pattern::Item& item, std::size_t position) const {
  const Pattern::ByteSet& set = pattern_.set(item.set);
  // Before the beginning and after the end stands a zero byte.
  const auto byte_at = [this](std::size_t at) -> std::size_t {
    return at < subject_.size() ? static_cast<unsigned char>(subject_[at]) : 0;
  };
  return !set[position == 0 ? 0 : byte_at(position - 1)] && set[byte_at(position)];
}

}  // namespace tipring::dsl
