#include "cli/commands/phone_session.h"

#include <algorithm>
#include <fstream>
#include <memory>
#include <optional>
#include <random>
#include <utility>

#include <unistd.h>

#include "adapters/reactor/su_reactor.h"
#include "adapters/reactor/system_clock.h"
#include "adapters/rtp/rtp_media.h"
#include "adapters/sip/listen_url.h"
#include "adapters/sip/local_addresses.h"
#include "adapters/sip/next_hop.h"
#include "adapters/sip/sip_agent.h"
#include "cli/command_line/version.h"
#include "cli/output/text.h"
#include "cli/run/signals.h"
#include "cli/run/stderr_log.h"
#include "cli/softphone/keyboard.h"
#include "cli/softphone/own_certificate.h"
#include "runtime/ports/user_part.h"

namespace tipring::cli {
namespace {

// How long the other side may take to confirm the end of the call.
constexpr Duration time_to_settle = std::chrono::seconds(4);

// To a registrar a phone is what a switchboard is to its carrier.
constexpr const char* registrar_name = "registrar";

const std::vector<Field> event_fields{
    {.key = "at", .kind = FieldKind::span}, {.key = "event"}, {.key = "detail"}};

// The first line of the file.
Result<sip::DigestAccount> account_of(const PhoneOptions& options) {
  sip::DigestAccount account{options.user, {}};
  if (options.password_file.empty()) return account;
  std::ifstream file(options.password_file);
  if (!std::getline(file, account.password) || account.password.empty())
    return Error{"not-found", "there is no password in '" + options.password_file + "'", false};
  return account;
}

// TLS is used for URIs that ask for it (RFC 3261, section 26.2.2).
bool wants_tls(const std::string& uri) {
  return uri.starts_with("sips:") || uri.find(";transport=tls") != std::string::npos;
}

// Where to listen: whence the system would send to the other side.
Result<std::vector<std::string>> addresses_for(const PhoneOptions& options) {
  std::string own = "127.0.0.1";
  for (const std::string& uri : {options.plan.uri, options.registrar}) {
    if (uri.empty()) continue;
    const auto host = sip::host_question_of(uri);
    if (!host) return Error{"usage", host.error().text + "; expected a SIP URI such as sip:100@127.0.0.1:5060"};
    const auto hop = sip::next_hop_of(uri);
    // Where a name leads is not known yet.
    std::string towards = hop ? sip::address_towards(hop->endpoint.ip) : "0.0.0.0";
    if (!towards.empty()) own = std::move(towards);
  }
  if (!options.listen.empty()) return options.listen;
  const std::string host = sip::uri_host(own);
  if (wants_tls(options.plan.uri) || wants_tls(options.registrar))
    return std::vector<std::string>{"tls://" + host + ":0"};
  return std::vector<std::string>{"udp://" + host + ":0", "tcp://" + host + ":0"};
}

/// What the agent has to say to an operator of a switchboard, as far as it is for who has a phone: how the
/// registration stands is told in rows.
class PhoneLog final : public Log {
 public:
  void write(LogLevel level, std::string_view text) override {
    if (!text.starts_with(std::string("trunk ") + registrar_name)) stderr_.write(level, text);
  }

 private:
  StderrLog stderr_{LogLevel::warning};
};

/// A softphone on real SIP and RTP.
class RealSoftphone final : private MessagingEvents {
 public:
  RealSoftphone(Console& console, const PhoneOptions& options)
      : console_(console), options_(options), renderer_(console, options.format) {}

