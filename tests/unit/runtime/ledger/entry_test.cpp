#include "runtime/ledger/entry.h"

#include <cfloat>
#include <clocale>
#include <cmath>
#include <cstring>
#include <limits>

#include <gtest/gtest.h>

#include "runtime/base/chance.h"
#include "runtime/ledger/canonical.h"

namespace tipring {
namespace {

std::string json_of(const Entry& entry) {
  std::string json;
  append_json(entry, json);
  return json;
}

std::string field_json(FieldValue value) {
  Entry entry{.kind = EntryKind::site_loaded, .fields = {{"v", std::move(value)}}};
  const std::string json = json_of(entry);
  const std::string before = R"({"seq":0,"at":0,"kind":"site.loaded","with":{"v":)";
  EXPECT_EQ(json.substr(0, before.size()), before);
  return json.substr(before.size(), json.size() - before.size() - 2);
}

TEST(Entry, writes_exactly_these_bytes) {
  const Entry entry{
      .sequence = 7,
      .at = UtcTime(Duration(1'700'000'000'123'456)),
      .kind = EntryKind::contact_arrived,
      .contact = {3, 142},
      .leg = {3, 281},
      .fields = {
          {"channel", std::string("call")}, {"early", true}, {"tries", std::int64_t{-2}}, {"gain", 0.5}}};
  EXPECT_EQ(json_of(entry),
            R"({"seq":7,"at":1700000000123456,"kind":"contact.arrived","contact":"3-142","leg":"3.281",)"
            R"("with":{"channel":"call","early":true,"tries":-2,"gain":0.5}})");
}

TEST(Entry, leaves_out_what_is_empty) {
  EXPECT_EQ(json_of({.sequence = 1, .kind = EntryKind::runtime_stopped}),
            R"({"seq":1,"at":0,"kind":"runtime.stopped"})");
}

TEST(Entry, writes_numbers_the_same_way_everywhere) {
  EXPECT_EQ(field_json(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(field_json(1.0), "1.0");
  EXPECT_EQ(field_json(-0.0), "-0.0");
  EXPECT_EQ(field_json(0.1), "0.1");
  EXPECT_EQ(field_json(1e21), "1e+21");
  EXPECT_EQ(field_json(DBL_MAX), "1.7976931348623157e+308");
  EXPECT_EQ(field_json(5e-324), "5e-324");
  EXPECT_EQ(field_json(std::nan("")), "null");
  EXPECT_EQ(field_json(HUGE_VAL), "null");
}

TEST(Entry, escapes_what_strangers_send) {
  EXPECT_EQ(field_json(std::string("a\"b\\c\n\x1b[2J\x7f")), R"("a\"b\\c\u000a\u001b[2J\u007f")");
  EXPECT_EQ(field_json(std::string("\0", 1)), R"("\u0000")");
  EXPECT_EQ(field_json(std::string("M\xfcller")), "\"M\xef\xbf\xbdller\"");
  EXPECT_EQ(field_json(std::string("\xf0\x9f\x98\x80</script>")), "\"\xf0\x9f\x98\x80</script>\"");
}

TEST(Entry, knows_every_kind_by_name) {
  const auto names = entry_kind_names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(parse_entry_kind(names[i]), static_cast<EntryKind>(i));
    EXPECT_EQ(to_string(static_cast<EntryKind>(i)), names[i]);
  }
  EXPECT_FALSE(parse_entry_kind("leg"));
  EXPECT_FALSE(parse_entry_kind(""));
}

TEST(Entry, finds_fields_by_name_and_type) {
  const Entry entry{.kind = EntryKind::leg_released, .fields = {{"status", std::int64_t{486}}}};
  ASSERT_NE(entry.field<std::int64_t>("status"), nullptr);
  EXPECT_EQ(*entry.field<std::int64_t>("status"), 486);
  EXPECT_EQ(entry.field<std::string>("status"), nullptr);
  EXPECT_EQ(entry.field<std::int64_t>("cause"), nullptr);
}

TEST(Entry, refuses_what_it_does_not_write) {
  for (const char* json : {
           "",
           "x",
           "[]",
           "null",
           "{}",
           R"({"seq":1,"at":0})",
           R"({"seq":1,"kind":"leg.answered"})",
           R"({"seq":-1,"at":0,"kind":"leg.answered"})",
           R"({"seq":1.0,"at":0,"kind":"leg.answered"})",
           R"({"seq":01,"at":0,"kind":"leg.answered"})",
           R"({"seq":1,"at":0,"kind":"leg.teleported"})",
           R"({"seq":1,"at":0,"kind":5})",
           R"({"seq":1,"at":0,"kind":"leg.answered","leg":"3-1"})",
           R"({"seq":1,"at":0,"kind":"leg.answered","leg":"03.1"})",
           R"({"seq":1,"at":0,"kind":"leg.answered","contact":"3-0"})",
           R"({"seq":1,"at":0,"kind":"leg.answered","more":1})",
           R"({"seq":1,"at":0,"kind":"leg.answered"} )",
           R"({"at":0,"seq":1,"kind":"leg.answered"})",
           R"({"seq":1,"seq":1,"at":0,"kind":"leg.answered"})",
           R"({"seq":1,"at":9223372036854775808,"kind":"leg.answered"})",
           R"({"seq":1,"at":0,"kind":"leg.answered","with":{}})",
           R"({"seq":1,"at":0,"kind":"leg.answered","with":[]})",
           R"({"seq":1,"at":0,"kind":"leg.answered","with":{"a":1,"a":2}})",
           R"({"seq":1,"at":0,"kind":"leg.answered","with":{"a":[1]}})",
           R"({"seq":1,"at":0,"kind":"leg.answered","with":{"a":9223372036854775808}})",
           R"({"seq":1,"at":0,"kind":"leg.answered","with":{"a":1.50}})",
           R"({"seq":1,"at":0,"kind":"leg.answered","with":{"a":1e999}})",
           "{\"seq\":1,\"at\":0,\"kind\":\"leg.answered\",\"with\":{\"a\":\"\xff\"}}",
       }) {
    const auto entry = parse_entry(json);
    EXPECT_FALSE(entry) << json;
    if (!entry) {
      EXPECT_EQ(entry.error().code, "bad-entry");
      EXPECT_FALSE(entry.error().text.empty());
    }
  }
}

std::string any_text(Chance& chance, std::int64_t longest) {
  std::string text(static_cast<std::size_t>(chance.between(0, longest)), '\0');
  for (char& byte : text)
    byte = static_cast<char>(chance.between(0, 255));
  return text;
}

FieldValue any_value(Chance& chance) {
  switch (chance.between(0, 4)) {
    case 0:
      return chance.between(0, 1) == 1;
    case 1:
      return static_cast<std::int64_t>(chance.next());
    case 2: {
      const std::uint64_t bits = chance.next();
      double number = 0;
      static_assert(sizeof number == sizeof bits);
      std::memcpy(&number, &bits, sizeof number);
      return number;
    }
    default:
      return any_text(chance, 40);
  }
}

Entry any_entry(Chance& chance) {
  Entry entry;
  entry.sequence = chance.next();
  entry.at = UtcTime(Duration(static_cast<std::int64_t>(chance.next())));
  entry.kind =
      static_cast<EntryKind>(chance.between(0, static_cast<std::int64_t>(entry_kind_names().size()) - 1));
  if (chance.between(0, 1) == 1) {
    entry.contact = {static_cast<std::uint32_t>(chance.next()),
                     static_cast<std::uint32_t>(chance.between(1, 99))};
  }
  if (chance.between(0, 1) == 1) entry.leg = {1, static_cast<std::uint32_t>(chance.between(1, 99))};
  for (std::int64_t left = chance.between(0, 6); left > 0; --left) {
    entry.fields.emplace_back(any_text(chance, 3), any_value(chance));
  }
  return entry;
}

bool same(const FieldValue& one, const FieldValue& other) {
  const auto* number = std::get_if<double>(&one);
  if (number == nullptr || !std::isnan(*number)) return one == other;
  return std::holds_alternative<double>(other) && std::isnan(std::get<double>(other));
}

TEST(Entry, made_canonical_reads_back_the_same) {
  Chance chance(11);
  for (int round = 0; round < 20'000; ++round) {
    Entry entry = any_entry(chance);
    make_canonical(entry);
    const std::string json = json_of(entry);
    const auto read = parse_entry(json);
    ASSERT_TRUE(read) << json << ": " << read.error().text;
    EXPECT_EQ(read->sequence, entry.sequence);
    EXPECT_EQ(read->at, entry.at);
    EXPECT_EQ(read->kind, entry.kind);
    EXPECT_EQ(read->contact, entry.contact);
    EXPECT_EQ(read->leg, entry.leg);
    ASSERT_EQ(read->fields.size(), entry.fields.size()) << json;
    for (std::size_t i = 0; i < entry.fields.size(); ++i) {
      EXPECT_EQ(read->fields[i].first, entry.fields[i].first) << json;
      EXPECT_TRUE(same(read->fields[i].second, entry.fields[i].second)) << json;
    }
  }
}

TEST(Entry, does_not_depend_on_the_locale) {
  const std::string before = field_json(0.5);
  const std::string old = std::setlocale(LC_ALL, nullptr);
  for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8"}) {
    if (std::setlocale(LC_ALL, name) == nullptr) continue;
    EXPECT_EQ(field_json(0.5), before);
    EXPECT_TRUE(parse_entry(R"({"seq":1,"at":0,"kind":"leg.answered","with":{"a":0.5}})"));
  }
  std::setlocale(LC_ALL, old.c_str());
}

}  // namespace
}  // namespace tipring
