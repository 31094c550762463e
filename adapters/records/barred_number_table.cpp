#include "adapters/records/barred_number_table.h"

#include <cstdint>
#include <string>
#include <variant>

namespace tipring::records {

DatabaseStatement select_barred_numbers(ContactId contact) {
  return {
      "SELECT entry, number, destination, why FROM barred_numbers"
      " WHERE contact_run = ? AND contact_number = ? ORDER BY entry",
      {std::int64_t{contact.run}, std::int64_t{contact.number}}};
}

std::vector<BarredNumber> barred_numbers_of(const DatabaseRows& rows, ContactId contact) {
  std::vector<BarredNumber> found;
  for (const auto& row : rows.rows) {
    found.push_back({.contact = contact,
                     .entry = static_cast<std::uint64_t>(std::get<std::int64_t>(row.at(0))),
                     .number = std::get<std::string>(row.at(1)),
                     .destination = std::get<std::string>(row.at(2)),
                     .why = std::get<std::string>(row.at(3))});
  }
  return found;
}

DatabaseStatement put_barred_number(const BarredNumber& barred) {
  return {
      "INSERT INTO barred_numbers (entry, contact_run, contact_number, number, destination, why)"
      " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (entry) DO NOTHING",
      {static_cast<std::int64_t>(barred.entry), std::int64_t{barred.contact.run},
       std::int64_t{barred.contact.number}, barred.number, barred.destination, barred.why}};
}

}  // namespace tipring::records
