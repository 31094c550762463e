// `tipring db`: on a site whose records are SQLite's file.

#include <filesystem>
#include <fstream>
#include <memory>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/journal/file_journal.h"
#include "adapters/records/projection_store.h"
#include "adapters/sqlite/record_file.h"
#include "runtime/control/json.h"
#include "tests/kit/records/ledger_day.h"
#include "tests/unit/cli/commands/program.h"

namespace tipring::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::UnorderedElementsAre;
namespace fs = std::filesystem;

constexpr std::uint64_t entries = 100;

class DbTest : public ::testing::Test {
 protected:
  DbTest() { std::ofstream(folder_.file("site.lua")) << "on.call(function(call) return reject(404) end)\n"; }

  std::unique_ptr<journal::FileJournal> ledger() {
    return std::move(journal::FileJournal::open(folder_.file("var/ledger"), {.segment_size = 4096})).value();
  }
  // As a runtime leaves it.
  void serve() {
    ASSERT_TRUE(ledger()->append(frames_of(day(entries))));
    sqlite::RecordFile place(database());
    ASSERT_TRUE(records::ProjectionStore::open(place)->apply(day(entries)));
  }
  std::string database() const { return folder_.file("var/tipring.db"); }
  void change(const char* statement) {
    sqlite::RecordFile place(database());
    ASSERT_TRUE(place.open(DatabasePlace::Mode::write).value()->run({.statements = {{statement}}}));
  }
  Ended db(std::vector<std::string> words) const {
    words.insert(words.begin(), "db");
    words.insert(words.begin() + 2, folder_.path());
    return tipring(words);
  }
  Json json(std::vector<std::string> words) const {
    words.insert(words.end(), {"-o", "json"});
    return Json::parse(db(std::move(words)).out, nullptr, false);
  }
  std::string backup() const { return folder_.file("backup"); }
  static std::set<std::string> names_in(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
      names.insert(entry.path().filename());
    return names;
  }

  TemporaryFolder folder_;
};

TEST_F(DbTest, MigratesOnce) {
  const Json first = json({"migrate"});
  EXPECT_EQ(first.at("version_before"), 0);
  EXPECT_EQ(first.at("steps").at(0), "call_records");
  EXPECT_EQ(first.at("steps").size(), first.at("version"));
  const Json again = json({"migrate"});
  EXPECT_EQ(again.at("version_before"), first.at("version"));
  EXPECT_THAT(again.at("steps"), IsEmpty());
  EXPECT_THAT(db({"migrate"}).err, HasSubstr("nothing was to be done"));
  EXPECT_EQ(db({"check"}).exit_code, 3) << "there is no ledger";
}

TEST_F(DbTest, ChecksTheRecords) {
  serve();
  const Ended good = db({"check"});
  EXPECT_EQ(good.exit_code, 0) << good.err;
  EXPECT_THAT(good.err, HasSubstr("the records are as the ledger has them"));
  EXPECT_THAT(good.out, AllOf(HasSubstr("ledger_end"), HasSubstr("100")));
  change("DELETE FROM call_records WHERE contact_number = 7");
  const Ended bad = db({"check"});
  EXPECT_EQ(bad.exit_code, 5);
  EXPECT_THAT(bad.err, HasSubstr("1 call of the ledger has no record: call 1-7"));
  EXPECT_THAT(json({"check"}).at("findings").at(0), HasSubstr("call 1-7"));
  std::ofstream(database()) << std::string(4096, 'x');
  const Ended damaged = db({"check"});
  EXPECT_EQ(damaged.exit_code, 5);
  EXPECT_THAT(damaged.err, HasSubstr("the database is damaged"));
  fs::remove(database());
  const Ended none = db({"check"});
  EXPECT_EQ(none.exit_code, 5);
  EXPECT_THAT(none.err, HasSubstr("there are no records"));
  EXPECT_EQ(json({"check"}).at("ledger_end"), entries);
}

