#include "adapters/sip/call_session.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using State = CallSession::State;
using std::chrono::seconds;

constexpr Instant start{};

std::string name_of(SessionAction::Kind kind) {
  using Kind = SessionAction::Kind;
  switch (kind) {
    case Kind::send_cancel:
      return "CANCEL";
    case Kind::send_ack:
      return "ACK";
    case Kind::send_bye:
      return "BYE";
    case Kind::refuse_invite:
      return "refuse INVITE";
    case Kind::refuse_reinvite:
      return "refuse re-INVITE";
    case Kind::send_offer:
      return "offer";
    case Kind::tell_accepted:
      return "tell accepted";
    case Kind::tell_refused:
      return "tell refused";
    case Kind::tell_answered:
      return "tell answered";
    case Kind::tell_acknowledged:
      return "tell acknowledged";
    case Kind::tell_released:
      return "tell released";
    case Kind::finished:
      return "finished";
  }
  return "?";
}

std::vector<std::string> names(const SessionActions& actions) {
  std::vector<std::string> result;
  for (const auto& action : actions)
    result.push_back(name_of(action.kind));
  return result;
}

const Release* told(const SessionActions& actions) {
  for (const auto& action : actions) {
    if (action.kind == SessionAction::Kind::tell_released) return &action.release;
  }
  return nullptr;
}

Release hang_up() {
  return {Release::By::local, 0, 16, ""};
}
Release from_peer(int status = 0) {
  return {Release::By::remote, status, 16, ""};
}

CallSession established_by_us() {
  auto session = CallSession::calling();
  session.success(true);
  return session;
}

CallSession answered_by_us() {
  auto session = CallSession::called();
  session.answer(start);
  return session;
}

CallSession established_by_peer() {
  auto session = answered_by_us();
  session.acknowledged(true);
  return session;
}

// We call.

TEST(CallingTest, AnAnswerIsAcknowledgedAndTold) {
  auto session = CallSession::calling();
  EXPECT_TRUE(session.provisional());
  EXPECT_THAT(names(session.success(true)), ElementsAre("ACK", "tell answered"));
  EXPECT_EQ(session.state(), State::established);
  EXPECT_FALSE(session.provisional()) << "a provisional response after the answer";
}

TEST(CallingTest, AnAnswerWithoutUsableDescriptionIsAcknowledgedAndEnded) {
  auto session = CallSession::calling();
  const auto actions = session.success(false);
  EXPECT_THAT(names(actions), ElementsAre("ACK", "BYE", "tell released"));
  EXPECT_EQ(told(actions)->by, Release::By::system);
  EXPECT_EQ(told(actions)->status, 488);
  EXPECT_THAT(names(session.bye_done()), ElementsAre("finished"));
}

TEST(CallingTest, ARefusalEndsTheCall) {
  auto session = CallSession::calling();
  const auto actions = session.failure(from_peer(486));
  EXPECT_THAT(names(actions), ElementsAre("tell released", "finished"));
  EXPECT_EQ(told(actions)->status, 486);
  EXPECT_TRUE(session.ended());
}

TEST(CallingTest, AReleaseCancelsAndIsToldAtOnce) {
  auto session = CallSession::calling();
  EXPECT_THAT(names(session.release(hang_up(), start)), ElementsAre("CANCEL", "tell released"));
  EXPECT_TRUE(session.released());
  EXPECT_FALSE(session.ended()) << "the INVITE's final response is still to come";
  EXPECT_FALSE(session.provisional());
  EXPECT_THAT(names(session.failure(from_peer(487))), ElementsAre("finished"));
}

TEST(CallingTest, AnAnswerThatCrossesTheCancelIsAcknowledgedAndEndedByBye) {
  auto session = CallSession::calling();
  session.release({Release::By::local, 0, 26, "answered elsewhere"}, start);
  const auto actions = session.success(true);
  EXPECT_THAT(names(actions), ElementsAre("ACK", "BYE"));
  EXPECT_EQ(actions[1].release.cause, 26) << "the BYE gives the reason of the CANCEL";
  EXPECT_THAT(names(session.bye_done()), ElementsAre("finished"));
}

