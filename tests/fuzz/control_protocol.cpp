#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "adapters/control_socket/line_reader.h"
#include "runtime/control/control.h"
#include "runtime/control/json_rpc.h"

namespace {

using namespace tipring;

// Every type of parameter, and both kinds of commands.
void add_commands(Control& control) {
  control.add(
      ControlMethod{"echo",
                    "",
                    {{.name = "text", .type = ControlType::text, .doc = ""},
                     {.name = "texts", .type = ControlType::texts, .doc = "", .choices = {"one", "two"}},
                     {.name = "count", .type = ControlType::integer, .doc = "", .lowest = 1, .highest = 9},
                     {.name = "id", .type = ControlType::contact, .doc = ""},
                     {.name = "flag", .type = ControlType::boolean, .doc = "", .fallback = false}},
                    [](const ControlArguments& arguments) -> Result<Json> {
                      if (arguments.boolean("flag")) return Error{"wrong-state", "no", true};
                      return Json{{"text", arguments.optional_text("text").value_or("")},
                                  {"texts", arguments.texts("texts")},
                                  {"count", arguments.optional_integer("count").value_or(0)},
                                  {"id", to_string(arguments.optional_contact("id"))}};
                    }});
  control.add(ControlStream{"follow", "", {}, [](const ControlArguments&, const ControlFeed& feed) {
                              feed.item("1");
                              return Result<std::function<void()>>([] {});
                            }});
}

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  Control control;
  add_commands(control);
  // Whatever a client says, each line it gets is a message a client understands.
  ControlSession session(control, [](const std::string& line) {
    require(line.find('\n') == std::string::npos);
    require(decode_message(line).ok());
  });
  constexpr std::size_t longest = 4096;
  control_socket::LineReader whole(longest);
  whole.append(input);
  whole.finish();
  control_socket::LineReader pieces(longest);
  std::string_view rest = input;
  while (const auto line = whole.next()) {
    // The same lines, however the bytes arrive.
    while (!pieces.has_line() && !rest.empty()) {
      const std::size_t count = std::min<std::size_t>(rest.size(), 1 + rest.size() % 7);
      pieces.append(rest.substr(0, count));
      rest.remove_prefix(count);
    }
    if (rest.empty()) pieces.finish();
    const auto same = pieces.next();
    require(same && *same == *line);
    session.handle(*line);
    const auto message = decode_message(*line);
    require(message.ok() || message.error().code == "bad-answer");
  }
  return 0;
}
