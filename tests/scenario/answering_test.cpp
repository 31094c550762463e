// Whether each word of a call answers it is what its descriptor says: tipring-lua(7) has it from there.

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "cli/tester/test_session.h"
#include "dsl/words/words.h"
#include "tests/kit/temporary_folder.h"

namespace tipring::cli {
namespace {

// How each is said. What ends the call, or runs after it, answers none.
const std::map<std::string_view, std::string> uses{
    {"play", R"(call:play(silence "1s"))"},
    {"say", R"(call:say "hello")"},
    {"tone", R"(call:tone("busy", "1s"))"},
    {"silence", R"(call:silence "1s")"},
    {"gather", R"(call:gather { first = "1s" })"},
    {"record", R"(call:record { longest = "1s" })"},
    {"start_recording", "call:start_recording()"},
    {"stop_recording", "call:stop_recording()"},
    {"send_digits", R"(call:send_digits "1")"},
    {"wait_for_speech", R"(call:wait_for_speech "1s")"},
    {"wait_for_silence", R"(call:wait_for_silence "1s")"},
    {"join", R"(call:after("1s", function(later) later:leave() end) call:join "sales")"},
    {"leave", "call:leave()"},
    {"supervise", R"(call:supervise "1-999")"},
    {"park", R"(call:park { "701", timeout = "1s" })"},
    {"retrieve", R"(call:retrieve "702")"},
    {"mute", "call:mute()"},
    {"unmute", "call:unmute()"},
    {"ring", "call:ring()"},
    {"answer", "call:answer()"},
    {"hold", "call:hold()"},
    {"resume", "call:resume()"},
    {"connect", R"(call:connect { "sip:nobody@phones.example", timeout = "1s" })"},
    {"reject", "call:reject(486)"},
    {"redirect", R"(call:redirect "sip:ann@192.0.2.7")"},
    {"hang_up", "call:hang_up()"},
    {"finally", "call:finally(function() end)"},
    {"after", R"(call:after("1s", function() end))"},
    {"wait", R"(call:wait "1s")"},
};

class AnsweringTest : public ::testing::Test {
 protected:
  AnsweringTest() { std::filesystem::create_directory(folder_.file("tests")); }

  ::tipring::testing::TemporaryFolder folder_;
};

TEST_F(AnsweringTest, EachWordDoesWhatItsDescriptionSays) {
  std::ofstream site(folder_.file("site.lua"));
  std::ofstream spec(folder_.file("tests/answering_spec.lua"));
  site << "local uses = {}\n";
  for (const dsl::Word& word : dsl::all_words()) {
    if (word.owner != "call" || word.kind != dsl::WordKind::method) continue;
    const auto use = uses.find(word.name);
    ASSERT_NE(use, uses.end()) << "does call:" << word.name << " answer?";
    const bool answers = word.answers == dsl::Answers::yes || word.answers == dsl::Answers::unless_early;
    site << "uses." << word.name << " = function(call) " << use->second << " end\n";
    spec << "scenario(\"" << word.name << "\", function(t)\n  local ann = t:call { from = \"ann\", to = \""
         << word.name << "\" }\n  "
         << (answers                   ? "ann:is_answered()"
             : word.name == "redirect" ? "ann:is_redirected()"
                                       : "ann:is_refused()")
         << "\nend)\n";
  }
  site << "on.call(function(call) return uses[call.dialled](call) end)\n";
  site.close();
  spec.close();
  TestOptions options;
  options.request.paths = {folder_.path()};
  options.request.seed = 7;
  std::ostringstream out;
  std::ostringstream err;
  Console console{.out = out, .err = err};
  const auto good = run_test_session(options, console);
  EXPECT_TRUE(good.ok() && good.value()) << out.str() << err.str();
}

}  // namespace
}  // namespace tipring::cli
