#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/base/address_range.h"
#include "runtime/base/clock.h"
#include "runtime/ledger/entry.h"

namespace tipring::dsl {

/// Where in the site something stands.
struct SitePosition {
  std::string file;  ///< Relative to the site.
  int line = 0;
};

/// An address the site listens on.
struct Listen {
  std::string sip;  ///< "udp://127.0.0.1:5060", "tcp://[::1]:5060".
  SitePosition position;
};

/// How much the site takes from strangers; what is not given stays as it usually is.
struct Defence {
  std::vector<AddressRange> trusted;
  bool only_trusted = false;
  std::optional<double> rate;  ///< Requests a second of one source and method.
  std::optional<double> burst;
  std::optional<int> failures;  ///< Within a minute.
  std::optional<Duration> ban;  ///< The first.
  SitePosition position;
};

/// A function the site has given us: a reference in the Lua registry.
struct HandlerFunction {
  int reference = 0;
  SitePosition position;
};

/// What a variable of a contact may hold.
struct VariableType {
  enum class Kind { text, number, boolean, one_of };
  Kind kind = Kind::text;
  std::vector<std::string> choices;  ///< For one_of.
};

/// What a site defines while it loads.
struct Definitions {
  std::vector<Listen> listens;
  std::optional<Defence> defence;
  std::optional<HandlerFunction> on_call;
  std::map<std::string, HandlerFunction, std::less<>> dialogs;
  std::map<std::string, VariableType, std::less<>> variables;
  /// Dialogs named by value, to be looked up once everything is loaded.
  std::vector<std::pair<std::string, SitePosition>> dialogs_named;
};

}  // namespace tipring::dsl
