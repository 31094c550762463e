#include <chrono>
#include <memory>
#include <random>

#include <unistd.h>

#include "adapters/control_socket/control_server.h"
#include "adapters/web/metrics_server.h"
#include "cli/command_line/socket_path.h"
#include "cli/command_line/version.h"
#include "cli/commands/commands.h"
#include "cli/commands/findings.h"
#include "cli/run/descriptors.h"
#include "cli/run/memory.h"
#include "cli/run/pid_file.h"
#include "cli/run/shutdown.h"
#include "cli/run/signals.h"
#include "cli/run/stderr_log.h"
#include "cli/switchboard/switchboard.h"

namespace tipring::cli {
namespace {

// Beyond this it is a recording, which `tipring sip trace --follow --pcap` makes better.
constexpr std::size_t most_trace = 1U << 30U;

struct RunOptions {
  std::string site = ".";
  std::string state;
  std::vector<std::string> listen;
  std::string socket;
  std::string pid_file;
  std::string metrics;
  std::string log_level = "info";
  std::string durable = "process";
  std::chrono::milliseconds grace{300'000};
  std::chrono::milliseconds media_timeout = usual_silence_limit;
  std::string media_ports = "16384-65535";
  std::size_t trace_size = sip::Trace::usual_size;
};

SwitchboardOptions switchboard_options(const Console& console, const RunOptions& options) {
  std::random_device device;
  return {.site_folder = options.site,
          .state_folder = options.state,
          .listen = options.listen,
          .version = std::string(version),
          .durability = options.durable == "power" ? journal::Durability::power : journal::Durability::process,
          .seed = (std::uint64_t{device()} << 32U) | device(),
          .media_timeout = options.media_timeout,
          .media_ports = parse_media_ports(options.media_ports).value(),
          .metrics = !options.metrics.empty(),
          .trace_size = options.trace_size,
          .environment = console.environment};
}

// Null where no figures are asked for.
Result<std::unique_ptr<web::MetricsServer>> serve_metrics(Switchboard& board, StderrLog& log,
                                                          const RunOptions& options) {
  if (options.metrics.empty()) return std::unique_ptr<web::MetricsServer>();
  const auto address = web::parse_web_address(options.metrics);
  if (!address) return address.error();
  // The floor is asked, and goes on at once; what it gives is written out on the server's thread.
  auto server = web::MetricsServer::listen(
      address.value(), [&board, folder = board.state().ledger().string()](web::MetricsServer::Answer answer) {
        board.reactor().post([&board, folder, answer = std::move(answer)] {
          answer([snapshot = board.metrics()->snapshot(), folder] { return metrics_text(snapshot, folder); });
        });
      });
  if (!server) return server.error();
  log.write(LogLevel::info, "metrics are given at http://" + sip::uri_host(address->ip) + ":" +
                                std::to_string(server.value()->port()) + "/metrics");
  if (!address->is_loopback())
    log.write(LogLevel::warning, "metrics are given to whoever reaches " + address->ip);
  return server;
}

// Serves until it is told to stop.
Result<void> serve(Switchboard& board, StderrLog& log, const RunOptions& options, const std::string& socket) {
  add_log_methods(board.control(), log);
  auto server =
      control_socket::ControlServer::listen(socket, {board.control(), board.reactor(), board.loop(), log});
  if (!server) return server.error();
  const auto metrics = serve_metrics(board, log, options);
  if (!metrics) return metrics.error();
  Shutdown shutdown(board.loop(), log, {.grace = std::chrono::duration_cast<Duration>(options.grace)},
                    {.drain = [&board] { board.drain(); },
                     .release_all = [&board] { board.release_all(); },
                     .idle = [&board] { return board.idle(); },
                     .stop = [&board](std::string_view reason) { board.stop(reason); }});
  auto signals =
      StopSignals::watch(board.reactor(), [&shutdown](std::string_view name) { shutdown.request(name); });
  if (!signals) return signals.error();
  log.write(LogLevel::info, "site " + options.site + " is being served; commands are taken on " + socket);
  board.run();
  return {};
}

Result<void> run_site(CommandLine& line, const RunOptions& options) {
  Console& console = line.console();
  hold_back_signals();
  keep_freed_memory();
  use_all_descriptors();
  StderrLog log(parse_log_level(options.log_level).value_or(LogLevel::info));
  const std::string socket =
      options.socket.empty() ? default_socket_path(console.environment, geteuid()) : options.socket;
  // A path that somebody has given is theirs to judge, by whatever way it was given.
  if (options.socket.empty() && !console.environment("TIPRING_SOCKET")) {
    if (auto prepared = prepare_socket_folder(socket, geteuid()); !prepared) return prepared;
  }
  std::unique_ptr<PidFile> pid_file;
  if (!options.pid_file.empty()) {
    auto created = PidFile::create(options.pid_file);
    if (!created) return created.error();
    pid_file = std::move(created).value();
  }
  SwitchboardFailure failure;
  const auto board = Switchboard::start(switchboard_options(console, options), log, failure);
  if (board == nullptr) {
    explain_findings(console, failure.findings, options.site);
    return failure.error;
  }
  return serve(*board, log, options, socket);
}

}  // namespace

void add_run_command(CommandLine& line) {
  const auto options = std::make_shared<RunOptions>();
  auto& command = line.add_command(line.root(), "run", "Run a site: take calls until told to stop.",
                                   [&line, options] { return run_site(line, *options); });
  auto* site = command.add_option("SITE", options->site, "The site's folder; this one when it is left out.");
  site->type_name("");
  line.set_source(site, ValueSource::folder);
  auto* state =
      command.add_option("--state", options->state,
                         "Folder for the ledger, call records and recordings; SITE/var when it is left out.");
  state->type_name("FOLDER");
  line.set_source(state, ValueSource::folder);
  command
      .add_option(
          "--listen", options->listen,
          "Listen here instead of where the site says: udp://127.0.0.1:5060. May be given more than once.")
      ->type_name("URL");
  auto* socket = command.add_option("--socket", options->socket, "Take commands on this Unix socket.");
  socket->type_name("PATH");
  line.set_source(socket, ValueSource::file);
  auto* pid_file = command.add_option("--pid-file", options->pid_file, "Write the process's id to this file.");
  pid_file->type_name("PATH");
  line.set_source(pid_file, ValueSource::file);
  auto* metrics = command.add_option(
      "--metrics", options->metrics,
      "Give figures for Prometheus at this port of 127.0.0.1, or at this numeric address and port.");
  metrics->type_name("[IP:]PORT");
  line.set_source(metrics, ValueSource::nothing);
  line.add_choice_option(command, "--log-level", options->log_level, {"debug", "info", "warning", "error"},
                         "Log lines of this level or a graver one.");
  line.add_choice_option(command, "--durable", options->durable, {"process", "power"},
                         "What the ledger survives: the end of the process, or a loss of power too.");
  line.add_duration_option(command, "--grace", options->grace,
                           "How long calls may go on after the first signal to stop.");
  line.add_duration_option(
      command, "--media-timeout", options->media_timeout,
      "End a call whose phone should send audio and sends none for so long; 0 never ends one.");
  command
      .add_option("--media-ports", options->media_ports,
                  "Take the ports of audio from these: 16384-65535 unless given. A leg takes two.")
      ->type_name("FIRST-LAST")
      ->check(CLI::Validator(
          [](const std::string& text) {
            const auto ports = parse_media_ports(text);
            return ports ? std::string() : ports.error().text;
          },
          "", "media ports"));
  auto* trace =
      command.add_option("--sip-trace", options->trace_size,
                         "Keep so much of the SIP messages that passed: 4M unless given, 0 for none.");
  trace->type_name("SIZE")
      ->transform(CLI::AsSizeValue(false).description(""))
      ->check(CLI::Range(std::size_t{0}, most_trace).description(""));
}

}  // namespace tipring::cli
