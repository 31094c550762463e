#include "adapters/sounds/file_sounds.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include <gtest/gtest.h>
#include <sndfile.h>

namespace tipring::sounds {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

class FileSoundsTest : public testing::Test {
 protected:
  FileSoundsTest() {
    std::string name = (fs::temp_directory_path() / "tipring-sounds-XXXXXX").string();
    root_ = mkdtemp(name.data());
    fs::create_directories(folder() / "menu");
  }
  ~FileSoundsTest() override { fs::remove_all(root_); }

  fs::path folder() const { return root_ / "sounds"; }

  void wav(const fs::path& file, int milliseconds_long, int rate = 8000) const {
    SF_INFO info{};
    info.samplerate = rate;
    info.channels = 1;
    info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
    SNDFILE* sound = sf_open(file.c_str(), SFM_WRITE, &info);
    const std::vector<short> samples(static_cast<std::size_t>(rate * milliseconds_long / 1000));
    sf_write_short(sound, samples.data(), static_cast<sf_count_t>(samples.size()));
    sf_close(sound);
  }
  static void text(const fs::path& file, const std::string& words) { std::ofstream(file) << words; }

  FileSounds sounds(FileSounds::Needs needs = FileSounds::Needs::audio) const { return {folder(), needs}; }

  fs::path root_;
};

TEST_F(FileSoundsTest, FindsASoundWithItsTextAndLength) {
  wav(folder() / "menu/welcome.wav", 1250, 22'050);
  text(folder() / "menu/welcome.txt", "Welcome, and hello.\n");
  const auto clip = sounds().find("menu/welcome");
  ASSERT_TRUE(clip);
  EXPECT_EQ(clip->name, "menu/welcome");
  EXPECT_EQ(clip->text, "Welcome, and hello.");
  EXPECT_EQ(clip->path, (folder() / "menu/welcome.wav").string());
  EXPECT_NEAR(static_cast<double>(clip->length.count()), 1250, 1);
}

TEST_F(FileSoundsTest, SeesWhatChangesWhileRunning) {
  const auto all = sounds();
  EXPECT_FALSE(all.find("beep"));
  wav(folder() / "beep.wav", 100);
  ASSERT_TRUE(all.find("beep"));
  EXPECT_EQ(all.find("beep")->text, "");
  text(folder() / "beep.txt", "Beep.");
  EXPECT_EQ(all.find("beep")->text, "Beep.");
  wav(folder() / "beep.wav", 500);
  EXPECT_EQ(all.find("beep")->length, milliseconds(500));
  wav(root_ / "secret.wav", 500);
  fs::remove(folder() / "beep.wav");
  fs::create_symlink(root_ / "secret.wav", folder() / "beep.wav");
  EXPECT_EQ(all.find("beep").error().code, "bad-sound");
  fs::remove(folder() / "beep.wav");
  EXPECT_EQ(all.find("beep").error().code, "not-found");
}

TEST_F(FileSoundsTest, ASoundNeedsNoText) {
  wav(folder() / "beep.wav", 100);
  EXPECT_EQ(sounds().find("beep")->text, "");
}

TEST_F(FileSoundsTest, ATextAloneWillDoOnlyWhereNothingIsHeard) {
  text(folder() / "hello.txt", "Hello.");
  EXPECT_EQ(sounds().find("hello").error().code, "not-found");
  const auto clip = sounds(FileSounds::Needs::audio_or_text).find("hello");
  ASSERT_TRUE(clip);
  EXPECT_EQ(clip->text, "Hello.");
  EXPECT_EQ(clip->path, "");
  EXPECT_EQ(clip->length, milliseconds(0));
}

TEST_F(FileSoundsTest, NamesTheNearestSound) {
  wav(folder() / "menu/welcome.wav", 10);
  const auto missing = sounds().find("menu/wellcome");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, "not-found");
  EXPECT_NE(missing.error().text.find("menu/welcome"), std::string::npos) << missing.error().text;
}

TEST_F(FileSoundsTest, ListsItsNamesInOrder) {
  wav(folder() / "zebra.wav", 10);
  wav(folder() / "menu/b.wav", 10);
  wav(folder() / "menu/a.wav", 10);
  text(folder() / "menu/a.txt", "a");
  text(folder() / "text-only.txt", "t");
  text(folder() / "notes.md", "n");
  EXPECT_EQ(sounds().names(), (std::vector<std::string>{"menu/a", "menu/b", "zebra"}));
  EXPECT_EQ(sounds(FileSounds::Needs::audio_or_text).names(),
            (std::vector<std::string>{"menu/a", "menu/b", "text-only", "zebra"}));
}

TEST_F(FileSoundsTest, WhatIsNoAudioIsABadSound) {
  text(folder() / "letter.wav", "dear customer");
  fs::create_directory(folder() / "folder.wav");
  for (const char* name : {"letter", "folder"}) {
    const auto bad = sounds().find(name);
    ASSERT_FALSE(bad) << name;
    EXPECT_EQ(bad.error().code, "bad-sound") << name;
    EXPECT_NE(bad.error().text.find(name), std::string::npos);
  }
}

TEST_F(FileSoundsTest, NoNameLeadsOutOfTheFolder) {
  wav(root_ / "secret.wav", 10);
  text(root_ / "secret.txt", "secret");
  wav(folder() / "inside.wav", 10);
  const auto all = sounds(FileSounds::Needs::audio_or_text);
  using namespace std::string_view_literals;
  for (const auto name : {"../secret"sv, "menu/../../secret"sv, "menu/../inside"sv, "/etc/passwd"sv, ""sv,
                          "."sv, ".."sv, "menu//x"sv, "menu/"sv, "inside\0.wav"sv, "..\\secret"sv}) {
    const auto found = all.find(name);
    ASSERT_FALSE(found) << name;
    EXPECT_EQ(found.error().code, "not-found") << name;
    EXPECT_EQ(found.error().text.find('\0'), std::string::npos);
  }
  const auto absolute = all.find((root_ / "secret").string());
  EXPECT_FALSE(absolute);
}

TEST_F(FileSoundsTest, NoLinkLeadsOutOfTheFolder) {
  wav(root_ / "secret.wav", 10);
  text(root_ / "secret.txt", "secret");
  fs::create_symlink(root_ / "secret.wav", folder() / "linked.wav");
  fs::create_symlink(root_ / "secret.txt", folder() / "linked.txt");
  fs::create_directory_symlink(root_, folder() / "up");
  EXPECT_EQ(sounds().find("linked").error().code, "bad-sound");
  EXPECT_FALSE(sounds().find("up/secret"));
  EXPECT_FALSE(sounds(FileSounds::Needs::audio_or_text).find("up/secret"));
  EXPECT_TRUE(sounds().names().empty());
  // One that stays inside is a second name for a sound.
  wav(folder() / "real.wav", 10);
  fs::create_symlink("real.wav", folder() / "alias.wav");
  EXPECT_TRUE(sounds().find("alias"));
}

TEST_F(FileSoundsTest, AFolderThatIsNotThereHasNoSounds) {
  const FileSounds none(root_ / "nowhere", FileSounds::Needs::audio);
  EXPECT_TRUE(none.names().empty());
  EXPECT_EQ(none.find("x").error().code, "not-found");
}

}  // namespace
}  // namespace tipring::sounds
