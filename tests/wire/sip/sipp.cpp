#include "tests/wire/sip/sipp.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tipring::sip {
namespace {

std::string make_folder() {
  std::string path = (std::filesystem::temp_directory_path() / "tipring-sipp-XXXXXX").string();
  if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("no temporary folder " + path);
  return path;
}

}  // namespace

Sipp::Sipp(Reactor& reactor, const std::string& scenario, const std::vector<std::string>& arguments,
           const std::string& ip)
    : folder_(make_folder()) {
  std::vector<std::string> words{"sipp",
                                 "-sf",
                                 std::string(TIPRING_SIPP_SCENARIOS) + "/" + scenario + ".xml",
                                 "-i",
                                 ip,
                                 "-m",
                                 "1",
                                 "-nostdin",
                                 "-timeout",
                                 "40s",
                                 "-timeout_error",
                                 "-trace_err",
                                 "-trace_msg",
                                 "-error_file",
                                 folder_ + "/errors",
                                 "-message_file",
                                 folder_ + "/messages"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  const std::string screen = folder_ + "/screen";
  posix_spawn_file_actions_addopen(&files, 1, screen.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&files, 1, 2);
  posix_spawn_file_actions_addchdir_np(&files, folder_.c_str());
  if (posix_spawnp(&pid_, "sipp", &files, nullptr, argv.data(), environ) != 0) pid_ = -1;
  posix_spawn_file_actions_destroy(&files);
  if (pid_ < 0) throw std::runtime_error("sipp does not start: is sip-tester installed?");
  descriptor_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  watch_ = reactor.watch(descriptor_, Reactor::Interest::readable, [this] { reap(); }).value();
}

Sipp::~Sipp() {
  watch_.reset();
  if (!ended_) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(descriptor_);
  std::filesystem::remove_all(folder_);
}

void Sipp::reap() {
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return;
  ended_ = true;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  watch_.reset();
}

std::string Sipp::output() const {
  std::ostringstream all;
  for (const char* name : {"/errors", "/messages"}) {
    const std::ifstream file(folder_ + name);
    if (file) all << file.rdbuf();
  }
  return all.str();
}

}  // namespace tipring::sip
