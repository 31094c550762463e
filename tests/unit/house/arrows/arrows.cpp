#include "arrows.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>

namespace tipring::house {
namespace {

constexpr std::array<std::string_view, 5> tops{"runtime", "dsl", "stdlib", "adapters", "cli"};

// In the order in which they may use one another. The floor, the files of runtime itself, composes those before
// it; control commands it.
constexpr std::array<std::string_view, 8> runtime_rooms{"base",    "ports", "ledger", "rules",
                                                        "contact", "queue", "",       "control"};

// Libraries of pure functions: no time, no chance, no world but the system's time zones, which are the same for
// whoever asks.
const std::set<std::string_view>& libraries_of_runtime() {
  static const std::set<std::string_view> libraries{"nlohmann/json.hpp", "zlib.h", "date/tz.h"};
  return libraries;
}

// Of the standard library: what brings the world, other threads or chance in.
const std::set<std::string_view>& standard_not_in_runtime() {
  static const std::set<std::string_view> headers{
      "thread", "mutex",      "condition_variable", "future",  "atomic",
      "random", "fstream",    "iostream",           "ctime",   "csignal",
      "cstdio", "filesystem", "shared_mutex",       "clocale", "locale"};
  return headers;
}

std::vector<std::string> components(std::string_view path) {
  std::vector<std::string> parts;
  std::istringstream stream{std::string(path)};
  for (std::string part; std::getline(stream, part, '/');)
    parts.push_back(part);
  return parts;
}

// "runtime/ledger" of "runtime/ledger/entry.h"; "runtime" of "runtime/floor.h".
std::string room_of(std::string_view path) {
  const auto parts = components(path);
  return parts.size() > 2 ? parts[0] + "/" + parts[1] : parts[0];
}

std::optional<std::size_t> rank_in_runtime(const std::string& room) {
  const std::string name = room == "runtime" ? "" : room.substr(std::string_view("runtime/").size());
  const auto* found = std::find(runtime_rooms.begin(), runtime_rooms.end(), name);
  if (found == runtime_rooms.end()) return std::nullopt;
  return static_cast<std::size_t>(found - runtime_rooms.begin());
}

// Why `from` may not use `to`, both rooms of the house; empty when it may.
std::string against(const std::string& from, const std::string& to) {
  const std::string from_top = components(from)[0];
  const std::string to_top = components(to)[0];
  if (from_top == "cli" || from == to) return {};
  if (to_top == "cli") return "nothing uses cli";
  if (from_top == "stdlib") return "stdlib uses nothing";
  if (to_top == "adapters")
    return from_top == "adapters" ? "no adapter uses another" : "only cli uses adapters";
  if (from_top == "runtime" && to_top != "runtime") return "runtime uses only itself";
  if (from_top == "adapters" && to_top != "runtime") return "adapters use only runtime and themselves";
  if (from_top != "runtime") return {};
  const auto rank = rank_in_runtime(from);
  const auto other = rank_in_runtime(to);
  if (!rank || !other) {
    return (rank ? to : from) +
           " has no place yet among base, ports, ledger, rules, contact, queue, the floor and control";
  }
  return *other <= *rank
             ? ""
             : "inside runtime the order is base, ports, ledger, rules, contact, queue, the floor, control";
}

std::string against_system(const std::string& from, const std::string& header) {
  if (components(from)[0] != "runtime") return {};
  if (header.find_first_of("./") == std::string::npos) {
    return standard_not_in_runtime().contains(header)
               ? "runtime is deterministic and meets the world only at its ports"
               : "";
  }
  return libraries_of_runtime().contains(header) ? "" : "runtime knows no such library";
}

void each_line(const SourceFile& file, const std::function<void(std::size_t, const std::string&)>& visit) {
  std::istringstream stream(file.text);
  std::size_t number = 0;
  for (std::string line; std::getline(stream, line);)
    visit(++number, line);
}

std::string finding(const SourceFile& file, std::size_t line, const std::string& text) {
  return file.path + ":" + std::to_string(line) + ": " + text;
}

}  // namespace

std::vector<std::string> wrong_arrows(const std::vector<SourceFile>& files) {
  static const std::regex include(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"].*)");
  std::vector<std::string> findings;
  for (const SourceFile& file : files) {
    const std::string from = room_of(file.path);
    each_line(file, [&](std::size_t number, const std::string& line) {
      std::smatch parts;
      if (!std::regex_match(line, parts, include)) return;
      const std::string target = parts[2];
      const bool in_house = target.find('/') != std::string::npos &&
                            std::find(tops.begin(), tops.end(), components(target)[0]) != tops.end();
      std::string why;
      if (in_house) {
        why = against(from, room_of(target));
      } else if (parts[1] == "\"") {
        why = "what is included in quotes is named from the root";
      } else {
        why = against_system(from, target);
      }
      const std::string to = in_house ? room_of(target) : target;
      if (!why.empty()) findings.push_back(finding(file, number, from + " -> " + to + ": " + why));
    });
  }
  return findings;
}

std::vector<std::string> wrong_clocks(const std::vector<SourceFile>& files) {
  static const std::regex clock(
      R"(system_clock::now|steady_clock|high_resolution_clock|random_device|\brand\(|clock_gettime|gettimeofday)");
  std::vector<std::string> findings;
  for (const SourceFile& file : files) {
    const std::string top = components(file.path)[0];
    if (top != "runtime" && top != "dsl") continue;
    each_line(file, [&](std::size_t number, const std::string& line) {
      std::smatch found;
      if (std::regex_search(line, found, clock)) {
        findings.push_back(
            finding(file, number, top + " is handed time and chance, and reads no " + found.str()));
      }
    });
  }
  return findings;
}

std::vector<std::string> long_files(const std::vector<SourceFile>& files) {
  std::vector<std::string> findings;
  for (const SourceFile& file : files) {
    const auto lines = static_cast<std::size_t>(std::count(file.text.begin(), file.text.end(), '\n'));
    if (lines <= longest_file) continue;
    findings.push_back(
        finding(file, lines, "a file holds one idea, in " + std::to_string(longest_file) + " lines at most"));
  }
  return findings;
}

std::vector<SourceFile> read_house(const std::filesystem::path& root) {
  std::vector<SourceFile> files;
  for (const std::string_view top : tops) {
    if (!std::filesystem::is_directory(root / top)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / top)) {
      const auto extension = entry.path().extension();
      if (!entry.is_regular_file() || (extension != ".h" && extension != ".cpp" && extension != ".in"))
        continue;
      std::ifstream stream(entry.path(), std::ios::binary);
      if (!stream) throw std::runtime_error("cannot read " + entry.path().string());
      files.push_back({entry.path().lexically_relative(root).generic_string(),
                       {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()}});
    }
  }
  std::sort(files.begin(), files.end(),
            [](const auto& one, const auto& other) { return one.path < other.path; });
  return files;
}

}  // namespace tipring::house
