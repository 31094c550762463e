#include "runtime/control/json_rpc.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace tipring {
namespace {

constexpr std::string_view item_method = "item";
constexpr std::string_view end_method = "end";
constexpr std::string_view goodbye_method = "goodbye";
constexpr int application_error = -32000;

constexpr std::array<std::pair<std::string_view, int>, 4> protocol_errors{{
    {"parse-error", -32700},
    {"invalid-request", -32600},
    {"unknown-method", -32601},
    {"invalid-params", -32602},
}};

// Copying and writing JSON recurse, so that depth is a matter of the stack; the parser itself does not.
bool nests_too_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at];
    if (in_string) {
      if (letter == '\\') ++at;
      if (letter == '"') in_string = false;
    } else if (letter == '"') {
      in_string = true;
    } else if (letter == '[' || letter == '{') {
      if (++depth > deepest_json) return true;
    } else if (letter == ']' || letter == '}') {
      --depth;
    }
  }
  return false;
}

// Nothing where it is not JSON or nests too deep.
std::optional<Json> parse(std::string_view line) {
  if (nests_too_deep(line)) return std::nullopt;
  auto json = Json::parse(line, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  return json;
}

bool may_be_id(const Json& id) {
  return id.is_string() || id.is_number_integer() || id.is_null();
}

RpcFault invalid(Json id, std::string text) {
  return {std::move(id), {"invalid-request", std::move(text), false}};
}

Json error_object(const Error& error) {
  return {{"code", rpc_code(error.code)},
          {"message", error.text},
          {"data", {{"code", error.code}, {"retryable", error.retryable}}}};
}

std::string text_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Error read_error(const Json& json) {
  Error error{"bad-answer", text_in(json, "message"), false};
  const auto data = json.find("data");
  if (data == json.end() || !data->is_object()) return error;
  if (auto code = text_in(*data, "code"); !code.empty()) error.code = std::move(code);
  if (const auto retryable = data->find("retryable"); retryable != data->end() && retryable->is_boolean()) {
    error.retryable = retryable->get<bool>();
  }
  return error;
}

Error bad_answer(std::string_view line) {
  return {"bad-answer", "the runtime's answer is no JSON-RPC 2.0: " + std::string(line.substr(0, 80)), false};
}

std::string encode_notice(std::string_view method, Json params) {
  return to_line({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
}

Result<RpcMessage> decode_notice(Json& json, std::string_view line) {
  const auto method = text_in(json, "method");
  const auto params = json.find("params");
  if (params == json.end() || !params->is_object()) return bad_answer(line);
  const auto error = params->find("error");
  const bool has_error = error != params->end() && error->is_object();
  if (method == goodbye_method && has_error) return RpcMessage{RpcGoodbye{read_error(*error)}};

  const auto subscription = params->find("subscription");
  if (subscription == params->end() || !subscription->is_number_unsigned()) return bad_answer(line);
  const auto number = subscription->get<std::uint64_t>();
  if (method == end_method && has_error) return RpcMessage{RpcEnd{number, read_error(*error)}};
  const auto item = params->find("item");
  if (method == item_method && item != params->end()) return RpcMessage{RpcItem{number, std::move(*item)}};
  return bad_answer(line);
}

}  // namespace

int rpc_code(std::string_view error_code) {
  for (const auto& [code, number] : protocol_errors) {
    if (code == error_code) return number;
  }
  return application_error;
}

std::variant<RpcRequest, RpcFault> decode_request(std::string_view line) {
  auto json = parse(line);
  if (!json) {
    return RpcFault{nullptr, {"parse-error", "the line is not JSON (RFC 8259, nested at most 64 deep)", false}};
  }
  if (json->is_array()) return invalid(nullptr, "batches are not served: write one request a line");
  if (!json->is_object()) return invalid(nullptr, "a request is an object");

  RpcRequest request;
  const auto id = json->find("id");
  request.notification = id == json->end();
  if (!request.notification) {
    if (!may_be_id(*id)) return invalid(nullptr, "\"id\" must be a string or a whole number");
    request.id = *id;
  }
  if (text_in(*json, "jsonrpc") != "2.0") return invalid(request.id, "\"jsonrpc\" must be \"2.0\"");
  request.method = text_in(*json, "method");
  if (request.method.empty()) return invalid(request.id, "\"method\" must be a method's name");
  if (const auto params = json->find("params"); params != json->end()) {
    if (!params->is_structured()) return invalid(request.id, "\"params\" must be an object");
    request.params = std::move(*params);
  }
  return request;
}

std::string encode_request(std::int64_t id, std::string_view method, const Json& params) {
  return to_line({{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}});
}

std::string encode_result(const Json& id, const Json& result) {
  return to_line({{"jsonrpc", "2.0"}, {"id", id}, {"result", result}});
}

std::string encode_error(const Json& id, const Error& error) {
  return to_line({{"jsonrpc", "2.0"}, {"id", id}, {"error", error_object(error)}});
}

std::string encode_item(std::uint64_t subscription, std::string_view item) {
  std::string line = R"({"jsonrpc":"2.0","method":")";
  line.append(item_method).append(R"(","params":{"subscription":)").append(std::to_string(subscription));
  return line.append(R"(,"item":)").append(item).append("}}");
}

std::string encode_end(std::uint64_t subscription, const Error& error) {
  return encode_notice(end_method, {{"subscription", subscription}, {"error", error_object(error)}});
}

std::string encode_goodbye(const Error& error) {
  return encode_notice(goodbye_method, {{"error", error_object(error)}});
}

Result<RpcMessage> decode_message(std::string_view line) {
  auto json = parse(line);
  if (!json || !json->is_object() || text_in(*json, "jsonrpc") != "2.0") return bad_answer(line);
  if (json->contains("method")) return decode_notice(*json, line);
  const auto id = json->find("id");
  if (id == json->end() || !may_be_id(*id)) return bad_answer(line);
  const auto error = json->find("error");
  const auto result = json->find("result");
  if ((error == json->end()) == (result == json->end())) return bad_answer(line);
  if (result != json->end()) return RpcMessage{RpcAnswer{std::move(*id), std::move(*result)}};
  if (!error->is_object()) return bad_answer(line);
  return RpcMessage{RpcAnswer{std::move(*id), read_error(*error)}};
}

}  // namespace tipring
