#include <algorithm>
#include <string>
#include <utility>

#include "dsl/binding/registry.h"
#include "dsl/words/conditions.h"
#include "dsl/words/database_names.h"
#include "dsl/words/defining.h"
#include "dsl/words/position.h"
#include "dsl/words/words.h"
#include "runtime/base/nearest.h"

namespace tipring::dsl {
namespace {

int region(WordCall& call) {
  only_while_loading(call);
  Host& host = call.host<Host>();
  auto& definition = host.definitions.region;
  if (definition) stands_twice(call, "region", definition->position);
  const std::string code = call.text("code");
  const std::vector<std::string> known = host.numbers.regions();
  if (std::ranges::find(known, code) == known.end())
    call.mistake("no country has the code \"" + code + "\"; they are those of ISO 3166, as \"US\" and \"DE\"" +
                 did_you_mean(nearest(code, known)));
  definition = RegionDefinition{code, position_of_caller(call.lua())};
  return 0;
}

// Where numbers come from: one of both.
struct NumberSource {
  std::string file;   // Of the site's folder, to be read once the site's files have run.
  std::string table;  // Of the store.
};

NumberSource source_of(const WordCall& call, std::string_view parameter) {
  lua_State* lua = call.lua();
  const int index = call.index_of(parameter);
  if (const auto* table = object_at<StoreTableObject>(lua, index, "table of the store"))
    return {.file = {}, .table = table->name};
  if (lua_type(lua, index) != LUA_TSTRING)
    call.mistake(std::string(parameter) + R"( must be a file, "numbers.csv", or db.table "name", not )" +
                 describe_value(lua, index));
  std::string file = call.text(parameter);
  if (!file.ends_with(".csv"))
    call.mistake("\"" + file + "\" is no table: a file of the site's folder whose name ends in .csv" +
                 (is_table_name(file) ? "; a table of the store is db.table \"" + file + "\"" : ""));
  return {.file = std::move(file), .table = {}};
}

int numbers(WordCall& call) {
  only_while_loading(call);
  only_of_site(call);
  auto& definition = call.host<Host>().definitions.own_numbers;
  if (definition) stands_twice(call, "numbers", definition->position);
  if (call.has("file") == call.has("from"))
    call.mistake(
        R"(needs either a file, numbers "numbers.csv", or a table, numbers { from = db.table "name" })");
  NumberSource source = source_of(call, call.has("file") ? "file" : "from");
  definition = OwnNumbersDefinition{.file = std::move(source.file),
                                    .table = std::move(source.table),
                                    .numbers = {},
                                    .form = {},
                                    .position = position_of_caller(call.lua())};
  return 0;
}

void use_list(const WordCall& call, const std::string& name) {
  Host& host = call.host<Host>();
  if (host.loading()) {
    host.definitions.used_names.push_back({"list", name, position_of_caller(call.lua())});
  } else if (!host.definitions.lists.contains(name)) {
    call.mistake("there is no list \"" + name + "\"");
  }
}

int list(WordCall& call) {
  std::string name = call.text("name");
  use_list(call, name);
  push_object(call.lua(), "list", ListObject{std::move(name)});
  return 1;
}

int define_list(WordCall& call) {
  auto& lists = call.host<Host>().definitions.lists;
  const std::string& name = object_at<ListObject>(call.lua(), call.self(), "list")->name;
  refuse_second(call, lists, "list", name);
  NumberSource source = source_of(call, "from");
  lists.emplace(name, ListDefinition{.file = std::move(source.file),
                                     .table = std::move(source.table),
                                     .numbers = {},
                                     .position = position_of_caller(call.lua())});
  lua_pushvalue(call.lua(), call.self());
  return 1;
}

int list_has(WordCall& call) {
  if (call.host<Host>().loading())
    call.mistake("asks a list whose table is not read before the site is loaded");
  const Definitions& definitions = call.host<Host>().definitions;
  const auto found = definitions.lists.find(object_at<ListObject>(call.lua(), call.self(), "list")->name);
  const bool has = found != definitions.lists.end() && found->second.numbers &&
                   found->second.numbers->has(definitions.number_form.of(call.text("number")));
  lua_pushboolean(call.lua(), has ? 1 : 0);
  return 1;
}

int on_list(WordCall& call) {
  std::string name = call.text("name");
  use_list(call, name);
  push_object(call.lua(), "constraint",
              ConstraintObject{.asks = Attribute::Kind::list,
                               .name = std::move(name),
                               .kind = Comparison::Kind::is,
                               .values = {true}});
  return 1;
}

template <bool wanted>
int ours(WordCall& call) {
  push_object(
      call.lua(), "constraint",
      ConstraintObject{.asks = Attribute::Kind::owned, .kind = Comparison::Kind::is, .values = {wanted}});
  return 1;
}

std::vector<Word> list_words() {
  const Parameter name{
      .name = "name", .type = ValueType::text, .required = true, .doc = "The list's name.", .noun = "list"};
  return {
      {.name = "list",
       .summary = "Names a list of numbers: to define it, or to ask it.",
       .parameters = {name},
       .returns = "the list, which has(number) asks",
       .result = "list",
       .example = "if list \"barred\":has(call.caller) then return reject(603) end",
       .run = list},
      {.name = "list",
       .kind = WordKind::definition,
       .place = WordPlace::loading,
       .summary = "Defines a list of numbers.",
       .details =
           "Its file is a table (CSV) of the site's folder. The first column has a number in each row, or what "
           "numbers begin with and *: +49900*. Further columns are for people, and so are comments after #. A "
           "first row without digits names the columns. A row that is no number fails the check, with its file "
           "and line. With from = db.table \"name\" the numbers are the column number of a table of the store, "
           "of 1,000,000 rows at most, read at the start and whenever it changes: see there. A list keeps 16 "
           "bytes for each number. A million rows take some 80 MB of memory while they are read, and are not "
           "read "
           "again for ten seconds then.",
       .options = {{.name = "from",
                    .required = true,
                    .doc = "The table: a file below the site's folder, or db.table \"name\"."}},
       .example = "list \"barred\" { from = \"barred.csv\" }\n"
                  "list \"vip\" { from = db.table \"vip_numbers\" }",
       .run = define_list},
      {.owner = "list",
       .name = "has",
       .kind = WordKind::method,
       .place = WordPlace::task,
       .summary = "Tells whether a number is on the list, itself or by what it begins with.",
       .details = "What is no number is on none.",
       .parameters =
           {{.name = "number", .type = ValueType::text, .required = true, .doc = "As it was dialled."}},
       .returns = "true or false",
       .example = "local is_barred = list \"barred\":has(call.caller)",
       .run = list_has},
      {.name = "on_list",
       .place = WordPlace::loading,
       .summary = "In when: a number that is on a list.",
       .details = "What is no number is on none.",
       .parameters = {name},
       .returns = "what a field of when may be",
       .result = "constraint",
       .example = "when = { caller = on_list \"barred\" }",
       .run = on_list},
  };
}

}  // namespace

std::span<const Word> number_words() {
  static const std::vector<Word> words = [] {
    std::vector<Word> all{
        {.name = "region",
         .place = WordPlace::loading,
         .summary = "Says as in which country numbers without a country's code are read.",
         .details =
             "Lists and the site's own numbers compare internationally then, whatever form numbers have: in "
             "\"US\" 2025550143, (202) 555-0143 and 011 1 202 555 0143 are all +12025550143. What begins with "
             "+ "
             "is that already, and what is no whole number there, as 110, stays as it is dialled. So do rules "
             "that "
             "compare caller or dialled with a number, with a range of numbers, or by matching with a pattern "
             "that "
             "begins with +. Other patterns, as 3?? and 0*, are about what is dialled. So is everything "
             "without any "
             "region, and what functions read: call.dialled.",
         .parameters = {{.name = "code",
                         .type = ValueType::text,
                         .required = true,
                         .fallback = "numbers compare as dialled",
                         .doc = "By ISO 3166, in capitals."}},
         .example = "region \"US\"",
         .run = region},
        {.name = "numbers",
         .place = WordPlace::loading,
         .summary = "Names the table of the site's own numbers, for ours and not_ours.",
         .details =
             "A table (CSV) of the site's folder with these columns: number, which is one number, a range, "
             "\"+12025550100 - +12025550199\", or what numbers begin with, \"+4930123*\"; enterprise, whose "
             "they "
             "are; purpose, what for; from and to, the days (2026-11-30, in UTC) on which they are the site's. "
             "All but the first may be empty. A first row without digits names the columns, which may then "
             "stand in any order. Rules ask for number.enterprise and number.purpose of the number dialled. "
             "Numbers that stand in two rows fail the check, but for rows of the same numbers on other days. "
             "Where the site has enterprises (folders below enterprises, each a site of its own), the column "
             "enterprise says which of them attends who dials a number; see tipring help enterprises. "
             "With from = db.table \"name\" they are a table of the store with the same columns, of 100,000 "
             "rows "
             "at most, read at the start and whenever it changes: see there. Where the site has enterprises, "
             "they "
             "stand in a file.",
         .parameters = {{.name = "file",
                         .type = ValueType::text,
                         .fallback = "from says",
                         .doc = "The table, below the site's folder."}},
         .options = {{.name = "from", .fallback = "the file", .doc = "The table: db.table \"name\"."}},
         .example = "numbers \"numbers.csv\"\n"
                    "numbers { from = db.table \"own_numbers\" }",
         .run = numbers},
        {.name = "ours",
         .kind = WordKind::value,
         .place = WordPlace::loading,
         .summary = "In when: one of the site's own numbers, today.",
         .result = "constraint",
         .run = ours<true>},
        {.name = "not_ours",
         .kind = WordKind::value,
         .place = WordPlace::loading,
         .summary = "In when: whatever is none of the site's own numbers, today. What is missing is neither.",
         .result = "constraint",
         .run = ours<false>},
    };
    for (Word& word : list_words())
      all.push_back(std::move(word));
    return all;
  }();
  return words;
}

}  // namespace tipring::dsl
