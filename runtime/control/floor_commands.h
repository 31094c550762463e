#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "runtime/base/clock.h"
#include "runtime/base/ids.h"
#include "runtime/control/control.h"
#include "runtime/floor.h"

namespace tipring {

/// What the floor itself does not know of the runtime it is part of.
struct RuntimeFacts {
  std::string version;
  std::uint32_t run = 0;  ///< The run number of Ids.
  std::int64_t pid = 0;
  std::string site;        ///< The folder of the site.
  std::string database{};  ///< The file with call records; empty: they are elsewhere.
  std::string ledger{};    ///< The folder of the ledger.
  /// Where call records are, and how they follow the ledger; null: not known.
  std::function<Json()> records = [] { return Json(); };
  /// By what an outgoing leg goes; empty: not known.
  std::function<std::string(LegId)> transport_of = [](LegId) { return std::string(); };
  std::function<std::size_t()> live_tasks = [] { return std::size_t{0}; };
  /// Which version of the site is in force, and what is on trial; null: not known.
  std::function<Json()> site_version = [] { return Json(); };
  /// The limit of defence that is passed, so that new calls are refused: "lag", "busy"; empty: none.
  std::function<std::string()> overload = [] { return std::string(); };
};

/// Adds `status`, `call.list`, `call.show` and `call.hangup`. The runtime's start is the moment of this call.
/// `floor` must outlive the sessions of `control`.
void add_floor_commands(Control& control, Floor& floor, RuntimeFacts facts);

}  // namespace tipring
