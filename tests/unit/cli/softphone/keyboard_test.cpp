#include "cli/softphone/keyboard.h"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "adapters/reactor/su_reactor.h"
#include "adapters/reactor/system_clock.h"

namespace tipring::cli {
namespace {

class KeyboardTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(::pipe(pipe_.data()), 0);
    keyboard_ = Keyboard::watch(*reactor_, pipe_[0], [this](const std::string& line) {
                  lines_.push_back(line);
                }).value();
  }
  void TearDown() override {
    keyboard_.reset();
    ::close(pipe_[0]);
    if (pipe_[1] >= 0) ::close(pipe_[1]);
  }
  void type(const std::string& text) {
    ASSERT_EQ(::write(pipe_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }

  reactor::SystemClock clock_;
  RunLoop loop_{clock_};
  std::unique_ptr<reactor::SuReactor> reactor_ = reactor::SuReactor::create(loop_).value();
  std::array<int, 2> pipe_{-1, -1};
  std::unique_ptr<Keyboard> keyboard_;
  std::vector<std::string> lines_;
};

TEST_F(KeyboardTest, LinesComeWholeHoweverTheyWereTyped) {
  type("ans");
  reactor_->step(std::chrono::seconds(10));
  EXPECT_TRUE(lines_.empty());
  type("wer\n12#\nha");
  reactor_->step(std::chrono::seconds(10));
  EXPECT_EQ(lines_, (std::vector<std::string>{"answer", "12#"}));
  type("ng up\n");
  reactor_->step(std::chrono::seconds(10));
  EXPECT_EQ(lines_.back(), "hang up");
}

TEST_F(KeyboardTest, TheEndOfTheInputIsNoLine) {
  ::close(pipe_[1]);
  pipe_[1] = -1;
  reactor_->step(std::chrono::seconds(10));
  const auto steps = reactor_->steps();
  reactor_->step(std::chrono::milliseconds(0));
  EXPECT_EQ(reactor_->steps(), steps + 1);
  EXPECT_TRUE(lines_.empty());
}

}  // namespace
}  // namespace tipring::cli
