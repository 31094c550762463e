#include "tests/unit/cli/commands/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/control_socket/listening_socket.h"
#include "adapters/records/projection_store.h"
#include "adapters/sqlite/record_file.h"
#include "tests/unit/cli/commands/runtime_stand_in.h"

namespace tipring::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* one_call =
    R"({"id":"1-2","state":"attended","caller":"101","caller_name":"Ann","dialled":"200",)"
    R"("arrived_at":1772532000000000,"legs":2,"held":1,"channel":"call"})";

// Commands that answer what a runtime might.
class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest() {
    add("status", R"({"state":"running","started_at":1772532000000000,"uptime":3723000000,"live":{"legs":0}})");
    add("call.list", std::string(R"({"calls":[)") + one_call + R"(],"complete":true})");
    add("call.show", R"({"call":{"id":"1-2","state":"attended","variables":{"reason":"billing"},
         "legs":[{"id":"1.3","direction":"incoming","state":"answered","peer":"101","transport":"udp",
                  "invited_at":1772532000000000}]}})");
    control_.add(
        ControlMethod{"call.hangup",
                      "",
                      {{.name = "id", .type = ControlType::contact, .required = true, .doc = ""},
                       {.name = "dry_run", .type = ControlType::boolean, .doc = "", .fallback = false}},
                      [](const ControlArguments& arguments) -> Result<Json> {
                        const auto number = arguments.contact("id").number;
                        if (number == 8) return Error{"wrong-state", "call 1-8 is ending already", false};
                        if (number == 9) return Error{"not-found", "there is no call 1-9", false};
                        return Json{{"id", arguments.text("id")}, {"hung_up", !arguments.boolean("dry_run")}};
                      }});
    control_.add(ControlMethod{"log.level",
                               "",
                               {{.name = "level", .doc = "", .fallback = "info"}},
                               [](const ControlArguments& arguments) -> Result<Json> {
                                 return Json{{"level", arguments.text("level")}};
                               }});
  }

  void add(const std::string& name, const std::string& answer) {
    control_.add(ControlMethod{name, "", {{.name = "id", .doc = ""}}, [answer](const ControlArguments&) {
                                 return Result<Json>(Json::parse(answer));
                               }});
  }

  Ended run(const std::vector<std::string>& arguments, const HowToRun& how = {}) {
    return RuntimeStandIn(control_).tipring(arguments, how);
  }

  Control control_;
};

