#include "runtime/ledger/storable_text.h"

#include "runtime/base/utf8.h"

namespace tipring {

std::string storable_text(const Entry& entry, std::string_view name) {
  const auto* value = entry.field<std::string>(name);
  if (value == nullptr) return {};
  std::string storable;
  for (const char each : *value) {
    if (each == '\0') {
      storable.append(replacement_character);
    } else {
      storable.push_back(each);
    }
  }
  return storable;
}

}  // namespace tipring
