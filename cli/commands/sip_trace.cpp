#include <chrono>
#include <fstream>
#include <memory>
#include <optional>

#include "cli/commands/connection.h"
#include "cli/commands/point_in_time.h"
#include "cli/commands/sip_commands.h"
#include "cli/trace/collector.h"
#include "cli/trace/ladder.h"
#include "cli/trace/packet.h"

namespace tipring::cli {
namespace {

struct TraceOptions {
  ConnectionOptions connection;
  OutputFormat format = OutputFormat::table;
  bool format_given = false;
  std::string call;
  std::string since;
  bool follow = false;
  bool messages = false;
  bool unmasked = false;
  std::string pcap;
  std::string hep;
};

const std::vector<Field> trace_fields{{.key = "number", .kind = FieldKind::number},
                                      {.key = "at", .kind = FieldKind::time},
                                      {.key = "direction"},
                                      {.key = "transport"},
                                      {.key = "local"},
                                      {.key = "peer"},
                                      {.key = "peer_name"},
                                      {.key = "method"},
                                      {.key = "status"},
                                      {.key = "cseq"},
                                      {.key = "call"},
                                      {.key = "call_id"}};

/// Where the messages of a trace go: the terminal, a file, a collector.
class TraceOutput {
 public:
  TraceOutput(Console& console, const TraceOptions& options)
      : console_(console),
        renderer_(console, options.format),
        ladder_(console, options.messages),
        // Whoever wants a file or a collector wants no ladder beside.
        shows_((options.pcap.empty() && options.hep.empty()) || options.format_given || options.messages) {}

  Result<void> open(const TraceOptions& options) {
    if (!options.pcap.empty()) {
      if (options.pcap != "-") file_.emplace(options.pcap, std::ios::binary | std::ios::trunc);
      pcap_ = options.pcap == "-" ? &console_.out : &*file_;
      if (options.pcap == "-") shows_ = false;
      *pcap_ << pcap_head();
      pcap_->flush();
      if (!*pcap_) return Error{"io-error", "'" + options.pcap + "' cannot be written", false};
    }
    if (options.hep.empty()) return {};
    auto collector = Collector::at(options.hep);
    if (!collector) return collector.error();
    collector_.emplace(std::move(collector).value());
    return {};
  }

  void expect(const Json& records) {
    if (!shows_ || renderer_.format() != OutputFormat::table) return;
    for (const auto& record : records)
      ladder_.expect(record);
  }

  /// Before the first: a line of names, where the format has one.
  void begin() {
    if (shows_ && renderer_.format() != OutputFormat::table) renderer_.begin_rows(trace_fields);
  }

  Result<void> add(const Json& record) {
    if (shows_ && renderer_.format() == OutputFormat::table) {
      ladder_.add(record);
    } else if (shows_) {
      renderer_.row(record);
    }
    ++count_;
    if (pcap_ != nullptr || collector_) {
      const auto packet = packet_of(record);
      if (!packet) return Error{"bad-answer", "a message has no address: is the runtime of another version?"};
      if (pcap_ != nullptr) {
        *pcap_ << pcap_packet(*packet);
        pcap_->flush();
        if (!*pcap_) return Error{"io-error", "the pcap file takes no more", false};
      }
      if (collector_) {
        if (auto sent = collector_->send(hep_packet(*packet)); !sent) return sent;
      }
    }
    return console_.out ? Result<void>() : Error{"io-error", "the standard output takes no more", false};
  }

  /// All there is, where its format wants it at once.
  void list(const Json& records) {
    if (!shows_ || renderer_.format() != OutputFormat::json) return;
    renderer_.list(trace_fields, records);
    shows_ = false;
  }
  std::size_t count() const { return count_; }

