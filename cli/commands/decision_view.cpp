#include "cli/commands/decision_view.h"

#include <string>
#include <utility>

#include "cli/output/field.h"
#include "cli/output/text.h"
#include "runtime/rules/table_place.h"

namespace tipring::cli {
namespace {

// The last of those that were tried: the nearer the one that decides, the more they matter.
constexpr std::size_t most_rows = 50;

const std::vector<Field> tried_fields{
    {.key = "holds"}, {.key = "rule"}, {.key = "at", .may_be_cut = true}, {.key = "why", .may_be_cut = true}};
const std::vector<Field> decision_fields{{.key = "at", .kind = FieldKind::time},
                                         {.key = "version"},
                                         {.key = "rows"},
                                         {.key = "enterprise"},
                                         {.key = "rules"},
                                         {.key = "by"},
                                         {.key = "rule"},
                                         {.key = "go"},
                                         {.key = "note"},
                                         {.key = "priority", .kind = FieldKind::number},
                                         {.key = "needs"},
                                         {.key = "treatment"},
                                         {.key = "set"},
                                         {.key = "saw"},
                                         {.key = "closings"},
                                         {.key = "missing"},
                                         {.key = "not_known"}};

std::string quoted(const Json& value) {
  return value.is_string() ? "\"" + value.get<std::string>() + "\"" : for_programs(value);
}

std::string assignments(const Json& object) {
  std::string text;
  if (!object.is_object()) return text;
  for (const auto& [key, value] : object.items())
    text += (text.empty() ? "" : ", ") + key + " = " + quoted(value);
  return text;
}

std::string joined(const Json& texts) {
  std::string text;
  if (!texts.is_array()) return text;
  for (const Json& one : texts)
    text += (text.empty() ? "" : ", ") + for_programs(one);
  return text;
}

// "rule "gold" decides: dialog "billing"".
std::string verdict(const Json& decision) {
  const std::string by = for_programs(value_at(decision, "by"));
  const std::string go = for_programs(value_at(decision, "go"));
  if (by == "unknown") return "nobody can tell: the last rule below hangs on what is not known";
  if (go.empty()) return "no rule says where to go";
  return (by == "rule" ? "rule " + quoted(value_at(decision, "rule")) + " decides: " : "otherwise: ") + go;
}

// ""office" at 2026-03-03T09:00:00Z until reopened: a burst pipe".
std::string closing_text(const Json& closing) {
  const Json& until = value_at(closing, "until");
  const std::string reason = for_programs(value_at(closing, "reason"));
  return quoted(value_at(closing, "hours")) + " at " + for_people(value_at(closing, "from"), FieldKind::time) +
         " until " + (until.is_null() ? "reopened" : for_people(until, FieldKind::time)) +
         (reason.empty() ? "" : ": " + reason);
}

void tell(Console& console, const std::string& line) {
  console.out << safe_for_terminal(line) << '\n';
}

void tell_decision(Console& console, const Json& decision) {
  std::string head = "rules " + quoted(value_at(decision, "rules"));
  if (!value_at(decision, "enterprise").is_null())
    head += " of enterprise " + quoted(value_at(decision, "enterprise"));
  if (!value_at(decision, "version").is_null())
    head += ", version " + for_programs(value_at(decision, "version"));
  if (!value_at(decision, "rows").is_null()) head += " with rows " + for_programs(value_at(decision, "rows"));
  if (!value_at(decision, "at").is_null())
    head = for_people(value_at(decision, "at"), FieldKind::time) + "  " + head;
  tell(console, head + ": " + verdict(decision));
  const auto also = [&](const char* what, const std::string& text) {
    if (!text.empty()) tell(console, std::string("  ") + what + " " + text);
  };
  also("note:", for_programs(value_at(decision, "note")));
  also("priority:", for_programs(value_at(decision, "priority")));
  also("needs", assignments(value_at(decision, "needs")));
  also("treatment:", assignments(value_at(decision, "treatment")));
  also("sets", assignments(value_at(decision, "set")));
  also("saw", assignments(value_at(decision, "saw")));
  for (const Json& closing : value_at(decision, "closings"))
    also("an operator had closed hours", closing_text(closing));
  also("the contact had no", joined(value_at(decision, "missing")));
  also("not known:", joined(value_at(decision, "not_known")));
  if (value_at(decision, "goes_round") == true)
    tell(console, "  goes round for ever: the contact has been there before, and was the same; a call ends so");
}

void list_tried(Console& console, const Json& decision) {
  const Json& tried = value_at(decision, "tried");
  if (!tried.is_array() || tried.empty()) return;
  Json rows = Json::array();
  const std::size_t first = tried.size() > most_rows ? tried.size() - most_rows : 0;
  for (std::size_t i = first; i < tried.size(); ++i) {
    Json row = tried[i];
    const Json line = value_at(row, "line");
    row["at"] = place_of_rule(for_programs(value_at(row, "file")), for_programs(value_at(row, "rule")),
                              line.is_number_integer() ? line.get<int>() : 0);
    rows.push_back(std::move(row));
  }
  console.out << '\n';
  Renderer(console, OutputFormat::table).list(tried_fields, rows);
  if (first > 0)
    console.err << "tipring: " << first << " rules before these were tried too; -o json tells of each\n";
}

}  // namespace

void show_decisions(Console& console, OutputFormat format, const Json& decisions) {
  if (format != OutputFormat::table) return Renderer(console, format).list(decision_fields, decisions);
  bool first = true;
  for (const Json& decision : decisions) {
    if (!std::exchange(first, false)) console.out << '\n';
    tell_decision(console, decision);
    list_tried(console, decision);
  }
}

const std::vector<Field>& fields_of_decisions() {
  return decision_fields;
}

}  // namespace tipring::cli
