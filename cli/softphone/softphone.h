#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "cli/phone/phone.h"
#include "cli/softphone/step.h"
#include "runtime/base/run_loop.h"

namespace tipring::cli {

/// What a softphone is to do.
struct SoftphonePlan {
  std::string uri;                              ///< Whom to call; empty: waits to be called.
  PartyAddress from;                            ///< An empty host: the phone's own.
  std::deque<SoftphoneStep> steps;              ///< One after the other: from the answer, or once it is called.
  Duration patience = std::chrono::minutes(1);  ///< For the answer, or for the call to come.
  Duration longest = std::chrono::hours(1);     ///< Of the call, from the answer; then it hangs up.
  bool has_password = false;                    ///< For a challenge.
  /// Somebody is there to answer. Else a call that no step answers or refuses is answered at once.
  bool attended = false;
};

/// What to say to somebody whose phone was asked who it is, and has not satisfied the other side.
std::string challenge_hint(bool has_password);

/// A phone for one call, led by steps, which shows all that it notices. Control thread only.
class Softphone final : private PhoneEvents {
 public:
  /// What the phone notices: "answered", and more about it, which may be empty.
  using Show = std::function<void(std::string_view event, const std::string& detail)>;

  /// `show` is told each event. `over` is called once, when the call is over or there will be none.
  Softphone(RunLoop& loop, Phones& phones, SoftphonePlan plan, Show show, std::function<void()> over);
  ~Softphone() override;
  Softphone(const Softphone&) = delete;
  Softphone& operator=(const Softphone&) = delete;

  /// Calls, or begins to wait. `reached_at`: the URI at which it can be called.
  void start(const std::string& reached_at);

  /// Does a step now, whatever steps are under way. Fails with "wrong-state" and such; the call goes on.
  Result<void> act(const SoftphoneStep& step);

  /// Ends the call, or the waiting for one.
  void quit();

  Phone& phone() { return phone_; }
  bool is_over() const { return over_; }

  /// After its end: nothing where it went as a call should; "wrong-state" where the other side refused it,
  /// "timed-out" where nobody answered, called or was there, "not-found" where its host is none, else why it
  /// failed.
  const Result<void>& outcome() const { return outcome_; }

 private:
  void called(const IncomingCall& call) override;
  void ringing(bool early) override;
  void answered() override;
  void released(const Release& release) override;
  void digit(char digit) override;
  void heard(const EarEvent& event) override;
  void played(const std::string& problem) override;
  void recorded(const RecordingResult& result) override;
  void digits_sent() override;
  void held(bool on, int status) override;
  void transfer_status(int status) override;

  void show(std::string_view event, const std::string& detail = {}) { show_(event, detail); }
  void tell_tone();
  void refused_step(SoftphoneStep::Kind kind, Error error);
  void refused(const Release& release);
  void next_step();
  void take_step();
  void step_done(SoftphoneStep::Kind kind);
  void out_of_patience();
  void fail(Error error);
  void finish();
  void maybe_finish();
  void cancel_timers();

  RunLoop& loop_;
  SoftphonePlan plan_;
  Show show_;
  std::function<void()> tell_over_;
  bool was_called_ = false;
  bool was_answered_ = false;
  bool leaving_ = false;    // It hung up, refused or gave up by itself.
  bool recording_ = false;  // The file is not complete yet.
  bool ended_ = false;      // The call has.
  bool over_ = false;
  std::optional<SoftphoneStep::Kind> under_way_;  // The step whose end the next one waits for.
  Result<void> outcome_;
  TimerHandle patience_;
  TimerHandle longest_;
  TimerHandle waiting_;
  TimerHandle beep_;  // Runs while what is heard may turn out to be one.
  Phone phone_;       // Ends first: it may still call back.
};

}  // namespace tipring::cli
