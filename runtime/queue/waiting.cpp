#include "runtime/queue/waiting.h"

namespace tipring {

std::string_view to_string(Departure departure) {
  switch (departure) {
    case Departure::answered:
      return "answered";
    case Departure::abandoned:
      return "abandoned";
    case Departure::pressed:
      return "pressed";
    case Departure::overflow:
      return "overflow";
    case Departure::limit:
      return "limit";
    case Departure::closed:
      return "closed";
  }
  return "";
}

Place place_of(int priority, Instant since, Duration priority_ages, std::uint64_t number) {
  const std::int64_t time = since.time_since_epoch().count();
  if (priority_ages > Duration::zero()) return {time - priority * priority_ages.count(), 0, number};
  return {-std::int64_t{priority}, time, number};
}

}  // namespace tipring
