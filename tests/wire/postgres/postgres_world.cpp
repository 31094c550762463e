#include "tests/wire/postgres/postgres_world.h"

#include <algorithm>
#include <stdexcept>

#include "tests/wire/kit/child_process.h"

namespace tipring::postgres {

std::size_t LogLines::count(const std::string& words) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      lines_, [&](const std::string& line) { return line.find(words) != std::string::npos; }));
}

std::string LogLines::all() const {
  std::string all;
  for (const std::string& line : lines_)
    all += line + "\n";
  return all;
}

PostgresWorld::PostgresWorld(PostgresOptions options) : options_(std::move(options)) {
  auto created = reactor::SuReactor::create(loop_);
  if (!created) throw std::runtime_error(created.error().text);
  reactor_ = std::move(created).value();
}

std::unique_ptr<Database> PostgresWorld::open() {
  auto database = PostgresDatabase::create(options_, loop_, *reactor_, log_);
  if (!database) throw std::runtime_error(database.error().text);
  return std::move(database).value();
}

bool PostgresWorld::step_until(const std::function<bool()>& is_so) {
  const auto deadline = std::chrono::steady_clock::now() + wire::patience;
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    step();
  }
  return true;
}

}  // namespace tipring::postgres
