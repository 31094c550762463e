#include "adapters/speech/espeak_speech.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <poll.h>

#include "tests/kit/temporary_folder.h"

namespace tipring::speech {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

// Waits for descriptors with poll, on the test's own thread.
class PollReactor final : public Reactor {
 public:
  Result<std::unique_ptr<Watch>> watch(int descriptor, Interest, std::function<void()> ready) override {
    watched_[++last_] = {descriptor, std::move(ready)};
    return std::unique_ptr<Watch>(std::make_unique<Entry>(*this, last_));
  }
  void post(std::function<void()>) override {}
  void run() override {}
  void stop() override {}

  // Waits until something is ready, and tells it.
  bool wait() {
    std::vector<pollfd> waiting;
    std::vector<int> keys;
    for (const auto& [key, entry] : watched_) {
      waiting.push_back({entry.first, POLLIN, 0});
      keys.push_back(key);
    }
    if (waiting.empty() || ::poll(waiting.data(), waiting.size(), 60'000) <= 0) return false;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (waiting[i].revents == 0 || !watched_.contains(keys[i])) continue;
      const auto ready = watched_[keys[i]].second;
      ready();
    }
    return true;
  }
  std::size_t size() const { return watched_.size(); }

 private:
  class Entry final : public Watch {
   public:
    Entry(PollReactor& reactor, int key) : reactor_(reactor), key_(key) {}
    ~Entry() override { reactor_.watched_.erase(key_); }
    void change(Interest) override {}

   private:
    PollReactor& reactor_;
    int key_;
  };
  int last_ = 0;
  std::map<int, std::pair<int, std::function<void()>>> watched_;
};

class EspeakSpeechTest : public ::testing::Test {
 protected:
  EspeakSpeechTest() {
    options_.cache_folder = folder_.file("cache");
    make();
  }

  void make() { speech_ = std::make_unique<EspeakSpeech>(options_, loop_, reactor_); }

  // A program in place of espeak-ng. It is called with -v VOICE -b 1 -w FILE --stdin.
  void use_program(const std::string& script) {
    const std::filesystem::path path = folder_.file("program");
    std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
    fs::permissions(path, fs::perms::owner_all);
    options_.program = path.string();
    make();
  }

  Speech::Request ask(const std::string& text, const std::string& language = "en") {
    const auto number = ++asked_;
    return speech_->synthesise({text, language}, [this, number](Result<SoundClip> result) {
      answers_.emplace(number, std::move(result));
    });
  }

  bool run_until(std::size_t answers) {
    while (answers_.size() < answers) {
      if (loop_.turn()) continue;
      if (!reactor_.wait()) return false;
    }
    return true;
  }

