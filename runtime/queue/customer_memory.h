#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <utility>

#include "runtime/base/clock.h"

namespace tipring {

/// What is remembered of a queue's customers for a while, by queue and customer: the oldest go as new ones
/// come.
template <typename T>
class CustomerMemory {
 public:
  using Key = std::pair<std::string, std::string>;

  /// `keep`: how long anything may be of use.
  void remember(Key key, T what, Instant now, Duration keep) {
    while (!ages_.empty() && now - ages_.front().first > keep) {
      const auto found = entries_.find(ages_.front().second);
      if (found != entries_.end() && now - found->second.second > keep) entries_.erase(found);
      ages_.pop_front();
    }
    ages_.emplace_back(now, key);
    entries_.insert_or_assign(std::move(key), std::pair(std::move(what), now));
  }

  /// Null where nothing is remembered that is no older than `within`.
  const T* find(const Key& key, Instant now, Duration within) const {
    const auto found = entries_.find(key);
    if (found == entries_.end() || now - found->second.second > within) return nullptr;
    return &found->second.first;
  }

  void forget(const Key& key) { entries_.erase(key); }
  std::size_t size() const { return entries_.size(); }

 private:
  std::map<Key, std::pair<T, Instant>> entries_;  // With when it was remembered.
  std::deque<std::pair<Instant, Key>> ages_;      // Oldest first.
};

}  // namespace tipring
