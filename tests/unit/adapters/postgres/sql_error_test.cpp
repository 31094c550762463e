#include "adapters/postgres/sql_error.h"

#include <map>

#include <gtest/gtest.h>

namespace tipring::postgres {
namespace {

TEST(SqlErrorTest, EachStateHasACodeOfThePort) {
  const std::map<std::string, std::string> codes{
      {"57014", "timed-out"},     {"08006", "database-away"}, {"08P01", "database-away"},
      {"57P01", "database-away"}, {"57P02", "database-away"}, {"57P03", "database-away"},
      {"40001", "database-busy"}, {"40P01", "database-busy"}, {"55P03", "database-busy"},
      {"53300", "database-busy"}, {"53100", "database-full"}, {"53200", "database-full"},
      {"42P01", "refused"},       {"23505", "refused"},       {"25006", "refused"},
      {"42501", "refused"},       {"", "database-away"},
  };
  for (const auto& [state, code] : codes) {
    const Error error = error_of({state, "words", ""});
    EXPECT_EQ(error.code, code) << state;
    EXPECT_EQ(error.retryable, code != "refused") << state;
  }
}

TEST(SqlErrorTest, ShowsMessageDetailAndState) {
  const Error error = error_of({"23505", "duplicate key value", "Key (id)=(1)\n  already exists."});
  EXPECT_EQ(error.text, "duplicate key value: Key (id)=(1) already exists. (SQLSTATE 23505)");
}

TEST(SqlErrorTest, LinesBecomeOne) {
  EXPECT_EQ(one_line("connection failed: \n\tno server\n"), "connection failed: no server");
  EXPECT_EQ(one_line("the server closed\n\tIt may have ended\n\tbefore the request.\n"),
            "the server closed; It may have ended before the request.");
  EXPECT_EQ(one_line("\n"), "");
}

}  // namespace
}  // namespace tipring::postgres
