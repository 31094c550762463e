#include "cli/commands/unified_diff.h"

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace tipring::cli {
namespace {

Error diff_failed(const std::string& why) {
  return {"diff-failed", "diff(1) has not compared the files: " + why, false};
}

std::string name_of(const DiffSide& side) {
  return side.file.empty() ? "/dev/null" : side.file.string();
}

// Starts it with its output going to `output`.
Result<pid_t> spawn(std::vector<std::string> arguments, int output) {
  std::vector<char*> argv;
  for (std::string& argument : arguments)
    argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t process = 0;
  const int problem = posix_spawnp(&process, argv.front(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (problem != 0) return diff_failed(std::generic_category().message(problem));
  return process;
}

std::string read_all(int input) {
  std::string text;
  std::array<char, 65536> part{};
  for (;;) {
    const ssize_t count = read(input, part.data(), part.size());
    if (count > 0) text.append(part.data(), static_cast<std::size_t>(count));
    if (count == 0 || (count < 0 && errno != EINTR)) return text;
  }
}

}  // namespace

Result<std::string> unified_diff(const DiffSide& before, const DiffSide& after) {
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return diff_failed(std::generic_category().message(errno));
  auto process = spawn(
      {"diff", "-u", "--label", before.label, "--label", after.label, "--", name_of(before), name_of(after)},
      pipe_ends[1]);
  close(pipe_ends[1]);
  std::string text = process ? read_all(pipe_ends[0]) : std::string();
  close(pipe_ends[0]);
  if (!process) return process.error();
  int status = 0;
  while (waitpid(process.value(), &status, 0) < 0 && errno == EINTR) {
  }
  // 1: they differ.
  if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) return diff_failed("it ended with an error");
  return text;
}

}  // namespace tipring::cli
