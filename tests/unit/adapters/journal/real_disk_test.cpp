#include <cstdio>
#include <fstream>

#include "kit.h"
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/journal/file_journal.h"

namespace tipring::journal {
namespace {

constexpr int cannot_mount = 77;

#define OR_EXIT(condition)                                                 \
  do {                                                                     \
    if (!(condition)) {                                                    \
      std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      ::_exit(1);                                                          \
    }                                                                      \
  } while (false)

// What a real file system does is tried in a process of its own: limits and mounts end with it.
int run_apart(const std::function<void()>& body) {
  const pid_t child = ::fork();
  EXPECT_GE(child, 0);
  if (child == 0) {
    body();
    ::_exit(0);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status)) << "ended by signal " << WTERMSIG(status);
  return WEXITSTATUS(status);
}

void mount_small_disk(const std::filesystem::path& folder) {
  if (::unshare(CLONE_NEWNS) != 0) {
    const std::string user = "0 " + std::to_string(::getuid()) + " 1\n";
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) ::_exit(cannot_mount);
    std::ofstream("/proc/self/uid_map") << user;
  }
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) ::_exit(cannot_mount);
  if (::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=256k,mode=0700") != 0) ::_exit(cannot_mount);
}

void fill_and_free(const std::filesystem::path& folder) {
  constexpr JournalOptions options{.segment_size = 65536, .durable = Durability::power};
  std::uint64_t next = 1;
  bool was_in_reserve = false;
  {
    auto journal = FileJournal::open(folder / "ledger", options);
    OR_EXIT(journal);
    Result<void> appended;
    while ((appended = journal.value()->append(frames(next, next, 2000)))) {
      ++next;
      if (journal.value()->room() == JournalRoom::reserve) {
        was_in_reserve = true;
        // The last block that is left, so that the disk is full indeed.
        std::ofstream(folder / "other") << std::string(65536, 'x');
      }
    }
    OR_EXIT(appended.error().code == "disk-full");
    OR_EXIT(was_in_reserve);
    OR_EXIT(journal.value()->room() == JournalRoom::none);
    OR_EXIT(next > 3 * 65536 / 2200);
    OR_EXIT(sequences(*journal.value()) == numbers(1, next - 1));
    std::filesystem::remove(folder / "other");
    for (const auto& segment : segment_paths(folder / "ledger")) {
      std::filesystem::remove(segment);
      break;
    }
    OR_EXIT(journal.value()->append(frames(next, next, 2000)));
    ++next;
  }
  OR_EXIT(FileJournal::open(folder / "ledger", options).value()->found().entries == next - 1);
}

TEST(RealDisk, that_is_full_lets_the_reserve_be_written_and_frees) {
  const TemporaryFolder folder;
  const int status = run_apart([&] {
    mount_small_disk(folder.path());
    fill_and_free(folder.path());
  });
  if (status == cannot_mount) GTEST_SKIP() << "this user may not mount a small disk to fill";
  EXPECT_EQ(status, 0);
}

TEST(RealDisk, with_a_limit_on_files_refuses_in_words) {
  const TemporaryFolder folder;
  const int status = run_apart([&] {
    auto journal = FileJournal::open(folder.path(), small_segments);
    OR_EXIT(journal);
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{2048, 2048};
    OR_EXIT(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
    OR_EXIT(journal.value()->append(frames(1, 1, 1000)));
    const auto refused = journal.value()->append(frames(2, 2, 1000));
    OR_EXIT(!refused && refused.error().code == "disk-full");
    OR_EXIT(journal.value()->room() == JournalRoom::none);
    OR_EXIT(sequences(*journal.value()) == numbers(1, 1));
  });
  EXPECT_EQ(status, 0);
  auto journal = FileJournal::open(folder.path(), small_segments);
  ASSERT_TRUE(journal);
  EXPECT_EQ(sequences(*journal.value()), numbers(1, 1));
}

}  // namespace
}  // namespace tipring::journal
