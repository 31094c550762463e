#include "cli/run/pid_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace tipring::cli {
namespace {

using testing::HasSubstr;

class PidFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "tipring-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    path_ = name + "/tipring.pid";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string content() const {
    std::string line;
    std::ifstream file(path_);
    std::getline(file, line);
    return line;
  }

  std::filesystem::path folder_;
  std::string path_;
};

TEST_F(PidFileTest, HoldsTheProcessIdWhileItLives) {
  {
    const auto file = PidFile::create(path_);
    ASSERT_TRUE(file.ok());
    EXPECT_EQ(content(), std::to_string(getpid()));
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(PidFileTest, ReplacesThatOfADeadProcess) {
  std::ofstream(path_) << "999999999\n";
  const auto file = PidFile::create(path_);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(content(), std::to_string(getpid()));
}

TEST_F(PidFileTest, NamesTheProcessThatHoldsIt) {
  const auto first = PidFile::create(path_);
  ASSERT_TRUE(first.ok());
  const auto second = PidFile::create(path_);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, "already-running");
  EXPECT_THAT(second.error().text, HasSubstr("process " + std::to_string(getpid()) + " holds"));
  EXPECT_EQ(content(), std::to_string(getpid()));
}

TEST_F(PidFileTest, SaysWhyItCannotBeMade) {
  const auto file = PidFile::create((folder_ / "missing" / "tipring.pid").string());
  ASSERT_FALSE(file.ok());
  EXPECT_THAT(file.error().text, HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace tipring::cli
