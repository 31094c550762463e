#include "cli/tester/play_log.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace tipring::cli {
namespace {

// What a person reads on a failure: the beginning, for how it came about, and more of the end.
constexpr std::size_t kept_beginning = 40;
constexpr std::size_t kept_end = 160;

void append_line(const PlayLine& line, std::size_t width, std::string_view indent, std::string& out) {
  out += indent;
  out += format_moment(line.at);
  out += "  ";
  out += line.who;
  out.append(width - std::min(width, line.who.size()) + 2, ' ');
  out += line.what;
  out += '\n';
}

}  // namespace

std::string format_moment(Duration since_beginning) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(since_beginning).count();
  std::array<char, 32> text{};
  const int length =
      std::snprintf(text.data(), text.size(), "%5lld.%03lld", static_cast<long long>(milliseconds / 1000),
                    static_cast<long long>(milliseconds % 1000));
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string format_play(const std::vector<PlayLine>& lines, std::string_view indent) {
  std::size_t width = 0;
  for (const PlayLine& line : lines)
    width = std::max(width, line.who.size());
  const bool shortened = lines.size() > kept_beginning + kept_end;
  std::string out;
  for (std::size_t index = 0; index < lines.size(); ++index) {
    if (shortened && index == kept_beginning) {
      const std::size_t left_out = lines.size() - kept_beginning - kept_end;
      out.append(indent).append("    … " + std::to_string(left_out) + " lines left out …\n");
      index += left_out;
    }
    append_line(lines[index], width, indent, out);
  }
  return out;
}

}  // namespace tipring::cli
