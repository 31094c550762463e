#include "dsl/site/rule_places.h"

#include <algorithm>
#include <string>

namespace tipring::dsl {
namespace {

// Behind `from`, where a table begins with the name: { "name"; npos where none does.
std::size_t rule_in(const std::string& text, const std::string& name, std::size_t from) {
  for (const std::string& quoted : {"\"" + name + "\"", "'" + name + "'"}) {
    for (std::size_t at = text.find(quoted, from); at != std::string::npos; at = text.find(quoted, at + 1)) {
      const std::size_t before = text.find_last_not_of(" \t\r\n", at - 1);
      if (at > 0 && before != std::string::npos && text[before] == '{') return at;
    }
  }
  return std::string::npos;
}

std::size_t start_of_line(const std::string& text, int line) {
  std::size_t at = 0;
  for (int i = 1; i < line && at != std::string::npos; ++i)
    at = text.find('\n', at) == std::string::npos ? std::string::npos : text.find('\n', at) + 1;
  return at == std::string::npos ? 0 : at;
}

int line_at(const std::string& text, std::size_t at) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

}  // namespace

std::optional<int> line_of_rule(const std::string& script, int from, const std::string& name, int place) {
  std::size_t at = rule_in(script, name, start_of_line(script, from));
  for (int next = 1; next < place && at != std::string::npos; ++next)
    at = rule_in(script, name, at + 1);
  if (at == std::string::npos) return std::nullopt;
  return line_at(script, at);
}

void place_rules(Definitions& definitions, const std::vector<SiteFile>& scripts) {
  for (auto& [name, definition] : definitions.rules) {
    const auto file = std::ranges::find(scripts, definition.rules.file, &SiteFile::name);
    if (file == scripts.end()) continue;
    std::size_t at = start_of_line(file->text, definition.rules.line);
    for (Rule& rule : definition.rules.rules) {
      const std::size_t found = rule_in(file->text, rule.name, at);
      // A name put together by the script stands nowhere.
      if (found == std::string::npos) continue;
      at = found;
      rule.line = line_at(file->text, at);
    }
  }
}

}  // namespace tipring::dsl
