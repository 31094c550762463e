#pragma once

#include <cstddef>
#include <span>
#include <unordered_map>
#include <vector>

#include "dsl/check/syntax_tree.h"

namespace tipring::dsl {

/// What a local may hold, wherever in its scope: everything that is assigned to it anywhere. No order of
/// execution is assumed, for closures run when they like.
struct LocalSources {
  std::vector<const Expression*>
      values;              ///< Of each the first result. A local without a value at first adds nothing.
  bool other = false;      ///< Something that cannot be told from the text: a loop's value, a second result.
  bool parameter = false;  ///< What a caller hands over.
  std::size_t uses = 0;    ///< Places that read it.
};

class LocalValues {
 public:
  explicit LocalValues(std::span<const Chunk> chunks);

  const LocalSources& of(const Local* local) const;

 private:
  std::unordered_map<const Local*, LocalSources> sources_;
};

}  // namespace tipring::dsl
