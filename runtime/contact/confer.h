#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/contact/legs.h"
#include "runtime/contact/operation.h"

namespace tipring {

struct ConferRequest {
  std::string name{};     ///< Of the conference.
  ConferencePart part{};  ///< To begin with.
  std::size_t most = 0;   ///< Parties that it may have; 0: any number.
  std::string ends{};     ///< Digits that end it for this party.
  std::string mutes{};    ///< Digits each of which mutes the party, or lets it be heard again.
};

enum class ConferEnd : std::uint8_t { left, connected, hung_up };
std::string_view to_string(ConferEnd end);

struct ConferOutcome {
  ConferEnd end = ConferEnd::left;
  Duration stayed{};
};

/// Begins only where Conferences::may_join() allows it. Takes part in a conference until the party presses a
/// digit for its end, somebody takes it out, or it hangs up.
class ConferOperation final : public Operation {
 public:
  using Done = std::function<void(const ConferOutcome&)>;
  ConferOperation(FloorContext& floor, Operations& operations, Legs& legs, Leg& leg, ConferRequest request,
                  Done done);

  void start(OperationHandle self) override;
  void cancel() override;
  void leg_ended(const Release& release) override;
  bool digit(char digit) override;

 private:
  void end(ConferEnd end);

  Legs& legs_;
  Leg& party_;
  ConferRequest request_;
  Done done_;
  Instant joined_{};
};

}  // namespace tipring