TEST_F(ProgramTest, ShowsTheStatus) {
  const auto ended = run({"status"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_EQ(ended.out,
            "state       running\n"
            "started_at  2026-03-03T10:00:00.000Z\n"
            "uptime      1h02m03s\n"
            "live.legs   0\n");
  EXPECT_THAT(ended.err, IsEmpty());
  EXPECT_EQ(
      run({"status", "-o", "jsonl"}).out,
      "{\"state\":\"running\",\"started_at\":1772532000000000,\"uptime\":3723000000,\"live\":{\"legs\":0}}\n");
}

TEST_F(ProgramTest, ListsCalls) {
  EXPECT_EQ(run({"call", "ls"}).out,
            "ID   STATE     CALLER  DIALLED  ARRIVED AT                LEGS  HELD  CHANNEL\n"
            "1-2  attended  101     200      2026-03-03T10:00:00.000Z     2     1  call\n");
  EXPECT_EQ(run({"call", "ls", "-o", "tsv"}).out,
            "id\tstate\tcaller\tdialled\tarrived_at\tlegs\theld\tchannel\n"
            "1-2\tattended\t101\t200\t1772532000000000\t2\t1\tcall\n");
  EXPECT_EQ(run({"call", "ls", "-o", "jsonl"}).out, std::string(one_call) + "\n");
}

TEST(Program, ListsAllCallsOfABusyRuntime) {
  Control control;
  control.add(ControlMethod{"call.list",
                            "",
                            {{.name = "after", .type = ControlType::contact, .doc = ""}},
                            [](const ControlArguments& arguments) -> Result<Json> {
                              // Two at a time, five in all.
                              const auto after = arguments.optional_contact("after").number;
                              Json calls = Json::array();
                              for (auto number = after + 1; number <= after + 2 && number <= 5; ++number) {
                                calls.push_back({{"id", to_string(ContactId{1, number})}});
                              }
                              return Json{{"calls", calls}, {"complete", after + 2 >= 5}};
                            }});
  EXPECT_EQ(RuntimeStandIn(control).tipring({"call", "ls", "-o", "jsonl"}).out,
            "{\"id\":\"1-1\"}\n{\"id\":\"1-2\"}\n{\"id\":\"1-3\"}\n{\"id\":\"1-4\"}\n{\"id\":\"1-5\"}\n");
}

TEST_F(ProgramTest, ShowsOneCall) {
  EXPECT_EQ(run({"call", "show", "1-2"}).out,
            "id                1-2\n"
            "state             attended\n"
            "variables.reason  billing\n"
            "\n"
            "ID   DIRECTION  STATE     PEER  PHONE  TRUNK  TRANSPORT  CODEC  SRTP  PATH  HELD BY  "
            "INVITED AT                ANSWERED AT  BRIDGED WITH\n"
            "1.3  incoming   answered  101   -      -      udp        -      -     -     -        "
            "2026-03-03T10:00:00.000Z  -            -\n");
}

TEST(Program, ShowsTheConferenceThatALegIsIn) {
  Control control;
  control.add(ControlMethod{
      "call.show", "", {{.name = "id", .type = ControlType::contact, .doc = ""}}, [](const ControlArguments&) {
        const Json legs{{{"id", "1.1"}, {"conference", "sales"}, {"parties", 3}, {"muted", true}},
                        {{"id", "1.2"}}};
        return Result<Json>(Json{{"call", {{"id", "1-1"}, {"legs", legs}}}});
      }});
  EXPECT_THAT(RuntimeStandIn(control).tipring({"call", "show", "1-1"}).out,
              HasSubstr("LEG  CONFERENCE  PARTIES  MUTED\n"
                        "1.1  sales             3  yes\n"));
}

TEST(Program, ShowsTheMediaOfTheLegsThatHaveAny) {
  Control control;
  control.add(ControlMethod{"call.show",
                            "",
                            {{.name = "id", .type = ControlType::contact, .doc = ""}},
                            [](const ControlArguments&) -> Result<Json> {
                              const Json media{{"packets_sent", 5}, {"packets_received", 100},
                                               {"packets_lost", 2}, {"packets_dropped", 0},
                                               {"jitter_ms", 1.25}, {"mos", 4.3}};
                              const Json legs{{{"id", "1.1"}, {"media", media}}, {{"id", "1.2"}}};
                              return Json{{"call", {{"id", "1-1"}, {"legs", legs}}}};
                            }});
  const auto out = RuntimeStandIn(control).tipring({"call", "show", "1-1"}).out;
  EXPECT_THAT(out,
              HasSubstr("LEG  PACKETS SENT  PACKETS RECEIVED  PACKETS LOST  JITTER MS  ROUND TRIP MS  MOS\n"
                        "1.1             5               100             2       1.25              -  4.3\n"));
}

TEST(Program, ShowsACallThatIsOverFromItsRecord) {
  const TemporaryFolder folder;
  const std::string database = folder.file("tipring.db");
  auto entry = [at = UtcTime(Duration(1772532000000000)), number = 0ULL](
                   EntryKind kind, std::vector<std::pair<std::string, FieldValue>> fields) mutable {
    return Entry{.sequence = ++number,
                 .at = at,
                 .kind = kind,
                 .contact = {1, 2},
                 .leg = {1, 2},
                 .fields = std::move(fields)};
  };
  using std::string;
  sqlite::RecordFile place(database);
  ASSERT_TRUE(records::ProjectionStore::open(place)->apply(
      {entry(EntryKind::contact_arrived,
             {{"channel", string("call")}, {"caller", string("101")}, {"dialled", string("+1900")}}),
       entry(EntryKind::leg_invited, {}),
       entry(EntryKind::number_barred,
             {{"number", string("+1900")}, {"why", string("may_not_call has +1900")}, {"to", string("x")}}),
       entry(EntryKind::leg_released, {{"status", std::int64_t{403}}, {"cause", std::int64_t{21}}}),
       entry(EntryKind::contact_ended, {})}));
  Control control;
  control.add(ControlMethod{"status", "", {}, [&](const ControlArguments&) {
                              return Result<Json>(Json{{"database", database}});
                            }});
  control.add(ControlMethod{
      "call.show", "", {{.name = "id", .type = ControlType::contact, .doc = ""}}, [](const ControlArguments&) {
        return Result<Json>(Error{"not-found", "there is no such call: it is over, or never was", false});
      }});
  const RuntimeStandIn runtime(control);
  const auto shown = runtime.tipring({"call", "show", "1-2"});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("id             1-2\nstate          ended\n"));
  EXPECT_THAT(shown.out, HasSubstr("NUMBER  DESTINATION  WHY\n"
                                   "+1900   -            may_not_call has +1900\n"));
  const auto json = Json::parse(runtime.tipring({"call", "show", "1-2", "-o", "json"}).out);
  EXPECT_EQ(json.at("status"), 403);
  EXPECT_EQ(json.at("barred")[0].at("why"), "may_not_call has +1900");
  const auto missing = runtime.tipring({"call", "show", "1-3"});
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_THAT(missing.err, HasSubstr("it is over, or never was"));
}

TEST_F(ProgramTest, EndsACallOrOnlySaysItWould) {
  EXPECT_EQ(run({"call", "hangup", "1-2"}).out, "id       1-2\nhung_up  yes\n");
  EXPECT_EQ(run({"call", "hangup", "1-2", "--dry-run"}).out, "id       1-2\nhung_up  no\n");
}

TEST_F(ProgramTest, EndsWithACodeForEachKindOfFailure) {
  const auto missing = run({"call", "hangup", "1-9"});
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_EQ(missing.err, "tipring: there is no call 1-9\n");
  EXPECT_THAT(missing.out, IsEmpty());
  EXPECT_EQ(run({"call", "hangup", "1-8"}).exit_code, 4);
  EXPECT_EQ(run({"call", "hangup", "eight"}).exit_code, 2);
  EXPECT_EQ(run({"call", "hangup"}).exit_code, 2);
  EXPECT_EQ(run({"events"}).exit_code, 1);  // This runtime has no such method.
  const auto nobody = tipring({"phone", "--from", "\"X\" <sip:x@example.org>", "sip:1@127.0.0.1:1"});
  EXPECT_EQ(nobody.exit_code, 2);
  EXPECT_THAT(nobody.err, HasSubstr("names nobody; expected a name, a number or a SIP URI"));
}

TEST_F(ProgramTest, SaysWhatAnIdLooksLike) {
  for (const std::vector<std::string>& command : {std::vector<std::string>{"call", "show", ""},
                                                  {"call", "hangup", ""},
                                                  {"call", "transfer", "", "300"}}) {
    const auto ended = run(command);
    EXPECT_EQ(ended.exit_code, 2);
    EXPECT_THAT(ended.err,
                HasSubstr("'' is no call's id: expected one as 'tipring call ls' shows it, such as 3-142"));
  }
  EXPECT_THAT(run({"call", "show", "12"}).err, HasSubstr("'12' is no call's id"));
}

TEST_F(ProgramTest, SetsTheLogLevel) {
  EXPECT_EQ(run({"log", "level"}).out, "level  info\n");
  EXPECT_EQ(run({"log", "level", "debug"}).out, "level  debug\n");
  EXPECT_EQ(run({"log", "level", "loud"}).exit_code, 2);
}

TEST_F(ProgramTest, TellsThatItCouldNotWrite) {
  const auto ended = run({"status"}, {.environment = {}, .out_file = "/dev/full"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.err, HasSubstr("could not be written"));
}

TEST_F(ProgramTest, UsesTheSocketThatIsNamed) {
  const RuntimeStandIn runtime(control_);
  EXPECT_EQ(tipring({"status", "--socket", runtime.socket()}).exit_code, 0);
  EXPECT_EQ(
      tipring({"status", "--socket=" + runtime.socket()}, {.environment = {{"TIPRING_SOCKET", "/nowhere"}}})
          .exit_code,
      0);
}

TEST(Program, EndsWith7WhereNoRuntimeIs) {
  const TemporaryFolder folder;
  const auto ended = tipring({"status", "--socket", folder.file("none.sock")});
  EXPECT_EQ(ended.exit_code, 7);
  EXPECT_THAT(ended.out, IsEmpty());
  EXPECT_THAT(ended.err, HasSubstr("no runtime listens at"));
  EXPECT_THAT(ended.err, HasSubstr("tipring run SITE"));
}

TEST(Program, EndsWith6WhereTheRuntimeDoesNotAnswer) {
  const TemporaryFolder folder;
  // The kernel takes the connection; nobody reads it.
  const auto deaf = control_socket::ListeningSocket::create(folder.file("control.sock"));
  ASSERT_TRUE(deaf.ok());
  const auto ended = tipring({"status", "--timeout", "50ms", "--socket", deaf->path()});
  EXPECT_EQ(ended.exit_code, 6);
  EXPECT_THAT(ended.err, HasSubstr("did not answer in time"));
}

TEST(Program, ExplainsItselfWithoutARuntime) {
  EXPECT_EQ(tipring({"version"}).exit_code, 0);
  EXPECT_THAT(tipring({"--help"}).out, HasSubstr("status"));
  EXPECT_THAT(tipring({"help", "gather"}).out, HasSubstr("call:gather"));
  EXPECT_THAT(tipring({"help", "events"}).out, HasSubstr("Usage: tipring events"));
  EXPECT_THAT(tipring({"help", "sip", "registrations"}).out, HasSubstr("Usage: tipring sip registrations"));
  EXPECT_THAT(tipring({"help", "hears"}).out, HasSubstr("party:hears"));
  EXPECT_THAT(tipring({"help", "sip bans"}).out, HasSubstr("Usage: tipring sip bans"));
  EXPECT_THAT(tipring({"help", "sip bans", "add"}).out, HasSubstr("Usage: tipring sip bans add"));
  for (const auto& [topic, word] : {std::pair{"digits", "call:gather"},
                                    {"srtp", "RFC 4568"},
                                    {"conference", "call:join"},
                                    {"t:call", "A party calls the site."},
                                    {"chat", "chat:ask"},
                                    {"direct", "media \"direct\""},
                                    {"err", "err.attempts"},
                                    {"hold", "held_by"},
                                    {"speech", "wait_for_speech"},
                                    {"transfer", "call.transferred_by"}})
    EXPECT_THAT(tipring({"help", topic}).out, HasSubstr(word)) << topic;
  for (const char* field : {"when", "open", "closed", "go", "set", "priority", "note", "policy", "otherwise"})
    EXPECT_THAT(tipring({"help", field}).out, HasSubstr("tipring help")) << field;
  const auto wrong = tipring({"help", "sip", "registration"});
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_THAT(wrong.err, HasSubstr("registrations"));
  const auto unknown = tipring({"help", "gathre"});
  EXPECT_EQ(unknown.exit_code, 3);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean 'gather'?"));
}

TEST(Program, ListsTheWordsOfTheLanguageInEveryFormat) {
  EXPECT_THAT(tipring({"help", "-o", "tsv"}).out, HasSubstr("\ncall:play\t"));
  const auto words = Json::parse(tipring({"help", "-o", "json"}).out);
  for (const auto& word : words)
    EXPECT_FALSE(word.at("summary").get<std::string>().empty()) << word;
}

}  // namespace
}  // namespace tipring::testing
