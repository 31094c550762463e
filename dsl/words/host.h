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
#include "dsl/words/customer_cache.h"
#include "dsl/words/definitions.h"
#include "runtime/contact/calls.h"
#include "runtime/contact/chats.h"
#include "runtime/ports/database.h"
#include "runtime/ports/http.h"
#include "runtime/ports/log.h"
#include "runtime/ports/number_plan.h"
#include "runtime/ports/sounds.h"
#include "runtime/queue/call_desk.h"
#include "runtime/queue/distributor.h"

namespace tipring::dsl {

/// What the words act upon: one for each loaded site, and for each of its enterprises. Control thread only.
struct Host {
  Definitions& definitions;
  Sandbox& sandbox;
  Tasks& tasks;
  RunLoop& loop;
  const Sounds& sounds;
  const NumberPlan& numbers;
  Log& log;
  std::function<std::optional<std::string>(const std::string&)> environment;
  std::string enterprise{};            ///< Of the site, whose words these are; empty: the site's own.
  Calls* calls = nullptr;              ///< Set once the floor stands; null while the site loads.
  Chats* chats = nullptr;              ///< Likewise.
  CallDesk* desk = nullptr;            ///< Likewise.
  Distributor* distributor = nullptr;  ///< Likewise.
  Database* database = nullptr;        ///< Likewise.
  Http* http = nullptr;                ///< Likewise.
  CustomerCache customers{};
  std::map<ContactId, std::uint32_t> recordings{};  ///< Made so far by each contact, for their names.
  ContactTimers timers{};

  /// A name of this as the whole floor knows it, where others may have the same: "north/sales" of an
  /// enterprise. No other's begin so.
  std::string whole_name(const std::string& name) const {
    return enterprise.empty() ? name : enterprise + "/" + name;
  }
  /// Whether the site is still defining itself.
  bool loading() const { return !sandbox.frozen(); }
};

/// A call or a chat as scripts hold it: an object of type "call" or "chat".
struct CallObject {
  ContactId contact;
};

/// An agent as scripts hold it.
struct AgentObject {
  std::string name;
};

/// What callers that wait may be told: what `position` and `estimate` stand for.
struct AnnouncementObject {
  bool of_estimate = false;
};

/// A list of numbers as scripts hold it.
struct ListObject {
  std::string name;
};

/// A table or view of the store as a site names it.
struct StoreTableObject {
  std::string name;
};

/// A customer as scripts hold it.
struct CustomerObject {
  CustomerFacts facts;
};

/// The contact that a word of `call` or `chat` is about.
ContactId contact_of(const WordCall& call);

/// Of any kind; null once it is gone.
const Contact* find_contact(const Host& host, ContactId contact);

/// Sets a variable of a contact of any kind; one that is gone keeps nothing.
void set_variable(Host& host, ContactId contact, std::string_view name, FieldValue value);

/// Says who the customer of a contact of any kind is.
void identify(Host& host, ContactId contact, const CustomerFacts& facts);
/// Notes how rules have decided about a contact, of whichever kind: see why_record.h. Nothing happens once it
/// is gone.
void note_decided(Host& host, ContactId contact, std::vector<std::pair<std::string, FieldValue>> record);

/// Pushes what scripts hold of a contact.
void push_contact(lua_State* lua, const Host& host, ContactId contact);

}  // namespace tipring::dsl
