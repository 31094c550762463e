#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/postgres/postgres_database.h"
#include "adapters/reactor/su_reactor.h"
#include "adapters/reactor/system_clock.h"
#include "tests/kit/database_world.h"

namespace tipring::postgres {

/// Lines of the log.
class LogLines final : public Log {
 public:
  void write(LogLevel, std::string_view text) override { lines_.emplace_back(text); }
  const std::vector<std::string>& lines() const { return lines_; }
  /// Those that hold these words.
  std::size_t count(const std::string& words) const;
  /// All of them, for a failing test.
  std::string all() const;

 private:
  std::vector<std::string> lines_;
};

/// The run loop on the control thread's own reactor, and a database on some server.
class PostgresWorld final : public ::tipring::testing::DatabaseWorld {
 public:
  explicit PostgresWorld(PostgresOptions options);

  std::unique_ptr<Database> open() override;
  void step() override { reactor_->step(std::chrono::milliseconds(20)); }
  /// Steps until that is so; false where it does not come.
  bool step_until(const std::function<bool()>& is_so);

  const LogLines& log() const { return log_; }
  RunLoop& loop() { return loop_; }

 private:
  PostgresOptions options_;
  reactor::SystemClock clock_;
  RunLoop loop_{clock_};
  std::unique_ptr<reactor::SuReactor> reactor_;
  LogLines log_;
};

}  // namespace tipring::postgres
