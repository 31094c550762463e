#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "dsl/check/parser.h"

namespace tipring::dsl {
namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

// The bank shows how a site reads when all words of the language stand.
TEST(Parser, TakesEveryFileOfTheBank) {
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(TIPRING_BANK)) {
    if (entry.path().extension() != ".lua") continue;
    ++files;
    const auto outcome = parse(entry.path().filename(), text_of(entry.path()));
    const auto* error = std::get_if<Finding>(&outcome);
    EXPECT_EQ(error, nullptr) << (error != nullptr ? to_string(*error) : "");
  }
  EXPECT_EQ(files, 6);
}

}  // namespace
}  // namespace tipring::dsl
