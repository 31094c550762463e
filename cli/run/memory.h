#pragma once

namespace tipring::cli {

/// Keeps the memory that calls give back for the calls to come (mallopt(3)): a heap that shrinks after each
/// call and grows with the next spends its time in page faults. For the process, before its threads.
void keep_freed_memory();

}  // namespace tipring::cli
