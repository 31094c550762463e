#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tipring::house {

/// A file of the house: its path from the root, with slashes, and its text.
struct SourceFile {
  std::string path;
  std::string text;
};

/// Longest source file outside tests, in lines: a file holds one idea.
inline constexpr std::size_t longest_file = 420;

/// Wrong includes in `files`, a line each: "file:line: from -> to: why not". The rules:
/// - runtime uses nothing but itself, the standard library and a few libraries of pure functions; in it, base,
///   ports, ledger, rules, contact, queue, the floor (the files of runtime itself) and control use only what
///   stands before them;
/// - dsl uses runtime, stdlib and itself; stdlib nothing;
/// - an adapter uses runtime and itself, never another adapter;
/// - cli uses everything;
/// - whatever is included in quotes is named from the root.
std::vector<std::string> wrong_arrows(const std::vector<SourceFile>& files);

/// Lines of runtime and dsl that read the system's clock or chance, which are handed in.
std::vector<std::string> wrong_clocks(const std::vector<SourceFile>& files);

/// Files with too many lines.
std::vector<std::string> long_files(const std::vector<SourceFile>& files);

/// The C++ files of the house outside tests, in the order of their paths.
std::vector<SourceFile> read_house(const std::filesystem::path& root);

}  // namespace tipring::house
