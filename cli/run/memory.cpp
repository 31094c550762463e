#include "cli/run/memory.h"

#include <malloc.h>

namespace tipring::cli {

void keep_freed_memory() {
  constexpr int kept = 64 << 20;
  constexpr int grown_by = 1 << 20;
  mallopt(M_TRIM_THRESHOLD, kept);
  mallopt(M_TOP_PAD, grown_by);
}

}  // namespace tipring::cli