  Result<void> run() {
    if (auto opened = open(); !opened) return opened;
    auto signals = StopSignals::watch(*reactor_, [this](std::string_view) { signalled(); });
    if (!signals) return signals.error();
    std::unique_ptr<Keyboard> keyboard;
    if (options_.plan.attended) {
      auto watched = Keyboard::watch(*reactor_, STDIN_FILENO, [this](const std::string& line) { typed(line); });
      if (!watched) return watched.error();
      keyboard = std::move(watched).value();
      console_.err << "Type 'help' for what can be typed.\n";
    }
    renderer_.begin_rows(event_fields);
    if (options_.registrar.empty()) begin();
    reactor_->run();
    sip_->leave_trunks();
    settle();
    return registration_ ? softphone_->outcome() : registration_;
  }

 private:
  Result<void> open() {
    const auto account = account_of(options_);
    if (!account) return account.error();
    const auto addresses = addresses_for(options_);
    if (!addresses) return addresses.error();
    auto reactor = reactor::SuReactor::create(loop_);
    if (!reactor) return reactor.error();
    reactor_ = std::move(reactor).value();
    phones_ = std::make_unique<Phones>(ids_, *reactor_);
    auto listen = listen_at(addresses.value());
    if (!listen) return listen.error();
    sip::Settings settings{.listen = std::move(listen).value(),
                           .user_agent = "Tipring-phone/" + std::string(version),
                           .names = {.reactor = reactor_.get()}};
    if (!options_.user.empty()) settings.accounts = {account.value()};
    if (!options_.registrar.empty())
      settings.trunks = {
          {.name = registrar_name, .uri = options_.registrar, .account = account.value(), .registers = true}};
    auto agent = sip::SipAgent::create(reactor_->native_root(), settings, loop_, ids_, *phones_, log_);
    if (!agent) return agent.error();
    sip_ = std::move(agent).value();
    sip_->deliver_messages_to(*this);
    sip_->on_trunk([this](const sip::TrunkStatus& trunk) { registration_changed(trunk); });
    for (const sip::TrunkStatus& trunk : sip_->trunks()) {
      if (!trunk.problem.empty())
        return Error{"usage", "cannot register at " + options_.registrar + ": " + trunk.problem};
    }
    rtp::RtpOptions media_options;
    media_options.bind_ip = sip_->listening().front().ip;
    media_options.seed = std::random_device()();
    auto media = rtp::RtpMedia::create(std::move(media_options), *reactor_, *phones_);
    if (!media) return media.error();
    media_ = std::move(media).value();
    phones_->plug_in(*sip_, *sip_, *media_, *media_);
    softphone_ = std::make_unique<Softphone>(
        loop_, *phones_, options_.plan,
        [this](std::string_view event, const std::string& detail) { show(event, detail); },
        [this] { reactor_->stop(); });
    phones_->on_call([this](const IncomingCall&) { return &softphone_->phone(); });
    return {};
  }

  // With a certificate of its own over TLS, where none is given: somebody must be shown one.
  Result<std::vector<sip::ListenSettings>> listen_at(const std::vector<std::string>& addresses) {
    std::vector<sip::ListenSettings> listen;
    for (const std::string& address : addresses) {
      sip::TlsSettings tls;
      if (address.starts_with("tls://")) {
        if (options_.certificate.empty() && !certificate_) {
          auto made = OwnCertificate::make();
          if (!made) return made.error();
          certificate_.emplace(std::move(made).value());
        }
        tls.certificate = certificate_ ? certificate_->file() : options_.certificate;
        tls.trust = options_.trust;
      }
      listen.emplace_back(address, std::move(tls));
    }
    const bool is_tls =
        std::ranges::any_of(listen, [](const auto& one) { return !one.tls.certificate.empty(); });
    if (!is_tls && !(options_.trust + options_.certificate).empty())
      return Error{"usage",
                   "--trust and --certificate go with TLS: a sips: URI, ;transport=tls, or --listen tls://…"};
    return listen;
  }

  void begin() {
    if (std::exchange(begun_, true)) return;
    const sip::Endpoint& own = sip_->listening().front();
    const std::string user = options_.user.empty() ? "phone" : escaped_user(options_.user);
    softphone_->start("sip:" + user + "@" + sip::uri_host(own.ip) + ":" + std::to_string(own.port) +
                      (own.transport == "tls" ? ";transport=tls" : ""));
  }

