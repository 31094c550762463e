#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace tipring {

/// JSON of the control protocol. Objects keep the order in which their keys were written, so that a listing
/// reads the way its author meant it.
using Json = nlohmann::ordered_json;

/// Writes `json` on one line without a line end. Bytes that are no UTF-8 become U+FFFD.
std::string to_line(const Json& json);

}  // namespace tipring
