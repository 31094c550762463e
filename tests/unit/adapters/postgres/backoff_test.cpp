#include "adapters/postgres/backoff.h"

#include <gtest/gtest.h>

namespace tipring::postgres {
namespace {

using namespace std::chrono_literals;

TEST(BackoffTest, DoublesUpToItsLimitAndBeginsAnew) {
  Backoff backoff(250ms, 1500ms);
  for (const Duration wait : {250ms, 500ms, 1000ms, 1500ms, 1500ms})
    EXPECT_EQ(backoff.next(), wait);
  backoff.reset();
  EXPECT_EQ(backoff.next(), 250ms);
}

}  // namespace
}  // namespace tipring::postgres
