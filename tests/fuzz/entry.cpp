#include "runtime/ledger/entry.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "runtime/ledger/canonical.h"

using namespace tipring;

namespace {

std::string json_of(const Entry& entry) {
  std::string json;
  append_json(entry, json);
  return json;
}

// Whatever strangers put into an entry, it reads back as it was made canonical.
void check_written(Entry entry) {
  make_canonical(entry);
  const std::string json = json_of(entry);
  const auto read = parse_entry(json);
  if (!read || json_of(read.value()) != json) std::abort();
  Entry again = read.value();
  make_canonical(again);
  if (json_of(again) != json) std::abort();
}

// Cuts the input into names and values.
Entry entry_from(std::string_view bytes) {
  Entry entry;
  entry.kind = EntryKind::contact_set;
  while (bytes.size() >= 2) {
    const auto name_size = static_cast<std::size_t>(bytes[0]) & 0x0fU;
    const auto value_size = static_cast<std::size_t>(static_cast<unsigned char>(bytes[1]));
    const bool number = (static_cast<unsigned char>(bytes[0]) & 0x80U) != 0;
    bytes.remove_prefix(2);
    std::string name(bytes.substr(0, name_size));
    bytes.remove_prefix(std::min(name_size, bytes.size()));
    const std::string_view value = bytes.substr(0, value_size);
    bytes.remove_prefix(value.size());
    double real = 0;
    std::memcpy(&real, value.data(), std::min(value.size(), sizeof real));
    entry.fields.emplace_back(std::move(name), number ? FieldValue{real} : FieldValue{std::string(value)});
  }
  return entry;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto read = parse_entry(bytes)) {
    if (json_of(read.value()) != bytes) std::abort();
    check_written(read.value());
  }
  check_written(entry_from(bytes));
  return 0;
}
