#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tipring {

/// Where in a statement the `?` for values stand: offsets, in order. Those in 'texts', "names", [names],
/// `names`, $tag$texts$tag$ and comments are none. In what PostgreSQL calls operators (`jsonb ? 'key'`) a
/// doubled `??` stands for one `?` and is none either.
std::vector<std::size_t> placeholders(std::string_view statement);

/// The statement with each placeholder replaced by what `name` gives for its number, from 1, and `??` by `?`.
std::string with_placeholders(std::string_view statement,
                              const std::function<std::string(std::size_t number)>& name);

}  // namespace tipring
