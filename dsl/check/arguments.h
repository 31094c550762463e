#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "dsl/check/known_names.h"
#include "dsl/check/syntax_tree.h"

namespace tipring::dsl {

/// The arguments of one call, each put beside what it is for. The same order of things as when a script runs.
struct ArgumentMatch {
  struct Pair {
    const KnownParameter* parameter = nullptr;
    const Expression* value = nullptr;
  };
  struct UnknownOption {
    std::string name;
    Position position;
  };
  std::vector<Pair> pairs;
  std::vector<UnknownOption> unknown_options;
  const Expression* first_too_many = nullptr;  ///< Null when none is.
  std::size_t positional = 0;                  ///< How many were given by position.
  std::vector<const KnownParameter*> missing;  ///< Required ones that are certainly not given.
};

ArgumentMatch match_arguments(const KnownArguments& known, const std::vector<const Expression*>& arguments);

/// What a literal is, for messages: "the number 5", "a function", "nil". Empty for what is no literal.
std::string describe_literal(const Expression* literal);

/// False when a literal does not fit; true for whatever is no literal.
bool literal_fits(const LiteralType& type, const Expression* literal);

}  // namespace tipring::dsl
