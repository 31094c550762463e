#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "runtime/base/result.h"
#include "runtime/control/json.h"

/// JSON-RPC 2.0 (https://www.jsonrpc.org/specification), one object a line. Batches are not served: a client
/// that has several requests writes several lines. Parameters go by name.
namespace tipring {

/// A line from a client that asks for something.
struct RpcRequest {
  bool notification = false;  ///< Has no id: whatever comes of it is not answered (section 4.1).
  Json id;                    ///< A string, a whole number or null.
  std::string method;
  Json params;  ///< An object, or null where there were none.
};

/// A line from a client that cannot be answered with a result: "parse-error" or "invalid-request".
struct RpcFault {
  Json id;  ///< Null where it could not be read (section 5).
  Error error;
};

/// Reads one line without its end. Objects nested deeper than deepest_json are refused, since work on them
/// recurses.
inline constexpr int deepest_json = 64;
std::variant<RpcRequest, RpcFault> decode_request(std::string_view line);

/// The code of JSON-RPC for an Error: -32700 "parse-error", -32600 "invalid-request", -32601 "unknown-method",
/// -32602 "invalid-params", and -32000 for all that a method itself answers. `data` holds the Error's own code
/// and whether trying again may help.
int rpc_code(std::string_view error_code);

// Each writes one line without its end.
std::string encode_request(std::int64_t id, std::string_view method, const Json& params);
std::string encode_result(const Json& id, const Json& result);
std::string encode_error(const Json& id, const Error& error);
/// One item of a subscription; `item` is JSON already.
std::string encode_item(std::uint64_t subscription, std::string_view item);
/// The end of a subscription that the client did not ask for.
std::string encode_end(std::uint64_t subscription, const Error& error);
/// Why the runtime closes the connection.
std::string encode_goodbye(const Error& error);

/// What a client reads. Null id: an error that belongs to no request.
struct RpcAnswer {
  Json id;
  Result<Json> result;
};
struct RpcItem {
  std::uint64_t subscription = 0;
  Json item;
};
struct RpcEnd {
  std::uint64_t subscription = 0;
  Error error;
};
struct RpcGoodbye {
  Error error;
};
using RpcMessage = std::variant<RpcAnswer, RpcItem, RpcEnd, RpcGoodbye>;

/// Fails with "bad-answer" on a line that is none of these.
Result<RpcMessage> decode_message(std::string_view line);

}  // namespace tipring
