#pragma once

namespace tipring::cli {

/// Lets the process open as many descriptors as it may (getrlimit(2)): every leg has two sockets for its media,
/// and the usual limit of 1024 would end at some hundred calls. For the process.
void use_all_descriptors();

}  // namespace tipring::cli
