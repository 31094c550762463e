#include "cli/output/renderer.h"

#include <sstream>

#include <gtest/gtest.h>

namespace tipring::cli {
namespace {

const std::vector<Field> fields{{.key = "id"},
                                {.key = "caller", .may_be_cut = true},
                                {.key = "arrived_at", .kind = FieldKind::time},
                                {.key = "legs", .kind = FieldKind::number}};

Json rows() {
  return Json::parse(R"([
    {"id": "1-1", "caller": "Ann Müller", "arrived_at": 1772532000123456, "legs": 1, "extra": true},
    {"id": "1-12", "caller": "日本語", "arrived_at": null, "legs": 12},
    {"id": "1-3", "caller": "evil\u001b[2J\ttab\nline", "legs": 2}
  ])");
}

class RendererTest : public testing::Test {
 protected:
  Renderer renderer(OutputFormat format) { return {console_, format}; }
  std::string list(OutputFormat format, const Json& json = rows()) {
    out_.str("");
    renderer(format).list(fields, json);
    return out_.str();
  }

  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{.out = out_, .err = err_};
};

TEST_F(RendererTest, AlignsATableByColumnsOfTheTerminal) {
  EXPECT_EQ(list(OutputFormat::table),
            "ID    CALLER                  ARRIVED AT                LEGS\n"
            "1-1   Ann Müller              2026-03-03T10:00:00.123Z     1\n"
            "1-12  日本語                  -                           12\n"
            "1-3   evil\\x1b[2J\\ttab\\nline  -                            2\n");
}

TEST_F(RendererTest, WritesOnlyAHeadingForNothing) {
  EXPECT_EQ(list(OutputFormat::table, Json::array()), "ID  CALLER  ARRIVED AT  LEGS\n");
  EXPECT_EQ(list(OutputFormat::tsv, Json::array()), "id\tcaller\tarrived_at\tlegs\n");
  EXPECT_EQ(list(OutputFormat::json, Json::array()), "[]\n");
  EXPECT_EQ(list(OutputFormat::jsonl, Json::array()), "");
}

TEST_F(RendererTest, CutsWhatMayBeCutOnANarrowTerminal) {
  console_.width = 50;
  EXPECT_EQ(list(OutputFormat::table),
            "ID    CALLER        ARRIVED AT                LEGS\n"
            "1-1   Ann Müller    2026-03-03T10:00:00.123Z     1\n"
            "1-12  日本語        -                           12\n"
            "1-3   evil\\x1b[2J…  -                            2\n");
}

TEST_F(RendererTest, GivesUpCuttingWhereColumnsWouldSayNothing) {
  console_.width = 10;
  EXPECT_EQ(list(OutputFormat::table),
            "ID    CALLER    ARRIVED AT                LEGS\n"
            "1-1   Ann Mül…  2026-03-03T10:00:00.123Z     1\n"
            "1-12  日本語    -                           12\n"
            "1-3   evil\\x1…  -                            2\n");
}

TEST_F(RendererTest, ColoursTheHeadingOnlyWhereColourIsAllowed) {
  console_.colour = true;
  EXPECT_EQ(list(OutputFormat::table, Json::array()), "\x1b[1mID  CALLER  ARRIVED AT  LEGS\x1b[0m\n");
  EXPECT_EQ(list(OutputFormat::tsv, Json::array()).find('\x1b'), std::string::npos);
}

TEST_F(RendererTest, WritesJsonWithAllThatWasSaid) {
  const auto text = list(OutputFormat::json);
  EXPECT_EQ(Json::parse(text), rows());
  EXPECT_NE(text.find("\"extra\": true"), std::string::npos);
}

TEST_F(RendererTest, WritesOneObjectALine) {
  EXPECT_EQ(
      list(OutputFormat::jsonl),
      "{\"id\":\"1-1\",\"caller\":\"Ann Müller\",\"arrived_at\":1772532000123456,\"legs\":1,\"extra\":true}\n"
      "{\"id\":\"1-12\",\"caller\":\"日本語\",\"arrived_at\":null,\"legs\":12}\n"
      "{\"id\":\"1-3\",\"caller\":\"evil\\u001b[2J\\ttab\\nline\",\"legs\":2}\n");
}

TEST_F(RendererTest, WritesTabSeparatedFieldsForPrograms) {
  EXPECT_EQ(list(OutputFormat::tsv),
            "id\tcaller\tarrived_at\tlegs\n"
            "1-1\tAnn Müller\t1772532000123456\t1\n"
            "1-12\t日本語\t\t12\n"
            "1-3\tevil\\u001b[2J\\ttab\\nline\t\t2\n");
}

TEST_F(RendererTest, KeepsAnEmptyFirstFieldInItsColumn) {
  EXPECT_EQ(list(OutputFormat::tsv, Json::parse(R"([{"caller": "Ann"}])")),
            "id\tcaller\tarrived_at\tlegs\n"
            "\tAnn\t\t\n");
}

TEST_F(RendererTest, WritesARecordAFieldALine) {
  const auto record = Json::parse(R"({"state": "running", "uptime": 3723000000, "live": {"legs": 2, "tasks": 0},
    "draining": false, "tags": ["a", "b"], "nothing": null, "evil\u001b": "x"})");
  const std::vector<Field> kinds{{.key = "uptime", .kind = FieldKind::span}};
  renderer(OutputFormat::table).record(kinds, record);
  EXPECT_EQ(out_.str(),
            "state       running\n"
            "uptime      1h02m03s\n"
            "live.legs   2\n"
            "live.tasks  0\n"
            "draining    no\n"
            "tags        a, b\n"
            "nothing     -\n"
            "evil\\x1b    x\n");
  out_.str("");
  renderer(OutputFormat::tsv).record(kinds, record);
  EXPECT_EQ(out_.str(),
            "field\tvalue\n"
            "state\trunning\n"
            "uptime\t3723000000\n"
            "live.legs\t2\n"
            "live.tasks\t0\n"
            "draining\tfalse\n"
            "tags\t[\"a\",\"b\"]\n"
            "nothing\t\n"
            "evil\\u001b\tx\n");
}

