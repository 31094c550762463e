#include "runtime/ports/user_part.h"

namespace tipring {

std::string_view user_part_of(std::string_view uri) {
  const auto colon = uri.find(':');
  const auto at = uri.find('@');
  if (colon == std::string_view::npos || at == std::string_view::npos || at < colon) return {};
  return uri.substr(colon + 1, at - colon - 1);
}

}  // namespace tipring
