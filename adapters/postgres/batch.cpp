#include "adapters/postgres/batch.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "adapters/postgres/values.h"
#include "runtime/ports/placeholders.h"

namespace tipring::postgres {
namespace {

// The protocol counts them in 16 bits.
constexpr std::size_t most_values = 65'535;
// A millisecond or two of the control thread for rows of some columns.
constexpr std::size_t rows_at_once = 2'000;

bool is_of_word(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

char to_upper(char letter) {
  return static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
}

// Behind the comment that begins at `at`. PostgreSQL's comments nest.
std::size_t behind_comment(std::string_view text, std::size_t at) {
  int depth = 0;
  while (at < text.size()) {
    const std::string_view mark = text.substr(at, 2);
    if (mark == "/*") ++depth;
    if (mark == "*/") --depth;
    at += mark == "/*" || mark == "*/" ? 2 : 1;
    if (depth == 0) break;
  }
  return std::min(at, text.size());
}

// Behind white space, comments and opening brackets.
std::size_t start_of(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (text.substr(at, 2) == "--") {
      at = std::min(text.find('\n', at), text.size());
    } else if (text.substr(at, 2) == "/*") {
      at = behind_comment(text, at);
    } else if (std::isspace(static_cast<unsigned char>(text[at])) != 0 || text[at] == '(') {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

// The words of a statement, in upper case, and of what it quotes: that may say too much, never too little.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = start_of(text); at < text.size();) {
    std::string word;
    while (at < text.size() && is_of_word(text[at]))
      word += to_upper(text[at++]);
    if (word.empty()) {
      ++at;
    } else {
      words.push_back(std::move(word));
    }
  }
  return words;
}

template <std::size_t count>
bool is_one_of(const std::string& word, const std::array<std::string_view, count>& list) {
  return std::ranges::find(list, word) != list.end();
}

// What a statement may do, by its words.
struct Kind {
  bool changes = true;
  bool returns_rows = false;
  bool ends_transaction = false;
  bool sets = false;
  bool can_be_fetched = false;  // By a cursor.
};

Kind kind_of(std::string_view text) {
  constexpr std::array<std::string_view, 6> reading{"SELECT", "VALUES", "TABLE", "SHOW", "EXPLAIN", "WITH"};
  constexpr std::array<std::string_view, 4> with_cursor{"SELECT", "VALUES", "TABLE", "WITH"};
  constexpr std::array<std::string_view, 4> changing{"INSERT", "UPDATE", "DELETE", "MERGE"};
  constexpr std::array<std::string_view, 6> ending{"BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT"};
  const std::vector<std::string> words = words_of(text);
  if (words.empty()) return {};
  const std::string& first = words.front();
  Kind kind;
  const bool reads = is_one_of(first, reading);
  kind.changes = !reads || std::ranges::any_of(words, [&](const auto& w) { return is_one_of(w, changing); });
  kind.returns_rows =
      reads || first == "FETCH" || first == "EXECUTE" || std::ranges::find(words, "RETURNING") != words.end();
  kind.ends_transaction =
      is_one_of(first, ending) || (first == "PREPARE" && words.size() > 1 && words[1] == "TRANSACTION");
  kind.sets = first == "SET" || first == "RESET";
  kind.can_be_fetched = is_one_of(first, with_cursor) && !kind.changes;
  return kind;
}

Error refused(std::string text) {
  return {"refused", std::move(text)};
}

Result<Command> command_of(const DatabaseStatement& statement) {
  if (auto checked = check_text(statement.text, "a statement"); !checked) return checked.error();
  const std::size_t wanted = placeholders(statement.text).size();
  if (wanted != statement.values.size())
    return refused("a statement has " + std::to_string(wanted) + " placeholders and " +
                   std::to_string(statement.values.size()) + " values: " + statement.text);
  if (wanted > most_values)
    return refused("a statement has " + std::to_string(wanted) + " values; at most " +
                   std::to_string(most_values) + " can be sent");
  Command command;
  command.text =
      with_placeholders(statement.text, [](std::size_t number) { return "$" + std::to_string(number); });
  command.changes = statement.changes;
  for (const DatabaseValue& value : statement.values) {
    auto text = parameter_text(value);
    if (!text) return text.error();
    command.values.push_back(std::move(text).value());
  }
  return command;
}

}  // namespace

Result<Batch> batch_of(const DatabaseRequest& request) {
  Batch batch;
  batch.most_rows = request.most_rows;
  bool changes = false;
  bool returns_rows = false;
  for (const DatabaseStatement& statement : request.statements) {
    const Kind kind = kind_of(statement.text);
    if (kind.ends_transaction)
      return refused("a request is a transaction by itself and neither begins nor ends one: " + statement.text);
    // A transaction that only reads could be made to write by it.
    if (request.reads_only && kind.sets) return refused("what only reads sets nothing: " + statement.text);
    auto command = command_of(statement);
    if (!command) return command.error();
    changes |= kind.changes;
    returns_rows |= kind.returns_rows;
    batch.judged |= statement.changes.has_value();
    const bool is_large = request.most_rows > rows_at_once && request.statements.size() == 1;
    if (is_large && request.reads_only && kind.can_be_fetched) batch.rows_at_once = rows_at_once;
    batch.commands.push_back(std::move(command).value());
  }
  batch.judged |= changes && returns_rows && !request.reads_only;
  if (request.reads_only) {
    batch.begin = "BEGIN READ ONLY";
  } else if (batch.judged || batch.commands.size() > 1) {
    batch.begin = "BEGIN";
  }
  return batch;
}

}  // namespace tipring::postgres
