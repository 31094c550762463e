#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <unistd.h>

#include "adapters/reactor/su_reactor.h"
#include "adapters/reactor/system_clock.h"
#include "adapters/rtp/rtp_media.h"
#include "adapters/rtp/sound_file.h"
#include "adapters/sip/local_addresses.h"
#include "adapters/sip/next_hop.h"
#include "adapters/sip/sip_agent.h"
#include "cli/command_line/version.h"
#include "cli/commands/commands.h"
#include "cli/output/text.h"
#include "cli/run/signals.h"
#include "cli/run/stderr_log.h"
#include "cli/softphone/keyboard.h"
#include "cli/softphone/own_certificate.h"
#include "cli/softphone/softphone.h"

namespace tipring::cli {
namespace {

using Kind = SoftphoneStep::Kind;

// How long the other side may take to confirm the end of the call.
constexpr Duration time_to_settle = std::chrono::seconds(4);

struct PhoneOptions {
  SoftphonePlan plan;
  std::string from;
  std::string user;
  std::string password_file;
  std::string registrar;  // A URI; empty: registers nowhere.
  std::vector<std::string> listen;
  std::string trust;
  std::string certificate;
  OutputFormat format = OutputFormat::table;
  std::chrono::milliseconds timeout{60'000};
  std::chrono::milliseconds longest{3'600'000};
};

const std::vector<Field> event_fields{
    {.key = "at", .kind = FieldKind::span}, {.key = "event"}, {.key = "detail"}};

// "sip:ann@example.org", "ann@example.org" or "ann".
PartyAddress party_named(std::string text) {
  if (text.starts_with("sip:")) text.erase(0, 4);
  const auto at = text.find('@');
  PartyAddress party;
  party.user = text.substr(0, at);
  if (at != std::string::npos) party.host = text.substr(at + 1);
  return party;
}

Result<void> check_files(const SoftphonePlan& plan) {
  for (const SoftphoneStep& step : plan.steps) {
    if (step.kind == Kind::play) {
      if (const auto sound = rtp::decode_sound(step.text); !sound) return sound.error();
    }
    const auto folder = std::filesystem::path(step.text).parent_path();
    std::error_code problem;
    if (step.kind == Kind::record && !folder.empty() && !std::filesystem::is_directory(folder, problem)) {
      return Error{"not-found", "there is no folder " + folder.string() + " to record into"};
    }
  }
  return {};
}

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

/// A softphone on real SIP and RTP.
class RealSoftphone {
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
    // To a registrar a phone is what a switchboard is to its carrier.
    if (!options_.registrar.empty())
      settings.trunks = {
          {.name = "registrar", .uri = options_.registrar, .account = account.value(), .registers = true}};
    auto agent = sip::SipAgent::create(reactor_->native_root(), settings, loop_, ids_, *phones_, log_);
    if (!agent) return agent.error();
    sip_ = std::move(agent).value();
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
    phones_->plug_in(*sip_, *media_, *media_);
    softphone_ = std::make_unique<Softphone>(
        loop_, *phones_, options_.plan, [this](const Json& event) { renderer_.row(event); },
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
    softphone_->start("sip:phone@" + sip::uri_host(own.ip) + ":" + std::to_string(own.port) +
                      (own.transport == "tls" ? ";transport=tls" : ""));
  }

