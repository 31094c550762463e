#include "cli/wire/wire_house.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "adapters/reactor/system_clock.h"

namespace tipring::cli {
namespace {

// A play takes a minute at most where nothing goes wrong; an expectation that fails has its time besides.
constexpr Duration longest_play = std::chrono::minutes(3);
// SIP's longest timer is 32 s.
constexpr Duration time_to_clear = std::chrono::seconds(40);
// How long may pass between two looks at the play.
constexpr std::chrono::milliseconds look_interval{10};

// The password of every phone in a play: what the site names as secret is not there.
constexpr const char* rehearsed_password = "rehearsed";

}  // namespace

/// Real time, with a civil time that can be set.
class WireClock final : public Clock {
 public:
  explicit WireClock(UtcTime beginning) : utc_at_zero_(beginning), zero_(system_.now()) {}

  Instant now() const override { return system_.now(); }
  UtcTime utc() const override { return utc_at_zero_ + (system_.now() - zero_); }
  void set_utc(UtcTime utc) {
    utc_at_zero_ = utc;
    zero_ = system_.now();
  }

 private:
  reactor::SystemClock system_;
  UtcTime utc_at_zero_;
  Instant zero_;
};

class WireHouse::ScratchFolder {
 public:
  ScratchFolder() {
    std::error_code problem;
    std::string pattern = (std::filesystem::temp_directory_path(problem) / "tipring-wire-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  ~ScratchFolder() {
    std::error_code problem;
    if (!path_.empty()) std::filesystem::remove_all(path_, problem);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  /// Fails with "unwritable".
  Result<std::filesystem::path> make(const std::string& name) const {
    std::error_code problem;
    if (!path_.empty() && std::filesystem::create_directories(path_ / name, problem)) return path_ / name;
    return Error{"unwritable", "no folder can be made for what a play writes: " +
                                   (problem ? problem.message() : std::string(std::strerror(errno)))};
  }

 private:
  std::filesystem::path path_;
};

class WireHouse::PhonesLog final : public Log {
 public:
  explicit PhonesLog(PlayLog& play) : play_(play) {}
  void write(LogLevel level, std::string_view text) override {
    if (level >= LogLevel::warning) play_.add("phones", std::string(text));
  }

 private:
  PlayLog& play_;
};

WireHouse::WireHouse(HousePlan plan)
    : WireHouse(std::move(plan), std::make_unique<WireClock>(usual_beginning())) {}

WireHouse::WireHouse(HousePlan plan, std::unique_ptr<WireClock> clock)
    : House(std::move(plan), std::move(clock)),
      clock_(static_cast<WireClock&>(clock_of_house())),
      scratch_(std::make_unique<ScratchFolder>()),
      phones_log_(std::make_unique<PhonesLog>(log_)) {}

WireHouse::~WireHouse() {
  leave();
}

Result<void> WireHouse::open() {
  if (auto loaded = load_site(); !loaded) return loaded;
  auto reactor = reactor::SuReactor::create(loop_);
  if (!reactor) return reactor.error();
  reactor_ = std::move(reactor).value();
  if (auto opened = open_stage(); !opened) return opened;
  if (auto opened = open_site_ports(); !opened) return opened;
  const auto recordings = scratch_->make("recordings");
  if (!recordings) return recordings.error();
  open_floor({*site_telephony_, *site_media_, *site_messaging_, *speech_}, recordings->string(), "wire");
  return {};
}

Result<void> WireHouse::open_stage() {
  auto spoken = scratch_->make("speech");
  auto voices = scratch_->make("voices");
  if (!spoken || !voices) return spoken ? voices.error() : spoken.error();
  speech_ = std::make_unique<speech::EspeakSpeech>(
      speech::EspeakOptions{.cache_folder = std::move(spoken).value()}, loop_, *reactor_);
  stage_ = std::make_unique<WireStage>(loop_, *reactor_, *speech_, log_, std::move(voices).value());
  std::vector<sip::DigestAccount> accounts;
  for (const auto& [name, phone] : definitions().phones)
    accounts.push_back({name, rehearsed_password});
  return stage_->open(reactor_->native_root(), std::move(accounts), *phones_log_);
}

Result<void> WireHouse::open_site_ports() {
  sip::Settings settings{.listen = {"udp://127.0.0.1:0"}, .user_agent = "Tipring"};
  for (const auto& [name, phone] : definitions().phones)
    settings.phones.push_back({name, rehearsed_password});
  auto agent = sip::SipAgent::create(reactor_->native_root(), settings, loop_, ids_, inbox_, watch_);
  if (!agent) return agent.error();
  sip_ = std::move(agent).value();
  auto media = rtp::RtpMedia::create({.seed = 2}, *reactor_, inbox_);
  if (!media) return media.error();
  media_ = std::move(media).value();
  const sip::Endpoint& site = sip_->listening().front();
  stage_->set_site(site.ip + ":" + std::to_string(site.port));
  sip_->deliver_messages_to(inbox_);
  site_messaging_ = std::make_unique<SiteMessaging>(*sip_, stage_->phones_at());
  site_telephony_ = std::make_unique<SiteTelephony>(*sip_, stage_->phones_at());
  site_media_ = std::make_unique<SiteMedia>(
      *media_, [this](const std::vector<Clip>& clips) { stage_->site_plays(clips); });
  return {};
}

Halt WireHouse::run(Play& play, const std::function<bool()>& over) {
  const Instant end = clock_.now() + longest_play;
  while (!over()) {
    if (clock_.now() > end) return Halt::too_long;
    reactor_->step(look_interval);
    if (!over()) play.judge();
  }
  return Halt::none;
}

bool WireHouse::nobody_is_left() const {
  const auto counts = live();
  const bool nothing = std::ranges::all_of(counts, [](const auto& count) { return count.second == 0; });
  return nothing && stage_->quiet() && sip_->settled();
}

// Whoever is left then is named by live().
Halt WireHouse::clear(Play& /*play*/) {
  end_chats();
  const Instant end = clock_.now() + time_to_clear;
  while (!nobody_is_left() && clock_.now() <= end)
    reactor_->step(look_interval);
  return Halt::none;
}

Result<void> WireHouse::set_civil_time(UtcTime time) {
  clock_.set_utc(time);
  return {};
}

Result<void> WireHouse::break_down(Breakage /*breakage*/, const std::string& /*name*/) {
  return Error{"unavailable", "having something go wrong around the site is possible in simulation only"};
}

std::vector<std::pair<std::string, std::size_t>> WireHouse::live() const {
  return live_besides(sip_->live(), media_->live(), speech_->running());
}

BuildHouse wire_houses() {
  return [](HousePlan plan) { return std::make_unique<WireHouse>(std::move(plan)); };
}

}  // namespace tipring::cli
