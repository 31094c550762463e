#include <string>

#include "dsl/binding/word_call.h"
#include "dsl/words/words.h"

namespace tipring::dsl {
namespace {

// Texts of a script's tostring may be long; a line for people is not.
constexpr std::size_t longest_line = 2000;

template <LogLevel level>
int log_line(WordCall& call) {
  Host& host = call.host<Host>();
  lua_State* lua = call.lua();
  std::string line;
  if (const ContactId contact = host.tasks.current_contact()) line = "contact " + to_string(contact) + ": ";
  const auto [first, count] = call.repeated();
  for (int index = first; index < first + count; ++index) {
    lua_getglobal(lua, "tostring");
    lua_pushvalue(lua, index);
    lua_call(lua, 1, 1);
    line += lua_tostring(lua, -1);
    lua_pop(lua, 1);
  }
  if (line.size() > longest_line) line.resize(longest_line);
  host.log.write(level, line);
  return 0;
}

}  // namespace

std::span<const Word> log_words() {
  const Parameter pieces{.name = "pieces",
                         .type = ValueType::any,
                         .required = true,
                         .repeats = true,
                         .doc = "Written one after the other, as tostring shows them."};
  static const std::vector<Word> words{
      {.owner = "log",
       .name = "debug",
       .summary = "Writes a line to the log that is hidden by default.",
       .parameters = {pieces},
       .run = log_line<LogLevel::debug>},
      {.owner = "log",
       .name = "info",
       .summary = "Writes a line to the log.",
       .parameters = {pieces},
       .example = "log.info(\"account \", account, \" is due\")",
       .run = log_line<LogLevel::info>},
      {.owner = "log",
       .name = "warning",
       .summary = "Writes a line to the log that somebody should look at.",
       .parameters = {pieces},
       .run = log_line<LogLevel::warning>},
      {.owner = "log",
       .name = "error",
       .summary = "Writes a line to the log about something that went wrong.",
       .parameters = {pieces},
       .run = log_line<LogLevel::error>},
  };
  return words;
}

}  // namespace tipring::dsl
