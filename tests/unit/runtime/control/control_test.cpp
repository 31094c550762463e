#include "runtime/control/control.h"

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ControlTest : public testing::Test {
 protected:
  ControlTest() {
    control_.add(
        ControlMethod{"call.hangup",
                      "Ends a call.",
                      {{.name = "id", .type = ControlType::contact, .required = true, .doc = "Which."}},
                      [](const ControlArguments& arguments) -> Result<Json> {
                        if (arguments.contact("id").number == 9) {
                          return Error{"not-found", "there is no call 1-9", false};
                        }
                        return Json{{"ended", arguments.text("id")}};
                      }});
    control_.add(ControlStream{"ticks",
                               "Counts.",
                               {{.name = "fail", .type = ControlType::boolean, .doc = "", .fallback = false},
                                {.name = "short", .type = ControlType::boolean, .doc = "", .fallback = false}},
                               [this](const ControlArguments& arguments, ControlFeed feed) {
                                 return start_ticks(arguments, std::move(feed));
                               }});
  }

  Result<std::function<void()>> start_ticks(const ControlArguments& arguments, ControlFeed feed) {
    if (arguments.boolean("fail")) return Error{"wrong-state", "the clock is broken", false};
    feed.item("0");
    if (arguments.boolean("short")) feed.end({"stopped", "that was all", false});
    feeds_.push_back(std::move(feed));
    return std::function<void()>([this] { ++cancelled_; });
  }

  // What one line is answered with.
  std::vector<std::string> ask(const std::string& line) {
    sent_.clear();
    session_->handle(line);
    return sent_;
  }

  Control control_;
  std::vector<ControlFeed> feeds_;
  int cancelled_ = 0;
  std::vector<std::string> sent_;
  std::unique_ptr<ControlSession> session_ = std::make_unique<ControlSession>(
      control_, [this](std::string line) { sent_.push_back(std::move(line)); });
};

TEST_F(ControlTest, AnswersWithTheHandlersResult) {
  EXPECT_THAT(ask(R"({"jsonrpc":"2.0","id":1,"method":"call.hangup","params":{"id":"1-2"}})"),
              ElementsAre(R"({"jsonrpc":"2.0","id":1,"result":{"ended":"1-2"}})"));
}

TEST_F(ControlTest, AnswersWithTheHandlersError) {
  EXPECT_THAT(ask(R"({"jsonrpc":"2.0","id":1,"method":"call.hangup","params":{"id":"1-9"}})"),
              ElementsAre(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"there is no call 1-9",)"
                          R"("data":{"code":"not-found","retryable":false}}})"));
}

TEST_F(ControlTest, NamesTheNearestMethod) {
  const auto answer = ask(R"({"jsonrpc":"2.0","id":1,"method":"call.hangpu"})");
  ASSERT_THAT(answer, SizeIs(1));
  EXPECT_THAT(answer[0], HasSubstr("-32601"));
  EXPECT_THAT(answer[0], HasSubstr("did you mean 'call.hangup'?"));
}

TEST_F(ControlTest, ChecksParametersBeforeTheHandlerSeesThem) {
  EXPECT_THAT(ask(R"({"jsonrpc":"2.0","id":1,"method":"call.hangup","params":{"id":true}})"),
              ElementsAre(HasSubstr("-32602")));
  EXPECT_THAT(ask(R"({"jsonrpc":"2.0","id":1,"method":"ticks","params":{"fail":1}})"),
              ElementsAre(HasSubstr("-32602")));
}

TEST_F(ControlTest, AnswersALineThatIsNoRequestUnderANullId) {
  EXPECT_THAT(ask("hello"), ElementsAre(HasSubstr(R"("id":null,"error":{"code":-32700)")));
}

TEST_F(ControlTest, DoesNotAnswerNotificationsAndBlankLines) {
  EXPECT_THAT(ask(R"({"jsonrpc":"2.0","method":"call.hangup","params":{"id":"1-9"}})"), IsEmpty());
  EXPECT_THAT(ask(""), IsEmpty());
  EXPECT_THAT(ask(" \t\r"), IsEmpty());
}

TEST_F(ControlTest, SaysTheSubscriptionBeforeItsItems) {
  EXPECT_THAT(ask(R"({"jsonrpc":"2.0","id":1,"method":"ticks"})"),
              ElementsAre(R"({"jsonrpc":"2.0","id":1,"result":{"subscription":1}})",
                          R"({"jsonrpc":"2.0","method":"item","params":{"subscription":1,"item":0}})"));
  sent_.clear();
  feeds_[0].item("1");
  EXPECT_THAT(sent_, ElementsAre(R"({"jsonrpc":"2.0","method":"item","params":{"subscription":1,"item":1}})"));
}

TEST_F(ControlTest, EndsASubscriptionOnRequestOnce) {
  ask(R"({"jsonrpc":"2.0","id":1,"method":"ticks"})");
  const auto cancel = R"({"jsonrpc":"2.0","id":2,"method":"subscription.cancel","params":{"subscription":1}})";
  EXPECT_THAT(ask(cancel), ElementsAre(R"({"jsonrpc":"2.0","id":2,"result":{"subscription":1}})"));
  EXPECT_EQ(cancelled_, 1);
  EXPECT_THAT(ask(cancel), ElementsAre(HasSubstr("not-found")));
  session_.reset();
  EXPECT_EQ(cancelled_, 1);
}

TEST_F(ControlTest, EndsSubscriptionsWithTheSession) {
  ask(R"({"jsonrpc":"2.0","id":1,"method":"ticks"})");
  ask(R"({"jsonrpc":"2.0","id":2,"method":"ticks"})");
  EXPECT_EQ(session_->subscriptions(), 2U);
  session_.reset();
  EXPECT_EQ(cancelled_, 2);
}

