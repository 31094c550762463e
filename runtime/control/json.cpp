#include "runtime/control/json.h"

namespace tipring {

std::string to_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace tipring
