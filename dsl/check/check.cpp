#include "dsl/check/check.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <variant>

#include "dsl/check/checker.h"
#include "dsl/check/parser.h"
#include "dsl/check/site_survey.h"

namespace tipring::dsl {
namespace {

bool before(Position one, Position other) {
  return std::tie(one.line, one.column) < std::tie(other.line, other.column);
}

// The tree is walked in the order of its text but for what a call is checked for before its arguments.
template <typename Item>
std::vector<Item> in_order(std::vector<Item> items) {
  auto first = items.begin();
  while (first != items.end()) {
    const auto last =
        std::find_if(first, items.end(), [&](const Item& item) { return item.file != first->file; });
    std::stable_sort(first, last,
                     [](const Item& one, const Item& other) { return before(one.position, other.position); });
    first = last;
  }
  return items;
}

CheckedFiles check_chunks(std::span<const Chunk> chunks, const KnownNames& names) {
  SiteSurvey survey(chunks, names);
  Checker checker(survey);
  for (const Chunk& chunk : chunks)
    checker.walk(chunk);
  return {in_order(std::move(checker.findings())), in_order(survey.definitions()),
          in_order(std::move(checker.references()))};
}

}  // namespace

std::vector<Finding> check(std::span<const Chunk> chunks, const KnownNames& names) {
  return check_chunks(chunks, names).findings;
}

std::vector<Definition> definitions(std::span<const Chunk> chunks, const KnownNames& names) {
  return in_order(SiteSurvey(chunks, names).definitions());
}

std::vector<Reference> references(std::span<const Chunk> chunks, const KnownNames& names) {
  return check_chunks(chunks, names).references;
}

CheckedFiles check_files(std::span<const SourceFile> files, const KnownNames& names) {
  CheckedFiles checked;
  std::vector<Chunk> chunks;
  for (const SourceFile& file : files) {
    auto parsed = parse(file.file, file.text);
    if (auto* error = std::get_if<Finding>(&parsed)) {
      checked.findings.push_back(std::move(*error));
    } else {
      chunks.push_back(std::get<Chunk>(std::move(parsed)));
    }
  }
  return checked.findings.empty() ? check_chunks(chunks, names) : checked;
}

}  // namespace tipring::dsl