  ::tipring::testing::TemporaryFolder folder_;
  EspeakOptions options_;
  VirtualClock clock_{UtcTime{}};
  RunLoop loop_{clock_};
  PollReactor reactor_;
  std::unique_ptr<EspeakSpeech> speech_;
  int asked_ = 0;
  std::map<int, Result<SoundClip>> answers_;
};

TEST_F(EspeakSpeechTest, SpeaksAText) {
  ask("Welcome to the bank. For billing press 1.");
  EXPECT_TRUE(answers_.empty());
  ASSERT_TRUE(run_until(1));
  const auto& clip = answers_.at(1);
  ASSERT_TRUE(clip) << clip.error().text;
  EXPECT_EQ(clip->text, "Welcome to the bank. For billing press 1.");
  EXPECT_GT(clip->length, milliseconds(1000));
  EXPECT_TRUE(fs::exists(clip->path));
  EXPECT_EQ(speech_->running(), 0U);
  EXPECT_EQ(loop_.live_timers(), 0U);
  EXPECT_EQ(reactor_.size(), 0U);
}

TEST_F(EspeakSpeechTest, SpeaksOnceWhatIsAskedTwice) {
  ask("Hello.");
  ask("Hello.");
  EXPECT_EQ(speech_->running(), 1U);
  ASSERT_TRUE(run_until(2));
  EXPECT_EQ(answers_.at(1)->path, answers_.at(2)->path);
  ask("Hello.");
  EXPECT_EQ(speech_->running(), 0U);
  ASSERT_TRUE(run_until(3));
  EXPECT_EQ(answers_.at(3)->path, answers_.at(1)->path);
}

TEST_F(EspeakSpeechTest, AnotherLanguageIsAnotherSound) {
  ask("No.", "en-US");
  ask("No.", "es");
  ASSERT_TRUE(run_until(2));
  EXPECT_NE(answers_.at(1)->path, answers_.at(2)->path);
}

TEST_F(EspeakSpeechTest, ATextIsNeverAnOption) {
  for (const char* text : {"--help", "-w /tmp/x", "`id`; $(id)", "<b>tag</b>"})
    ask(text);
  ASSERT_TRUE(run_until(4));
  for (const auto& [number, answer] : answers_)
    EXPECT_TRUE(answer) << number;
}

TEST_F(EspeakSpeechTest, SaysWhyItCannotSpeak) {
  ask("Hello.", "xx");
  ask("Hello.", "--help");
  ask("Hello.", "");
  ask(std::string(20'000, 'a'));
  ask("");
  ASSERT_TRUE(run_until(5));
  for (const auto& [number, answer] : answers_) {
    ASSERT_FALSE(answer) << number;
    EXPECT_EQ(answer.error().code, "speech-failed") << number;
  }
  EXPECT_NE(answers_.at(1).error().text.find("voice does not exist"), std::string::npos)
      << answers_.at(1).error().text;
}

TEST_F(EspeakSpeechTest, AProgramThatIsNotThereIsAnError) {
  options_.program = "/no/such/program";
  make();
  ask("Hello.");
  ASSERT_TRUE(run_until(1));
  EXPECT_EQ(answers_.at(1).error().code, "speech-failed");
  EXPECT_NE(answers_.at(1).error().text.find("/no/such/program"), std::string::npos);
}

TEST_F(EspeakSpeechTest, GivesUpAfterItsTimeAndKillsTheProgram) {
  use_program("exec sleep 1000");
  ask("Hello.");
  EXPECT_EQ(speech_->running(), 1U);
  clock_.advance_to(clock_.now() + milliseconds(9999));
  loop_.turn();
  EXPECT_TRUE(answers_.empty());
  clock_.advance_to(clock_.now() + milliseconds(1));
  ASSERT_TRUE(run_until(1));
  EXPECT_EQ(answers_.at(1).error().code, "timed-out");
  ASSERT_TRUE(reactor_.wait());
  EXPECT_EQ(speech_->running(), 0U);
  EXPECT_EQ(loop_.live_timers(), 0U);
}

TEST_F(EspeakSpeechTest, RunsAtMostSoManyAtOnce) {
  use_program("exec espeak-ng \"$@\"");
  for (int i = 0; i < 6; ++i)
    ask("Number " + std::to_string(i));
  EXPECT_EQ(speech_->running(), 2U);
  while (answers_.size() < 6) {
    ASSERT_LE(speech_->running(), 2U);
    if (!loop_.turn()) {
      ASSERT_TRUE(reactor_.wait());
    }
  }
  for (const auto& [number, answer] : answers_)
    EXPECT_TRUE(answer) << number;
}

TEST_F(EspeakSpeechTest, ACancelledRequestIsNotAnswered) {
  use_program("exec sleep 1000");
  const auto running = ask("One.");
  ask("Two.");
  const auto waiting = ask("Three.");
  speech_->cancel(waiting);
  speech_->cancel(running);
  speech_->cancel(running);
  ASSERT_TRUE(reactor_.wait());
  EXPECT_EQ(speech_->running(), 1U);
  EXPECT_EQ(loop_.live_timers(), 1U);
  EXPECT_TRUE(answers_.empty());
}

TEST_F(EspeakSpeechTest, OneOfTwoWhoWantTheSameMayLeave) {
  const auto first = ask("Hello.");
  ask("Hello.");
  speech_->cancel(first);
  ASSERT_TRUE(run_until(1));
  EXPECT_TRUE(answers_.at(2));
}

TEST_F(EspeakSpeechTest, WhatIsAskedForAgainAfterItsLastListenerLeftIsSpoken) {
  speech_->cancel(ask("Hello."));
  ask("Hello.");
  ASSERT_TRUE(run_until(1));
  EXPECT_TRUE(answers_.at(2));
}

TEST_F(EspeakSpeechTest, AnAnswerOnItsWayCanBeCancelled) {
  ask("Hello.");
  ASSERT_TRUE(run_until(1));
  const auto cached = ask("Hello.");
  speech_->cancel(cached);
  while (loop_.turn()) {
  }
  EXPECT_EQ(answers_.size(), 1U);
}

TEST_F(EspeakSpeechTest, EndsWithItsPrograms) {
  use_program("exec sleep 1000");
  ask("Hello.");
  speech_.reset();
  EXPECT_EQ(loop_.live_timers(), 0U);
  EXPECT_EQ(reactor_.size(), 0U);
}

TEST_F(EspeakSpeechTest, LeavesNothingHalfWritten) {
  use_program("echo rubbish > \"$6\"; exit 3");
  ask("Hello.");
  ASSERT_TRUE(run_until(1));
  EXPECT_EQ(answers_.at(1).error().code, "speech-failed");
  EXPECT_TRUE(fs::is_empty(options_.cache_folder));
}

TEST(VoiceFor, TakesLanguageTagsOnly) {
  EXPECT_EQ(voice_for("en"), "en");
  EXPECT_EQ(voice_for("en-US"), "en-us");
  EXPECT_EQ(voice_for("-en"), std::nullopt);
  EXPECT_EQ(voice_for("en/../x"), std::nullopt);
  EXPECT_EQ(voice_for("en us"), std::nullopt);
  EXPECT_EQ(voice_for(std::string(36, 'a')), std::nullopt);
}

}  // namespace
}  // namespace tipring::speech
