#include "cli/trace/ladder.h"

#include <sstream>

#include <gtest/gtest.h>

namespace tipring::cli {
namespace {

Json message(std::int64_t number, const char* direction, const char* peer, const Json& more = Json::object()) {
  Json record{{"number", number},
              {"at", 1'772'532'000'000'000 + number * 1000},
              {"direction", direction},
              {"local", "192.0.2.1:5060"},
              {"peer", peer},
              {"peer_name", nullptr},
              {"call", "3-142"},
              {"readable", true},
              {"method", "INVITE"},
              {"status", nullptr},
              {"reason", ""},
              {"cseq", 1},
              {"sdp", false},
              {"size", 10},
              {"message", "message " + std::to_string(number)}};
  record.update(more);
  return record;
}

class LadderTest : public testing::Test {
 protected:
  std::string shown(const std::vector<Json>& records, bool whole = false) {
    Ladder ladder(console_, whole);
    for (const auto& record : records)
      ladder.expect(record);
    for (const auto& record : records)
      ladder.add(record);
    return out_.str();
  }

  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{.out = out_, .err = err_};
};

constexpr const char* phone = "192.0.2.7:5060";
constexpr const char* carrier = "198.51.100.1:5060";

TEST_F(LadderTest, EachPeerHasAColumnAndEachMessageAnArrow) {
  EXPECT_EQ(shown({message(1, "received", phone, {{"sdp", true}, {"peer_name", "phone 100"}}),
                   message(2, "sent", carrier, {{"peer_name", "trunk carrier"}}),
                   message(3, "received", carrier, {{"status", 486}, {"reason", "Busy Here"}})}),
            "            tipring                        phone 100                     trunk carrier\n"
            "        192.0.2.1:5060                  192.0.2.7:5060                 198.51.100.1:5060\n"
            "10:00:00.001  |<-------- INVITE 1 sdp --------|                               |  3-142\n"
            "10:00:00.002  |-------------------------- INVITE 1 -------------------------->|  3-142\n"
            "10:00:00.003  |<------------------- 486 Busy Here INVITE 1 -------------------|  3-142\n");
}

// Who calls is known once it has proved who it is; whoever follows has seen its first message by then.
TEST_F(LadderTest, APeerThatBecomesKnownIsNamedFromThereOn) {
  Ladder ladder(console_, false);
  ladder.add(message(1, "received", phone));
  ladder.add(message(2, "received", phone, {{"peer_name", "phone 100"}}));
  EXPECT_EQ(out_.str(),
            "            tipring                     192.0.2.7:5060\n"
            "        192.0.2.1:5060\n"
            "10:00:00.001  |<---------- INVITE 1 ----------|  3-142\n"
            "            tipring                        phone 100\n"
            "        192.0.2.1:5060                  192.0.2.7:5060\n"
            "10:00:00.002  |<---------- INVITE 1 ----------|  3-142\n");
}

TEST_F(LadderTest, WhatIsSentAgainIsMarked) {
  const Json first = message(1, "sent", phone);
  Json again = first;
  again["number"] = 2;
  EXPECT_NE(shown({first, again}).find("again: INVITE 1"), std::string::npos);
}

TEST_F(LadderTest, PeersBeyondTheWidthShareAColumn) {
  console_.width = 80;
  const auto text = shown({message(1, "sent", phone), message(2, "sent", carrier)});
  EXPECT_NE(text.find("others"), std::string::npos) << text;
  EXPECT_NE(text.find("INVITE 1 198.51.100.1:5060"), std::string::npos) << text;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    EXPECT_LE(line.size(), 80U);
}

TEST_F(LadderTest, WholeMessagesStandBelowTheirArrowsAndDriveNoTerminal) {
  const auto text = shown({message(1, "sent", phone, {{"message", "INVITE \x1b[2J\r\nTo: x\r\n\r\n"}})}, true);
  EXPECT_NE(text.find("\n    INVITE \\x1b[2J\n    To: x\n"), std::string::npos) << text;
}

TEST_F(LadderTest, WhatCannotBeReadSaysSo) {
  EXPECT_EQ(label_of(message(1, "received", phone, {{"readable", false}, {"size", 13}})),
            "unreadable, 13 bytes");
}

}  // namespace
}  // namespace tipring::cli
