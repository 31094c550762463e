#include "tests/wire/kit/child_process.h"

#include <cstdlib>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tipring::wire {
namespace {

constexpr int cannot_run = 127;

int open_for_writing(const std::string& path) {
  return open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

[[noreturn]] void become(const ChildProcess::Setup& setup, pid_t parent) {
  // A test that is killed leaves no peer behind.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(cannot_run);
  dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
  dup2(open_for_writing(setup.err_file), STDERR_FILENO);
  dup2(setup.out_file.empty() ? STDERR_FILENO : open_for_writing(setup.out_file), STDOUT_FILENO);
  if (!setup.folder.empty() && chdir(setup.folder.c_str()) != 0) _exit(cannot_run);
  for (const auto& [name, value] : setup.environment)
    setenv(name.c_str(), value.c_str(), 1);
  if (setup.prepare) setup.prepare();
  std::vector<char*> words;
  for (const std::string& word : setup.words)
    words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  execvp(words.front(), words.data());
  _exit(cannot_run);
}

}  // namespace

ChildProcess::ChildProcess(const Setup& setup) {
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("no process for " + setup.words.front());
  if (pid_ == 0) become(setup, parent);
  descriptor_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
}

ChildProcess::~ChildProcess() {
  if (running()) {
    signal(SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(descriptor_);
}

bool ChildProcess::ended_within(std::chrono::milliseconds time) {
  if (exit_code_ >= 0) return true;
  pollfd watched{descriptor_, POLLIN, 0};
  if (poll(&watched, 1, static_cast<int>(time.count())) <= 0) return false;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return false;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return true;
}

void ChildProcess::signal(int number) {
  if (exit_code_ < 0) kill(pid_, number);
}

}  // namespace tipring::wire
