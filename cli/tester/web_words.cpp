#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "adapters/sim/sim_http.h"
#include "cli/tester/play_words.h"
#include "dsl/binding/registry.h"
#include "dsl/words/json_values.h"
#include "runtime/ports/http_check.h"

namespace tipring::cli {
namespace {

using dsl::Parameter;
using dsl::ValueType;
using dsl::Word;
using dsl::WordCall;
using dsl::WordKind;

using Texts = std::vector<std::pair<std::string, std::string>>;

/// "GET https://crm.example/customers" in its parts.
std::pair<std::string, std::string> line_of(const WordCall& call) {
  const std::string line = call.text("request");
  const auto space = line.find(' ');
  const std::string method = line.substr(0, space);
  static constexpr std::array<std::string_view, 4> methods{"GET", "POST", "PUT", "DELETE"};
  const bool whole = space != std::string::npos && line.find(' ', space + 1) == std::string::npos &&
                     std::ranges::find(methods, method) != methods.end();
  if (!whole)
    call.mistake(
        "takes GET, POST, PUT or DELETE, a space and a URL, \"GET https://crm.example/customers\", not \"" +
        line + "\"");
  return {method, line.substr(space + 1)};
}

/// Fields of a table by name, texts and numbers.
Texts fields_of(const WordCall& call, std::string_view option) {
  std::map<std::string, std::string> fields;
  const int table = call.index_of(option);
  lua_State* lua = call.lua();
  if (table != 0) lua_pushnil(lua);
  while (table != 0 && lua_next(lua, table) != 0) {
    if (lua_type(lua, -2) != LUA_TSTRING ||
        (lua_type(lua, -1) != LUA_TSTRING && lua_type(lua, -1) != LUA_TNUMBER))
      call.mistake(std::string(option) + " takes NAME = \"value\" for each");
    fields.insert_or_assign(lua_tostring(lua, -2), lua_tostring(lua, -1));
    lua_pop(lua, 1);
  }
  return {fields.begin(), fields.end()};
}

std::optional<std::string> json_option(const WordCall& call) {
  if (!call.has("json")) return std::nullopt;
  auto json = dsl::json_of(call.lua(), call.index_of("json"));
  if (!json) call.mistake("json: " + json.error().text);
  return std::move(json).value();
}

int web(WordCall& call) {
  auto [method, url] = line_of(call);
  const Duration after = call.duration("after", Duration::zero());
  sim::SimHttp& web = performance_of(call).backstage.web();
  if (call.has("fails")) {
    const std::string code = call.text("fails");
    const bool retryable = code != "refused" && code != "too-large" && code != "no-secret";
    web.answer(
        {std::move(method), std::move(url), Error{code, "the play has it fail: " + code, retryable}, after});
    return 0;
  }
  HttpResponse response{.status = static_cast<int>(call.whole("status", 200))};
  for (const auto& [name, value] : fields_of(call, "headers"))
    response.headers.push_back({name, value});
  response.body = call.text("body");
  if (auto json = json_option(call)) {
    response.body = std::move(*json);
    response.headers.push_back({"Content-Type", "application/json"});
  }
  web.answer({std::move(method), std::move(url), std::move(response), after});
  return 0;
}

std::string decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const bool escaped = text[i] == '%' && i + 2 < text.size() &&
                         std::from_chars(&text[i + 1], &text[i + 1] + 2, byte, 16).ec == std::errc();
    result += escaped ? static_cast<char>(byte) : text[i];
    if (escaped) i += 2;
  }
  return result;
}

// What follows the ?, decoded.
Texts query_of(const std::string& url) {
  Texts query;
  std::string_view rest(url);
  rest.remove_prefix(std::min(rest.find('?'), rest.size()));
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::string_view pair = rest.substr(0, rest.find('&'));
    const auto equals = std::min(pair.find('='), pair.size());
    query.emplace_back(decoded(pair.substr(0, equals)),
                       decoded(pair.substr(std::min(equals + 1, pair.size()))));
    rest.remove_prefix(pair.size());
  }
  return query;
}

// What a request is expected to be.
struct WantedRequest {
  std::string method{};
  std::string url{};
  Texts query{};
  Texts headers{};
  std::optional<std::string> json{};
  std::optional<std::string> body{};
  std::optional<std::string> token{};
};