 private:
  Console& console_;
  Renderer renderer_;
  Ladder ladder_;
  bool shows_;
  std::optional<std::ofstream> file_;
  std::ostream* pcap_ = nullptr;
  std::optional<Collector> collector_;
  std::size_t count_ = 0;
};

struct Kept {
  Json messages = Json::array();
  Json oldest_at;
};

// In pieces, so that no answer is too large.
Result<Kept> kept_messages(Console& console, const TraceOptions& options, Json params) {
  auto client = connect(console, options.connection);
  if (!client) return client.error();
  Kept kept;
  for (;;) {
    auto answer = client->call("sip.trace", params, options.connection.timeout);
    if (!answer) return answer.error();
    for (auto& message : answer->at("messages"))
      kept.messages.push_back(std::move(message));
    if (params.value("after", 0) == 0) kept.oldest_at = value_at(answer.value(), "oldest_at");
    if (answer->value("complete", true)) return kept;
    params["after"] = answer->at("last");
  }
}

Result<void> run_trace(Console& console, const TraceOptions& options) {
  Json params = Json::object();
  if (!options.call.empty()) params["call"] = options.call;
  if (options.unmasked) params["unmasked"] = true;
  // First, so that nothing passes unseen between what is kept and what comes.
  std::optional<control_socket::ControlClient> live;
  if (options.follow) {
    auto client = connect(console, options.connection);
    if (!client) return client.error();
    if (auto begun = client->subscribe("sip.trace.follow", params, options.connection.timeout); !begun)
      return begun;
    live.emplace(std::move(client).value());
  }
  std::optional<UtcTime> since;
  if (!options.since.empty()) {
    const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    const auto point = parse_point_in_time(options.since, now);
    if (!point) return point.error();
    since = point.value();
    params["since"] = since->time_since_epoch().count();
  }
  // Whoever follows wants what is kept where a call or a time is named; else only what comes.
  Kept kept;
  if (!options.follow || !options.call.empty() || since) {
    auto found = kept_messages(console, options, params);
    if (!found) return found.error();
    kept = std::move(found).value();
  }
  TraceOutput output(console, options);
  if (auto opened = output.open(options); !opened) return opened;
  output.expect(kept.messages);
  if (!options.follow) output.list(kept.messages);
  output.begin();
  std::uint64_t last = 0;
  for (const auto& message : kept.messages) {
    if (auto added = output.add(message); !added) return added;
    last = message.value("number", last);
  }
  if (!live) {
    if (kept.messages.empty()) {
      console.err << "tipring: no such messages are in memory; the oldest there is of "
                  << for_people(kept.oldest_at, FieldKind::time) << '\n';
    } else if (!options.pcap.empty()) {
      console.err << "tipring: " << output.count() << " messages written\n";
    }
    return {};
  }
  for (;;) {
    auto message = live->next(std::nullopt);
    if (!message) return message.error();
    if (message->value("number", std::uint64_t{0}) <= last) continue;
    if (auto added = output.add(message.value()); !added) return added;
  }
}

}  // namespace

void add_sip_trace_command(CommandLine& line, CLI::App& group) {
  const auto options = std::make_shared<TraceOptions>();
  auto& command = line.add_command(group, "trace", "Show the SIP messages that passed, or follow them.",
                                   [&line, options] { return run_trace(line.console(), *options); });
  auto* call = command.add_option("--call", options->call,
                                  "Only messages of this call's legs: its id as `tipring call ls` shows it.");
  call->type_name("ID");
  line.set_source(call, ValueSource::contact);
  command.add_flag("-f,--follow", options->follow, "Go on with what passes from now on.");
  command
      .add_option("--since", options->since,
                  "Only messages of this time or later: 10m (ago), or 2026-03-03T10:00:00Z.")
      ->type_name("TIME");
  command.add_flag("-v,--messages", options->messages, "Write each message out.");
  auto* pcap = command.add_option("--pcap", options->pcap,
                                  "Write the messages to this file, for Wireshark; - is the standard output.");
  pcap->type_name("FILE");
  line.set_source(pcap, ValueSource::file);
  auto* hep = command.add_option("--hep", options->hep,
                                 "Send the messages to this collector, such as Homer, by HEP version 3.");
  hep->type_name("HOST:PORT");
  line.set_source(hep, ValueSource::nothing);
  command.add_flag("--unmasked", options->unmasked,
                   "With the secrets in them: answers to challenges, keys of SRTP.");
  line.add_output_option(command, options->format);
  add_connection_options(line, command, options->connection);
  command.parse_complete_callback(
      [options, &command] { options->format_given = command.count("--output") > 0; });
}

}  // namespace tipring::cli
