#include "cli/switchboard/switchboard.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <unistd.h>

#include "adapters/journal/journal_reader.h"
#include "cli/switchboard/defence.h"
#include "cli/switchboard/listeners.h"
#include "cli/switchboard/parties.h"
#include "cli/switchboard/records.h"
#include "cli/switchboard/rules_method.h"
#include "cli/switchboard/web.h"
#include "dsl/site/site_files.h"
#include "runtime/control/agent_commands.h"
#include "runtime/control/event_commands.h"
#include "runtime/control/floor_commands.h"
#include "runtime/control/people_commands.h"
#include "runtime/control/queue_commands.h"

namespace tipring::cli {
namespace {

using namespace std::chrono_literals;

// How often a full disk is looked at again while nothing else asks for room.
constexpr Duration room_interval = 1s;

// Whether an entry, as it stands in the journal, is one that Floor::replay() wants.
bool tells_of_queues(std::string_view payload) {
  constexpr std::string_view before = "\"kind\":\"";
  const auto found = payload.find(before);
  if (found == std::string_view::npos) return true;
  const std::string_view kind = payload.substr(found + before.size());
  return kind.starts_with("queue.") || kind.starts_with("offer.") || kind.starts_with("agent.") ||
         kind.starts_with("contact.ended");
}

// How often a drain looks whether peers have been told of the last call's end.
constexpr Duration drain_interval = 100ms;

std::filesystem::path state_path(const SwitchboardOptions& options) {
  return options.state_folder.empty() ? std::filesystem::path(options.site_folder) / "var"
                                      : options.state_folder;
}

}  // namespace

Switchboard::Switchboard(SwitchboardOptions options, Log& log)
    : options_(std::move(options)),
      log_(log),
      state_{state_path(options_)},
      chance_(options_.seed),
      archive_(state_.versions()),
      rule_versions_(state_.versions()) {}

// What scripts still wait for is cancelled at the floor: the site goes first, and who looks at it before.
Switchboard::~Switchboard() {
  metrics_.reset();
  changes_.reset();
  versions_.reset();
}

std::unique_ptr<Switchboard> Switchboard::start(SwitchboardOptions options, Log& log,
                                                SwitchboardFailure& failure) {
  std::unique_ptr<Switchboard> board(new Switchboard(std::move(options), log));
  const auto step = [&](Result<void> result) {
    if (!result) failure.error = result.error();
    return result.ok();
  };
  auto reactor = reactor::SuReactor::create(board->loop_);
  if (!reactor) {
    failure.error = reactor.error();
    return nullptr;
  }
  board->reactor_ = std::move(reactor).value();
  // The site first: a mistake in it is told before anything is opened or written.
  if (!step(board->load_site(failure)) || !step(board->state_.make()) || !step(board->keep_site()) ||
      !step(board->open_ledger()) || !step(board->open_services()) || !step(board->open_telephony()) ||
      !step(board->open_media())) {
    return nullptr;
  }
  if (!step(board->open_floor()) || !step(board->open_registrations()) || !step(board->open_closings()))
    return nullptr;
  board->serve_control();
  // What the runtime started with is not kept beyond its use.
  board->first_ = {};
  return board;
}

LoadingRoom Switchboard::loading_room() {
  return {.loop = loop_,
          .numbers = numbers_,
          .log = log_,
          .environment = options_.environment,
          .site_folder = options_.site_folder,
          .sources = {.secrets = {options_.site_folder, options_.environment},
                      .listen = options_.listen,
                      .recordings_folder = state_.recordings().string()}};
}

Result<void> Switchboard::load_site(SwitchboardFailure& failure) {
  const auto read = [this] { return dsl::read_site(options_.site_folder); };
  first_ = load_version(read, chance_.next(), loading_room()).settle(log_);
  if (first_.error) return *first_.error;
  if (first_.site == nullptr) {
    failure.findings = std::move(first_.findings);
    return Error{"site-broken", "the site " + options_.site_folder + " cannot be run: see the lines above"};
  }
  versions_ = std::make_unique<dsl::SiteVersions>(loop_);
  versions_->put_in_force(first_.site);
  return {};
}

// Before the first decision: what its record names must be there.
Result<void> Switchboard::keep_site() {
  const auto known = archive_.list();
  const auto last = std::ranges::max_element(known, {}, &ArchivedVersion::at);
  if (last != known.end() && last->by == "rollback" && last->content != first_.files.content)
    log_.write(LogLevel::warning, "the site's folder is not as version " + std::to_string(last->number) +
                                      ", to which it was rolled back: what stands there takes force");
  for (const LoadedVersion::Rules& rules : first_.rules) {
    if (auto kept = rule_versions_.keep_text(rules.version, rules.text, rules.enterprise); !kept) return kept;
  }
  auto kept = archive_.keep(first_.files, clock_.utc(), "start");
  if (!kept) return kept.error();
  archived_ = std::move(kept).value();
  archive_.prune({archived_.content});
  return {};
}

Result<void> Switchboard::open_ledger() {
  auto journal = journal::FileJournal::open(state_.ledger(), {.durable = options_.durability});
  if (!journal) return journal.error();
  journal_ = std::move(journal).value();
  for (const std::string& notice : journal_->found().notices)
    log_.write(LogLevel::warning, notice);
  ids_.emplace(journal_->found().last_run + 1);
  return {};
}

Result<void> Switchboard::open_services() {
  stores_.emplace(options_.site_folder, state_, StoreSurroundings{loop_, *reactor_, log_});
  if (auto opened = stores_->open(*first_.site); !opened) return opened;
  auto web = open_web(first_.site->definitions().http, {options_.site_folder, options_.environment},
                      options_.version, loop_, *reactor_, log_);
  if (!web) return web.error();
  web_ = std::move(web).value();
  return {};
}

Result<void> Switchboard::open_telephony() {
  const FloorConfiguration& configuration = first_.configuration;
  const sip::Settings settings{.listen = configuration.listens,
                               .user_agent = "Tipring/" + options_.version,
                               .gatekeeper = configuration.gatekeeper,
                               .trusted_names = configuration.trusted_names,
                               .phones = configuration.phones,
                               .trunks = configuration.trunks,
                               .names = {.reactor = reactor_.get(), .servers = configuration.name_servers},
                               .trace = options_.trace_size,
                               .tells_sdp = configuration.rtpengine.has_value()};
  auto rtpengines = Rtpengines::open(configuration.rtpengine, {*reactor_, loop_, log_, chance_, inbox_});
  if (!rtpengines) return rtpengines.error();
  rtpengines_ = std::move(rtpengines).value();
  rtpengines_->set_parties(configuration.floor.parties);
  auto agent =
      sip::SipAgent::create(reactor_->native_root(), settings, loop_, *ids_, rtpengines_->events(), log_);
  if (!agent) return agent.error();
  sip_ = std::move(agent).value();
  sip_->deliver_messages_to(inbox_);
  for (const sip::Endpoint& endpoint : sip_->listening()) {
    log_.write(LogLevel::info, "listening on " + sip::to_string(endpoint));
  }
  return {};
}

// Media goes by the address of the first listener: the one peers are told to send RTP to.
Result<void> Switchboard::open_media() {
  rtp::RtpOptions options;
  options.bind_ip = sip_->listening().front().ip;
  options.seed = chance_.next();
  options.silence_limit = options_.media_timeout;
  options.first_port = options_.media_ports.first;
  // The last may only be that of an RTCP.
  options.last_port = static_cast<std::uint16_t>(options_.media_ports.last - 1);
  auto media = rtp::RtpMedia::create(std::move(options), *reactor_, inbox_);
  if (!media) return media.error();
  media_ = std::move(media).value();
  speech_ = std::make_unique<speech::EspeakSpeech>(speech::EspeakOptions{.cache_folder = state_.speech()},
                                                   loop_, *reactor_);
  return {};
}

Result<void> Switchboard::open_floor() {
  Telephony& telephony = rtpengines_->stand_before(*sip_);
  floor_ = std::make_unique<Floor>(
      loop_, inbox_, *ids_, FloorPorts{telephony, *media_, *sip_, *speech_, *sip_, *journal_, log_, chance_},
      first_.configuration.floor, *versions_, journal_->found().entries + 1);
  versions_->attach(floor_->calls(), floor_->chats());
  floor_->redistribute(first_.configuration.distribution);
  versions_->open_queues(floor_->desk(), floor_->distributor());
  versions_->open_web(*web_);
  versions_->open_stores(
      [this](const std::string& enterprise) -> Database& { return *stores_->find(enterprise); },
      [this](const dsl::Site& theirs) {
        const dsl::Decisions& decisions = theirs.decisions();
        if (auto kept =
                rule_versions_.keep(decisions.origin().address(), decisions.definitions(), theirs.enterprise());
            !kept)
          log_.write(LogLevel::warning, kept.error().text);
      });
  events_ = std::make_unique<EventFeed>(floor_->ledger());
  if (auto opened = open_records(); !opened) return opened;
  take_up_contacts();
  watch_load();
  migration_ = std::make_unique<FloorMigration>(
      FloorMigration::Surroundings{*floor_, *versions_, *sip_, *media_, *rtpengines_, *load_, log_});
  changes_ = std::make_unique<VersionChanges>(
      VersionChanges::Surroundings{*reactor_, *versions_, archive_, rule_versions_, *floor_, *migration_,
                                   *stores_, log_, chance_, loading_room()},
      archived_, std::move(first_.configuration));
  loop_.at_turn_end([this] { watch_room(); });
  loop_.post([] {});  // The first turn writes the entries above.
  return {};
}

// What cannot be read is lost, and no reason to take no calls.
std::vector<OpenContact> Switchboard::read_open_contacts() {
  OpenContacts contacts;
  journal::FileJournalReader reader(state_.ledger());
  auto from = std::optional(open_mark_->read(journal_->found().entries));
  while (from) {
    const auto read = reader.read(*from, [&contacts](std::uint64_t, std::string_view payload) {
      if (const auto entry = parse_entry(payload)) contacts.fold(entry.value());
      return true;
    });
    if (!read) log_.write(LogLevel::warning, "reading which calls go on: " + read.error().text);
    from = read ? std::nullopt : reader.after_damage();
  }
  return contacts.take();
}

void Switchboard::take_up_contacts() {
  open_mark_ = std::make_unique<OpenMark>(state_.ledger() / "open-from", loop_, log_);
  const std::vector<OpenContact> open = read_open_contacts();
  if (!open.empty())
    log_.write(LogLevel::info, "contacts that the last run has left open: " + std::to_string(open.size()) +
                                   "; those whose phones are still there go on");
  for (const OpenContact& contact : open)
    open_mark_->add(contact);
  floor_->ledger().follow([this](const Entry& entry) { open_mark_->take(entry); });
  replay_queues();
  floor_->started(journal_->found().last_run + 1, options_.version, open.size());
  floor_->recover(open);
}

// Agents are as they were however long ago they became so: from the ledger's beginning. Other entries are not
// parsed.
void Switchboard::replay_queues() {
  const auto read = journal_->read([this](std::string_view payload) {
    if (!tells_of_queues(payload)) return true;
    if (const auto entry = parse_entry(payload)) floor_->replay(entry.value());
    return true;
  });
  if (!read) log_.write(LogLevel::warning, "reading who waits and what agents do: " + read.error().text);
}

Result<void> Switchboard::open_records() {
  const auto& definition = first_.site->definitions().records;
  auto place = record_place(definition, state_);
  if (!place) return place.error();
  projections_ = std::make_unique<records::Projections>(
      records::ProjectionOptions{}, std::move(place).value(),
      std::make_unique<journal::FileJournalReader>(state_.ledger()), [this](std::string_view line) {
        reactor_->post([this, text = std::string(line)] { log_.write(LogLevel::warning, text); });
      });
  floor_->ledger().follow([this](const Entry& entry) { projections_->take(entry); });
  if (definition) records_desk_ = std::make_unique<RecordsDesk>(definition->postgres, loop_, *reactor_, log_);
  return {};
}

Result<void> Switchboard::open_registrations() {
  auto store = sqlite::RegistrationStore::open(state_.registrations().string(), [this](std::string_view line) {
    reactor_->post([this, text = std::string(line)] { log_.write(LogLevel::warning, text); });
  });
  if (!store) return store.error();
  registrations_ = std::make_unique<Registrations>(
      std::move(store).value(), *sip_, floor_->ledger(), loop_,
      [this](const std::string& phone) { floor_->distributor().reachable({.phone = phone}); });
  return {};
}

Result<void> Switchboard::open_closings() {
  closings_ = std::make_unique<HoursClosings>(
      ClosingsFile(state_.closings()), HoursClosings::Surroundings{*versions_, floor_->ledger(), loop_, log_});
  return closings_->resume();
}

void Switchboard::serve_control() {
  add_sip_methods(control_, *sip_, clock_);
  add_party_methods(control_, *sip_, clock_);
  add_listener_methods(control_, *sip_, clock_);
  add_rtpengine_method(control_, *rtpengines_);
  traces_ = std::make_unique<SipTraces>(*sip_, *floor_);
  traces_->add_methods(control_);
  if (options_.metrics)
    metrics_ = std::make_unique<Metrics>(
        Metrics::Sources{*floor_, *sip_, *versions_, options_.version, [this] { return load_->overload(); }});
  add_rules_method(control_, *versions_, clock_);
  if (records_desk_) records_desk_->add_methods(control_);
  changes_->add_methods(control_);
  closings_->add_methods(control_);
  add_event_commands(control_, *events_);
  add_queue_commands(control_, floor_->distributor(), contacts_of(*floor_));
  add_agent_commands(control_, floor_->distributor(), contacts_of(*floor_));
  add_people_commands(control_, *floor_);
  add_floor_commands(
      control_, *floor_,
      {.version = options_.version,
       .run = journal_->found().last_run + 1,
       .pid = getpid(),
       .site = options_.site_folder,
       .database = records_desk_ ? std::string() : std::filesystem::absolute(state_.database()).string(),
       .ledger = std::filesystem::absolute(state_.ledger()).string(),
       .records = [this] { return records_json(*projections_); },
       .transport_of = [this](LegId leg) { return sip_->transport_of(leg); },
       .live_tasks = [this] { return versions_->live_tasks(); },
       .site_version = [this] { return changes_->status(); },
       .overload =
           [this] {
             const Overload overload = load_->overload();
             return overload == Overload::none ? std::string() : std::string(to_string(overload));
           }});
}

// New calls are refused before anything is done for them.
void Switchboard::watch_load() {
  load_ = std::make_unique<LoadWatch>(loop_, first_.configuration.load, [this](Overload overload) {
    if (overload != Overload::none) {
      log_.write(LogLevel::warning,
                 "too much to do (" + std::string(to_string(overload)) +
                     " is over its limit): new calls are refused by 503 until there is less");
      sip_->refuse_new(503);
    } else {
      log_.write(LogLevel::info, "new calls are taken again");
      sip_->accept_new();
    }
  });
}

void Switchboard::watch_room() {
  if (watching_room_ || journal_->room() == JournalRoom::normal) return;
  watching_room_ = true;
  loop_.after(room_interval, [this] {
    watching_room_ = false;
    journal_->look_for_room();
  });
}

void Switchboard::drain() {
  floor_->drain();
  sip_->leave_trunks();
  if (!draining_) look_again();
  draining_ = true;
}

void Switchboard::release_all() {
  std::vector<ContactId> contacts;
  floor_->calls().for_each([&](const Contact& contact) { contacts.push_back(contact.id); });
  floor_->chats().end_all("the runtime stops");
  for (const ContactId contact : contacts) {
    // One that is ending already needs no more.
    static_cast<void>(
        floor_->calls().hang_up(contact, {.by = Release::By::system, .reason = "the runtime stops"}));
  }
}

bool Switchboard::idle() const {
  return floor_->live().contacts == 0 && sip_->settled();
}

// What SIP still has to settle with peers is no event of the floor: a turn now and then notices that it is
// done.
void Switchboard::look_again() {
  loop_.after(drain_interval, [this] { look_again(); });
}

void Switchboard::stop(std::string_view reason) {
  floor_->stopped(std::string(reason));
  reactor_->stop();
}

}  // namespace tipring::cli
