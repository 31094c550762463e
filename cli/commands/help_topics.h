#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace tipring::cli {

/// Something that several words and commands are about, and that people ask for by its name.
struct HelpTopic {
  std::string_view name;
  std::string_view text;  ///< For a terminal, with a line end.
};

const std::vector<HelpTopic>& help_topics();

/// Of these the fields of rules.
std::span<const HelpTopic> rule_topics();

/// Null where there is none of that name.
const HelpTopic* find_topic(std::string_view name);

}  // namespace tipring::cli
