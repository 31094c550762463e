#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tipring {

/// Classes of numbers as a site names them ("premium", "mobile"), each by the patterns of its numbers.
class Destinations {
 public:
  /// The class that has this very pattern already, under which the new one is not added; empty: it is added.
  std::string add(const std::string& name, const std::string& pattern);

  /// The class of a number: that of the pattern which fits it most closely, by the characters that the pattern
  /// gives. Of "+4*" and "+4990*" it is the latter that has +49900123. Empty: no class.
  std::string class_of(std::string_view number) const;

 private:
  std::map<std::string, std::string, std::less<>> classes_;  // By patterns.
};

/// True for what names a class in a list of patterns: it begins with a letter, as no number does.
bool names_destination(std::string_view text);

/// What a phone, or whoever calls by a trunk, may call by trunks. Entries are patterns and names of classes.
struct CallPermission {
  std::optional<std::vector<std::string>> may_call{};  ///< Nothing: all.
  std::vector<std::string> may_not_call{};             ///< Outweighs may_call.

  /// `destination` is the number's class, perhaps none.
  bool allows(std::string_view number, std::string_view destination) const;
};

/// Why who calls may not call a number.
struct CallBar {
  std::string destination;  ///< The number's class, as the site names it; may be empty.
  std::string text;         ///< For people: "phone 100 may not call +49900123".
};

}  // namespace tipring