TEST_F(ControlTest, TellsTheClientWhenAStreamEndsByItself) {
  ask(R"({"jsonrpc":"2.0","id":1,"method":"ticks"})");
  sent_.clear();
  feeds_[0].end({"stopped", "the runtime stops", false});
  EXPECT_THAT(sent_, ElementsAre(HasSubstr(R"("method":"end","params":{"subscription":1)")));
  session_.reset();
  EXPECT_EQ(cancelled_, 0);
}

TEST_F(ControlTest, BearsAStreamThatEndsWhileItStarts) {
  EXPECT_THAT(ask(R"({"jsonrpc":"2.0","id":1,"method":"ticks","params":{"short":true}})"),
              ElementsAre(HasSubstr(R"("result":{"subscription":1})"), HasSubstr(R"("item":0)"),
                          HasSubstr("that was all")));
  EXPECT_EQ(session_->subscriptions(), 0U);
}

TEST_F(ControlTest, KeepsNothingOfAStreamThatDidNotStart) {
  EXPECT_THAT(ask(R"({"jsonrpc":"2.0","id":1,"method":"ticks","params":{"fail":true}})"),
              ElementsAre(HasSubstr("the clock is broken")));
  EXPECT_EQ(session_->subscriptions(), 0U);
}

TEST_F(ControlTest, BoundsTheSubscriptionsOfAClient) {
  for (std::size_t i = 0; i < most_subscriptions; ++i)
    ask(R"({"jsonrpc":"2.0","id":1,"method":"ticks"})");
  EXPECT_THAT(ask(R"({"jsonrpc":"2.0","id":1,"method":"ticks"})"), ElementsAre(HasSubstr("too-many")));
  EXPECT_EQ(session_->subscriptions(), most_subscriptions);
}

TEST_F(ControlTest, RefusesToGiveAnAnswerThatIsTooLarge) {
  control_.add(ControlMethod{"all", "Everything.", {}, [](const ControlArguments&) {
                               return Result<Json>(Json(std::string(longest_answer, 'x')));
                             }});
  EXPECT_THAT(ask(R"({"jsonrpc":"2.0","id":1,"method":"all"})"), ElementsAre(HasSubstr("too-large")));
}

TEST_F(ControlTest, DescribesItsCommands) {
  const auto answer = ask(R"({"jsonrpc":"2.0","id":1,"method":"methods"})");
  ASSERT_THAT(answer, SizeIs(1));
  const auto methods = Json::parse(answer[0]).at("result").at("methods");
  std::vector<std::string> names;
  for (const auto& method : methods)
    names.push_back(method.at("name"));
  EXPECT_THAT(names, ElementsAre("call.hangup", "methods", "subscription.cancel", "ticks"));
  EXPECT_EQ(methods[0], Json::parse(R"({"name":"call.hangup","description":"Ends a call.","streams":false,
    "parameters":[{"name":"id","type":"contact","required":true,"doc":"Which."}]})"));
  EXPECT_EQ(methods[3].at("parameters")[0].at("default"), false);
}

// What a job is answered with comes when it is done.
class ControlJobTest : public ControlTest {
 protected:
  ControlJobTest() {
    control_.add(ControlJob{"site.load",
                            "Loads.",
                            {{.name = "folder", .type = ControlType::text, .required = true, .doc = "Which."}},
                            [this](const ControlArguments& arguments, ControlJob::Answer answer) {
                              if (arguments.text("folder") == "none")
                                return answer(Error{"not-found", "there is no such folder", false});
                              answers_.push_back(std::move(answer));
                            }});
  }
  std::vector<std::string> load(const std::string& id) {
    return ask(R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"site.load","params":{"folder":"a"}})");
  }

  std::vector<ControlJob::Answer> answers_;
};

TEST_F(ControlJobTest, IsAnsweredOnceItIsDone) {
  EXPECT_THAT(load("1"), IsEmpty());
  EXPECT_THAT(load("2"), IsEmpty());
  answers_.at(1)(Json{{"loaded", true}});
  EXPECT_THAT(sent_, ElementsAre(R"({"jsonrpc":"2.0","id":2,"result":{"loaded":true}})"));
  answers_.at(0)(Error{"wrong-state", "too late", false});
  EXPECT_THAT(sent_.at(1), HasSubstr(R"("id":1)"));
  EXPECT_THAT(sent_.at(1), HasSubstr("too late"));
}

TEST_F(ControlJobTest, MayBeAnsweredAtOnce) {
  EXPECT_THAT(ask(R"({"jsonrpc":"2.0","id":1,"method":"site.load","params":{"folder":"none"}})"),
              ElementsAre(HasSubstr("there is no such folder")));
  EXPECT_THAT(ask(R"({"jsonrpc":"2.0","id":1,"method":"site.load"})"), ElementsAre(HasSubstr("folder")));
  EXPECT_THAT(answers_, IsEmpty());
}

TEST_F(ControlJobTest, GoesOnWhereItsClientLeaves) {
  load("1");
  session_.reset();
  sent_.clear();
  answers_.at(0)(Json{{"loaded", true}});
  EXPECT_THAT(sent_, IsEmpty());
}

TEST_F(ControlJobTest, IsListedWithTheMethods) {
  EXPECT_THAT(ask(R"({"jsonrpc":"2.0","id":1,"method":"methods"})"), ElementsAre(HasSubstr("site.load")));
}

}  // namespace
}  // namespace tipring
