#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/binding/registry.h"
#include "dsl/tasks/tasks.h"
#include "dsl/words/contact_timers.h"
#include "dsl/words/definitions.h"
#include "runtime/contact/calls.h"
#include "runtime/ports/log.h"
#include "runtime/ports/sounds.h"

namespace tipring::dsl {

/// What the words act upon: one for each loaded site. Control thread only.
struct Host {
  Definitions& definitions;
  Sandbox& sandbox;
  Tasks& tasks;
  RunLoop& loop;
  const Sounds& sounds;
  Log& log;
  std::function<std::optional<std::string>(const std::string&)> environment;
  Calls* calls = nullptr;                           ///< Set once the floor stands; null while the site loads.
  std::map<ContactId, std::uint32_t> recordings{};  ///< Made so far by each contact, for their names.
  ContactTimers timers{};

  /// Whether the site is still defining itself.
  bool loading() const { return !sandbox.frozen(); }
};

/// A call as scripts hold it.
struct CallObject {
  ContactId contact;
};

/// The contact that a word of `call` is about.
ContactId contact_of(const WordCall& call);

}  // namespace tipring::dsl
