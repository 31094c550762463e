#include "adapters/control_socket/listening_socket.h"

#include <fstream>
#include <optional>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/control_socket/unix_address.h"
#include "tests/kit/temporary_folder.h"

namespace tipring::control_socket {
namespace {

using ::testing::HasSubstr;
using tipring::testing::TemporaryFolder;

mode_t mode_of(const std::string& path) {
  struct stat found {};
  EXPECT_EQ(lstat(path.c_str(), &found), 0) << path;
  return found.st_mode;
}

bool exists(const std::string& path) {
  return access(path.c_str(), F_OK) == 0;
}

Error refusal(const std::string& path) {
  const auto socket = ListeningSocket::create(path);
  EXPECT_FALSE(socket.ok()) << path;
  return socket ? Error{} : socket.error();
}

// Leaves the file of a socket that nobody listens at any more, as a killed runtime does.
void leave_dead_socket(const std::string& path) {
  const FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM, 0));
  const auto address = unix_address(path);
  ASSERT_TRUE(address.ok());
  ASSERT_EQ(bind(socket.get(), address->get(), address->size()), 0);
  ASSERT_EQ(listen(socket.get(), 1), 0);
}

TEST(ListeningSocket, IsOpenToUserAndGroupWhateverTheUmask) {
  const TemporaryFolder folder;
  for (const mode_t mask : {0000, 0022, 0077}) {
    const mode_t before = umask(mask);
    const auto socket = ListeningSocket::create(folder.file("control.sock"));
    umask(before);
    ASSERT_TRUE(socket.ok());
    EXPECT_EQ(mode_of(socket->path()) & 07777U, 0660U);
  }
}

TEST(ListeningSocket, TakesItsFileAlong) {
  const TemporaryFolder folder;
  const auto path = folder.file("control.sock");
  {
    const auto socket = ListeningSocket::create(path);
    ASSERT_TRUE(socket.ok());
    EXPECT_TRUE(exists(path));
  }
  EXPECT_FALSE(exists(path));
}

TEST(ListeningSocket, LeavesAFileThatIsNotItsOwn) {
  const TemporaryFolder folder;
  const auto path = folder.file("control.sock");
  std::optional<Result<ListeningSocket>> first(ListeningSocket::create(path));
  ASSERT_TRUE(first->ok());
  // Renamed, not removed: the file system must not give its inode's number to the next.
  ASSERT_EQ(rename(path.c_str(), folder.file("aside").c_str()), 0);
  const auto second = ListeningSocket::create(path);
  ASSERT_TRUE(second.ok());
  first.reset();
  EXPECT_TRUE(exists(path));
}

TEST(ListeningSocket, ReplacesWhatADeadRuntimeLeft) {
  const TemporaryFolder folder;
  const auto path = folder.file("control.sock");
  leave_dead_socket(path);
  ASSERT_TRUE(exists(path));
  EXPECT_TRUE(ListeningSocket::create(path).ok());
}

TEST(ListeningSocket, NamesTheLiveRuntimeThatListensThere) {
  const TemporaryFolder folder;
  const auto path = folder.file("control.sock");
  const auto first = ListeningSocket::create(path);
  ASSERT_TRUE(first.ok());
  const auto error = refusal(path);
  EXPECT_EQ(error.code, "already-running");
  EXPECT_THAT(error.text, HasSubstr("(pid " + std::to_string(getpid()) + ")"));
  EXPECT_THAT(error.text, HasSubstr(path));
  EXPECT_TRUE(exists(path));
}

TEST(ListeningSocket, LeavesOtherFilesAlone) {
  const TemporaryFolder folder;
  const auto path = folder.file("notes.txt");
  std::ofstream(path) << "mine";
  EXPECT_EQ(refusal(path).code, "bad-path");
  EXPECT_THAT(refusal(path).text, HasSubstr("no socket"));
  EXPECT_TRUE(exists(path));
}

TEST(ListeningSocket, SaysWhatIsWrongWithAPath) {
  const TemporaryFolder folder;
  EXPECT_THAT(refusal(folder.file("missing/control.sock")).text, HasSubstr("No such file or directory"));
  EXPECT_THAT(refusal(folder.file(std::string(200, 'x'))).text, HasSubstr("1 to 107 bytes"));
  EXPECT_THAT(refusal("").text, HasSubstr("1 to 107 bytes"));
}

}  // namespace
}  // namespace tipring::control_socket
