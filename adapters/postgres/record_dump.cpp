#include "adapters/postgres/record_dump.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/postgres/record_schema.h"
#include "adapters/postgres/sql_error.h"

namespace tipring::postgres {
namespace {

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  all.reserve(words.size() + 1);
  for (std::string& word : words)
    all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

std::string read_to_end(int descriptor) {
  std::string text;
  std::array<char, 4096> piece{};
  for (;;) {
    const ssize_t size = ::read(descriptor, piece.data(), piece.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(size));
  }
}

// Where it is not there, some systems say so here and some by its exit code.
Error no_program(const std::string& name) {
  return {"no-program", name + " is not installed: it comes with PostgreSQL's programs for clients"};
}

// What it has said against the connection; empty where it has said nothing.
Result<void> run_program(const ConnectionSettings& settings, std::vector<std::string> words) {
  constexpr int not_found = 127;
  std::array<int, 2> complaints{};
  if (::pipe2(complaints.data(), O_CLOEXEC) != 0) return Error{"dump-failed", std::strerror(errno)};
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable)
    variables.emplace_back(*variable);
  for (std::string& variable : settings.environment())
    variables.insert(variables.begin(), std::move(variable));
  const std::string name = words.front();
  auto arguments = pointers(words);
  auto environment = pointers(variables);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, complaints[1], STDERR_FILENO);
  pid_t process = 0;
  const int problem =
      posix_spawnp(&process, arguments.front(), &actions, nullptr, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(complaints[1]);
  const std::string said = problem == 0 ? read_to_end(complaints[0]) : std::string();
  ::close(complaints[0]);
  if (problem == ENOENT) return no_program(name);
  if (problem != 0) return Error{"dump-failed", name + ": " + std::strerror(problem)};
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  if (WIFEXITED(status) && WEXITSTATUS(status) == not_found) return no_program(name);
  return Error{"dump-failed", name + " failed: " + settings.redacted(one_line(said))};
}

}  // namespace

Result<void> dump_records(const ConnectionSettings& settings, const std::string& file) {
  return run_program(settings, {"pg_dump", "--no-password", "--no-owner", "--no-privileges",
                                "--schema=" + std::string(record_schema), "--file=" + file});
}

Result<void> restore_records(const ConnectionSettings& settings, const std::string& file) {
  return run_program(settings, {"psql", "--no-psqlrc", "--no-password", "--quiet", "--single-transaction",
                                "--set=ON_ERROR_STOP=1", "--file=" + file});
}

}  // namespace tipring::postgres
