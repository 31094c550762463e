#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/contact/leg.h"
#include "runtime/contact/operation.h"
#include "runtime/contact/play.h"

namespace tipring {

struct ParkRequest {
  std::string place{};            ///< "701": by which anybody retrieves the party.
  std::vector<PlayItem> music{};  ///< Over and over; empty: silence.
  Duration timeout{};             ///< After which the party is parked no more.
  std::string by{};               ///< Who parks it, for the ledger and whoever retrieves it.
};

enum class ParkEnd : std::uint8_t {
  retrieved,
  timeout,
  hung_up,
  cancelled,  ///< Who had parked it wants it elsewhere.
};
std::string_view to_string(ParkEnd end);

/// Who is parked where: one party at a place.
class ParkedParties {
 public:
  struct Party {
    LegId leg{};
    OperationHandle operation{};
    std::string by{};
    std::vector<OperationHandle> callers{};  ///< That call somebody who is to retrieve it.
  };
  /// Null where nobody is.
  const Party* at(const std::string& place) const;
  void add_caller(const std::string& place, OperationHandle caller) {
    parties_.at(place).callers.push_back(caller);
  }
  void put(const std::string& place, Party party) { parties_.insert_or_assign(place, std::move(party)); }
  void take(const std::string& place) { parties_.erase(place); }

  /// In the order of the places.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (const auto& [place, party] : parties_)
      visit(place, party);
  }

 private:
  std::map<std::string, Party> parties_;
};

/// A party is parked, hears music, and is there for whoever retrieves it. Begins only where nobody is at the
/// place.
class ParkOperation final : public Operation {
 public:
  /// Told of the time-out and the hang-up; who is retrieved is whoever's who retrieves it.
  using Done = std::function<void(ParkEnd end)>;
  ParkOperation(FloorContext& floor, Operations& operations, ParkedParties& parked, Leg& leg,
                ParkRequest request, Done done);

  void start(OperationHandle self) override;
  void cancel() override;
  void leg_ended(const Release& release) override;

  /// By somebody, whose name is for the ledger. The operation is gone after it, and its owner hears nothing.
  void retrieved(const std::string& by);

 private:
  void stop(ParkEnd end, const std::string& by = {});
  void end(ParkEnd end);

  ParkedParties& parked_;
  Leg& party_;
  ParkRequest request_;
  Done done_;
  OperationHandle music_;
  TimerHandle timer_;
};

}  // namespace tipring
