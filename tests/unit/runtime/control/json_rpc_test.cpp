#include "runtime/control/json_rpc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring {
namespace {

using testing::HasSubstr;

Error fault_of(std::string_view line) {
  const auto decoded = decode_request(line);
  const auto* fault = std::get_if<RpcFault>(&decoded);
  EXPECT_NE(fault, nullptr) << line;
  return fault != nullptr ? fault->error : Error{};
}

template <typename Message>
Message decoded(const std::string& line) {
  auto message = decode_message(line);
  EXPECT_TRUE(message.ok()) << line;
  return std::get<Message>(message.value());
}

TEST(JsonRpc, ReadsARequest) {
  const auto decoded =
      decode_request(R"({"jsonrpc":"2.0","id":"a","method":"call.show","params":{"id":"1-2"}})");
  const auto& request = std::get<RpcRequest>(decoded);
  EXPECT_FALSE(request.notification);
  EXPECT_EQ(request.id, "a");
  EXPECT_EQ(request.method, "call.show");
  EXPECT_EQ(request.params, Json({{"id", "1-2"}}));
}

TEST(JsonRpc, TellsANotificationFromARequestWithANullId) {
  EXPECT_TRUE(std::get<RpcRequest>(decode_request(R"({"jsonrpc":"2.0","method":"status"})")).notification);
  EXPECT_FALSE(
      std::get<RpcRequest>(decode_request(R"({"jsonrpc":"2.0","id":null,"method":"status"})")).notification);
}

TEST(JsonRpc, SaysWhatIsWrongWithALine) {
  EXPECT_EQ(fault_of("{").code, "parse-error");
  EXPECT_EQ(fault_of("\xff").code, "parse-error");
  EXPECT_EQ(fault_of("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\"}").code, "parse-error");
  EXPECT_EQ(fault_of("7").code, "invalid-request");
  EXPECT_THAT(fault_of("[]").text, HasSubstr("batches are not served"));
  EXPECT_THAT(fault_of(R"({"id":1,"method":"status"})").text, HasSubstr("\"jsonrpc\" must be \"2.0\""));
  EXPECT_THAT(fault_of(R"({"jsonrpc":2.0,"id":1,"method":"status"})").text, HasSubstr("\"jsonrpc\""));
  EXPECT_THAT(fault_of(R"({"jsonrpc":"2.0","id":1.5,"method":"status"})").text, HasSubstr("\"id\""));
  EXPECT_THAT(fault_of(R"({"jsonrpc":"2.0","id":1,"method":7})").text, HasSubstr("\"method\""));
  EXPECT_THAT(fault_of(R"({"jsonrpc":"2.0","id":1,"method":"status","params":7})").text,
              HasSubstr("\"params\""));
}

TEST(JsonRpc, AnswersAFaultyRequestUnderItsId) {
  const auto decoded = decode_request(R"({"jsonrpc":"1.0","id":7,"method":"status"})");
  EXPECT_EQ(std::get<RpcFault>(decoded).id, 7);
}

TEST(JsonRpc, RefusesDeepNestingWithoutRecursing) {
  EXPECT_EQ(fault_of(std::string(500'000, '[')).code, "parse-error");
  EXPECT_EQ(fault_of(std::string(65, '[') + std::string(65, ']')).code, "parse-error");
  EXPECT_EQ(fault_of(std::string(64, '[') + std::string(64, ']')).code, "invalid-request");
  const auto brackets_in_text = R"({"jsonrpc":"2.0","id":1,"method":")" + std::string(100, '[') + R"(\""})";
  EXPECT_TRUE(std::holds_alternative<RpcRequest>(decode_request(brackets_in_text)));
}

TEST(JsonRpc, GivesEachErrorItsNumber) {
  EXPECT_EQ(rpc_code("parse-error"), -32700);
  EXPECT_EQ(rpc_code("invalid-request"), -32600);
  EXPECT_EQ(rpc_code("unknown-method"), -32601);
  EXPECT_EQ(rpc_code("invalid-params"), -32602);
  EXPECT_EQ(rpc_code("not-found"), -32000);
}

TEST(JsonRpc, WritesErrorsWithTheirCodeAndWhetherToTryAgain) {
  EXPECT_EQ(encode_error("a", {"disk-full", "no room", true}),
            R"({"jsonrpc":"2.0","id":"a","error":{"code":-32000,"message":"no room",)"
            R"("data":{"code":"disk-full","retryable":true}}})");
}

TEST(JsonRpc, KeepsOneLineWhateverAStrangerIsCalled) {
  const auto line = encode_result(1, {{"name", "a\nb\x1b[31m\xff"}});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_EQ(decoded<RpcAnswer>(line).result->at("name"), "a\nb\x1b[31m\xef\xbf\xbd");
}

TEST(JsonRpc, ReadsBackWhatItWrites) {
  EXPECT_EQ(decoded<RpcAnswer>(encode_result(1, {{"a", 1}})).result.value(), Json({{"a", 1}}));

  const auto failed = decoded<RpcAnswer>(encode_error(2, {"wrong-state", "it is over", true}));
  EXPECT_EQ(failed.id, 2);
  EXPECT_EQ(failed.result.error().code, "wrong-state");
  EXPECT_EQ(failed.result.error().text, "it is over");
  EXPECT_TRUE(failed.result.error().retryable);

  const auto item = decoded<RpcItem>(encode_item(3, R"({"kind":"leg.answered"})"));
  EXPECT_EQ(item.subscription, 3U);
  EXPECT_EQ(item.item.at("kind"), "leg.answered");

  const auto end = decoded<RpcEnd>(encode_end(4, {"stopped", "the runtime stops", false}));
  EXPECT_EQ(end.subscription, 4U);
  EXPECT_EQ(end.error.code, "stopped");

  EXPECT_EQ(decoded<RpcGoodbye>(encode_goodbye({"overflow", "not read", true})).error.code, "overflow");
}

TEST(JsonRpc, RefusesAnswersThatAreNone) {
  for (const char* line :
       {"", "{}", "[]", R"({"jsonrpc":"2.0","id":1})", R"({"jsonrpc":"2.0","id":1,"result":1,"error":{}})",
        R"({"jsonrpc":"2.0","id":1,"error":"no"})", R"({"jsonrpc":"2.0","id":[],"result":1})",
        R"({"jsonrpc":"2.0","method":"item"})", R"({"jsonrpc":"2.0","method":"item","params":{"item":1}})",
        R"({"jsonrpc":"2.0","method":"end","params":{"subscription":1}})",
        R"({"jsonrpc":"2.0","method":"other","params":{"subscription":1}})"}) {
    const auto message = decode_message(line);
    ASSERT_FALSE(message.ok()) << line;
    EXPECT_EQ(message.error().code, "bad-answer");
  }
}

}  // namespace
}  // namespace tipring
