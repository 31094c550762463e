#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <ostream>
#include <string>

namespace tipring::cli {

/// Where a command writes, and what is known of it. Data goes to `out` and nothing else; whatever is said about
/// the data goes to `err`.
struct Console {
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool colour = false;                 ///< Whether `out` may be coloured.
  std::optional<std::size_t> width{};  ///< Columns of the terminal behind `out`, where known.
  /// Value of an environment variable; nothing when it is not set or empty.
  std::function<std::optional<std::string>(const std::string& name)> environment = [](const std::string&) {
    return std::nullopt;
  };
};

/// The console of this process. No colour when `out` is no terminal, when NO_COLOR is set
/// (https://no-color.org) or when TERM is "dumb".
Console process_console();

}  // namespace tipring::cli
