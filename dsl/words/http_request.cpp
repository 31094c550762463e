#include "dsl/words/http_request.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "dsl/binding/registry.h"
#include "dsl/sandbox/lua_error.h"
#include "dsl/words/definitions.h"
#include "dsl/words/json_values.h"
#include "runtime/base/nearest.h"
#include "runtime/ports/http_check.h"

namespace tipring::dsl {
namespace {

constexpr Duration usual_request_time = std::chrono::seconds(5);
constexpr std::int64_t usual_most_bytes = 1'048'576;
constexpr std::string_view unreserved =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";  // RFC 3986, section 2.3.

using Pair = std::pair<std::string, std::string>;

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char letter : text) {
    if (unreserved.find(letter) != std::string_view::npos) {
      encoded += letter;
      continue;
    }
    const auto byte = static_cast<unsigned char>(letter);
    encoded += {'%', digits[byte >> 4U], digits[byte & 15U]};
  }
  return encoded;
}

std::string plain_text(const WordCall& call, int index, const std::string& what) {
  lua_State* lua = call.lua();
  if (lua_type(lua, index) == LUA_TBOOLEAN) return lua_toboolean(lua, index) != 0 ? "true" : "false";
  if (lua_type(lua, index) != LUA_TSTRING && lua_type(lua, index) != LUA_TNUMBER)
    call.mistake(what + " is " + describe_value(lua, index) + "; a text, a number, true or false can be one");
  lua_pushvalue(lua, index);  // lua_tolstring would change a number in place.
  std::size_t size = 0;
  const char* text = lua_tolstring(lua, -1, &size);
  std::string result(text, size);
  lua_pop(lua, 1);
  return result;
}

// The value on top of the stack: itself, or all of a list.
void add_values(const WordCall& call, const Pair& named, std::vector<Pair>& pairs) {
  lua_State* lua = call.lua();
  const int value = lua_gettop(lua);
  if (lua_type(lua, value) != LUA_TTABLE) {
    pairs.emplace_back(named.first, plain_text(call, value, named.second));
    return;
  }
  for (int i = 1; i <= static_cast<int>(lua_objlen(lua, value)); ++i) {
    lua_rawgeti(lua, value, i);
    pairs.emplace_back(named.first, plain_text(call, lua_gettop(lua), named.second));
    lua_pop(lua, 1);
  }
}

// Of a table of names and values, by name, so that their order does not depend on the table.
std::vector<Pair> pairs_of(const WordCall& call, std::string_view option) {
  std::vector<Pair> pairs;
  const int table = call.index_of(option);
  if (table == 0) return pairs;
  lua_State* lua = call.lua();
  luaL_checkstack(lua, 8, "too many values");
  for (lua_pushnil(lua); lua_next(lua, table) != 0; lua_pop(lua, 1)) {
    if (lua_type(lua, -2) != LUA_TSTRING)
      call.mistake(std::string(option) + " takes NAME = value for each, not " + describe_value(lua, -2));
    const std::string name = lua_tostring(lua, -2);
    add_values(call, {name, std::string(option) + ": " + name}, pairs);
  }
  std::ranges::stable_sort(pairs, {}, &Pair::first);
  return pairs;
}

