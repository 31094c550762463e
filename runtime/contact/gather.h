#pragma once

#include <functional>
#include <string>

#include "runtime/contact/digit_collector.h"
#include "runtime/contact/play.h"

namespace tipring {

struct GatherRequest {
  DigitRule rule;
  PlayRequest prompt;          ///< Played first; may be empty.
  Duration first_timeout{};    ///< From the prompt's end to the first digit.
  Duration between_timeout{};  ///< From one digit to the next.
  bool secret = false;         ///< The ledger keeps the count of digits, not the digits.
};

enum class GatherEnd : std::uint8_t {
  complete,
  too_short,  ///< A terminator, or time was up, before enough digits.
  no_input,   ///< Time was up without any digit.
  failed,     ///< The prompt could not be played.
  hung_up,
};
std::string_view to_string(GatherEnd end);

struct GatherOutcome {
  GatherEnd end = GatherEnd::complete;
  std::string digits;
  std::string problem;  ///< For `failed`.
};

/// Plays a prompt and collects digits. Digits pressed earlier count. With barge-in the first digit ends the
/// prompt; without, digits pressed during the prompt are taken when it ends.
class GatherOperation final : public Operation {
 public:
  using Done = std::function<void(const GatherOutcome&)>;
  GatherOperation(FloorContext& floor, Operations& operations, Leg& leg, GatherRequest request, Done done);

  void start(OperationHandle self) override;
  void cancel() override;
  void leg_ended(const Release& release) override;
  bool digit(char digit) override;

 private:
  void prompt_over(const PlayOutcome& outcome);
  /// Feeds what was pressed earlier; true when that ended the operation.
  bool take_type_ahead();
  void wait(Duration timeout);
  void time_up();
  bool judge(DigitCollector::State state);
  void stop();
  void end(GatherEnd end, std::string problem = {});

  Leg& gathered_;
  GatherRequest request_;
  Done done_;
  DigitCollector collector_;
  OperationHandle prompt_;
  TimerHandle timer_;
};

}  // namespace tipring
