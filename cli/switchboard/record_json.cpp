#include "cli/switchboard/record_json.h"

#include <optional>

namespace tipring::cli {
namespace {

Json time_or_null(const std::optional<UtcTime>& time) {
  return time ? Json(time->time_since_epoch().count()) : Json();
}

}  // namespace

Json record_json(const CallRecord& record) {
  Json json{{"id", to_string(record.contact)},
            {"channel", record.channel},
            {"caller", record.caller},
            {"caller_name", record.caller_name},
            {"dialled", record.dialled},
            {"arrived_at", record.arrived.time_since_epoch().count()},
            {"answered_at", time_or_null(record.answered)},
            {"ended_at", time_or_null(record.ended)},
            {"talk", record.talk_time.count()},
            {"status", record.status},
            {"release_cause", record.release_cause},
            {"cause", record.cause},
            {"legs", record.legs}};
  if (!record.enterprise.empty()) json["enterprise"] = record.enterprise;
  return json;
}

Json record_json(const CallRecord& record, const std::vector<BarredNumber>& barred) {
  Json call = record_json(record);
  for (const BarredNumber& number : barred) {
    call["barred"].push_back({{"number", number.number},
                              {"destination", number.destination.empty() ? Json() : Json(number.destination)},
                              {"why", number.why}});
  }
  return call;
}

}  // namespace tipring::cli