  // All rows count from one moment.
  void show(std::string_view event, const std::string& detail) {
    renderer_.row({{"at", (clock_.now() - started_).count()}, {"event", event}, {"detail", detail}});
  }

  void message_arrived(IncomingMessage message) override {
    show("message", message.sender.uri + ": " + message.text);
    sip_->acknowledge(message.receipt, 200);
  }
  void message_sent(OperationHandle /*operation*/, MessageOutcome /*outcome*/) override {}

  // Begins once the phone can be called; one that cannot be has no call.
  void registration_changed(const sip::TrunkStatus& trunk) {
    if (trunk.registration == sip::RegistrationState::registered && !begun_) {
      show("registered", options_.registrar);
      loop_.post([this] { begin(); });
    } else if (!trunk.problem.empty() && !begun_) {
      show("not-registered", trunk.problem);
      registration_ =
          Error{was_refused(trunk) ? "wrong-state" : "timed-out",
                "not registered at " + options_.registrar + ": " + trunk.problem + hint_about(trunk)};
      reactor_->stop();
    } else if (begun_ && trunk.registration != sip::RegistrationState::trying && trunk.problem != trouble_) {
      // What it was called by before it knows still.
      show(trunk.problem.empty() ? "registered" : "not-registered",
           trunk.problem.empty() ? options_.registrar : trunk.problem);
    }
    trouble_ = trunk.problem;
  }

  // Else nobody is there. A refusal is told by its status.
  static bool was_refused(const sip::TrunkStatus& trunk) {
    return std::string_view("3456").find(trunk.problem.front()) != std::string_view::npos;
  }

  std::string hint_about(const sip::TrunkStatus& trunk) const {
    const bool asked = trunk.problem.starts_with("401") || trunk.problem.starts_with("407");
    const bool refused = trunk.problem.starts_with("403") && options_.plan.has_password;
    return asked || refused ? challenge_hint(options_.plan.has_password) : std::string();
  }

  void signalled() {
    if (std::exchange(quitting_, true) || !begun_) return reactor_->stop();
    softphone_->quit();
  }

  void typed(const std::string& line) {
    const auto read = parse_typed(line);
    if (!read) {
      console_.err << safe_for_terminal(read.error().text) << '\n';
      return;
    }
    if (const auto* word = std::get_if<Typed>(&read.value())) {
      if (*word == Typed::help) console_.err << typing_help();
      if (*word == Typed::quit) softphone_->quit();
      return;
    }
    if (auto done = softphone_->act(std::get<SoftphoneStep>(read.value())); !done) {
      console_.err << safe_for_terminal(done.error().text) << '\n';
    }
  }

  void settle() {
    const Instant end = clock_.now() + time_to_settle;
    while (!quitting_ && !sip_->settled() && clock_.now() < end)
      reactor_->step(std::chrono::milliseconds(20));
  }

  Console& console_;
  const PhoneOptions& options_;
  Renderer renderer_;
  PhoneLog log_;
  reactor::SystemClock clock_;
  RunLoop loop_{clock_};
  Ids ids_{1};
  std::optional<OwnCertificate> certificate_;
  std::unique_ptr<reactor::SuReactor> reactor_;
  std::unique_ptr<Phones> phones_;
  std::unique_ptr<sip::SipAgent> sip_;
  std::unique_ptr<rtp::RtpMedia> media_;
  std::unique_ptr<Softphone> softphone_;
  const Instant started_ = clock_.now();
  Result<void> registration_;
  std::string trouble_;  // Of the registration, as last told.
  bool begun_ = false;
  bool quitting_ = false;
};

}  // namespace

Result<void> run_phone_session(Console& console, const PhoneOptions& options) {
  return RealSoftphone(console, options).run();
}

}  // namespace tipring::cli
