// Any bytes where messages that passed are read again, to be shown.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "adapters/sip/wire_message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tipring::sip;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto summary = summary_of(bytes);
  if (summary.status < 0 || (summary.readable && summary.call_id != call_id_in(bytes))) std::abort();
  std::string_view rest = bytes;
  while (const auto length = length_of_first(rest)) {
    if (length > rest.size()) std::abort();
    rest.remove_prefix(length);
  }
  const std::string shown = without_secrets(bytes);
  if (shown.size() != bytes.size() || without_secrets(shown) != shown) std::abort();
  return 0;
}
