#include "runtime/ledger/canonical.h"

#include <cmath>

#include <gmock/gmock.h>

#include "runtime/ledger/frame.h"

namespace tipring {
namespace {

using ::testing::HasSubstr;

using Fields = std::vector<std::pair<std::string, FieldValue>>;

Fields canonical(Fields fields) {
  Entry entry{.kind = EntryKind::contact_set, .fields = std::move(fields)};
  make_canonical(entry);
  return entry.fields;
}

std::size_t json_size(const Fields& fields) {
  std::string json;
  append_json({.sequence = UINT64_MAX,
               .at = UtcTime::min(),
               .kind = EntryKind::contact_arrived,
               .contact = {UINT32_MAX, UINT32_MAX},
               .leg = {UINT32_MAX, UINT32_MAX},
               .fields = fields},
              json);
  EXPECT_TRUE(parse_entry(json));
  return json.size();
}

TEST(Canonical, leaves_a_usual_entry_alone) {
  const Fields fields{
      {"caller", std::string("J\xc3\xb8rgen \"J\" \n")}, {"n", std::int64_t{1}}, {"x", 0.5}, {"b", true}};
  EXPECT_EQ(canonical(fields), fields);
}

TEST(Canonical, marks_bytes_that_are_no_text) {
  EXPECT_EQ(canonical({{"a\xff", std::string("\xc3(\xf0\x9f\x98")}}),
            (Fields{{"a\xef\xbf\xbd", std::string("\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd")}}));
}

TEST(Canonical, keeps_the_first_of_two_fields_with_one_name) {
  EXPECT_EQ(canonical({{"a", true}, {"b", true}, {"a", false}}), (Fields{{"a", true}, {"b", true}}));
  EXPECT_EQ(canonical({{"\xfe", true}, {"\xff", false}}), (Fields{{"\xef\xbf\xbd", true}}))
      << "alike once cleaned";
}

TEST(Canonical, makes_infinity_what_json_makes_of_it) {
  const Fields fields = canonical({{"x", HUGE_VAL}});
  EXPECT_TRUE(std::isnan(std::get<double>(fields.at(0).second)));
}

TEST(Canonical, cuts_a_long_text_between_characters_and_says_so) {
  for (std::size_t before = 0; before < 4; ++before) {
    std::string text(before, 'a');
    while (text.size() <= longest_text)
      text += "\xf0\x9f\x98\x80";
    const Fields fields = canonical({{"name", text}});
    const auto& cut = std::get<std::string>(fields.at(0).second);
    EXPECT_LE(cut.size(), longest_text);
    EXPECT_GT(cut.size(), longest_text - 64);
    EXPECT_THAT(cut,
                HasSubstr("\xf0\x9f\x98\x80\xe2\x80\xa6 [cut from " + std::to_string(text.size()) + " bytes]"));
    EXPECT_EQ(canonical(fields), fields) << "cut twice";
  }
}

TEST(Canonical, keeps_a_text_of_the_greatest_length) {
  const Fields fields{{"sdp", std::string(longest_text, '\r')}};
  EXPECT_EQ(canonical(fields), fields);
}

TEST(Canonical, fits_a_frame_whatever_strangers_send) {
  Fields fields{{"first", std::string("kept")}};
  // Every byte becomes six.
  for (int i = 0; i < 20; ++i)
    fields.emplace_back("field " + std::to_string(i), std::string(longest_text, '\x01'));
  fields.emplace_back("last", std::string("kept too"));
  const Fields kept = canonical(fields);
  EXPECT_LE(json_size(kept), longest_frame);
  EXPECT_EQ(kept.front(), fields.front());
  EXPECT_EQ(kept.at(kept.size() - 2), fields.back());
  EXPECT_EQ(kept.back().first, omitted_field);
  EXPECT_EQ(std::get<std::int64_t>(kept.back().second),
            static_cast<std::int64_t>(fields.size() - (kept.size() - 1)));
  EXPECT_EQ(canonical(kept), kept);
}

TEST(Canonical, keeps_no_more_than_so_many_fields) {
  Fields fields;
  for (std::size_t i = 0; i < most_fields; ++i)
    fields.emplace_back(std::to_string(i), std::int64_t{INT64_MIN});
  EXPECT_EQ(canonical(fields), fields);
  fields.emplace_back("one more", true);
  const Fields kept = canonical(fields);
  EXPECT_EQ(kept.size(), most_fields);
  EXPECT_EQ(kept.back(), (std::pair<std::string, FieldValue>(omitted_field, std::int64_t{2})));
  EXPECT_EQ(canonical(kept), kept);
}

TEST(Canonical, cuts_long_names) {
  const Fields fields = canonical({{std::string(10'000, 'n'), true}});
  EXPECT_EQ(fields.at(0).first, std::string(longest_field_name, 'n'));
}

}  // namespace
}  // namespace tipring
