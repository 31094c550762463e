#include "cli/versions/site_archive.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "runtime/rules/why_record.h"
#include "tests/kit/temporary_folder.h"

namespace tipring::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SiteArchiveTest : public ::testing::Test {
 protected:
  // A site of these files, as it is read.
  dsl::SiteFiles site(const std::map<std::string, std::string>& files) {
    const std::filesystem::path folder = folder_.file("site" + std::to_string(++sites_));
    for (const auto& [name, text] : files) {
      std::filesystem::create_directories((folder / name).parent_path());
      std::ofstream(folder / name) << text;
    }
    auto read = dsl::read_site(folder.string());
    EXPECT_TRUE(read.ok());
    return std::move(read).value();
  }
  dsl::SiteFiles numbered(int number) { return site({{"site.lua", "-- " + std::to_string(number) + "\n"}}); }
  UtcTime later() { return now_ += std::chrono::seconds(1); }
  std::vector<std::int64_t> numbers() {
    std::vector<std::int64_t> all;
    for (const ArchivedVersion& version : archive_.list())
      all.push_back(version.number);
    return all;
  }

  testing::TemporaryFolder folder_;
  int sites_ = 0;
  UtcTime now_{std::chrono::seconds(1'800'000'000)};
  SiteArchive archive_{folder_.file("versions")};
};

TEST_F(SiteArchiveTest, EnterprisesComeBackWithTheirSite) {
  const std::map<std::string, std::string> texts{{"site.lua", "-- own\n"},
                                                 {"enterprises/north/site.lua", "-- north\n"},
                                                 {"enterprises/north/lib/words.lua", "return {}\n"},
                                                 {"enterprises/north/friends.csv", "number\n+12025550143\n"},
                                                 {"enterprises/north/tests/north_spec.lua", "-- no part\n"},
                                                 {"enterprises/south/menu.lua", "-- south\n"},
                                                 {"enterprises/south/site.lua", "-- south\n"}};
  const auto files = site(texts);
  ASSERT_EQ(files.enterprises.size(), 2U);
  EXPECT_EQ(files.scripts.size(), 1U);
  EXPECT_EQ(files.enterprises[0].enterprise, "north");
  EXPECT_EQ(files.enterprises[0].scripts.size(), 1U);
  EXPECT_EQ(files.enterprises[0].modules.at(0).name, "enterprises/north/lib/words.lua");
  EXPECT_EQ(files.enterprises[0].tables.at(0).text, "number\n+12025550143\n");
  EXPECT_EQ(files.enterprises[1].scripts.at(0).name, "enterprises/south/site.lua");
  ASSERT_TRUE(archive_.keep(files, later(), "start").ok());
  const auto read = archive_.read(archive_.find(1).value());
  ASSERT_TRUE(read.ok()) << read.error().text;
  EXPECT_EQ(read->enterprises.size(), 2U);
  auto changed = texts;
  changed["enterprises/south/menu.lua"] = "-- another\n";
  EXPECT_NE(site(changed).content, files.content);
}

TEST_F(SiteArchiveTest, AVersionComesBackAsItWas) {
  const auto files = site({{"site.lua", "on.call(function() end)\n"},
                           {"lib/words.lua", "return {}\n"},
                           {"dialogs/menu.lua", "-- menu\n"},
                           {"blocked.csv", "number\n+12025550143\n"},
                           {"days.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"}});
  const auto kept = archive_.keep(files, later(), "start");
  ASSERT_TRUE(kept.ok());
  EXPECT_EQ(kept->number, 1);
  const auto read = archive_.read(archive_.find(1).value());
  ASSERT_TRUE(read.ok()) << read.error().text;
  EXPECT_EQ(read->content, files.content);
  EXPECT_EQ(read->scripts.size(), 2U);
  EXPECT_EQ(read->modules.at(0).name, "lib/words.lua");
  EXPECT_EQ(read->tables.at(0).text, "number\n+12025550143\n");
  EXPECT_EQ(read->calendars.at(0).name, "days.ics");
}

TEST_F(SiteArchiveTest, AContentKeepsItsNumber) {
  const auto first = numbered(1);
  ASSERT_TRUE(archive_.keep(first, later(), "start").ok());
  EXPECT_EQ(archive_.keep(numbered(2), later(), "reload")->number, 2);
  const auto again = archive_.keep(first, later(), "rollback");
  EXPECT_EQ(again->number, 1);
  EXPECT_EQ(archive_.keep(numbered(3), later(), "reload")->number, 3);
  EXPECT_THAT(numbers(), ElementsAre(1, 2, 3));
  EXPECT_EQ(archive_.find(1)->by, "rollback");
  EXPECT_EQ(archive_.find(1)->at, again->at);
}

TEST_F(SiteArchiveTest, NumbersThatThereAreNotAreToldWithThoseThatThereAre) {
  ASSERT_TRUE(archive_.keep(numbered(1), later(), "start").ok());
  ASSERT_TRUE(archive_.keep(numbered(2), later(), "reload").ok());
  const auto found = archive_.find(7);
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code, "not-found");
  EXPECT_EQ(found.error().text, "there is no version 7; kept are 1, 2");
}

TEST_F(SiteArchiveTest, TheLastTwentyStayAndThoseInUse) {
  std::set<std::string> in_use;
  for (int number = 1; number <= 25; ++number) {
    const auto files = numbered(number);
    if (number == 2) in_use.insert(files.content);
    ASSERT_TRUE(archive_.keep(files, later(), "reload").ok());
  }
  archive_.prune(in_use);
  const auto left = numbers();
  EXPECT_EQ(left.size(), SiteArchive::most_kept + 1);
  EXPECT_EQ(left.at(0), 2);
  EXPECT_EQ(left.at(1), 6);
  EXPECT_EQ(archive_.keep(numbered(26), later(), "reload")->number, 26);
}

TEST_F(SiteArchiveTest, WhatWasChangedSinceIsNotTakenForTheVersion) {
  ASSERT_TRUE(archive_.keep(numbered(1), later(), "start").ok());
  const ArchivedVersion version = archive_.find(1).value();
  std::ofstream(archive_.folder_of(version) / "site.lua") << "-- another\n";
  const auto read = archive_.read(version);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, "damaged");
  EXPECT_THAT(read.error().text, HasSubstr("not as version 1 was kept"));
}

TEST_F(SiteArchiveTest, WhatACrashLeftHalfWrittenIsNoVersion) {
  ASSERT_TRUE(archive_.keep(numbered(1), later(), "start").ok());
  const auto next = numbered(2);
  const std::string name(short_version(next.content));
  std::filesystem::create_directories(folder_.file("versions/" + name + ".new/site"));
  std::filesystem::create_directories(folder_.file("versions/" + name));
  std::ofstream(folder_.file("versions/" + name + "/manifest.json")) << "{\"number\":";
  EXPECT_THAT(numbers(), ElementsAre(1));
  EXPECT_EQ(archive_.keep(next, later(), "reload")->number, 2);
  EXPECT_TRUE(archive_.read(archive_.find(2).value()).ok());
}

TEST_F(SiteArchiveTest, AFolderThatCannotBeWrittenIsTold) {
  std::ofstream(folder_.file("versions")) << "a file";
  const auto kept = archive_.keep(numbered(1), later(), "start");
  ASSERT_FALSE(kept.ok());
  EXPECT_EQ(kept.error().code, "unwritable");
}

}  // namespace
}  // namespace tipring::cli
