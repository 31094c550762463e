#include "adapters/sqlite/barred_number_table.h"

#include <utility>

namespace tipring::sqlite {

Result<std::vector<BarredNumber>> read_barred_numbers(Connection& database, ContactId contact) {
  auto query = database.prepare(
      "SELECT entry, number, destination, why FROM barred_numbers"
      " WHERE contact_run = ?1 AND contact_number = ?2 ORDER BY entry");
  if (!query) return query.error();
  query->bind(1, std::int64_t{contact.run});
  query->bind(2, std::int64_t{contact.number});
  std::vector<BarredNumber> found;
  for (;;) {
    const auto row = query->step();
    if (!row) return row.error();
    if (!row.value()) return found;
    found.push_back({.contact = contact,
                     .entry = static_cast<std::uint64_t>(query->whole(0)),
                     .number = query->text(1),
                     .destination = query->text(2),
                     .why = query->text(3)});
  }
}

Result<BarredNumberWriter> BarredNumberWriter::prepare(Connection& database) {
  auto insert = database.prepare(
      "INSERT INTO barred_numbers (entry, contact_run, contact_number, number, destination, why)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (entry) DO NOTHING");
  if (!insert) return insert.error();
  return BarredNumberWriter(std::move(insert).value());
}

Result<void> BarredNumberWriter::put(const BarredNumber& barred) {
  insert_.bind(1, static_cast<std::int64_t>(barred.entry));
  insert_.bind(2, std::int64_t{barred.contact.run});
  insert_.bind(3, std::int64_t{barred.contact.number});
  insert_.bind(4, barred.number);
  insert_.bind(5, barred.destination);
  insert_.bind(6, barred.why);
  return insert_.run();
}

}  // namespace tipring::sqlite