TEST_F(DbTest, BacksUpASiteThatRunsAndRestoresIt) {
  serve();
  std::ofstream(folder_.file("var/closings.json")) << "{}";
  {
    const auto running = ledger();
    const Ended made = db({"backup", backup() + "/"});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    EXPECT_THAT(names_in(backup()),
                UnorderedElementsAre("backup.json", "closings.json", "ledger", "tipring.db"));
    EXPECT_EQ(db({"backup", backup()}).exit_code, 4) << "it is there already";
    const Ended refused = db({"restore", backup(), "--force"});
    EXPECT_EQ(refused.exit_code, 4);
    EXPECT_THAT(refused.err, AllOf(HasSubstr("in use by process"), HasSubstr("stop it first")));
    ASSERT_TRUE(running->append(frames_of({day(entries + 1).back()})));
  }
  const Ended refused = db({"restore", backup()});
  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_THAT(refused.err, HasSubstr("--force"));
  EXPECT_EQ(json({"check"}).at("ledger_end"), entries + 1);
  const Json restored = json({"restore", backup(), "--force"});
  EXPECT_EQ(restored.at("entries"), entries);
  EXPECT_EQ(restored.at("records"), "restored");
  const Json check = json({"check"});
  EXPECT_EQ(check.at("ledger_end"), entries);
  EXPECT_EQ(check.at("applied"), entries);
  EXPECT_THAT(check.at("findings"), IsEmpty());
  EXPECT_EQ(ledger()->found().entries, entries);
  EXPECT_TRUE(fs::exists(folder_.file("var/closings.json")));
  const fs::path aside = restored.at("put_aside").get<std::string>();
  EXPECT_THAT(names_in(aside), IsSupersetOf({"closings.json", "ledger", "tipring.db", "versions"}));
}

TEST_F(DbTest, RestoresIntoANewStateFolderWithoutItsRecords) {
  serve();
  ASSERT_EQ(db({"backup", backup(), "--without-records"}).exit_code, 0);
  EXPECT_THAT(names_in(backup()), UnorderedElementsAre("backup.json", "ledger"));
  const std::string state = folder_.file("other");
  const Ended restored = db({"restore", backup(), "--state", state});
  EXPECT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_THAT(restored.out, HasSubstr("made from the ledger at the next start"));
  EXPECT_EQ(journal::FileJournal::open(state + "/ledger", {.segment_size = 4096}).value()->found().entries,
            entries);
}

TEST_F(DbTest, DoesNotTakeAnotherSitesBackupUnlessTold) {
  serve();
  ASSERT_EQ(db({"backup", backup()}).exit_code, 0);
  const TemporaryFolder other;
  std::ofstream(other.file("site.lua")) << "on.call(function(call) return reject(404) end)\n";
  const auto restore = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"db", "restore", other.path(), backup()});
    return tipring(more);
  };
  const Ended refused = restore({});
  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("is the backup of another site, " + folder_.path()),
                                 HasSubstr("not of " + other.path()), HasSubstr("--other-site")));
  EXPECT_EQ(restore({"--force"}).exit_code, 4) << "that puts aside what is there, no more";
  EXPECT_FALSE(fs::exists(other.file("var")));
  const Ended told = restore({"--other-site"});
  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_TRUE(fs::exists(other.file("var/ledger")));
}

TEST_F(DbTest, SaysWhatCannotBeCopiedOrPutBack) {
  EXPECT_EQ(db({"backup", backup()}).exit_code, 3) << "there is no ledger";
  EXPECT_FALSE(fs::exists(backup() + ".new"));
  const Ended none = db({"restore", folder_.path()});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(none.err, HasSubstr("is no backup"));
  serve();
  change("DELETE FROM call_records WHERE contact_number = 7");
  const Ended bad = db({"backup", backup()});
  EXPECT_EQ(bad.exit_code, 5) << "it is made, and not as it should be";
  EXPECT_THAT(bad.err, HasSubstr("call 1-7"));
  EXPECT_TRUE(fs::exists(backup() + "/backup.json"));
}

}  // namespace
}  // namespace tipring::testing
