#pragma once

#include <span>
#include <string>
#include <vector>

#include "dsl/check/finding.h"
#include "dsl/check/known_names.h"
#include "dsl/check/syntax_tree.h"

namespace tipring::dsl {

/// Something the site's files bring into being: `dialog "closed" { … }`.
struct Definition {
  std::string noun;  ///< "dialog"
  std::string name;  ///< "closed"
  std::string file;
  Position position;
};

/// A literal name of something: `dialog "closed"`, `call:play "welcome"`, `require "holidays"` (noun "module").
struct Reference {
  std::string noun;
  std::string name;
  std::string file;
  Position position;
};

/// Looks for mistakes in all files of a site at once, so that what one defines is known in the others. Findings
/// come in the order of the chunks, then of position. Nothing is reported on a guess: where a value, or the set
/// of names it is to be held against, cannot be told from the text, the checker is silent.
std::vector<Finding> check(std::span<const Chunk> chunks, const KnownNames& names);

/// What the files define, in the order of the chunks, then of position.
std::vector<Definition> definitions(std::span<const Chunk> chunks, const KnownNames& names);

/// The literal names in the files, in the order of the chunks, then of position.
std::vector<Reference> references(std::span<const Chunk> chunks, const KnownNames& names);

struct SourceFile {
  std::string file;  ///< Relative to the site, as messages name it.
  std::string text;
};

struct CheckedFiles {
  std::vector<Finding> findings;
  std::vector<Definition> definitions;
  std::vector<Reference> references;
};

/// Parses and checks. When a file does not parse, only syntax errors are reported (one for each such file),
/// because what the file would define is not known.
CheckedFiles check_files(std::span<const SourceFile> files, const KnownNames& names);

}  // namespace tipring::dsl
