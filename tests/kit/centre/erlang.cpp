#include "tests/kit/centre/erlang.h"

#include <algorithm>
#include <cmath>

namespace tipring {

double erlang_b(int agents, double load) {
  double blocked = 1;
  for (int n = 1; n <= agents; ++n)
    blocked = load * blocked / (n + load * blocked);
  return blocked;
}

double erlang_c(int agents, double load) {
  const double blocked = erlang_b(agents, load);
  return blocked / (1 - load / agents * (1 - blocked));
}

double erlang_c_wait(int agents, double load, double service) {
  return erlang_c(agents, load) * service / (agents - load);
}

double erlang_c_within(int agents, double load, double service, double within) {
  return 1 - erlang_c(agents, load) * std::exp(-(agents - load) * within / service);
}

ErlangA erlang_a(int agents, double load, double service, double patience) {
  const double arrivals = load / service;
  double weight = 1;  // Of the state with so many contacts, beside that of the empty one.
  double all = 1;
  double busy = 0;     // The mean number of agents that serve, and
  double waiting = 0;  // of contacts that wait; both times `all`.
  double waits = agents == 0 ? 1 : 0;
  for (int contacts = 1; contacts < 100'000; ++contacts) {
    const int in_queue = std::max(contacts - agents, 0);
    weight *= arrivals / (std::min(contacts, agents) / service + in_queue / patience);
    all += weight;
    busy += weight * std::min(contacts, agents);
    waiting += weight * in_queue;
    if (contacts >= agents) waits += weight;
    if (contacts > agents && weight < all * 1e-15) break;
  }
  return {.waits = waits / all,
          .abandons = waiting / all / patience / arrivals,
          .mean_wait = waiting / all / arrivals,
          .occupancy = busy / all / agents};
}

}  // namespace tipring
