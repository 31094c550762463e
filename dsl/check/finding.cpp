#include "dsl/check/finding.h"

namespace tipring::dsl {

std::string_view to_string(FindingKind kind) {
  switch (kind) {
    case FindingKind::syntax:
      return "syntax";
    case FindingKind::unknown_global:
      return "unknown-global";
    case FindingKind::global_assignment:
      return "global-assignment";
    case FindingKind::unknown_name:
      return "unknown-name";
    case FindingKind::defined_twice:
      return "defined-twice";
    case FindingKind::unknown_member:
      return "unknown-member";
    case FindingKind::wrong_use:
      return "wrong-use";
    case FindingKind::unknown_option:
      return "unknown-option";
    case FindingKind::failed_to_load:
      return "failed-to-load";
    case FindingKind::wrong_argument:
      return "wrong-argument";
    case FindingKind::never_decides:
      return "never-decides";
    case FindingKind::rules_meet:
      return "rules-meet";
    case FindingKind::no_way_on:
      return "no-way-on";
    case FindingKind::bad_row:
      return "bad-row";
    case FindingKind::unavailable:
      return "unavailable";
  }
  return "unknown";
}

std::string to_string(const Finding& finding) {
  return finding.file + ":" + std::to_string(finding.position.line) + ":" +
         std::to_string(finding.position.column) + ": " + finding.text;
}

}  // namespace tipring::dsl
