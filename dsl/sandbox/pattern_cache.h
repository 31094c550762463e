#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "dsl/sandbox/pattern.h"

namespace tipring::dsl {

/// Patterns taken apart before. Bounded; what it holds changes no result and no count of steps.
class PatternCache {
 public:
  /// Valid until the next call.
  const Pattern& get(std::string_view text, bool anchors);

 private:
  static constexpr std::size_t most_patterns = 256;
  static constexpr std::size_t longest_kept = 256;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Map = std::unordered_map<std::string, Pattern, Hash, std::equal_to<>>;

  Map anchoring_;
  Map literal_;
  std::optional<Pattern> last_;
};

}  // namespace tipring::dsl
