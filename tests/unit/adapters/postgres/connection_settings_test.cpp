#include "adapters/postgres/connection_settings.h"

#include <gmock/gmock.h>

namespace tipring::postgres {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string described(const std::string& text) {
  const auto settings = ConnectionSettings::parse(text);
  return settings ? settings.value().description() : settings.error().code;
}

TEST(ConnectionSettingsTest, AreWordsOrAUri) {
  EXPECT_EQ(described("postgresql://ann:x@192.0.2.7:5433/bank"), "database \"bank\" at 192.0.2.7, port 5433");
  EXPECT_EQ(described("host=192.0.2.7 dbname=bank"), "database \"bank\" at 192.0.2.7");
  EXPECT_EQ(described("host=db.bank.example hostaddr=192.0.2.7 dbname=bank"),
            "database \"bank\" at db.bank.example");
}

TEST(ConnectionSettingsTest, WhatCannotBeReadIsSaidWithoutThePassword) {
  for (const char* text : {"host=192.0.2.7 password=top 5ecret", "postgresql://ann@192.0.2.7/bank?5ecret=1",
                           "host=192.0.2.7 5ecret", "postgresql://ann:%zz5ecret@192.0.2.7/bank"}) {
    const auto settings = ConnectionSettings::parse(text);
    ASSERT_FALSE(settings.ok()) << text;
    EXPECT_EQ(settings.error().code, "bad-connection");
    EXPECT_THAT(settings.error().text, HasSubstr("expected postgresql://"));
    EXPECT_THAT(settings.error().text, Not(HasSubstr("5ecret")));
  }
}

TEST(ConnectionSettingsTest, PasswordsAreTakenOutOfTexts) {
  const auto settings = ConnectionSettings::parse("host=192.0.2.7 password=5ecret");
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings.value().redacted("not 5ecret, but \"5ecret\""), "not …, but \"…\"");
}

TEST(ConnectionSettingsTest, AreTheEnvironmentOfOtherPrograms) {
  auto settings =
      ConnectionSettings::parse("host=192.0.2.7 password=5ecret dbname=bank options='-c jit=off'").value();
  settings.work_in("tipring");
  EXPECT_THAT(settings.environment(),
              ::testing::IsSupersetOf({"PGHOST=192.0.2.7", "PGPASSWORD=5ecret", "PGDATABASE=bank",
                                       "PGOPTIONS=-c jit=off -c search_path=tipring"}));
}

}  // namespace
}  // namespace tipring::postgres