TEST(CallingTest, ACancelThatIsNeverAnsweredEndsAfter64TimesT1) {
  auto session = CallSession::calling();
  session.release(hang_up(), start);
  EXPECT_EQ(session.deadline(), start + seconds{32});
  EXPECT_THAT(session.expire(start + seconds{31}), IsEmpty());
  EXPECT_THAT(names(session.expire(start + seconds{32})), ElementsAre("finished"));
  EXPECT_EQ(session.deadline(), std::nullopt);
}

TEST(CallingTest, ASecondReleaseChangesNothing) {
  auto session = CallSession::calling();
  session.release(hang_up(), start);
  EXPECT_THAT(session.release(hang_up(), start), IsEmpty());
}

TEST(CallingTest, RepeatedAnswersAreLeftToTheTransaction) {
  auto session = established_by_us();
  EXPECT_THAT(session.success(true), IsEmpty());
  EXPECT_THAT(session.failure(from_peer(500)), IsEmpty());
}

TEST(CallingTest, AByeBeforeTheAnswerIsNotForTheSession) {
  auto session = CallSession::calling();
  EXPECT_THAT(session.bye(from_peer()), IsEmpty());
  EXPECT_EQ(session.state(), State::inviting);
}

// The peer calls.

TEST(CalledTest, AnAnswerIsEstablishedByItsAck) {
  auto session = CallSession::called();
  EXPECT_TRUE(session.answerable());
  session.answer(start);
  EXPECT_FALSE(session.answerable());
  EXPECT_EQ(session.deadline(), start + seconds{32});
  EXPECT_THAT(names(session.acknowledged(true)), ElementsAre("tell acknowledged"));
  EXPECT_EQ(session.state(), State::established);
  EXPECT_EQ(session.deadline(), std::nullopt);
  EXPECT_THAT(session.acknowledged(true), IsEmpty()) << "a repeated ACK";
}

TEST(CalledTest, ARefusalEndsTheCall) {
  auto session = CallSession::called();
  const auto actions = session.reject({Release::By::local, 486, 17, "Busy Here"});
  EXPECT_THAT(names(actions), ElementsAre("refuse INVITE", "tell released", "finished"));
  EXPECT_EQ(actions[0].release.status, 486);
  EXPECT_FALSE(session.answerable());
}

TEST(CalledTest, ACancelEndsTheCall) {
  auto session = CallSession::called();
  const auto actions = session.cancelled(from_peer(487));
  EXPECT_THAT(names(actions), ElementsAre("tell released", "finished"));
  EXPECT_EQ(told(actions)->by, Release::By::remote);
}

TEST(CalledTest, ACancelAfterTheAnswerChangesNothing) {
  auto session = answered_by_us();
  EXPECT_THAT(session.cancelled(from_peer(487)), IsEmpty());
  EXPECT_THAT(names(session.acknowledged(true)), ElementsAre("tell acknowledged"));
}

TEST(CalledTest, AReleaseBeforeTheAnswerRefusesWith480) {
  auto session = CallSession::called();
  const auto actions = session.release(hang_up(), start);
  EXPECT_THAT(names(actions), ElementsAre("refuse INVITE", "tell released", "finished"));
  EXPECT_EQ(actions[0].release.status, 480);
}

TEST(CalledTest, AReleaseBeforeTheAnswerRefusesWithItsStatus) {
  auto session = CallSession::called();
  const auto actions = session.release({Release::By::local, 603, 21, "Decline"}, start);
  EXPECT_EQ(actions[0].release.status, 603);
}

TEST(CalledTest, AReleaseWhileTheAckIsMissingIsToldAtOnceAndWaitsWithItsBye) {
  auto session = answered_by_us();
  EXPECT_THAT(names(session.release(hang_up(), start)), ElementsAre("tell released"));
  EXPECT_EQ(session.state(), State::abandoned);
  EXPECT_THAT(names(session.acknowledged(true)), ElementsAre("BYE"));
  EXPECT_THAT(names(session.bye_done()), ElementsAre("finished"));
}

