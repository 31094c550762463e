// Several enterprises in one runtime, as operators see them and change them while it runs.

#include <filesystem>
#include <fstream>
#include <optional>

#include <gmock/gmock.h>

#include "tests/wire/kit/raw_caller.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

namespace fs = std::filesystem;

class EnterprisesWireTest : public ::testing::Test {
 protected:
  void SetUp() override { runtime_.emplace(Runtime::Setup{.site = TIPRING_SITES "/enterprises"}); }
  void TearDown() override {
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }

  fs::path file(const std::string& name) const { return fs::path(runtime_->site_folder()) / name; }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories(file(name).parent_path());
    std::ofstream(file(name), std::ios::app) << text;
  }
  /// The status that a call is refused with.
  std::string refusal(const std::string& number) {
    RawCaller caller(runtime_->port());
    return caller.answer_to(caller.invite(number, RawCaller::sdp())).substr(8, 3);
  }
  /// The id of the call that arrived next.
  std::string arrived() { return runtime_->until_entry("contact.arrived").at("contact").get<std::string>(); }

  std::optional<Runtime> runtime_;
};

TEST_F(EnterprisesWireTest, ACallIsToldWithItsEnterprise) {
  EXPECT_EQ(refusal("200"), "486");
  EXPECT_EQ(refusal("300"), "603");
  EXPECT_EQ(refusal("999"), "404");
  for (const std::string name : {"north", "south"}) {
    const Json why = runtime_->ask({"call", "why", arrived()});
    ASSERT_EQ(why.size(), 1U);
    EXPECT_EQ(why.at(0).at("enterprise"), name);
    EXPECT_EQ(why.at(0).at("go"), name == "north" ? "reject(486)" : "reject(603)");
  }
  EXPECT_FALSE(runtime_->until_entry("contact.arrived").at("with").contains("enterprise"));
  RawCaller patient(runtime_->port());
  patient.send(patient.invite("201", RawCaller::sdp()));
  const std::string call = arrived();
  EXPECT_EQ(runtime_->ask({"call", "show", call}).at("enterprise"), "north");
  runtime_->ask({"call", "hangup", call});
}

TEST_F(EnterprisesWireTest, AnEnterpriseComesByAReload) {
  EXPECT_EQ(refusal("400"), "404");
  write("numbers.csv", "400,west\n");
  write("enterprises/west/store.sql",
        "create table answer (status integer);\ninsert into answer values (488);\n");
  write("enterprises/west/site.lua",
        "store { sqlite = \"var/west.db\", made_by = \"store.sql\" }\n"
        "on.call(function() return reject(db.row(\"select status from answer\").status) end)\n");
  const Json plan = runtime_->ask({"reload", "--dry-run"}).at("plan");
  ASSERT_EQ(plan.size(), 2U);
  EXPECT_EQ(plan.at(0).at("what"), "enterprise \"west\"");
  EXPECT_EQ(plan.at(1).at("what"), "store of enterprise \"west\"");
  EXPECT_FALSE(fs::exists(file("enterprises/west/var/west.db")));
  EXPECT_EQ(runtime_->ask({"reload"}).at("outcome"), "in-force");
  EXPECT_EQ(refusal("400"), "488");
  EXPECT_EQ(refusal("200"), "486");
  EXPECT_EQ(runtime_->ask({"rollback", "1"}).at("outcome"), "in-force");
  EXPECT_EQ(refusal("400"), "404");
}

TEST_F(EnterprisesWireTest, HoursOfOneAreClosedAlone) {
  runtime_->ask({"hours", "close", "north/office"});
  EXPECT_EQ(refusal("200"), "480");
  EXPECT_EQ(refusal("300"), "603");
  EXPECT_EQ(runtime_->ask({"hours", "close", "--all"}).size(), 2U);
  EXPECT_EQ(refusal("300"), "480");
}

}  // namespace
}  // namespace tipring::wire
