#include "dsl/words/customer_cache.h"

namespace tipring::dsl {

std::optional<CustomerFacts> CustomerCache::find(const Key& key, Instant now, Duration fresh_for) const {
  const auto found = known_.find(key);
  if (found == known_.end() || now - found->second.at >= fresh_for) return std::nullopt;
  return found->second.facts;
}

void CustomerCache::keep(const Key& key, CustomerFacts facts, Instant now) {
  forget(key);
  if (known_.size() >= most) forget(Key(by_age_.begin()->second));
  by_age_.emplace(now, key);
  known_[key] = {std::move(facts), now};
}

void CustomerCache::forget(const Key& key) {
  const auto found = known_.find(key);
  if (found == known_.end()) return;
  by_age_.erase({found->second.at, key});
  known_.erase(found);
}

void CustomerCache::clear() {
  known_.clear();
  by_age_.clear();
}

}  // namespace tipring::dsl
