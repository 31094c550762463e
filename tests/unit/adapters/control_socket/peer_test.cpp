#include "adapters/control_socket/peer.h"

#include <array>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "adapters/control_socket/file_descriptor.h"

namespace tipring::control_socket {
namespace {

constexpr uid_t runtime_user = 500;
constexpr gid_t socket_group = 700;

TEST(Peer, MayControlAsRootAsTheRuntimesUserAndAsAMemberOfTheSocketsGroup) {
  EXPECT_TRUE(may_control({.uid = 0, .gid = 0}, runtime_user, socket_group));
  EXPECT_TRUE(may_control({.uid = runtime_user, .gid = 1}, runtime_user, socket_group));
  EXPECT_TRUE(may_control({.uid = 501, .gid = socket_group}, runtime_user, socket_group));
  EXPECT_TRUE(may_control({.uid = 501, .gid = 1, .groups = {3, socket_group}}, runtime_user, socket_group));
}

TEST(Peer, MayNotControlAsAnybodyElse) {
  EXPECT_FALSE(may_control({.uid = 501, .gid = 1, .groups = {2, 3}}, runtime_user, socket_group));
  // A runtime of root's does not open to users by the number of a group that happens to be a user's.
  EXPECT_FALSE(may_control({.uid = socket_group, .gid = runtime_user}, 0, socket_group));
}

TEST(Peer, IsReadFromTheKernel) {
  std::array<int, 2> ends{};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
  const FileDescriptor one(ends[0]);
  const FileDescriptor other(ends[1]);
  const auto peer = peer_of(one.get());
  ASSERT_TRUE(peer.ok());
  EXPECT_EQ(peer->pid, getpid());
  EXPECT_EQ(peer->uid, geteuid());
  EXPECT_EQ(peer->gid, getegid());
  EXPECT_EQ(static_cast<int>(peer->groups.size()), getgroups(0, nullptr));
}

TEST(Peer, CannotBeReadFromWhatIsNoSocket) {
  EXPECT_EQ(peer_of(0).ok() ? "" : peer_of(-1).error().code, "io-error");
}

}  // namespace
}  // namespace tipring::control_socket
