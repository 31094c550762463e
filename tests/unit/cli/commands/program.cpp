#include "tests/unit/cli/commands/program.h"

#include <array>
#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tipring::testing {
namespace {

// Strings as execve takes them.
class StringList {
 public:
  void add(std::string text) { texts_.push_back(std::move(text)); }
  char** get() {
    pointers_.clear();
    for (auto& text : texts_)
      pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
    return pointers_.data();
  }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() { EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0); }
  ~Pipe() {
    for (const int end : ends) {
      if (end >= 0) close(end);
    }
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_writing() { close(std::exchange(ends[1], -1)); }
};

// False at the end. A terminal whose other side is gone gives EIO.
bool read_some(int descriptor, std::string& into) {
  std::array<char, 4096> bytes{};
  const auto count = read(descriptor, bytes.data(), bytes.size());
  if (count < 0) return errno == EINTR;
  into.append(bytes.data(), static_cast<std::size_t>(count));
  return count > 0;
}

void read_both(int out, int err, Ended& ended) {
  std::array<pollfd, 2> watched{{{out, POLLIN, 0}, {err, POLLIN, 0}}};
  while (watched[0].fd >= 0 || watched[1].fd >= 0) {
    if (poll(watched.data(), watched.size(), -1) < 0) continue;
    if (watched[0].revents != 0 && !read_some(out, ended.out)) watched[0].fd = -1;
    if (watched[1].revents != 0 && !read_some(err, ended.err)) watched[1].fd = -1;
  }
}

int exit_code_of(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Ended run_in_terminal(const char* path, char** arguments, char** environment, int columns) {
  winsize size{};
  size.ws_col = static_cast<unsigned short>(columns);
  size.ws_row = 24;
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, &size);
  if (child == 0) {
    execve(path, arguments, environment);
    _exit(127);
  }
  Ended ended;
  while (read_some(terminal, ended.out)) {
  }
  close(terminal);
  ended.exit_code = exit_code_of(child);
  return ended;
}

Ended run_with_pipes(const char* path, char** arguments, char** environment, const std::string& out_file) {
  Pipe out;
  Pipe err;
  const pid_t child = fork();
  if (child == 0) {
    dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
    dup2(out_file.empty() ? out.ends[1] : open(out_file.c_str(), O_WRONLY), STDOUT_FILENO);
    dup2(err.ends[1], STDERR_FILENO);
    execve(path, arguments, environment);
    _exit(127);
  }
  out.close_writing();
  err.close_writing();
  Ended ended;
  read_both(out.ends[0], err.ends[0], ended);
  ended.exit_code = exit_code_of(child);
  return ended;
}

}  // namespace

Ended run_program(const std::string& path, const std::vector<std::string>& arguments, const HowToRun& how) {
  StringList argument_list;
  argument_list.add(path);
  for (const auto& argument : arguments)
    argument_list.add(argument);
  StringList environment_list;
  // Programs are found, tipring first.
  environment_list.add("PATH=" + std::filesystem::path(TIPRING_PROGRAM).parent_path().string() +
                       ":/usr/bin:/bin");
  for (const auto& [name, value] : how.environment)
    environment_list.add(name + "=" + value);
  char** argument_pointers = argument_list.get();
  char** environment_pointers = environment_list.get();
  if (how.terminal_columns > 0) {
    return run_in_terminal(path.c_str(), argument_pointers, environment_pointers, how.terminal_columns);
  }
  return run_with_pipes(path.c_str(), argument_pointers, environment_pointers, how.out_file);
}

Ended tipring(const std::vector<std::string>& arguments, const HowToRun& how) {
  return run_program(TIPRING_PROGRAM, arguments, how);
}

}  // namespace tipring::testing
