#include "runtime/base/csv.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// Any bytes end in rows and mistakes, and no two rows begin on one line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tipring::CsvReader reader({reinterpret_cast<const char*>(data), size});
  tipring::CsvRow row;
  std::size_t line = 0;
  for (;;) {
    const auto more = reader.next(row);
    if (more && !more.value()) return 0;
    if (row.line <= line) std::abort();
    line = row.line;
  }
}
