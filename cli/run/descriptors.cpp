#include "cli/run/descriptors.h"

#include <sys/resource.h>

namespace tipring::cli {

void use_all_descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  // Where it fails, the old limit stays, and a call for which nothing is left is refused.
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace tipring::cli
