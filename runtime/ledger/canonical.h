#pragma once

#include <cstddef>

#include "runtime/ledger/entry.h"

namespace tipring {

/// Longest string value of an entry as the ledger keeps it, in bytes before escaping: the longest datagram, so
/// that nothing that came in one is cut.
inline constexpr std::size_t longest_text = std::size_t{64} << 10U;
/// Longest name of a field, in bytes.
inline constexpr std::size_t longest_field_name = 256;
/// Most fields of an entry. Reading compares the names of all with all others.
inline constexpr std::size_t most_fields = 256;
/// The field that counts those left out of an entry that was too long for a frame.
inline constexpr std::string_view omitted_field = "(omitted)";

/// Makes an entry what its reader will see: parse_entry() of its JSON gives back the same entry, and the JSON
/// fits into a frame. Strangers choose some of the texts, so nothing here is a mistake of the program:
/// - bytes that are not UTF-8 become U+FFFD;
/// - a string longer than `longest_text` is cut between characters and ends in "… [cut from N bytes]";
/// - of two fields with one name the first is kept, which is the one that Entry::field() finds;
/// - an infinite number becomes NaN, which JSON writes as null;
/// - of fields that are too many, or too long together, those that no longer fit are left out, and a last field
/// "(omitted)" counts
///   them; no other field may have that name.
void make_canonical(Entry& entry);

}  // namespace tipring