std::string encoded_pairs(const std::vector<Pair>& pairs) {
  std::string text;
  for (const auto& [name, value] : pairs)
    text += (text.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
  return text;
}

std::string names_of(const std::map<std::string, std::string>& values) {
  std::string names;
  for (const auto& [name, value] : values)
    names += (names.empty() ? "" : ", ") + name;
  return names;
}

// "https://crm.example/customers/{number}": each {name} behind the host becomes what path says.
Result<std::string> filled(const WordCall& call, std::string url) {
  std::map<std::string, std::string> values;
  for (auto& [name, value] : pairs_of(call, "path"))
    values.insert_or_assign(std::move(name), std::move(value));
  const auto host = url.find("://");
  auto at = std::min(url.find('/', host == std::string::npos ? 0 : host + 3), url.size());
  if (url.substr(0, at).find('{') != std::string::npos)
    call.mistake("the URL has a {name} in its host: only behind it may one stand");
  std::map<std::string, std::string> unused = values;
  while ((at = url.find('{', at)) != std::string::npos) {
    const auto end = url.find('}', at);
    if (end == std::string::npos) call.mistake("the URL has a { without a }");
    const std::string name = url.substr(at + 1, end - at - 1);
    const auto value = values.find(name);
    if (value == values.end())
      call.mistake("the URL has {" + name + "}, and path has " +
                   (values.empty() ? "nothing" : "only " + names_of(values)) + " for it: path = { " + name +
                   " = … }");
    if (value->second.empty() || value->second == "." || value->second == "..")
      return Error{"refused", "path: " + name + " is \"" + value->second + "\", which would be another place",
                   false};
    const std::string encoded = percent_encoded(value->second);
    url.replace(at, end + 1 - at, encoded);
    at += encoded.size();
    unused.erase(name);
  }
  if (!unused.empty()) call.mistake("path has " + names_of(unused) + ", and the URL no {name} for it");
  return url;
}

// A fragment is the client's own, and never sent.
std::string with_query(std::string url, const std::vector<Pair>& query) {
  url.erase(std::min(url.find('#'), url.size()));
  if (query.empty()) return url;
  const bool has_query = url.find('?') != std::string::npos;
  const bool goes_on = has_query && !url.ends_with('?') && !url.ends_with('&');
  return url + (has_query ? (goes_on ? "&" : "") : "?") + encoded_pairs(query);
}

void set_usual(std::vector<HttpHeader>& headers, const std::string& name, const std::string& value) {
  const bool given = std::ranges::any_of(
      headers, [&](const HttpHeader& header) { return same_http_header(header.name, name); });
  if (!given) headers.push_back({name, value});
}

void read_body(const WordCall& call, HttpRequest& request) {
  static constexpr std::array<std::string_view, 3> kinds{"json", "form", "body"};
  if (std::ranges::count_if(kinds, [&](std::string_view kind) { return call.has(kind); }) > 1)
    call.mistake("takes one of json, form and body");
  if (call.has("json")) {
    auto json = json_of(call.lua(), call.index_of("json"));
    if (!json) call.mistake("json: " + json.error().text);
    request.body = std::move(json).value();
    set_usual(request.headers, "Content-Type", "application/json");
  } else if (call.has("form")) {
    request.body = encoded_pairs(pairs_of(call, "form"));
    set_usual(request.headers, "Content-Type", "application/x-www-form-urlencoded");
  } else if (call.has("body")) {
    request.body = call.text("body");
    set_usual(request.headers, "Content-Type", "text/plain; charset=utf-8");
  }
}

HttpToken token_of(const WordCall& call) {
  const int index = call.index_of("token");
  if (index == 0) return {};
  if (const auto* secret = object_at<Secret>(call.lua(), index, "secret")) return {secret->name, secret->text};
  return {{}, call.text("token")};
}

std::string without_case(std::string_view text) {
  std::string result(text);
  for (char& letter : result) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return result;
}

// "application/json; charset=utf-8", "application/problem+json" (RFC 6839, section 3.1).
bool is_json(std::string_view content_type) {
  const std::string type = without_case(content_type.substr(0, content_type.find_first_of("; \t")));
  return type == "application/json" || type == "text/json" || type.ends_with("+json");
}

// response.headers["Content-Type"] and response.headers.content_type are the same field.
std::string field_name(std::string_view name) {
  std::string result = without_case(name);
  std::ranges::replace(result, '_', '-');
  return result;
}

int find_field(lua_State* lua) {
  if (lua_type(lua, 2) != LUA_TSTRING) return 0;
  const std::string name = field_name(lua_tostring(lua, 2));
  lua_pushlstring(lua, name.data(), name.size());
  lua_rawget(lua, 1);
  return 1;
}

int unknown_field(lua_State* lua) {
  const std::string wanted = lua_type(lua, 2) == LUA_TSTRING ? lua_tostring(lua, 2) : describe_value(lua, 2);
  if (wanted == "json") return 0;  // The body is none.
  const std::vector<std::string> known{"status", "ok", "headers", "body", "json"};
  raise_mistake(lua, "a response has no '" + wanted + "'" + did_you_mean(nearest(wanted, known)));
}

// For the table on top of the stack.
void set_reader(lua_State* lua, lua_CFunction read, const char* name) {
  lua_createtable(lua, 0, 2);
  lua_pushcfunction(lua, read);
  lua_setfield(lua, -2, "__index");
  lua_pushstring(lua, name);
  lua_setfield(lua, -2, "__metatable");
  lua_setmetatable(lua, -2);
}

// Several fields of a name are one, with commas (RFC 9110, section 5.3).
std::map<std::string, std::string> fields_of(const HttpResponse& response) {
  std::map<std::string, std::string> fields;
  for (const auto& [name, value] : response.headers) {
    const auto [found, is_new] = fields.try_emplace(field_name(name), value);
    if (!is_new) found->second += ", " + value;
  }
  return fields;
}

}  // namespace

Result<HttpRequest> http_request_of(const WordCall& call, std::string_view method) {
  HttpRequest request{.method = std::string(method), .token = token_of(call)};
  auto url = filled(call, call.text("url"));
  if (!url) return url.error();
  request.url = with_query(std::move(url).value(), pairs_of(call, "query"));
  for (auto& [name, value] : pairs_of(call, "headers"))
    request.headers.push_back({std::move(name), std::move(value)});
  if (method == "POST" || method == "PUT") read_body(call, request);
  set_usual(request.headers, "Accept", "application/json, */*;q=0.5");
  request.timeout = call.duration("timeout", usual_request_time);
  request.most_bytes = static_cast<std::size_t>(call.whole("most", usual_most_bytes));
  if (auto checked = check_request(request); !checked) return checked.error();
  return request;
}

int push_response(lua_State* lua, const HttpResponse& response) {
  luaL_checkstack(lua, 8, "response");
  lua_createtable(lua, 0, 5);
  lua_pushinteger(lua, response.status);
  lua_setfield(lua, -2, "status");
  lua_pushboolean(lua, response.status >= 200 && response.status < 300 ? 1 : 0);
  lua_setfield(lua, -2, "ok");
  lua_pushlstring(lua, response.body.data(), response.body.size());
  lua_setfield(lua, -2, "body");
  const auto fields = fields_of(response);
  lua_createtable(lua, 0, static_cast<int>(fields.size()));
  for (const auto& [name, value] : fields) {
    lua_pushlstring(lua, value.data(), value.size());
    lua_setfield(lua, -2, name.c_str());
  }
  set_reader(lua, find_field, "headers");
  lua_setfield(lua, -2, "headers");
  const auto type = fields.find("content-type");
  if (type != fields.end() && is_json(type->second) && push_json(lua, response.body))
    lua_setfield(lua, -2, "json");
  set_reader(lua, unknown_field, "response");
  return 1;
}

}  // namespace tipring::dsl
