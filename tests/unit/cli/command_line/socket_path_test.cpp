#include "cli/command_line/socket_path.h"

#include <cstdlib>
#include <filesystem>
#include <map>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tipring::cli {
namespace {

constexpr uid_t root = 0;
constexpr uid_t ann = 1000;

Environment environment(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

std::string client_path(const Environment& variables, uid_t user, const std::string& there) {
  return client_socket_path(variables, user, [&there](const std::string& path) { return path == there; });
}

TEST(SocketPath, IsWhatTheEnvironmentSays) {
  const auto variables = environment({{"TIPRING_SOCKET", "/a/b.sock"}, {"XDG_RUNTIME_DIR", "/run/user/1000"}});
  EXPECT_EQ(default_socket_path(variables, ann), "/a/b.sock");
  EXPECT_EQ(default_socket_path(variables, root), "/a/b.sock");
  EXPECT_EQ(client_path(variables, ann, "/run/tipring/control.sock"), "/a/b.sock");
}

TEST(SocketPath, IsTheUsersOwn) {
  EXPECT_EQ(default_socket_path(environment({{"XDG_RUNTIME_DIR", "/run/user/1000"}}), ann),
            "/run/user/1000/tipring/control.sock");
  EXPECT_EQ(default_socket_path(environment({}), ann), "/tmp/tipring-1000/control.sock");
  EXPECT_EQ(default_socket_path(environment({{"XDG_RUNTIME_DIR", "/run/user/0"}}), root),
            "/run/tipring/control.sock");
}

TEST(SocketPath, OfAClientIsTheMachinesOwnRuntimeWhereTheUserHasNone) {
  const auto variables = environment({{"XDG_RUNTIME_DIR", "/run/user/1000"}});
  EXPECT_EQ(client_path(variables, ann, "/run/tipring/control.sock"), "/run/tipring/control.sock");
  EXPECT_EQ(client_path(variables, ann, "/run/user/1000/tipring/control.sock"),
            "/run/user/1000/tipring/control.sock");
  // Where neither is there, the one that `tipring run` would make is named.
  EXPECT_EQ(client_path(variables, ann, ""), "/run/user/1000/tipring/control.sock");
}

class SocketFolderTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = "/tmp/tipring-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
};

TEST_F(SocketFolderTest, IsMadeForTheUserAlone) {
  const auto path = folder_ + "/own/control.sock";
  ASSERT_TRUE(prepare_socket_folder(path, geteuid()).ok());
  struct stat found {};
  ASSERT_EQ(stat((folder_ + "/own").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777U, 0700U);
  EXPECT_TRUE(prepare_socket_folder(path, geteuid()).ok());
}

TEST_F(SocketFolderTest, IsRefusedWhereOthersHaveAHandInIt) {
  const auto path = folder_ + "/control.sock";
  EXPECT_EQ(prepare_socket_folder(path, geteuid() + 1).error().code, "refused");
  ASSERT_EQ(chmod(folder_.c_str(), 0770), 0);
  EXPECT_EQ(prepare_socket_folder(path, geteuid()).error().code, "refused");
  const auto link = folder_ + "/link";
  ASSERT_EQ(chmod(folder_.c_str(), 0700), 0);
  ASSERT_EQ(symlink(folder_.c_str(), link.c_str()), 0);
  EXPECT_EQ(prepare_socket_folder(link + "/control.sock", geteuid()).error().code, "refused");
}

}  // namespace
}  // namespace tipring::cli
