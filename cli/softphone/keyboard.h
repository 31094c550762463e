#pragma once

#include <functional>
#include <memory>
#include <string>

#include "runtime/base/result.h"
#include "runtime/ports/reactor.h"

namespace tipring::cli {

/// Lines typed on a terminal, as events. Control thread only.
class Keyboard {
 public:
  using OnLine = std::function<void(const std::string& line)>;

  /// Reads `descriptor`, which it does not own and which must not block for ever once readable, until its end.
  /// The reactor outlives this. Fails as Reactor::watch() does.
  static Result<std::unique_ptr<Keyboard>> watch(Reactor& reactor, int descriptor, OnLine on_line);
  Keyboard(const Keyboard&) = delete;
  Keyboard& operator=(const Keyboard&) = delete;

 private:
  Keyboard(int descriptor, OnLine on_line) : descriptor_(descriptor), on_line_(std::move(on_line)) {}
  void read();

  int descriptor_;
  OnLine on_line_;
  std::string typed_;
  std::unique_ptr<Reactor::Watch> watch_;
};

}  // namespace tipring::cli
