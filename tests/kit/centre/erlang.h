#pragma once

namespace tipring {

// Formulas for a queue whose contacts come independently of each other and are served in that order by agents
// that are all alike, and whose service takes times spread exponentially. Times are in any one unit; `load` is
// arrivals times the mean service, in erlangs.

/// The share that finds all agents busy, where nobody waits: Erlang, "Solution of some problems in the theory
/// of probabilities of significance in automatic telephone exchanges", 1917; by the recursion of Jagerman.
double erlang_b(int agents, double load);

/// The share that waits, where everybody does until served; `load` is below `agents`. The same paper.
double erlang_c(int agents, double load);
/// The mean wait of all, and the share that waits no longer than `within`, by erlang_c().
double erlang_c_wait(int agents, double load, double service);
double erlang_c_within(int agents, double load, double service, double within);

/// Where those who wait give up after times spread exponentially: Palm, "Research on telephone traffic carried
/// by full availability groups", 1957; Garnett, Mandelbaum and Reiman, "Designing a call center with impatient
/// customers", 2002. Summed over the states of its birth and death process.
struct ErlangA {
  double waits = 0;      ///< The share that finds all agents busy.
  double abandons = 0;   ///< The share that gives up.
  double mean_wait = 0;  ///< Of all, those who give up included.
  double occupancy = 0;  ///< Of the agents.
};
ErlangA erlang_a(int agents, double load, double service, double patience);

}  // namespace tipring
