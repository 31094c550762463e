#include <string>
#include <utility>
#include <vector>

#include "dsl/binding/registry.h"
#include "dsl/sandbox/sandbox.h"
#include "dsl/words/defining.h"
#include "dsl/words/http_request.h"
#include "dsl/words/json_values.h"
#include "dsl/words/position.h"
#include "dsl/words/waiting.h"
#include "dsl/words/words.h"
#include "runtime/ports/http.h"

namespace tipring::dsl {
namespace {

constexpr Duration longest_request_time = std::chrono::minutes(5);
constexpr double largest_answer = 16.0 * 1024 * 1024;

int http(WordCall& call) {
  only_while_loading(call);
  only_of_site(call);
  auto& http = call.host<Host>().definitions.http;
  if (http) stands_twice(call, "http", http->position);
  http = HttpDefinition{.trust = call.text("trust"), .position = position_of_caller(call.lua())};
  return 0;
}

int ask_web(WordCall& call, std::string_view method) {
  using Outcome = Result<HttpResponse>;
  // The port gives up by itself; who waits for it waits a little longer.
  constexpr Duration longer = std::chrono::seconds(1);
  auto request = http_request_of(call, method);
  if (!request) return call.fail(request.error());
  Http* web = call.host<Host>().http;
  const Duration longest = request->timeout + longer;
  return wait_at<Outcome>(
      call, web, longest,
      [](lua_State* lua, const Outcome& outcome) {
        return outcome ? push_response(lua, outcome.value()) : push_failure(lua, outcome.error());
      },
      [&](auto done) { return Result<Http::Request>(web->ask(std::move(request).value(), done)); });
}

int get(WordCall& call) {
  return ask_web(call, "GET");
}
int post(WordCall& call) {
  return ask_web(call, "POST");
}
int put(WordCall& call) {
  return ask_web(call, "PUT");
}
int remove(WordCall& call) {
  return ask_web(call, "DELETE");
}

// Work that no hook sees: about as long as so many instructions take.
void charge_for(const WordCall& call, std::size_t bytes) {
  Sandbox::of(call.lua()).charge(call.lua(), bytes / 8);
}

int encode(WordCall& call) {
  if (!call.has("value")) call.mistake("needs a value; db.null is written as null");
  auto json = json_of(call.lua(), call.index_of("value"));
  if (!json) call.mistake(json.error().text);
  charge_for(call, json->size());
  lua_pushlstring(call.lua(), json->data(), json->size());
  return 1;
}

int decode(WordCall& call) {
  const std::string text = call.text("text");
  charge_for(call, text.size());
  if (auto pushed = push_json(call.lua(), text); !pushed) return call.fail(pushed.error());
  return 1;
}

constexpr std::string_view what_comes_back =
    "Whatever the server answers is a response, 404 too: only without an answer there is none, and err.code is "
    "\"unreachable\", \"timed-out\", \"circuit-open\" or \"http-busy\", which may be over soon "
    "(err.retryable), "
    "or \"too-large\", \"no-secret\" or \"refused\": the URL, a header field, a redirection or the server's "
    "certificate is not taken. A server that has failed five times in a row (unreachable, timed-out, a status "
    "from 500) is left alone for 10s, then asked once, and left alone for twice as long each time that fails, "
    "up to 5m; meanwhile requests fail at once with \"circuit-open\".";

Parameter url(std::string_view doc) {
  return {.name = "url", .type = ValueType::text, .required = true, .doc = doc};
}

std::vector<Parameter> options_with(std::vector<Parameter> options) {
  const std::vector<Parameter> common{
      {.name = "path",
       .type = ValueType::table,
       .doc = "What stands in the URL for each {name}, encoded, so that it is never more than one part of it."},
      {.name = "query",
       .type = ValueType::table,
       .doc =
           "What follows the ? of the URL, encoded: NAME = a text, a number, true, false, or a list of them."},
      {.name = "headers",
       .type = ValueType::table,
       .doc = "Header fields: [\"X-Tenant\"] = \"bank\". Redirections get them too."},
      {.name = "token",
       .type = ValueType::secret,
       .fallback = "none",
       .doc = "Sent as Authorization: Bearer. Another server, to which an answer redirects, never gets it."},
      {.name = "timeout",
       .type = ValueType::duration,
       .fallback = "5s",
       .doc = "After this the answer is waited for no longer.",
       .least = 0.001,
       .most = std::chrono::duration<double>(longest_request_time).count()},
      {.name = "most",
       .type = ValueType::whole,
       .fallback = "1048576",
       .doc = "A body of more bytes fails with \"too-large\"; json is read of 1 MiB at most.",
       .least = 1,
       .most = largest_answer}};
  options.insert(options.end(), common.begin(), common.end());
  return options;
}

std::vector<Parameter> bodies() {
  return {{.name = "json", .type = ValueType::any, .doc = "What is sent, as JSON: see json.encode."},
          {.name = "form",
           .type = ValueType::table,
           .doc = "What is sent, as a form of a web page: NAME = value, encoded."},
          {.name = "body",
           .type = ValueType::text,
           .doc = "What is sent, as it is: a text, unless headers say otherwise by Content-Type."}};
}

Word web_word(std::string_view name, std::string_view summary, std::vector<Parameter> options,
              int (*run)(WordCall&)) {
  return {.owner = "http",
          .name = name,
          .place = WordPlace::task,
          .waits = true,
          .summary = summary,
          .details = "As http.get, but that redirections are not followed: they are responses.",
          .parameters = {url("Where, as for http.get.")},
          .options = options_with(std::move(options)),
          .returns = "the response; or nil and err",
          .run = run};
}

Word definition_word() {
  return {.name = "http",
          .place = WordPlace::loading,
          .summary = "Says whose certificates http trusts.",
          .details = "Without it those of the system's authorities are trusted.",
          .options = {{.name = "trust",
                       .type = ValueType::text,
                       .required = true,
                       .doc = "A file of authorities (PEM), below the site's folder where it does not begin "
                              "with /; only these are trusted then."}},
          .example = "http { trust = \"tls/company-ca.pem\" }",
          .run = http};
}

Word get_word() {
  return {.owner = "http",
          .name = "get",
          .place = WordPlace::task,
          .waits = true,
          .summary = "Asks a web service for something.",
          .details = what_comes_back,
          .parameters = {url("Where: https:// or http://, without spaces. Up to three redirections are "
                             "followed.")},
          .options = options_with({}),
          .returns =
              "the response: status, ok (a status from 200 to 299), headers by their names, whatever "
              "their case, body, and json, what the body says where its type is JSON (nil where it is "
              "not, or says nothing); or nil and err",
          .example =
              "local found, err = http.get(\"https://crm.example/customers/{number}\", {\n"
              "  path = { number = call.caller }, token = secret \"crm\", timeout = \"2s\",\n"
              "})\n"
              "if found and found.ok then call:say(\"Hello \" .. found.json.name) end",
          .run = get};
}

Word encode_word() {
  return {.owner = "json",
          .name = "encode",
          .summary = "Writes a value as JSON.",
          .details =
              "A table with the keys 1 to n is an array, any other an object, also an empty one; its keys "
              "are in the order of their letters. db.null is null. A mistake: functions, numbers that "
              "are none, lists with gaps, more than 64 levels or 50000 values.",
          .parameters = {{.name = "value", .type = ValueType::any, .doc = "A text, a number, a table …"}},
          .returns = "the text",
          .example = "json.encode { caller = call.caller, tags = { \"vip\" } }",
          .run = encode};
}

Word decode_word() {
  return {.owner = "json",
          .name = "decode",
          .summary = "Reads JSON.",
          .details =
              "null is nil, so that a field that is null is absent. Whole numbers of more than 53 bits "
              "are texts, so that none loses digits.",
          .parameters = {{.name = "text", .type = ValueType::text, .required = true, .doc = "At most 1 MiB."}},
          .returns = "the value; or nil and err, whose code is \"bad-json\"",
          .example = "local order = json.decode(response.body)",
          .run = decode};
}

}  // namespace

std::span<const Word> http_words() {
  static const std::vector<Word> words = [] {
    std::vector<Word> all{definition_word(),
                          get_word(),
                          web_word("post", "Sends something to a web service.", bodies(), post),
                          web_word("put", "Has a web service keep something.", bodies(), put),
                          web_word("delete", "Has a web service remove something.", {}, remove),
                          encode_word(),
                          decode_word()};
    all[2].example =
        "http.post(\"https://crm.example/notes\", { json = { caller = call.caller, text = note } })";
    return all;
  }();
  return words;
}

}  // namespace tipring::dsl
