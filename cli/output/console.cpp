#include "cli/output/console.h"

#include <cstdlib>
#include <iostream>

#include <sys/ioctl.h>
#include <unistd.h>

namespace tipring::cli {
namespace {

std::optional<std::string> environment_variable(const std::string& name) {
  // Nothing in this program changes its environment.
  const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::optional<std::size_t> terminal_width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
  return size.ws_col;
}

}  // namespace

Console process_console() {
  Console console{.out = std::cout, .err = std::cerr, .environment = environment_variable};
  console.out_is_terminal = isatty(STDOUT_FILENO) == 1;
  if (!console.out_is_terminal) return console;
  console.width = terminal_width();
  console.colour = !environment_variable("NO_COLOR") && environment_variable("TERM").value_or("dumb") != "dumb";
  return console;
}

}  // namespace tipring::cli
