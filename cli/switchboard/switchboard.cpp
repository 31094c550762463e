#include "cli/switchboard/switchboard.h"

#include <chrono>
#include <utility>

#include <unistd.h>

#include "adapters/journal/journal_reader.h"
#include "cli/switchboard/defence.h"
#include "cli/switchboard/listeners.h"
#include "cli/switchboard/parties.h"
#include "cli/switchboard/rules_method.h"
#include "cli/switchboard/store.h"
#include "cli/versions/rule_versions.h"
#include "dsl/site/site_files.h"
#include "dsl/words/floor_settings.h"
#include "runtime/control/event_commands.h"
#include "runtime/control/floor_commands.h"
#include "runtime/rules/why_record.h"

namespace tipring::cli {
namespace {

using namespace std::chrono_literals;

// How often a full disk is looked at again while nothing else asks for room.
constexpr Duration room_interval = 1s;

// How often a drain looks whether peers have been told of the last call's end.
constexpr Duration drain_interval = 100ms;

Duration steady_time() {
  return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch());
}

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
      files_of_sounds_(std::filesystem::path(options_.site_folder) / "sounds",
                       sounds::FileSounds::Needs::audio),
      sounds_(files_of_sounds_) {}

// What scripts still wait for is cancelled at the floor: the site goes first, and who looks at it before.
Switchboard::~Switchboard() {
  metrics_.reset();
  site_.reset();
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
  if (!step(board->load_site(failure)) || !step(board->state_.make()) || !step(board->keep_rules()) ||
      !step(board->open_ledger()) || !step(board->open_database()) || !step(board->open_telephony()) ||
      !step(board->open_media())) {
    return nullptr;
  }
  board->open_floor();
  if (!step(board->open_registrations())) return nullptr;
  board->serve_control();
  board->watch_load();
  return board;
}

Result<void> Switchboard::load_site(SwitchboardFailure& failure) {
  auto files = dsl::read_site(options_.site_folder);
  if (!files) return files.error();
  dsl::LoadedSite loaded = dsl::load_site(files.value(), {.loop = loop_,
                                                          .sounds = sounds_,
                                                          .numbers = numbers_,
                                                          .log = log_,
                                                          .chance = chance_,
                                                          .environment = options_.environment,
                                                          .wall = steady_time});
  if (loaded.site == nullptr) {
    failure.findings = std::move(loaded.findings);
    return Error{"site-broken", "the site " + options_.site_folder + " cannot be run: see the lines above"};
  }
  site_ = std::move(loaded.site);
  return {};
}

// Before the first decision: what its record names must be there.
Result<void> Switchboard::keep_rules() {
  const dsl::Decisions& decisions = site_->decisions();
  const auto sets = decisions.definitions();
  if (sets.empty()) return {};
  return RuleVersions(state_.versions()).keep(decisions.version(), sets);
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

Result<void> Switchboard::open_database() {
  auto opened = open_store(site_->definitions().store,
                           {.site = options_.site_folder, .usual_file = state_.site_database()},
                           {loop_, *reactor_, log_});
  if (!opened) return opened.error();
  database_ = std::move(opened).value();
  return {};
}

Result<void> Switchboard::open_telephony() {
  sip::Settings settings{.listen = listen_settings(site_->definitions(), options_.listen, options_.site_folder),
                         .user_agent = "Tipring/" + options_.version,
                         .gatekeeper = gatekeeper_settings(site_->definitions().defence),
                         .names = {.reactor = reactor_.get(), .servers = site_->definitions().name_servers},
                         .trace = options_.trace_size};
  if (const auto& defence = site_->definitions().defence) settings.trusted_names = defence->trusted_names;
  const SecretFolders folders{options_.site_folder, options_.environment};
  if (auto added = add_parties(site_->definitions(), folders, settings); !added) return added;
  auto rtpengines = Rtpengines::open(site_->definitions(), {*reactor_, loop_, log_, chance_, inbox_});
  if (!rtpengines) return rtpengines.error();
  rtpengines_ = std::move(rtpengines).value();
  settings.tells_sdp = rtpengines_ != nullptr;
  TelephonyEvents& events = rtpengines_ ? rtpengines_->events() : inbox_;
  auto agent = sip::SipAgent::create(reactor_->native_root(), settings, loop_, *ids_, events, log_);
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

void Switchboard::open_floor() {
  Telephony& telephony = rtpengines_ ? rtpengines_->stand_before(*sip_) : *sip_;
  floor_ = std::make_unique<Floor>(loop_, inbox_, *ids_,
                                   FloorPorts{telephony, *media_, *sip_, *speech_, *sip_, *journal_, log_},
                                   dsl::floor_settings_of(site_->definitions(), state_.recordings().string()),
                                   *site_, journal_->found().entries + 1);
  site_->on_new_rules([this] {
    if (auto kept = keep_rules(); !kept) log_.write(LogLevel::warning, kept.error().text);
  });
  site_->attach(floor_->calls(), floor_->chats());
  site_->open_store(*database_);
  if (site_->reads_tables())
    database_->on_change([this](const std::string& table) { site_->store_changed(table); });
  events_ = std::make_unique<EventFeed>(floor_->ledger());
  projections_ = std::make_unique<sqlite::SqliteProjections>(
      sqlite::ProjectionOptions{.path = state_.database().string()},
      std::make_unique<journal::FileJournalReader>(state_.ledger()), [this](std::string_view line) {
        reactor_->post([this, text = std::string(line)] { log_.write(LogLevel::warning, text); });
      });
  floor_->ledger().follow([this](const Entry& entry) { projections_->take(entry); });
  floor_->started(journal_->found().last_run + 1, options_.version);
  floor_->ledger().write({.kind = EntryKind::site_loaded,
                          .fields = {{"site", options_.site_folder}, {"content", site_->content()}}});
  loop_.at_turn_end([this] { watch_room(); });
  loop_.post([] {});  // The first turn writes the entries above.
}

Result<void> Switchboard::open_registrations() {
  auto store = sqlite::RegistrationStore::open(state_.registrations().string(), [this](std::string_view line) {
    reactor_->post([this, text = std::string(line)] { log_.write(LogLevel::warning, text); });
  });
  if (!store) return store.error();
  registrations_ = std::make_unique<Registrations>(std::move(store).value(), *sip_, floor_->ledger(), loop_);
  return {};
}

void Switchboard::serve_control() {
  add_sip_methods(control_, *sip_, clock_);
  add_party_methods(control_, *sip_, clock_);
  add_listener_methods(control_, *sip_, clock_);
  add_rtpengine_method(control_, rtpengines_.get());
  traces_ = std::make_unique<SipTraces>(*sip_, *floor_);
  traces_->add_methods(control_);
  if (options_.metrics)
    metrics_ = std::make_unique<Metrics>(Metrics::Sources{*floor_, *sip_, *site_, options_.version, [this] {
                                                            return load_ ? load_->overload() : Overload::none;
                                                          }});
  add_rules_method(control_, *site_, clock_);
  add_event_commands(control_, *events_);
  add_floor_commands(control_, *floor_,
                     {.version = options_.version,
                      .run = journal_->found().last_run + 1,
                      .pid = getpid(),
                      .site = options_.site_folder,
                      .database = std::filesystem::absolute(state_.database()).string(),
                      .transport_of = [this](LegId leg) { return sip_->transport_of(leg); },
                      .live_tasks = [this] { return site_->live_tasks(); },
                      .overload =
                          [this] {
                            const Overload overload = load_ ? load_->overload() : Overload::none;
                            return overload == Overload::none ? std::string()
                                                              : std::string(to_string(overload));
                          }});
}

// New calls are refused before anything is done for them.
void Switchboard::watch_load() {
  load_ =
      std::make_unique<LoadWatch>(loop_, load_limits(site_->definitions().defence), [this](Overload overload) {
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
