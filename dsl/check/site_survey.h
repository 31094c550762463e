#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "dsl/check/check.h"
#include "dsl/check/inference.h"

namespace tipring::dsl {

/// What all files of a site together bring into being; worked out before anything is held against it.
class SiteSurvey {
 public:
  SiteSurvey(std::span<const Chunk> chunks, const KnownNames& names);
  SiteSurvey(const SiteSurvey&) = delete;
  SiteSurvey& operator=(const SiteSurvey&) = delete;

  Inference& inference() { return inference_; }

  /// Globals assigned at the top of files.
  const std::set<std::string, std::less<>>& globals() const { return globals_; }
  /// Globals assigned inside functions; a mistake where they are assigned, not where they are read.
  const std::set<std::string, std::less<>>& misplaced_globals() const { return misplaced_globals_; }

  const std::vector<Definition>& definitions() const { return definitions_; }
  /// The first definition of the name; null when there is none.
  const Definition* find(const std::string& noun, const std::string& name) const;
  /// True when the definition at this place stands at the top of its file, where it is certain to run.
  bool certain(const Definition& definition) const { return certain_.contains(place(definition)); }

  /// Whether the names of a noun are all known, so that another one is a mistake.
  bool complete(const std::string& noun) const {
    return checked_nouns_.contains(noun) && !open_nouns_.contains(noun);
  }
  /// Known and defined names of the noun, in order.
  const std::set<std::string, std::less<>>& names_of(const std::string& noun) const;

  /// Functions that attend a contact, as far as the text shows it.
  const std::set<const FunctionBody*>& handlers() const { return handlers_; }

 private:
  class Globals;
  class Handing;
  class Defining;
  using Place = std::tuple<std::string, std::uint32_t, std::uint32_t>;
  static Place place(const Definition& definition) {
    return {definition.file, definition.position.line, definition.position.column};
  }
  void add_checked_nouns();
  void add_names();
  void define(Definition definition, bool certain);

  const KnownNames& names_;
  LocalValues locals_;
  std::set<std::string, std::less<>> globals_;
  std::set<std::string, std::less<>> misplaced_globals_;
  Inference inference_;
  std::set<const FunctionBody*> handlers_;
  std::vector<Definition> definitions_;
  std::map<std::pair<std::string, std::string>, std::size_t> first_definitions_;
  std::set<Place> certain_;
  std::set<std::string, std::less<>> checked_nouns_;
  std::set<std::string, std::less<>> open_nouns_;
  ByName<std::set<std::string, std::less<>>> names_of_nouns_;
};

}  // namespace tipring::dsl
