#include "adapters/speech/speech_cache.h"

#include <array>
#include <fstream>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sndfile.h>
#include <sys/stat.h>

#include "tests/kit/temporary_folder.h"

namespace tipring::speech {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

void write_wav(const fs::path& path, std::size_t samples) {
  SF_INFO info{};
  info.samplerate = 8000;
  info.channels = 1;
  info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  const std::vector<short> silence(samples);
  sf_write_short(file, silence.data(), static_cast<sf_count_t>(samples));
  sf_close(file);
}

class SpeechCacheTest : public ::testing::Test {
 protected:
  SpeechCache cache(std::uintmax_t limit = 1'000'000) const { return {folder_.file("cache"), limit}; }

  static Result<SpeechCache::Sound> add(SpeechCache& cache, const std::string& description,
                                        std::size_t samples = 800) {
    const auto file = cache.new_file(description).value();
    write_wav(file, samples);
    return cache.keep(file, description);
  }

  // As if the sound had last been used so many seconds after 1970.
  static void used_at(const std::string& path, std::time_t seconds) {
    const std::array<timespec, 2> times{timespec{seconds, 0}, timespec{0, UTIME_OMIT}};
    utimensat(AT_FDCWD, path.c_str(), times.data(), 0);
  }

  ::tipring::testing::TemporaryFolder folder_;
};

TEST_F(SpeechCacheTest, GivesBackWhatItKeeps) {
  auto kept = cache();
  EXPECT_FALSE(kept.find("hello"));
  const auto added = add(kept, "hello");
  ASSERT_TRUE(added);
  EXPECT_EQ(added->length, milliseconds(100));
  const auto found = cache().find("hello");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->path, added->path);
  EXPECT_EQ(found->length, milliseconds(100));
  EXPECT_FALSE(kept.find("hello "));
}

TEST_F(SpeechCacheTest, DoesNotTakeOneTextForAnother) {
  auto kept = cache();
  const auto added = add(kept, "yes");
  // As if another text had the same hash.
  fs::path description = added->path;
  std::ofstream(description.replace_extension(".txt")) << "no";
  EXPECT_FALSE(kept.find("yes"));
}

TEST_F(SpeechCacheTest, UsingASoundDoesNotChangeIt) {
  auto kept = cache();
  const auto added = add(kept, "hello");
  const auto before = fs::last_write_time(added->path);
  used_at(added->path, 1000);
  ASSERT_TRUE(kept.find("hello"));
  EXPECT_EQ(fs::last_write_time(added->path), before);
  struct stat status {};
  ASSERT_EQ(stat(added->path.c_str(), &status), 0);
  EXPECT_GT(status.st_atim.tv_sec, 1000);
}

TEST_F(SpeechCacheTest, DropsWhatWasNotUsedForTheLongestTime) {
  auto kept = cache(3 * 1644);
  const auto a = add(kept, "a");
  const auto b = add(kept, "b");
  const auto c = add(kept, "c");
  used_at(a->path, 3000);
  used_at(b->path, 1000);
  used_at(c->path, 2000);
  ASSERT_TRUE(add(kept, "d"));
  EXPECT_TRUE(kept.find("a"));
  EXPECT_FALSE(kept.find("b"));
  EXPECT_TRUE(kept.find("c"));
  EXPECT_TRUE(kept.find("d"));
}

TEST_F(SpeechCacheTest, KeepsTheNewestWhateverItsSize) {
  auto kept = cache(100);
  ASSERT_TRUE(add(kept, "large", 8000));
  EXPECT_TRUE(kept.find("large"));
}

TEST_F(SpeechCacheTest, RefusesWhatIsNoSound) {
  auto kept = cache();
  const auto file = kept.new_file("x").value();
  std::ofstream(file) << "not a sound";
  EXPECT_EQ(kept.keep(file, "x").error().code, "speech-failed");
  EXPECT_FALSE(fs::exists(file));
  EXPECT_EQ(kept.keep(kept.new_file("y").value(), "y").error().code, "speech-failed");
}

TEST_F(SpeechCacheTest, AFolderThatCannotBeMadeIsAnError) {
  std::ofstream(folder_.file("file")) << "in the way";
  SpeechCache kept(folder_.file("file/cache"), 1000);
  EXPECT_FALSE(kept.find("x"));
  EXPECT_EQ(kept.new_file("x").error().code, "speech-failed");
}

TEST_F(SpeechCacheTest, ClearsAwayWhatACrashLeftBehind) {
  auto kept = cache();
  const auto old_file = kept.new_file("old").value();
  const auto fresh_file = kept.new_file("fresh").value();
  std::ofstream(old_file) << "half a sound";
  std::ofstream(fresh_file) << "being written";
  fs::last_write_time(old_file, fs::file_time_type::clock::now() - std::chrono::hours(2));
  cache();
  EXPECT_FALSE(fs::exists(old_file));
  EXPECT_TRUE(fs::exists(fresh_file));
}

}  // namespace
}  // namespace tipring::speech