TEST_F(RendererTest, WritesRowsAsTheyCome) {
  auto table = renderer(OutputFormat::table);
  table.begin_rows(fields);
  table.row(rows()[0]);
  EXPECT_EQ(out_.str(),
            "ID                CALLER            ARRIVED AT                    LEGS\n"
            "1-1               Ann Müller        2026-03-03T10:00:00.123Z         1\n");
  out_.str("");
  auto json = renderer(OutputFormat::json);
  json.begin_rows(fields);
  json.row({{"id", "1-1"}});
  EXPECT_EQ(out_.str(), "{\"id\":\"1-1\"}\n");
}

TEST(ForPeople, ShowsSpansTheWayTheyAreSaid) {
  const auto shown = [](std::int64_t microseconds) { return for_people(microseconds, FieldKind::span); };
  EXPECT_EQ(shown(0), "0s");
  EXPECT_EQ(shown(46), "0s");
  EXPECT_EQ(shown(250'000), "0.25s");
  EXPECT_EQ(shown(1'000'000), "1s");
  EXPECT_EQ(shown(9'876'543), "9.88s");
  EXPECT_EQ(shown(59'900'000), "59s");
  EXPECT_EQ(shown(60'000'000), "1m00s");
  EXPECT_EQ(shown(90'000'000'000), "25h00m00s");
  EXPECT_EQ(shown(172'800'000'000), "2d00h");
  EXPECT_EQ(shown((89 * 24 + 4) * 3'600'000'000), "89d04h");
  EXPECT_EQ(shown(-90'000'000), "-1m30s");
}

TEST(ForPeople, ShowsTimesBeforeAndLongAfter1970) {
  EXPECT_EQ(for_people(std::int64_t{0}, FieldKind::time), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(for_people(std::int64_t{-1}, FieldKind::time), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(for_people("soon", FieldKind::time), "soon");
}

TEST(OutputFormats, AreReadByTheirNames) {
  EXPECT_EQ(parse_output_format("jsonl"), OutputFormat::jsonl);
  EXPECT_EQ(parse_output_format("tsv"), OutputFormat::tsv);
  EXPECT_EQ(parse_output_format("xml"), std::nullopt);
}

}  // namespace
}  // namespace tipring::cli