TEST(CalledTest, AReleaseWhoseAckNeverComesIsFollowedByItsBye) {
  auto session = answered_by_us();
  session.release(hang_up(), start);
  EXPECT_THAT(names(session.expire(start + seconds{32})), ElementsAre("BYE"));
  EXPECT_THAT(names(session.bye_done()), ElementsAre("finished"));
}

TEST(CalledTest, AnAnswerThatIsNeverAcknowledgedIsEndedByBye) {
  auto session = answered_by_us();
  EXPECT_THAT(session.expire(start + seconds{31}), IsEmpty());
  const auto actions = session.expire(start + seconds{32});
  EXPECT_THAT(names(actions), ElementsAre("BYE", "tell released"));
  EXPECT_EQ(told(actions)->by, Release::By::system);
  EXPECT_EQ(told(actions)->status, 408);
  EXPECT_THAT(session.unacknowledged(), IsEmpty()) << "the transaction gives up too";
}

TEST(CalledTest, TheTransactionMayGiveUpFirst) {
  auto session = answered_by_us();
  EXPECT_THAT(names(session.unacknowledged()), ElementsAre("BYE", "tell released"));
  EXPECT_EQ(session.deadline(), std::nullopt);
}

TEST(CalledTest, AnAckWithoutTheAnswerItOwesEndsTheCall) {
  auto session = answered_by_us();
  const auto actions = session.acknowledged(false);
  EXPECT_THAT(names(actions), ElementsAre("BYE", "tell released"));
  EXPECT_EQ(told(actions)->status, 488);
}

TEST(CalledTest, TheCallerMayEndAnEarlyDialogByBye) {
  auto session = CallSession::called();
  const auto actions = session.bye(from_peer());
  EXPECT_THAT(names(actions), ElementsAre("refuse INVITE", "tell released", "finished"));
  EXPECT_EQ(actions[0].release.status, 487);
  EXPECT_EQ(told(actions)->status, 0);
}

TEST(CalledTest, AByeInPlaceOfTheAckEndsTheCall) {
  auto session = answered_by_us();
  EXPECT_THAT(names(session.bye(from_peer())), ElementsAre("tell released", "finished"));
  EXPECT_EQ(session.deadline(), std::nullopt);
}

TEST(CalledTest, AByeWhileOurOwnWaitsForTheAckLeavesNothingToSend) {
  auto session = answered_by_us();
  session.release(hang_up(), start);
  EXPECT_THAT(names(session.bye(from_peer())), ElementsAre("finished"));
}

// An established call, whoever made it.

class EstablishedTest : public testing::TestWithParam<CallSession (*)()> {
 protected:
  CallSession session_ = GetParam()();
};

INSTANTIATE_TEST_SUITE_P(Origins, EstablishedTest,
                         testing::Values(&established_by_us, &established_by_peer, &CallSession::resumed));

TEST_P(EstablishedTest, AReleaseSendsBye) {
  EXPECT_THAT(names(session_.release(hang_up(), start)), ElementsAre("BYE", "tell released"));
  EXPECT_FALSE(session_.ended()) << "the BYE's response is still to come";
  EXPECT_THAT(names(session_.bye_done()), ElementsAre("finished"));
  EXPECT_THAT(session_.bye_done(), IsEmpty());
}

TEST_P(EstablishedTest, AByeEndsTheCall) {
  EXPECT_THAT(names(session_.bye(from_peer())), ElementsAre("tell released", "finished"));
  EXPECT_THAT(session_.release(hang_up(), start), IsEmpty());
  EXPECT_THAT(session_.bye(from_peer()), IsEmpty());
}

TEST_P(EstablishedTest, CrossingByesEndTheCallOnce) {
  session_.release(hang_up(), start);
  EXPECT_THAT(session_.bye(from_peer()), IsEmpty());
  EXPECT_THAT(names(session_.bye_done()), ElementsAre("finished"));
}

TEST_P(EstablishedTest, StragglersOfTheSetupChangeNothing) {
  EXPECT_THAT(session_.acknowledged(true), IsEmpty());
  EXPECT_THAT(session_.unacknowledged(), IsEmpty());
  EXPECT_THAT(session_.cancelled(from_peer(487)), IsEmpty());
  EXPECT_FALSE(session_.provisional());
  EXPECT_FALSE(session_.answerable());
  EXPECT_EQ(session_.deadline(), std::nullopt);
}

