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

  /// The classes by their patterns.
  const std::map<std::string, std::string, std::less<>>& classes() const { return classes_; }

 private:
  std::map<std::string, std::string, std::less<>> classes_;  // By patterns.
};

/// True for what names a class in a list of patterns: it begins with a letter, as no number does.
bool names_destination(std::string_view text);

/// What a phone, or whoever calls by a trunk, may call by trunks. Entries are patterns and names of classes.
struct CallPermission {
  std::optional<std::vector<std::string>> may_call{};  ///< Nothing: all.
  std::vector<std::string> may_not_call{};             ///< Outweighs may_call.
};

/// Who is behind a call or message: a phone of the site, a trunk that the caller came by. Both may be empty.
struct CallingParty {
  std::string phone{};
  std::string trunk{};
};

/// Why who calls may not call a number.
struct CallBar {
  std::string number;       ///< As it was judged: dialled_number().
  std::string destination;  ///< Its class, where that is why; else empty.
  std::string text;         ///< For people, with the rule that says so.
};

/// What the site's phones and trunks may call, by their names. Others may call everything.
struct PermissionBook {
  Destinations destinations{};
  std::map<std::string, CallPermission, std::less<>> phones{};
  std::map<std::string, CallPermission, std::less<>> trunks{};

  /// Nothing: it may be called.
  std::optional<CallBar> bar_of(const CallingParty& caller, std::string_view number) const;
};

}  // namespace tipring
