#include "adapters/speech/child_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tipring::speech {
namespace {

Error cannot_start(const std::string& program, int number) {
  return {"speech-failed", "cannot start " + program + ": " + std::generic_category().message(number), true};
}

// A file without a name. Unlike a pipe it takes any amount at once and never makes either side wait.
Descriptor nameless_file(const char* label) {
  return Descriptor(memfd_create(label, MFD_CLOEXEC));
}

bool write_all(int descriptor, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = ::write(descriptor, text.data() + done, text.size() - done);
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) done += static_cast<std::size_t>(written);
  }
  return ::lseek(descriptor, 0, SEEK_SET) == 0;
}

class SpawnSettings {
 public:
  SpawnSettings(int input, int complaints) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, complaints, STDERR_FILENO);
    sigset_t none{};
    sigset_t all{};
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

// The beginning of what the program wrote, on one line.
std::string first_words(int descriptor) {
  std::array<char, 200> buffer{};
  const ssize_t size = ::pread(descriptor, buffer.data(), buffer.size(), 0);
  std::string text(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  for (char& letter : text) {
    if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f) letter = ' ';
  }
  while (!text.empty() && text.back() == ' ')
    text.pop_back();
  return text;
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Result<ChildProcess> ChildProcess::start(const std::string& program, const std::vector<std::string>& arguments,
                                         const std::string& input) {
  const Descriptor text = nameless_file("text");
  Descriptor complaints = nameless_file("stderr");
  if (!text || !complaints || !write_all(text.get(), input)) return cannot_start(program, errno);

  std::vector<char*> words{const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments)
    words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);

  const SpawnSettings settings(text.get(), complaints.get());
  pid_t pid = 0;
  const int failed =
      posix_spawnp(&pid, program.c_str(), settings.actions(), settings.attributes(), words.data(), environ);
  if (failed != 0) return cannot_start(program, failed);
  // Not by glibc's wrapper: that of 2.36 is not declared for C++.
  Descriptor pidfd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  const int no_pidfd = errno;
  // Without a descriptor its end would not be seen; the destructor of the child ends it.
  const bool watched = static_cast<bool>(pidfd);
  ChildProcess child(pid, std::move(pidfd), std::move(complaints));
  if (!watched) return cannot_start(program, no_pidfd);
  return child;
}

ChildProcess::ChildProcess(pid_t pid, Descriptor pidfd, Descriptor complaints)
    : pid_(pid), pidfd_(std::move(pidfd)), complaints_(std::move(complaints)) {}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)),
      pidfd_(std::move(other.pidfd_)),
      complaints_(std::move(other.complaints_)) {}

ChildProcess::~ChildProcess() {
  if (pid_ == 0) return;
  kill();
  reap();
}

void ChildProcess::kill() const {
  if (pid_ != 0) ::kill(pid_, SIGKILL);
}

std::optional<std::string> ChildProcess::reap() {
  int status = 0;
  const pid_t pid = std::exchange(pid_, 0);
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return "its end was not seen";
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return std::nullopt;
  std::string why = WIFEXITED(status)
                        ? "it ended with code " + std::to_string(WEXITSTATUS(status))
                        : std::string("it was ended by signal ") + std::to_string(WTERMSIG(status));
  if (const std::string words = first_words(complaints_.get()); !words.empty()) why += ": " + words;
  return why;
}

}  // namespace tipring::speech
