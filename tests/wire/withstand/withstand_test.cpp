// What goes wrong around the program: each gives one clear line and the right SIP code, and disturbs nothing
// else.

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <sys/resource.h>

#include "tests/wire/kit/baresip.h"
#include "tests/wire/kit/ledger.h"
#include "tests/wire/kit/raw_caller.h"
#include "tests/wire/kit/runtime.h"
#include "tests/wire/kit/sipp_calls.h"

namespace tipring::wire {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr int dial_tone = 425;

Runtime::Setup setup() {
  return {.site = TIPRING_SITE, .sounds = {{"prompt", 600}, {"removed", 600}}};
}

void expect_calm(Runtime& runtime) {
  EXPECT_TRUE(runtime.settles());
  EXPECT_TRUE(runtime.ends_in_order());
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

// tipring run, where it ends by itself.
::tipring::testing::Ended run(const std::string& site, const std::vector<std::string>& arguments = {}) {
  const ::tipring::testing::TemporaryFolder folder;
  std::vector<std::string> words{
      "run", site, "--state", folder.file("var"), "--socket", folder.file("control")};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return ::tipring::testing::tipring(words, {.environment = {{"TIPRING_LISTEN", "udp://127.0.0.1:0"}}});
}

TEST(Withstand, mistakes_of_a_script_while_another_call_goes_on) {
  Runtime runtime(setup());
  Baresip steady({.user = "ann"});
  steady.dial(runtime.uri("steady"));
  steady.until_heard(200ms);
  RawCaller caller(runtime.port());
  const std::string too_long = "without waiting";
  for (const auto& [number, line, why] : {std::tuple{"loop", "site.lua:10:", too_long},
                                          {"pcall", "site.lua:14:", too_long},
                                          {"sort", "site.lua:18:", too_long},
                                          {"coroutine", "site.lua:22:", too_long},
                                          {"memory", "site.lua:27:", "memory"},
                                          {"pattern", "site.lua:31:", "pattern too complex"},
                                          {"mistake", "site.lua:37:", "'nothing'"},
                                          {"typo", "site.lua:42:", "prompt"}}) {
    const auto before = runtime.complaints().size();
    EXPECT_THAT(caller.answer_to(caller.invite(number, RawCaller::sdp())), StartsWith("SIP/2.0 500")) << number;
    ASSERT_THAT(runtime.until_complaints(before + 1), SizeIs(before + 1)) << number;
    EXPECT_THAT(runtime.complaints().back(), AllOf(HasSubstr("contact 1-"), HasSubstr(line), HasSubstr(why)));
  }
  steady.hang_up();
  expect_calm(runtime);
  EXPECT_THAT(steady.heard({dial_tone}), ElementsAre(dial_tone));
}

TEST(Withstand, a_sound_that_is_gone_while_the_site_runs) {
  Runtime runtime(setup());
  std::filesystem::remove(runtime.site_folder() + "/sounds/removed.wav");
  SippCalls caller("caller_waits_for_bye", {"-s", "removed", "-m", "1", runtime.address()});
  EXPECT_TRUE(caller.succeed()) << caller.errors();
  EXPECT_THAT(runtime.until_complaints(1),
              ElementsAre(AllOf(HasSubstr("contact 1-1"), HasSubstr("removed.wav"))));
  expect_calm(runtime);
}

TEST(Withstand, malformed_messages) {
  Runtime runtime(setup());
  RawCaller caller(runtime.port());
  EXPECT_THAT(caller.answer_to(caller.invite("steady", "v=0\r\nnonsense\r\n")), StartsWith("SIP/2.0 400"));
  EXPECT_THAT(runtime.until_complaints(1),
              ElementsAre(AllOf(HasSubstr(caller.address()), HasSubstr("malformed SDP"))));
  std::string nobodys = caller.invite("steady", RawCaller::sdp());
  nobodys.erase(nobodys.find("Call-ID"), nobodys.find("CSeq") - nobodys.find("Call-ID"));
  EXPECT_THAT(caller.answer_to(nobodys), StartsWith("SIP/2.0 400"));
  caller.send("hello\r\n\r\n");
  EXPECT_THAT(caller.answer_to(caller.invite("nobody", RawCaller::sdp())), StartsWith("SIP/2.0 404"));
  // What is no SIP to speak of is counted, and told of together.
  const auto complaints = runtime.until_complaints(2);
  EXPECT_THAT(complaints, SizeIs(AllOf(Ge(2), Le(4))));
  EXPECT_THAT(complaints, Each(HasSubstr("malformed")));
  expect_calm(runtime);
}

TEST(Withstand, a_port_that_is_taken) {
  Runtime runtime(setup());
  const auto second = run(runtime.site_folder(), {"--listen", "udp://" + runtime.address()});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(lines_of(second.err), ElementsAre(AllOf(HasSubstr(runtime.address()), HasSubstr("in use"))));
  expect_calm(runtime);
}

TEST(Withstand, a_site_that_is_broken_or_not_there) {
  const ::tipring::testing::TemporaryFolder folder;
  std::ofstream(folder.file("site.lua")) << "on.call(function(call)\n  return dialog \"mneu\"\nend)\n"
                                         << "dialog \"menu\" (function(call) call:answer() end)\n";
  const auto broken = run(folder.path());
  EXPECT_EQ(broken.exit_code, 1);
  EXPECT_THAT(broken.err, AllOf(HasSubstr("site.lua:2"), HasSubstr("'mneu'"), HasSubstr("'menu'")));
  const auto missing = run(folder.file("nowhere"));
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_THAT(lines_of(missing.err), ElementsAre(HasSubstr(folder.file("nowhere"))));
  const auto file = run(folder.file("site.lua"));
  EXPECT_EQ(file.exit_code, 3);
  EXPECT_THAT(lines_of(file.err), ElementsAre(HasSubstr(folder.file("site.lua"))));
}

// A limit on the size of files stands for the full disk: nothing can be allocated beyond it.
TEST(Withstand, a_full_disk_under_the_ledger) {
  rlim_t most = RLIM_INFINITY;
  Runtime::Setup limited = setup();
  limited.prepare = [&most] {
    rlimit size{};
    getrlimit(RLIMIT_FSIZE, &size);
    size.rlim_cur = most;
    setrlimit(RLIMIT_FSIZE, &size);
  };
  Runtime runtime(limited);
  EXPECT_TRUE(runtime.ends_in_order());
  std::filesystem::remove(runtime.ledger_folder() + "/spare");
  most = rlim_t{4} << 20U;
  runtime.start();
  RawCaller caller(runtime.port());
  EXPECT_THAT(caller.answer_to(caller.invite("nobody", RawCaller::sdp())), StartsWith("SIP/2.0 503"));
  EXPECT_THAT(runtime.until_complaints(1),
              ElementsAre(AllOf(HasSubstr("refused with 503"), HasSubstr("disk is full"))));
  // As soon as there is room, calls are taken again.
  rlimit size{};
  ASSERT_EQ(prlimit(runtime.pid(), RLIMIT_FSIZE, nullptr, &size), 0);
  size.rlim_cur = RLIM_INFINITY;
  ASSERT_EQ(prlimit(runtime.pid(), RLIMIT_FSIZE, &size, nullptr), 0);
  while (caller.answer_to(caller.invite("nobody", RawCaller::sdp())).starts_with("SIP/2.0 503")) {
  }
  EXPECT_THAT(caller.answer_to(caller.invite("nobody", RawCaller::sdp())), StartsWith("SIP/2.0 404"));
  expect_calm(runtime);
}

TEST(Withstand, operators_ban_strangers_and_lift_the_ban) {
  Runtime runtime(setup());
  EXPECT_EQ(runtime.ask({"sip", "bans", "add", "203.0.113.9", "--reason", "calls at night"})["until"], nullptr);
  const auto timed = runtime.ask({"sip", "bans", "add", "2001:db8::9", "--for", "2h"});
  EXPECT_THAT(timed["left"].get<std::int64_t>(), AllOf(Ge(7'100'000'000), Le(7'200'000'000)));
  const auto bans = runtime.ask({"sip", "bans", "ls"});
  ASSERT_THAT(bans, SizeIs(2));
  EXPECT_EQ(bans[1]["reason"], "calls at night");
  runtime.ask({"sip", "bans", "remove", "203.0.113.9"});
  EXPECT_THAT(runtime.ask({"sip", "bans", "ls"}), SizeIs(1));
  expect_calm(runtime);
}

TEST(Withstand, a_runtime_with_too_much_to_do_takes_no_new_call) {
  const ::tipring::testing::TemporaryFolder folder;
  std::filesystem::create_directories(folder.file("site"));
  // Whatever it does is too much.
  std::ofstream(folder.file("site/site.lua")) << "listen { sip = env 'TIPRING_LISTEN' }\ndefence { busy = "
                                                 "0.0000001 }\non.call(function(call) call:answer() end)\n";
  Runtime runtime({.site = folder.file("site")});
  EXPECT_THAT(runtime.until_complaints(1), Contains(HasSubstr("too much to do")));
  RawCaller caller(runtime.port());
  EXPECT_THAT(caller.answer_to(caller.invite("100", RawCaller::sdp())),
              AllOf(HasSubstr("SIP/2.0 503"), HasSubstr("Retry-After:")));
  EXPECT_THAT(runtime.log(), HasSubstr("busy is over its limit"));
  EXPECT_EQ(runtime.ask({"status"})["overload"], "busy");
  EXPECT_TRUE(runtime.settles());
  EXPECT_TRUE(runtime.ends_in_order());
}

TEST(Withstand, one_mistake_of_a_site_does_not_hide_the_others) {
  const ::tipring::testing::TemporaryFolder folder;
  std::filesystem::create_directories(folder.file("site"));
  std::ofstream(folder.file("site/site.lua"))
      << "listen { sip = \"http://127.0.0.1\" }\n"
         "phone \"100\" { password = \"x\", contacts = 0 }\n"
         "destinations { premium = {} }\n"
         "phone \"200\" { password = \"x\", may_call = { \"premium\" } }\n"
         "tones \"atlantis\"\n"
         "local all = { phone \"100\", phone(\"3\" .. \"00\") }\n";
  const auto ended = ::tipring::testing::tipring({"check", folder.file("site")});
  EXPECT_EQ(ended.exit_code, 5);
  for (const char* mistake :
       {"site.lua:1:", "listen: sip must be", "site.lua:2:", "phone: contacts must be",
        "site.lua:3:", "destinations: premium needs", "site.lua:5:", "tones: the tones of", "site.lua:6:"})
    EXPECT_THAT(ended.out + ended.err, HasSubstr(mistake));
  EXPECT_THAT(ended.out + ended.err, ::testing::Not(HasSubstr("site.lua:4")));
  EXPECT_THAT(ended.out + ended.err, ::testing::Not(HasSubstr("there is no phone \"100\"")));
}

TEST(Withstand, mistakes_in_the_defence_name_file_and_line) {
  const ::tipring::testing::TemporaryFolder folder;
  for (const auto& [options, why] : {std::pair{R"(trust = { "carrier" })", "'carrier' is no numeric address"},
                                     {R"(trust = { "192.0.2.0/40" })", "from 0 to 32"},
                                     {"only_trusted = true", "trust lists nobody"},
                                     {"rate = 0", "rate must be more than 0"},
                                     {"burts = 3", "burst"}}) {
    std::filesystem::create_directories(folder.file("site"));
    std::ofstream(folder.file("site/site.lua")) << "\ndefence { " << options << " }\n";
    const auto ended = run(folder.file("site"));
    EXPECT_EQ(ended.exit_code, 1) << options;
    EXPECT_THAT(ended.err, AllOf(HasSubstr("site.lua:2:"), HasSubstr(why)));
  }
}

TEST(Withstand, mistakes_in_phones_and_trunks_name_file_and_line) {
  const std::map<std::string, std::string> mistakes{
      {"phone \"100\" {}", "needs"},
      {"phone \"1 0\" { password = \"x\" }", "cannot be a name"},
      {"phone \"100\" { password = 7 }", "password must be"},
      {"phone \"100\" { password = \"x\", digest = \"sha\" }", "digest must be"},
      {"phone \"100\" { password = \"x\", contacts = 0 }", "contacts must be from 1 to 100"},
      {"phone \"100\" { password = \"x\", may_call = { \"1*2\" } }",
       "may_call: \"1*2\" is no pattern of numbers: * stands at its end only"},
      {"destinations { premium = { \"+1900*\" } } phone \"100\" { password = \"x\", may_not_call = { "
       "\"premum\" } }",
       "there is no destination \"premum\"; did you mean 'premium'?"},
      {"destinations { premium = { \"+1900*\" }, dear = { \"+1900*\" } }", "is in dear already"},
      {"destinations { premium = { \"gold\" } }",
       "premium: \"gold\" is no pattern of numbers: a class has those"},
      {"destinations { premium = {} }", "premium needs patterns"},
      {"destinations { premium = { \"+1x*\" } }",
       "premium: \"+1x*\" is no pattern of numbers: 'x' is no digit; ? stands for any one: did you "
       "mean \"+1?*\"?"},
      {"destinations { premium = { 1900 } }", "premium: 1900 is no text"},
      {"destinations { [\"9x\"] = { \"+1900*\" } }", "\"9x\" cannot name a class"},
      {"destinations { \"+1900*\" }", "has no name"},
      {"phone \"100\" { password = \"x\", may_call = { \"+1x*\" } }", "did you mean \"+1?*\"?"},
      {"phone \"100\" { password = \"x\", may_not_call = { \"prem-ium\" } }",
       "\"prem-ium\" is neither a pattern"},
      {"on.call(function(call) send_message(\"100\", \"hello\") end)",
       "'target' must be a SIP URI, phone \"name\" or trunk(\"name\", number), not the text \"100\""},
      {"on.call(function(call) messages_waiting { \"100\", new = 1 } end)",
       "'phone' must be phone \"name\", not the text \"100\""},
      {"trunk \"out\" { sip = \"sip:192.0.2.1\" } on.call(function(call) call:connect(trunk(\"out\", \"call "
       "me\")) end)",
       "'number' must be a number such as"},
      {"defence { lag = \"0s\" }", "lag must be from 10ms to 10s"},
      {"defence { busy = 95 }", "busy is a share of one core"},
      {"listen { sip = \"udp://127.0.0.1:5060\" } listen { sip = \"udp://127.0.0.1:5060\" }",
       "udp://127.0.0.1:5060 stands twice; the first is in site.lua:2"},
      {"destinations { premium = \"+1900*\" }",
       "premium must be a list of patterns, premium = { \"+1900*\" }, not"},
      {"phone \"100\" { pasword = \"x\" }", "did you mean 'password'?"},
      {"trunk \"out\" { sip = \"gw.example\" }", "sip must be a SIP URI"},
      {"trunk \"out\" { sip = \"sip:192.0.2.1\", register = \"x\" }", "needs user"},
      {"trunk \"out\" { sip = \"sip:a@192.0.2.1\", register = \"x\", password = \"y\" }", "has the password"},
      {"trunk \"out\" { sip = \"sip:192.0.2.1\", channels = -1 }", "channels must be"},
      {"trunk \"out\" { sip = \"sip:192.0.2.1\", check = \"5ms\" }", "check must be at least 1s"},
      {"on.call(function(call) call:connect(phone \"100\") end)", "there is no phone '100'"},
  };
  const ::tipring::testing::TemporaryFolder folder;
  std::filesystem::create_directories(folder.file("site"));
  for (const auto& [text, expected] : mistakes) {
    std::ofstream(folder.file("site/site.lua")) << "\n" << text << "\n";
    const auto ended = ::tipring::testing::tipring({"check", folder.file("site")});
    EXPECT_EQ(ended.exit_code, 5) << text;
    EXPECT_THAT(ended.out + ended.err, AllOf(HasSubstr("site.lua:2"), HasSubstr(expected))) << text;
  }
}

TEST(Withstand, a_secret_that_is_missing_or_that_everybody_may_read_is_told_with_its_place) {
  const ::tipring::testing::TemporaryFolder folder;
  std::filesystem::create_directories(folder.file("site/secrets"));
  std::ofstream(folder.file("site/site.lua")) << "\nphone \"100\" { password = secret \"phone-100\" }\n";
  const std::string secret = folder.file("site/secrets/phone-100");
  EXPECT_EQ(::tipring::testing::tipring({"check", folder.file("site")}).exit_code, 0);
  const std::vector<std::string> listen{"--listen", "udp://127.0.0.1:0"};
  EXPECT_THAT(run(folder.file("site"), listen).err,
              AllOf(HasSubstr("site.lua:2: there is no secret \"phone-100\""), HasSubstr(secret)));
  std::ofstream(secret) << "open\n";
  std::filesystem::permissions(secret, std::filesystem::perms(0644));
  EXPECT_THAT(run(folder.file("site"), listen).err, HasSubstr("may be read by everybody"));
}

TEST(Withstand, a_second_signal_ends_calls_in_order) {
  Runtime runtime(setup());
  Baresip caller({.user = "ann"});
  caller.dial(runtime.uri("steady"));
  caller.until("CALL_ESTABLISHED");
  ::kill(runtime.pid(), SIGTERM);
  while (runtime.log().find("SIGTERM: no new calls") == std::string::npos) {
  }
  EXPECT_TRUE(runtime.ends_in_order());
  caller.until("CALL_CLOSED");
  EXPECT_TRUE(all_is_over(read_ledger(runtime.ledger_folder())));
}

}  // namespace
}  // namespace tipring::wire
