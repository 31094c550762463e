#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "runtime/base/address_range.h"
#include "runtime/base/clock.h"
#include "runtime/contact/call_permission.h"
#include "runtime/contact/floor_context.h"
#include "runtime/contact/party_traits.h"
#include "runtime/ledger/entry.h"
#include "runtime/ports/number_plan.h"
#include "runtime/queue/agent.h"
#include "runtime/queue/distributor.h"
#include "runtime/queue/queue_definition.h"
#include "runtime/rules/hours.h"
#include "runtime/rules/number_form.h"
#include "runtime/rules/number_list.h"
#include "runtime/rules/own_numbers.h"
#include "runtime/rules/rule_set.h"

namespace tipring::dsl {

/// Where in the site something stands.
struct SitePosition {
  std::string file;  ///< Relative to the site.
  int line = 0;
};

/// An address the site listens on. Files are as the site names them: relative to its folder.
struct Listen {
  std::string sip;          ///< "udp://127.0.0.1:5060", "tls://[::1]:5061".
  std::string certificate;  ///< For TLS; else empty, as the following.
  std::string key;          ///< Empty: in `certificate`.
  std::string trust;        ///< Empty: the system's authorities.
  std::string clients;      ///< "any", "asked", "certified".
  SitePosition position;
};

/// How much the site takes from strangers; what is not given stays as it usually is.
struct Defence {
  std::vector<AddressRange> trusted;
  std::vector<std::string> trusted_names;  ///< Of certificates.
  bool only_trusted = false;
  std::optional<double> rate;  ///< Requests a second of one source and method.
  std::optional<double> burst;
  std::optional<int> failures;  ///< Within a minute.
  std::optional<Duration> ban;  ///< The first.
  std::optional<Duration> lag;  ///< So late the runtime may be before new calls are refused.
  std::optional<double> busy;   ///< So busy, as a share of a core.
  SitePosition position;
};

/// A password: named, to be read where the site runs, or as it stands in the site.
struct Secret {
  std::string name;  ///< Empty: `text` is it.
  std::string text;
};

/// A phone the site knows: who says to be it must prove it, and may register.
struct PhoneDefinition {
  Secret password;
  bool sha256 = false;          ///< It proves itself by SHA-256, else by MD5.
  int contacts = 5;             ///< In so many places at once.
  CallPermission permission{};  ///< Of numbers by trunks.
  PartyTraits traits{};
  bool says_media = false;  ///< traits.media is what the definition says, not what is usual.
  SitePosition position;
};

/// A carrier or another switchboard.
struct TrunkDefinition {
  std::string sip;          ///< "sip:gw.carrier.example"
  std::string user;         ///< For its challenges; may be empty.
  std::string certificate;  ///< Whose it shows over TLS; empty: its host's.
  std::optional<Secret> password;
  bool registers = false;
  std::optional<Duration> expires;  ///< Of the registration.
  int channels = 0;                 ///< Calls at once; 0: any number.
  Duration check{0};                ///< How often OPTIONS asks whether it is there; 0: never.
  CallPermission permission{};      ///< Of numbers by trunks, for those who call by it.
  PartyTraits traits{};
  bool says_media = false;  ///< traits.media is what the definition says, not what is usual.
  SitePosition position;
};

/// Whose tones the site's callers hear.
struct TonePlan {
  std::string country;
  SitePosition position;
};

/// How long parked callers stay, and what they hear, where nothing else is said.
struct ParkingPlan {
  ParkingSettings settings;
  SitePosition position;
};

/// Which way the audio goes of phones and trunks that do not say.
struct MediaDefault {
  MediaPath path = MediaPath::relayed;
  SitePosition position;
};

/// The rtpengines that may stand in front of the site's media.
struct RtpengineDefinition {
  std::vector<std::string> control;  ///< Where each takes commands: "127.0.0.1:2223".
  int calls = 0;                     ///< Legs at once for each; 0: any number.
  bool straight = false;             ///< See PartyTraits.
  SitePosition position;
};

/// In which country numbers without a country's code are.
struct RegionDefinition {
  std::string code;  ///< "US"
  SitePosition position;
};

/// What a variable of a contact may hold.
struct VariableType {
  enum class Kind { text, number, boolean, one_of };
  Kind kind = Kind::text;
  std::vector<std::string> choices;  ///< For one_of.
};

/// The business database of the site.
struct StoreDefinition {
  std::string sqlite;      ///< A file, relative to the site; empty: `postgres` says where.
  std::string postgres;    ///< As libpq's connection strings; may hold a password.
  std::string made_by;     ///< A file of the site with the statements that make its tables; may be empty.
  std::string statements;  ///< That file's text, once the site is loaded.
  int connections = 4;
  SitePosition position;
};

/// Where the runtime keeps call records, if not in a file of its own.
struct RecordsDefinition {
  std::string postgres;  ///< As libpq's connection strings; may hold a password.
  SitePosition position;
};

/// How the site's scripts ask web services.
struct HttpDefinition {
  std::string trust;  ///< A file of authorities, relative to the site.
  SitePosition position;
};

/// Where the site's customers are looked up.
struct CustomersDefinition {
  std::string from;                           ///< A table or view of the store.
  std::map<std::string, std::string> keys{};  ///< Its columns by "phone", "mail" and "id".
  std::map<std::string, VariableType> columns{};
  Duration fresh_for = std::chrono::minutes(1);  ///< So old an answer may be that is given again.
  SitePosition position;
};

/// A list of numbers.
struct ListDefinition {
  std::string file;                   ///< Relative to the site; empty: `table` has the numbers.
  std::string table;                  ///< Of the store.
  std::optional<NumberList> numbers;  ///< Nothing: not read yet. Of a file they are once the site is loaded.
  SitePosition position;
};

/// The site's own numbers, likewise.
struct OwnNumbersDefinition {
  std::string file;
  std::string table;  ///< Of the store, which has them; empty: the file has.
  std::optional<OwnNumbers> numbers;
  NumberForm form{};  ///< Of `numbers`: in which others are compared with them.
  SitePosition position;
};

/// A name of the site that a script uses, to be looked up once everything is loaded.
struct UsedName {
  std::string noun;  ///< "dialog"
  std::string name;
  SitePosition position;
};

/// A function the site has given us: a reference in the Lua registry.
struct HandlerFunction {
  int reference = 0;
  SitePosition position;
};

/// A function that a rule asks.
struct RulePredicate {
  std::string name;   ///< As the site names it.
  int reference = 0;  ///< In the Lua registry.

