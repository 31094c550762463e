#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "dsl/words/database_names.h"
#include "dsl/words/database_values.h"
#include "dsl/words/database_waiting.h"
#include "dsl/words/defining.h"
#include "dsl/words/position.h"
#include "dsl/words/words.h"
#include "runtime/ports/placeholders.h"

namespace tipring::dsl {
namespace {

using namespace std::chrono_literals;

constexpr Duration usual_statement_time = 5s;
constexpr Duration longest_statement_time = 5min;

struct NullObject {};

bool leads_out(const std::string& file) {
  const std::filesystem::path path(file);
  return path.is_absolute() || std::ranges::find(path, "..") != path.end();
}

int store(WordCall& call) {
  only_while_loading(call);
  auto& store = call.host<Host>().definitions.store;
  if (store) stands_twice(call, "store", store->position);
  if (call.has("sqlite") == call.has("postgres"))
    call.mistake("needs either sqlite, a file, or postgres, where it is: store { sqlite = \"var/site.db\" }");
  store = StoreDefinition{.sqlite = call.text("sqlite"),
                          .postgres = call.text("postgres"),
                          .made_by = call.text("made_by"),
                          .statements = {},
                          .connections = static_cast<int>(call.whole("connections", 4)),
                          .position = position_of_caller(call.lua())};
  if (call.has("sqlite") && store->sqlite.empty()) call.mistake("sqlite must name a file");
  if (!call.host<Host>().enterprise.empty() && leads_out(store->sqlite))
    call.mistake("sqlite must name a file below the enterprise's folder: no other's is its to see");
  if (call.has("postgres") && store->postgres.empty())
    call.mistake("postgres must say where it is: \"postgresql://bank@db.example/bank\"");
  return 0;
}

int records(WordCall& call) {
  only_while_loading(call);
  only_of_site(call);
  auto& records = call.host<Host>().definitions.records;
  if (records) stands_twice(call, "records", records->position);
  records = RecordsDefinition{.postgres = call.text("postgres"), .position = position_of_caller(call.lua())};
  if (records->postgres.empty())
    call.mistake("postgres must say where it is: \"postgresql://tipring@192.0.2.7/tipring\"");
  return 0;
}

void check_values(const WordCall& call, const DatabaseStatement& statement) {
  const std::size_t wanted = placeholders(statement.text).size();
  if (wanted == statement.values.size()) return;
  call.mistake("the statement has " + std::to_string(wanted) + " ? for values, and " +
               std::to_string(statement.values.size()) +
               (statement.values.size() == 1 ? " is given: " : " are given: ") + statement.text);
}

DatabaseStatement statement_of(const WordCall& call) {
  DatabaseStatement statement{.text = call.text("statement")};
  const auto [first, count] = call.repeated();
  for (int i = 0; i < count; ++i)
    statement.values.push_back(database_value_at(call, first + i, i + 1));
  check_values(call, statement);
  return statement;
}

template <typename Push>
int ask(WordCall& call, DatabaseRequest request, Push push) {
  return wait_for_store(call, std::move(request), usual_statement_time, push);
}

int push_only_row(lua_State* lua, const std::vector<DatabaseRows>& results) {
  const DatabaseRows& rows = results.front();
  if (rows.rows.empty()) return push_failure(lua, {"no-row", "there is no such row", false});
  push_row(lua, rows, 0);
  return 1;
}

int row(WordCall& call) {
  DatabaseRequest request;
  request.statements.push_back(statement_of(call));
  return ask(call, std::move(request), push_only_row);
}

int rows(WordCall& call) {
  DatabaseRequest request;
  request.statements.push_back(statement_of(call));
  request.most_rows = static_cast<std::size_t>(call.whole("most", 1'000));
  return ask(call, std::move(request), [](lua_State* lua, const std::vector<DatabaseRows>& results) {
    push_rows(lua, results.front());
    return 1;
  });
}

int exec(WordCall& call) {
  DatabaseRequest request;
  request.statements.push_back(statement_of(call));
  if (call.has("changes")) request.statements.back().changes = call.whole("changes", 0);
  return ask(call, std::move(request), [](lua_State* lua, const std::vector<DatabaseRows>& results) {
    lua_pushnumber(lua, static_cast<double>(results.front().changed));
    return 1;
  });
}

// { "update …", value, …, changes = 1 } on top of the stack.
DatabaseStatement statement_at(const WordCall& call, int number) {
  lua_State* lua = call.lua();
  const std::string place = "statement " + std::to_string(number);
  const int table = lua_gettop(lua);
  if (lua_type(lua, table) != LUA_TTABLE)
    call.mistake(place + " is " + describe_value(lua, table) + "; { \"update … where id = ?\", id } is one");
  lua_rawgeti(lua, table, 1);
  if (lua_type(lua, -1) != LUA_TSTRING)
    call.mistake(place + " begins with " + describe_value(lua, -1) + ", and not with its text");
  DatabaseStatement statement{.text = lua_tostring(lua, -1)};
  // As many values as the text wants: a nil at the end leaves no trace in a table.
  const auto wanted = static_cast<int>(placeholders(statement.text).size());
  const int given = std::max(static_cast<int>(lua_objlen(lua, table)) - 1, wanted);
  for (int i = 1; i <= given; ++i) {
    lua_rawgeti(lua, table, i + 1);
    statement.values.push_back(database_value_at(call, lua_gettop(lua), i));
    lua_pop(lua, 1);
  }
  check_values(call, statement);
  lua_getfield(lua, table, "changes");
  if (!lua_isnil(lua, -1)) {
    if (lua_type(lua, -1) != LUA_TNUMBER)
      call.mistake(place + ": changes must be a number of rows, not " + describe_value(lua, -1));
    statement.changes = static_cast<std::int64_t>(lua_tonumber(lua, -1));
  }
  lua_settop(lua, table);
  return statement;
}

int transaction(WordCall& call) {
  DatabaseRequest request;
  const auto [first, count] = call.repeated();
  for (int i = 0; i < count; ++i) {
    lua_pushvalue(call.lua(), first + i);
    request.statements.push_back(statement_at(call, i + 1));
    lua_pop(call.lua(), 1);
  }
  return ask(call, std::move(request), [](lua_State* lua, const std::vector<DatabaseRows>& results) {
    lua_createtable(lua, static_cast<int>(results.size()), 0);
    for (std::size_t i = 0; i < results.size(); ++i) {
      push_rows(lua, results[i]);
      lua_rawseti(lua, -2, static_cast<int>(i) + 1);
    }
    return 1;
  });
}

int null(WordCall& call) {
  push_object(call.lua(), "null", NullObject{});
  return 1;
}

int table(WordCall& call) {
  only_while_loading(call);
  std::string name = call.text("name");
  if (!is_table_name(name))
    call.mistake("\"" + name + "\" is no name of a table: letters, digits and _, with its schema before a dot");
  push_object(call.lua(), "table of the store", StoreTableObject{std::move(name)});
  return 1;
}

Word table_word(std::string_view name, std::string_view summary, std::string_view example) {
  return {
      .owner = "db",
      .name = name,
      .place = WordPlace::loading,
      .summary = summary,
      .details =
          "rules, list and numbers take it as from. Of list and numbers its columns are those of their files. "
          "Of rules each row is a rule, by these columns: name; position, by which they are "
          "ordered; go, such as dialog NAME, rules NAME, queue NAME, phone NAME, trunk NAME NUMBER, a URI, "
          "reject STATUS, "
          "redirect URI or hang_up; priority, note; needs, such as spanish 3, billing; treatment_audio and "
          "treatment_promotion, sounds; set_NAME, which sets a "
          "variable; always, true (or 1) for a rule "
          "that asks nothing. Each further column is an attribute or a variable, customer_tier for "
          "customer.tier, or what a queue is like, queue_billing_waiting, and what its cell asks must hold: "
          "nothing where it is NULL, empty or -; a value; "
          "several, with commas; > 500, >= 500, < 5, <= 5; 10..20, for telephone numbers too; +1202*; on list "
          "NAME, not on list NAME; ours, not ours; present, missing; in open and closed names of hours. The "
          "rows are read at the start and whenever they change; who comes before they have been read waits "
          "for it. A row that is wrong is refused, with its place, table \"call_treatments\", row \"gold\", "
          "column "
          "\"go\", and the reason in the log, and so are the others: the rows in force stay. A rule that would "
          "never decide, and rows by which rule sets would lead round for ever, are wrong too; but where no "
          "rows "
          "are in force yet, as at the start, such rows take force with a warning. tipring check and tipring "
          "reload tell the same. Where the store has been "
          "away since the start there are none: then contacts go where otherwise says, and a number is on no "
          "list, and neither ours nor not_ours.",
      .parameters = {{.name = "name", .type = ValueType::text, .required = true, .doc = "Its name."}},
      .returns = "what from of rules, list and numbers takes",
      .result = "table of the store",
      .example = example,
      .run = table};
}

const Parameter statement{.name = "statement",
                          .type = ValueType::text,
                          .required = true,
                          .doc = "SQL, with a ? for each value. ?? stands for a ? that is an operator."};
const Parameter values{.name = "values",
                       .type = ValueType::any,
                       .repeats = true,
                       .doc = "A text, a number, true, false or nil for each ?, in order."};
const Parameter timeout{.name = "timeout",
                        .type = ValueType::duration,
                        .fallback = "5s",
                        .doc = "After this the database is waited for no longer.",
                        .least = 0.001,
                        .most = std::chrono::duration<double>(longest_statement_time).count()};

constexpr std::string_view failures =
    "Values are never part of the statement's text: whatever a caller says or sends stays a value. err.code is "
    "\"database-away\", \"timed-out\", \"database-busy\" or \"database-full\", which may be over soon "
    "(err.retryable), or \"refused\" with what the database says.";

Word store_word() {
  return {
      .name = "store",
      .place = WordPlace::loading,
      .summary = "Says which database db and customers ask.",
      .details =
          "Without any it is SQLite's file site.db in the site's var folder; an enterprise has one of its own. "
          "A "
          "scenario never touches it: "
          "tipring test asks a database in memory that made_by makes, or without made_by a copy of SQLite's "
          "file, anew for each scenario; of PostgreSQL without made_by it is empty.",
      .options = {{.name = "sqlite",
                   .type = ValueType::text,
                   .doc = "A file, below the site's folder where it does not begin with /. Made when missing."},
                  {.name = "postgres",
                   .type = ValueType::text,
                   .doc = "Where PostgreSQL is: a URI or key=value, as libpq takes them."},
                  {.name = "made_by",
                   .type = ValueType::text,
                   .fallback = "none",
                   .doc = "A file of the site (.sql) whose statements make tables and rows, where SQLite's "
                          "file is missing and for scenarios."},
                  {.name = "connections",
                   .type = ValueType::whole,
                   .fallback = "4",
                   .doc = "So many statements run at once.",
                   .least = 1,
                   .most = 100}},
      .example = "store { sqlite = \"var/bank.db\", made_by = \"bank.sql\" }",
      .run = store};
}

Word records_word() {
  return {
      .name = "records",
      .place = WordPlace::loading,
      .summary = "Says where call records are kept.",
      .details =
          "Without it they are in SQLite's file tipring.db in the site's var folder. On PostgreSQL they are in "
          "the schema tipring of that database, which serves one site and may be its store's as well. While it "
          "cannot be reached, calls go on; then it catches up from the ledger. Where phones are registered "
          "stays "
          "in a file. See tipring-records(5).",
      .options = {{.name = "postgres",
                   .type = ValueType::text,
                   .required = true,
                   .doc = "Where PostgreSQL is: a URI or key=value, as libpq takes them."}},
      .example = "records { postgres = env \"TIPRING_RECORDS\" }",
      .run = records};
}

}  // namespace

std::span<const Word> database_words() {
  constexpr auto task = WordPlace::task;
  static const std::vector<Word> words{
      store_word(),
      records_word(),
      {.owner = "db",
       .name = "row",
       .place = task,
       .waits = true,
       .summary = "Asks the database for one row.",
       .details = failures,
       .parameters = {statement, values},
       .options = {timeout},
       .returns = "the row, whose columns are its fields and nil where they are NULL; or nil and err, whose "
                  "code is \"no-row\" where there is none",
       .example = "local account = db.row(\"select balance from account where number = ?\", number)\n"
                  "if account and account.balance < 0 then return dialog \"collections\" end",
       .run = row},
      {.owner = "db",
       .name = "rows",
       .place = task,
       .waits = true,
       .summary = "Asks the database for rows.",
       .details = failures,
       .parameters = {statement, values},
       .options = {{.name = "most",
                    .type = ValueType::whole,
                    .fallback = "1000",
                    .doc = "More rows fail with \"too-many-rows\".",
                    .least = 1,
                    .most = 100'000},
                   timeout},
       .returns = "the list of rows, which may be empty; or nil and err",
       .example =
           "for _, branch in ipairs(db.rows(\"select name from branch where city = ?\", city) or {}) do\n"
           "  call:say(branch.name)\nend",
       .run = rows},
      {.owner = "db",
       .name = "exec",
       .place = task,
       .waits = true,
       .summary = "Has the database change something.",
       .details = failures,
       .parameters = {statement, values},
       .options = {{.name = "changes",
                    .type = ValueType::whole,
                    .fallback = "any number",
                    .doc = "So many rows must be changed; else nothing is, and err.code is \"other-count\"."},
                   timeout},
       .returns = "how many rows were changed; or nil and err",
       .example = "db.exec(\"insert into wish (caller, at) values (?, ?)\", call.caller, wish)",
       .run = exec},
      {.owner = "db",
       .name = "transaction",
       .place = task,
       .waits = true,
       .summary = "Has the database run several statements, all of them or none.",
       .details =
           "They go there together, so that no transaction is ever open while somebody thinks. What must hold "
           "stands in the statements: one with changes = 1 that changes no row undoes all, and err.code is "
           "\"other-count\".",
       .parameters = {{.name = "statements",
                       .type = ValueType::table,
                       .required = true,
                       .repeats = true,
                       .doc = "Each a table: its text, its values (db.null where one is nil), and changes."}},
       .options = {timeout},
       .returns = "a list with the rows of each statement and how many it has changed, results[1].changed; or "
                  "nil and err",
       .example = "local done, err = db.transaction {\n"
                  "  { \"update account set balance = balance - ? where number = ? and balance >= ?\",\n"
                  "    sum, number, sum, changes = 1 },\n"
                  "  { \"insert into payment (account, sum) values (?, ?)\", number, sum },\n"
                  "}",
       .run = transaction},
      table_word(
          "table", "Names a table of the store.",
          "rules \"treatments\" { from = db.table \"call_treatments\", otherwise = dialog \"main_menu\" }"),
      table_word("view", "Names a view of the store, as db.table a table.",
                 "rules \"treatments\" { from = db.view \"treatments_in_force\", otherwise = hang_up() }"),
      {.owner = "db",
       .name = "null",
       .kind = WordKind::value,
       .summary = "NULL, for a value within a table, where nil cannot stand.",
       .result = "null",
       .run = null},
  };
  return words;
}

}  // namespace tipring::dsl
