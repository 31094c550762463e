#include "adapters/web/exposition.h"

#include <limits>

#include <gtest/gtest.h>

namespace tipring::web {
namespace {

TEST(Exposition, HasHelpTypeAndSamples) {
  Exposition out;
  out.metric("calls_total", "counter", "Calls\nof \\ all.");
  out.sample(3);
  out.sample(0.25, {{"trunk", "a \"b\"\n\\"}, {"way", "in"}});
  out.sample(std::numeric_limits<double>::infinity());
  EXPECT_EQ(out.text(),
            "# HELP calls_total Calls\\nof \\\\ all.\n# TYPE calls_total counter\ncalls_total 3\n"
            "calls_total{trunk=\"a \\\"b\\\"\\n\\\\\",way=\"in\"} 0.25\ncalls_total +Inf\n");
}

TEST(Exposition, AHistogramCountsUpToEachBound) {
  Histogram histogram({1, 2});
  for (const double value : {0.5, 1.0, 1.5, 7.0})
    histogram.add(value);
  Exposition out;
  out.metric("mos", "histogram", "Quality.");
  out.sample(histogram);
  EXPECT_EQ(out.text(),
            "# HELP mos Quality.\n# TYPE mos histogram\nmos_bucket{le=\"1\"} 2\nmos_bucket{le=\"2\"} 3\n"
            "mos_bucket{le=\"+Inf\"} 4\nmos_sum 10\nmos_count 4\n");
}

}  // namespace
}  // namespace tipring::web