  bool operator==(const RulePredicate&) const = default;
};

/// Rules as the site writes them.
struct RulesDefinition {
  RuleSetDefinition rules{};
  std::vector<RulePredicate> predicates{};  ///< In the order of rules.predicate_names.
  SitePosition position{};
  std::string table{};  ///< Of the store, which has the rules; empty: they stand in the site.
};

/// Whose clocks count where hours do not say.
struct SiteZone {
  Zone zone;
  SitePosition position;
};

/// Days off as the site writes them.
struct HolidaysDefinition {
  std::vector<Holiday> days{};
  std::vector<std::string> others{};  ///< Names of holidays, or files of calendars, whose days they are too.
  SitePosition position{};
};

/// Opening hours as the site writes them.
struct HoursDefinition {
  HoursPlan plan{};  ///< Without holidays.
  std::vector<HolidaysDefinition> closed{};
  std::optional<Zone> zone{};    ///< Nothing: the site's.
  bool of_callee = false;        ///< The clocks of the number that is called count, and `zone` says nothing.
  std::optional<Hours> hours{};  ///< Once the site is loaded.
  SitePosition position{};
};

using HoursByName = std::map<std::string, HoursDefinition, std::less<>>;

/// Those of a site's enterprises by their names, and its own by the empty one.
using HoursByEnterprise = std::map<std::string, HoursByName, std::less<>>;

/// What a caller that waits is told, with {number} for what is told.
struct WaitingWords {
  std::string next = "You are next in line.";
  std::string position = "You are number {number} in line.";  ///< From 2.
  std::string minute = "We expect to answer you within a minute.";
  std::string minutes = "We expect to answer you in about {number} minutes.";  ///< From 2.
};

/// A queue as the site writes it.
struct SiteQueue {
  QueueDefinition queue{};
  WaitingWords words{};
  SitePosition position{};
};

/// One who serves, likewise.
struct SiteAgent {
  AgentDefinition agent{};
  std::size_t place = 0;  ///< In the order in which the site names them.
  SitePosition position{};
};

/// Which queue those serve first who may serve several.
struct AgentsDefinition {
  Fairness order = Fairness::priority;
  SitePosition position{};
};

/// A skill that agents may have and contacts need.
struct SkillDefinition {
  SitePosition position{};
};

/// What a word has found in what it was given while the site loads.
struct LoadMistake {
  std::string text;  ///< "site.lua:7: …"
  /// Whether it is one of several of a rule set or another table of the script, which begin on one line.
  bool is_one_of_several = false;
  std::string rule{};  ///< At whose place it is to be told; empty: where the text says.
  int place = 1;       ///< The first, or a further rule of that name.
};

/// What a site defines while it loads.
struct Definitions {
  std::vector<Listen> listens;
  std::optional<Defence> defence;
  std::optional<TonePlan> tones;
  std::optional<ParkingPlan> parking;
  std::optional<MediaDefault> media;
  std::optional<RtpengineDefinition> rtpengine;
  std::optional<HandlerFunction> on_call;
  std::optional<HandlerFunction> on_message;
  std::map<std::string, HandlerFunction, std::less<>> dialogs;
  std::map<std::string, RulesDefinition, std::less<>> rules;
  std::map<std::string, VariableType, std::less<>> variables;
  HoursByName hours;
  std::map<std::string, HolidaysDefinition, std::less<>> holidays;
  std::optional<SiteZone> zone;
  std::optional<RegionDefinition> region;
  const NumberPlan* number_plan = nullptr;  ///< Of the world; outlives them. Null: nothing is known of numbers.
  NumberForm number_form;                   ///< In which numbers are compared with those of lists.
  std::optional<OwnNumbersDefinition> own_numbers;
  std::optional<StoreDefinition> store;
  std::optional<RecordsDefinition> records;
  std::optional<HttpDefinition> http;
  std::optional<CustomersDefinition> customers;
  std::map<std::string, ListDefinition, std::less<>> lists;
  Destinations destinations;
  std::map<std::string, SitePosition, std::less<>> destination_classes;  ///< Where each is named.
  std::string name_servers;  ///< "192.0.2.53,192.0.2.54:5353"; empty: the system's.
  std::map<std::string, PhoneDefinition, std::less<>> phones;
  std::map<std::string, TrunkDefinition, std::less<>> trunks;
  std::map<std::string, SkillDefinition, std::less<>> skills;
  std::map<std::string, SiteQueue, std::less<>> queues;
  std::map<std::string, SiteAgent, std::less<>> agents;
  std::optional<AgentsDefinition> agent_order;
  std::vector<UsedName> used_names;
  std::vector<LoadMistake> mistakes;
  /// What was to be defined there, `phone "100"` or `destinations`: not to be missed elsewhere.
  std::set<std::string, std::less<>> undefined;
};

}  // namespace tipring::dsl