bool is_wanted(const WantedRequest& wanted, const HttpRequest& request) {
  if (!sim::is_request(request, wanted.method, wanted.url)) return false;
  if (wanted.token && *wanted.token != request.token.secret && *wanted.token != request.token.text)
    return false;
  if (wanted.body && *wanted.body != request.body) return false;
  using nlohmann::json;
  if (wanted.json && json::parse(*wanted.json, nullptr, false) != json::parse(request.body, nullptr, false))
    return false;
  const Texts query = query_of(request.url);
  const bool asks = std::ranges::all_of(
      wanted.query, [&](const auto& each) { return std::ranges::find(query, each) != query.end(); });
  return asks && std::ranges::all_of(wanted.headers, [&](const auto& each) {
           return std::ranges::any_of(request.headers, [&](const HttpHeader& header) {
             return same_http_header(header.name, each.first) && header.value == each.second;
           });
         });
}

std::string described(const HttpRequest& request) {
  std::string text = "\n  " + request.method + " " + request.url;
  for (const auto& [name, value] : request.headers)
    text += "\n    " + name + ": " + value;
  if (!request.token.secret.empty()) text += "\n    with secret \"" + request.token.secret + "\"";
  return text + (request.body.empty() ? "" : "\n    " + request.body);
}

// Each request is what one expectation was for.
int expect_request(WordCall& call) {
  auto [method, url] = line_of(call);
  WantedRequest wanted{.method = std::move(method),
                       .url = std::move(url),
                       .query = fields_of(call, "query"),
                       .headers = fields_of(call, "headers"),
                       .json = json_option(call)};
  if (call.has("body")) wanted.body = call.text("body");
  if (call.has("token")) wanted.token = call.text("token");
  Performance& performance = performance_of(call);
  Expectation expectation{.judge = {}, .too_late = {}, .within = call.duration("within", usual_patience)};
  expectation.judge = [&performance, wanted] {
    const auto& asked = performance.backstage.web().asked();
    for (std::size_t i = 0; i < asked.size(); ++i) {
      if (performance.requests_seen.contains(i) || !is_wanted(wanted, asked[i])) continue;
      performance.requests_seen.insert(i);
      return Judgement::holds();
    }
    return Judgement::open();
  };
  expectation.too_late = [&performance, line = call.text("request")] {
    std::string others;
    const auto& asked = performance.backstage.web().asked();
    for (std::size_t i = 0; i < asked.size(); ++i) {
      if (!performance.requests_seen.contains(i)) others += described(asked[i]);
    }
    return "expected " + line + " like this, but " +
           (others.empty() ? "nothing else was asked of the web"
                           : "what else was asked of the web is:" + others);
  };
  return await(call, std::move(expectation));
}

std::vector<Word> make_web_words() {
  const Parameter request{.name = "request",
                          .type = ValueType::text,
                          .required = true,
                          .doc = "Method and URL. Without a ? it stands for any query."};
  const Parameter json{.name = "json", .type = ValueType::any, .doc = "The body, as JSON."};
  const Parameter body{.name = "body", .type = ValueType::text, .doc = "The body, as it is."};
  return {
      {.owner = "play",
       .name = "web",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .summary = "Says what the web answers a request of the site, from here on.",
       .details =
           "No scenario touches the network, with --wire neither: whatever no scenario has an answer for is "
           "\"unreachable\".",
       .parameters = {request},
       .options =
           {{.name = "status",
             .type = ValueType::whole,
             .fallback = "200",
             .doc = "Its status.",
             .least = 100,
             .most = 599},
            json,
            body,
            {.name = "headers", .type = ValueType::table, .doc = "Its header fields."},
            {.name = "after", .type = ValueType::duration, .fallback = "0s", .doc = "How long it takes."},
            {.name = "fails",
             .type = ValueType::text,
             .doc = "There is no answer, for this reason.",
             .one_of = {"unreachable", "timed-out", "circuit-open", "http-busy", "too-large", "no-secret",
                        "refused"}}},
       .example =
           "t:web(\"GET https://crm.example/customers\", { json = { name = \"Ann\" }, after = \"100ms\" })",
       .run = web},
      {.owner = "play",
       .name = "expect_request",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .waits = true,
       .summary = "Waits until the site has asked this of the web.",
       .details = "Each request fulfils one of these words. What is not said may be anything.",
       .parameters = {request},
       .options = {json,
                   body,
                   {.name = "query",
                    .type = ValueType::table,
                    .doc = "What is in the query: NAME = \"value\"."},
                   {.name = "headers", .type = ValueType::table, .doc = "Header fields it has."},
                   {.name = "token", .type = ValueType::text, .doc = "The secret's name, or the token."},
                   {.name = "within",
                    .type = ValueType::duration,
                    .fallback = "30s",
                    .doc = "How long to wait for it."}},
       .example = "t:expect_request(\"POST https://crm.example/notes\", { json = { text = \"called\" } })",
       .run = expect_request},
  };
}

}  // namespace

std::span<const Word> web_words() {
  static const std::vector<Word> words = make_web_words();
  return words;
}

}  // namespace tipring::cli