TEST_P(EstablishedTest, AReinviteIsOfferedAndAccepted) {
  EXPECT_EQ(session_.reinvited(false), 0);
  EXPECT_TRUE(session_.reinvite_open());
  session_.accept_reinvite(start);
  EXPECT_FALSE(session_.reinvite_open());
  EXPECT_EQ(session_.deadline(), start + seconds{32});
  EXPECT_THAT(names(session_.acknowledged(true)), ElementsAre("tell acknowledged"));
  EXPECT_EQ(session_.reinvited(false), 0) << "the next one";
}

TEST_P(EstablishedTest, ARefusedReinviteLeavesTheCall) {
  session_.reinvited(false);
  session_.refuse_reinvite();
  EXPECT_EQ(session_.state(), State::established);
  EXPECT_EQ(session_.reinvited(false), 0);
}

TEST_P(EstablishedTest, AReinviteThatIsCancelledCanNoLongerBeAnswered) {
  session_.reinvited(false);
  session_.reinvite_cancelled();
  EXPECT_FALSE(session_.reinvite_open());
  EXPECT_EQ(session_.state(), State::established);
}

TEST_P(EstablishedTest, AReinviteOverAnOpenOneIsToComeBackLater) {
  session_.reinvited(false);
  EXPECT_EQ(session_.reinvited(false), 500);
}

TEST_P(EstablishedTest, AReinviteOverAnOpenOfferOfOursIsGlare) {
  EXPECT_EQ(session_.reinvited(true), 491);
}

TEST_P(EstablishedTest, AReinviteWhileTheAckOfAnotherIsMissingIsPending) {
  session_.reinvited(false);
  session_.accept_reinvite(start);
  EXPECT_EQ(session_.reinvited(false), 491);
}

TEST_P(EstablishedTest, AReinviteThatIsNeverAcknowledgedEndsTheCall) {
  session_.reinvited(false);
  session_.accept_reinvite(start);
  const auto actions = session_.expire(start + seconds{32});
  EXPECT_THAT(names(actions), ElementsAre("BYE", "tell released"));
  EXPECT_EQ(told(actions)->status, 408);
}

TEST_P(EstablishedTest, AReleaseRefusesTheOpenReinvite) {
  session_.reinvited(false);
  const auto actions = session_.release(hang_up(), start);
  EXPECT_THAT(names(actions), ElementsAre("refuse re-INVITE", "BYE", "tell released"));
  EXPECT_EQ(actions[0].release.status, 487);
}

TEST_P(EstablishedTest, AReleaseWhileAReinvitesAckIsMissingWaitsWithItsBye) {
  session_.reinvited(false);
  session_.accept_reinvite(start);
  EXPECT_THAT(names(session_.release(hang_up(), start)), ElementsAre("tell released"));
  EXPECT_THAT(names(session_.acknowledged(true)), ElementsAre("BYE"));
}

TEST_P(EstablishedTest, AByeRefusesTheOpenReinvite) {
  session_.reinvited(false);
  const auto actions = session_.bye(from_peer());
  EXPECT_THAT(names(actions), ElementsAre("refuse re-INVITE", "tell released", "finished"));
  EXPECT_EQ(actions[0].release.status, 487);
}

TEST_P(EstablishedTest, AReinviteAfterOurByeFindsNoCall) {
  session_.release(hang_up(), start);
  EXPECT_EQ(session_.reinvited(false), 481);
}

TEST(ReinviteTest, IsNotTakenBeforeTheCallIsEstablished) {
  EXPECT_EQ(CallSession::calling().reinvited(false), 491);
  EXPECT_EQ(CallSession::called().reinvited(false), 500);
  EXPECT_EQ(CallSession::called().reinvited(false, true), 0) << "its early media may be changed";
  EXPECT_EQ(answered_by_us().reinvited(false), 491);
}

}  // namespace
}  // namespace tipring::sip
