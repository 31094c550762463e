#include <deque>
#include <filesystem>
#include <memory>
#include <string>

#include <unistd.h>

#include "adapters/rtp/sound_file.h"
#include "cli/commands/commands.h"
#include "cli/commands/phone_session.h"
#include "cli/run/signals.h"

namespace tipring::cli {
namespace {

using Kind = SoftphoneStep::Kind;

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

Result<void> run_phone(Console& console, PhoneOptions& options) {
  hold_back_signals();
  options.plan.from = party_named(options.user.empty() ? options.from : options.user);
  options.plan.patience = std::chrono::duration_cast<Duration>(options.timeout);
  options.plan.longest = std::chrono::duration_cast<Duration>(options.longest);
  options.plan.has_password = !options.password_file.empty();
  options.plan.attended = ::isatty(STDIN_FILENO) == 1;
  if (auto checked = check_files(options.plan); !checked) return checked;
  return run_phone_session(console, options);
}

CLI::Validator checked_by(std::function<Result<void>(const std::string&)> check) {
  return {[check = std::move(check)](const std::string& given) {
            const auto checked = check(given);
            return checked ? std::string() : checked.error().text;
          },
          ""};
}

Result<void> check_party(const std::string& text) {
  if (is_target(text)) return {};
  return Error{"usage", "'" + text +
                            "' names nobody; expected a name, a number or a SIP URI alone, such as "
                            "100 or sip:ann@example.org"};
}

Result<void> check_keys(const std::string& text) {
  if (are_keys(text)) return {};
  return Error{"usage", "'" + text + "' are no keys of a telephone: those are 0 to 9, *, # and A to D"};
}

Result<void> check_target(const std::string& text) {
  if (is_target(text)) return {};
  return Error{"usage", "'" + text + "' is nobody to transfer to; expected a URI or a number"};
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
  with_text("--transfer", Kind::transfer, "URI", ValueSource::nothing,
            "Step: have the other side connected with this URI, or number of its own, and hang up.")
      ->check(checked_by(check_target));
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
  from->type_name("NAME|URI")->check(checked_by(check_party));
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
