#include "cli/switchboard/closings_file.h"

#include <fstream>

#include <gmock/gmock.h>

#include "tests/kit/temporary_folder.h"

namespace tipring::cli {
namespace {

using ::testing::HasSubstr;

TEST(ClosingsFileTest, ReadsWhatItWrites) {
  const testing::TemporaryFolder folder;
  const ClosingsFile file(folder.file("closings.json"));
  EXPECT_TRUE(file.read().value().empty());
  const UtcTime now{std::chrono::seconds(1'772'442'000)};
  const ClosingsByName closings{{"office", {.from = now, .until = {}, .reason = "a \"burst\" pipe"}},
                                {"shop", {.from = now, .until = now + std::chrono::hours(2), .reason = {}}}};
  ASSERT_TRUE(file.write(closings));
  EXPECT_EQ(file.read().value(), closings);
}

TEST(ClosingsFileTest, WhatCannotBeReadIsToldAndNotTakenForNothing) {
  const testing::TemporaryFolder folder;
  const ClosingsFile file(folder.file("closings.json"));
  for (const char* text : {"", "{", "[1]", R"({"office": {"from": "now"}})"}) {
    std::ofstream(folder.file("closings.json")) << text;
    const auto read = file.read();
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, "store-damaged");
    EXPECT_THAT(read.error().text, HasSubstr("closings.json"));
  }
}

}  // namespace
}  // namespace tipring::cli
