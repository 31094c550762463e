#include "adapters/rtpengine/instance.h"

#include <charconv>
#include <utility>
#include <vector>

namespace tipring::rtpengine {
namespace {

// As its daemon/call_interfaces.c says.
constexpr std::string_view unknown_call = "Unknown call-id";

}  // namespace

std::string_view to_string(Presence presence) {
  switch (presence) {
    case Presence::unknown:
      return "unknown";
    case Presence::there:
      return "there";
    case Presence::away:
      break;
  }
  return "away";
}

Instance::Instance(RunLoop& loop, Log& log, std::string address, std::string name,
                   std::unique_ptr<NgSocket> socket)
    : loop_(loop), log_(log), address_(std::move(address)), name_(std::move(name)), socket_(std::move(socket)) {
  socket_->listen([this](std::string_view datagram) { received(datagram); }, [this] { refused(); });
  ping();
}

Instance::~Instance() {
  loop_.cancel(ping_timer_);
  for (const auto& [command, open] : open_)
    loop_.cancel(open.timer);
}

InstanceStatus Instance::status() const {
  return {address_, presence_, round_trip_, calls_, errors_, problem_};
}

Instance::Command Instance::ask(const BencodeDictionary& command, Done done) {
  const Command id = ++last_;
  open_.emplace(id, Open{write_ng_command(name_ + std::to_string(id), command), std::move(done)});
  send(id);
  return id;
}

void Instance::cancel(Command command) {
  const auto found = open_.find(command);
  if (found == open_.end()) return;
  loop_.cancel(found->second.timer);
  open_.erase(found);
}

// Sent again, the cookie is the same: an rtpengine that has answered already says the same once more.
void Instance::send(Command command) {
  Open& open = open_.at(command);
  ++open.sends;
  open.sent = loop_.clock().now();
  const Duration wait = first_wait * (1 << (open.sends - 1));
  open.timer = loop_.after_standing(wait, [this, command] {
    if (open_.at(command).sends < most_sends) return send(command);
    end(command, Error{"no-answer", "the rtpengine at " + address_ + " does not answer", true});
  });
  socket_->send(open.datagram);
}

void Instance::received(std::string_view datagram) {
  auto answer = read_ng_answer(datagram);
  if (!answer) return complain(answer.error().text);
  const std::string& cookie = answer.value().cookie;
  Command command = 0;
  if (cookie.starts_with(name_))
    std::from_chars(cookie.data() + name_.size(), cookie.data() + cookie.size(), command);
  const auto found = open_.find(command);
  if (found == open_.end() || cookie != name_ + std::to_string(command)) {
    // One to a command that was sent twice, or given up since, is no surprise.
    if (command == 0 || command > last_) complain("an answer to what was not asked");
    return;
  }
  if (found->second.sends == 1) round_trip_ = loop_.clock().now() - found->second.sent;
  set_presence(Presence::there);
  if (answer.value().ok()) return end(command, std::move(answer));
  const std::string& said = answer.value().reason.empty() ? answer.value().result : answer.value().reason;
  end(command, Error{said == unknown_call ? "unknown-call" : "refused",
                     "the rtpengine at " + address_ + " refuses: " + said});
}

// All that was sent there is lost, whichever datagram it was that came back.
void Instance::refused() {
  std::vector<Command> lost;
  for (const auto& [command, open] : open_)
    lost.push_back(command);
  for (const Command command : lost) {
    if (open_.contains(command)) end(command, Error{"no-answer", "no rtpengine listens at " + address_, true});
  }
}

void Instance::end(Command command, Result<NgAnswer> result) {
  const auto found = open_.find(command);
  loop_.cancel(found->second.timer);
  const Done done = std::move(found->second.done);
  open_.erase(found);
  if (!result) {
    ++errors_;
    problem_ = result.error().text;
    refuses_ = result.error().code == "refused";
    if (result.error().code == "no-answer") set_presence(Presence::away);
  } else if (!refuses_ || command != ping_) {
    problem_.clear();
    refuses_ = false;
  }
  done(std::move(result));
}

void Instance::set_presence(Presence presence) {
  if (presence_ == presence) return;
  if (presence == Presence::away) {
    log_.write(LogLevel::warning, problem_);
  } else {
    log_.write(LogLevel::info, "the rtpengine at " + address_ + " answers");
  }
  presence_ = presence;
}

void Instance::complain(const std::string& what) {
  ++errors_;
  refuses_ = false;
  problem_ = "the rtpengine at " + address_ + ": " + what;
  const Instant now = loop_.clock().now();
  if (now < quiet_until_) return;
  quiet_until_ = now + complaint_interval;
  log_.write(LogLevel::warning, problem_);
}

void Instance::ping() {
  ping_ = ask({{"command", "ping"}}, [this](const Result<NgAnswer>& /*answer*/) {
    const Duration wait = presence_ == Presence::away ? ping_interval_away : ping_interval;
    ping_timer_ = loop_.after_standing(wait, [this] { ping(); });
  });
}

}  // namespace tipring::rtpengine