  // Begins once the phone can be called; one that cannot be has no call.
  void registration_changed(const sip::TrunkStatus& trunk) {
    const auto show = [&](const char* event, const std::string& detail) {
      renderer_.row({{"at", (clock_.now() - started_).count()}, {"event", event}, {"detail", detail}});
    };
    if (trunk.registration == sip::RegistrationState::registered && !begun_) {
      show("registered", options_.registrar);
      loop_.post([this] { begin(); });
    } else if (trunk.registration == sip::RegistrationState::failed && !begun_) {
      show("not-registered", trunk.problem);
      registration_ =
          Error{"wrong-state", "not registered at " + options_.registrar + ": " + trunk.problem, true};
      reactor_->stop();
    }
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
  StderrLog log_{LogLevel::warning};
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
  bool begun_ = false;
  bool quitting_ = false;
};

Result<void> run_phone(Console& console, PhoneOptions& options) {
  hold_back_signals();
  options.plan.from = party_named(options.user.empty() ? options.from : options.user);
  options.plan.patience = std::chrono::duration_cast<Duration>(options.timeout);
  options.plan.longest = std::chrono::duration_cast<Duration>(options.longest);
  options.plan.attended = ::isatty(STDIN_FILENO) == 1;
  if (auto checked = check_files(options.plan); !checked) return checked;
  return RealSoftphone(console, options).run();
}

CLI::Validator checked_by(std::function<Result<void>(const std::string&)> check) {
  return {[check = std::move(check)](const std::string& given) {
            const auto checked = check(given);
            return checked ? std::string() : checked.error().text;
          },
          ""};
}

Result<void> check_keys(const std::string& text) {
  if (are_keys(text)) return {};
  return Error{"usage", "'" + text + "' are no keys of a telephone: those are 0 to 9, *, # and A to D"};
}

Result<void> check_refusal(const std::string& text) {
  const auto status = parse_refusal(text);
  return status ? Result<void>() : status.error();
}

// Steps are taken in the order in which their options stand.
void add_steps(CommandLine& line, CLI::App& command, std::deque<SoftphoneStep>& steps) {
  line.add_duration_function(
          command, "--after",
          [&steps](std::chrono::milliseconds time) {
            steps.push_back({.kind = Kind::wait, .time = std::chrono::duration_cast<Duration>(time)});
          },
          "Step: wait so long.")
      ->trigger_on_parse();
  const auto with_text = [&](const char* name, Kind kind, const char* type, ValueSource source,
                             const char* description) {
    auto* option = command.add_option_function<std::string>(
        name, [&steps, kind](const std::string& text) { steps.push_back({.kind = kind, .text = text}); },
        description);
    option->trigger_on_parse()->type_name(type);
    line.set_source(option, source);
    return option;
  };
  with_text("--press", Kind::press, "KEYS", ValueSource::nothing, "Step: press keys, 0-9, *, # and A-D.")
      ->check(checked_by(check_keys));
  with_text("--play", Kind::play, "FILE", ValueSource::file, "Step: play a sound file to its end.");
  with_text("--record", Kind::record, "FILE", ValueSource::file,
            "Step: record what is heard from here to the call's end, as WAV.");
  auto* refuse = command.add_option_function<std::string>(
      "--refuse",
      [&steps](const std::string& text) {
        steps.push_back({.kind = Kind::refuse, .status = parse_refusal(text).value()});
      },
      "Step of a called phone: refuse with this status, 400 to 699.");
  refuse->trigger_on_parse()->type_name("STATUS")->check(checked_by(check_refusal));
  line.set_source(refuse, ValueSource::nothing);
  const auto flag = [&](const char* name, Kind kind, const char* description) {
    command
        .add_flag_callback(
            name, [&steps, kind] { steps.push_back({.kind = kind}); }, description)
        ->trigger_on_parse();
  };
  flag("--ring", Kind::ring, "Step of a called phone: let the caller hear that it rings.");
  flag("--answer", Kind::answer, "Step of a called phone: answer.");
  flag("--hold", Kind::hold, "Step: put the other side on hold.");
  flag("--resume", Kind::resume, "Step: go on with the other side.");
  flag("--hang-up", Kind::hang_up, "Step: hang up.");
}

}  // namespace

void add_phone_command(CommandLine& line) {
  const auto options = std::make_shared<PhoneOptions>();
  auto& command = line.add_command(line.root(), "phone",
                                   "Make a call, or wait for one, as a telephone that shows what it hears.",
                                   [&line, options] { return run_phone(line.console(), *options); });
  auto* uri = command.add_option("URI", options->plan.uri,
                                 "Whom to call: sip:100@127.0.0.1. Left out: the phone waits to be called.");
  uri->type_name("");
  line.set_source(uri, ValueSource::nothing);
  auto* from = command.add_option("--from", options->from, "Who calls: a name, a number or a SIP URI.");
  from->type_name("NAME|URI");
  line.set_source(from, ValueSource::nothing);
  auto* user = command.add_option("--user", options->user,
                                  "Who calls or registers, and proves it where that is asked for.");
  user->type_name("NAME")->excludes(from);
  line.set_source(user, ValueSource::nothing);
  auto* password = command.add_option("--password-file", options->password_file,
                                      "The file whose first line is the user's password.");
  password->type_name("FILE")->needs(user);
  line.set_source(password, ValueSource::file);
  auto* registrar = command.add_option(
      "--register", options->registrar,
      "Register the user here first, such as sip:192.0.2.1, so that calls to it come to this phone.");
  registrar->type_name("URI")->needs(user);
  line.set_source(registrar, ValueSource::nothing);
  command
      .add_option("--listen", options->listen,
                  "Listen here: udp://127.0.0.1:5070. A free port on the way to the other side unless given.")
      ->type_name("URL");
  auto* trust = command.add_option("--trust", options->trust,
                                   "Over TLS: the PEM file of the authorities whose certificates are believed, "
                                   "instead of those of the system.");
  trust->type_name("FILE");
  line.set_source(trust, ValueSource::file);
  auto* certificate = command.add_option(
      "--certificate", options->certificate,
      "Over TLS: show this certificate, of a PEM file with its key; one that nobody has signed unless given.");
  certificate->type_name("FILE");
  line.set_source(certificate, ValueSource::file);
  add_steps(line, command, options->plan.steps);
  line.add_duration_option(
      command, "--timeout", options->timeout,
      "Give up when the call is not answered, or none comes, for so long: 1m unless given.");
  line.add_duration_option(command, "--longest", options->longest,
                           "Hang up when the call has lasted so long: 1h unless given.");
  line.add_output_option(command, options->format);
}

}  // namespace tipring::cli
