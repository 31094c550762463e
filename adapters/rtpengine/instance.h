#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/rtpengine/ng_message.h"
#include "adapters/rtpengine/ng_socket.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/log.h"

namespace tipring::rtpengine {

/// Whether an rtpengine answers.
enum class Presence : std::uint8_t {
  unknown,  ///< It was not asked for long enough yet.
  there,
  away,  ///< Its latest command went unanswered, or nobody listens at its address.
};
std::string_view to_string(Presence presence);  ///< "unknown", "there", "away".

/// How one stands.
struct InstanceStatus {
  std::string address;
  Presence presence = Presence::unknown;
  std::optional<Duration> round_trip{};  ///< Of its latest answer to a command that was sent once.
  std::size_t calls = 0;                 ///< Legs whose media it has.
  std::uint64_t errors = 0;  ///< Commands unanswered or refused, and answers that cannot be used, so far.
  /// The latest of those, while it stands: until an answer can be used again, or, of a command that was
  /// refused, until one is not. Empty: nothing is wrong.
  std::string problem{};
  bool leaving = false;  ///< It takes no new calls, and is forgotten once those that it has are over.
};

/// One rtpengine: commands to it, each sent again until it is answered, and pings that tell whether it is
/// there. Control thread only.
class Instance {
 public:
  /// What became of a command. Fails with "no-answer", "unknown-call" where the rtpengine does not know the
  /// call that it is about, or "refused" with what the rtpengine said.
  using Done = std::function<void(Result<NgAnswer>)>;
  using Command = std::uint64_t;  ///< Under way; 0: none.

  /// How long the first answer is waited for; twice as long for each one after it.
  static constexpr Duration first_wait = std::chrono::milliseconds(200);
  /// So often is a command sent: after 1.4 s without an answer it has failed.
  static constexpr int most_sends = 3;
  /// Answers that cannot be used are told of to the log so often at most.
  static constexpr Duration complaint_interval = std::chrono::seconds(1);
  static constexpr Duration ping_interval = std::chrono::seconds(5);
  static constexpr Duration ping_interval_away = std::chrono::seconds(1);

  /// `name`: what the cookies of its commands begin with; unlike that of any other program that speaks to it.
  Instance(RunLoop& loop, Log& log, std::string address, std::string name, std::unique_ptr<NgSocket> socket);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  /// `done` runs later, in an event of its own or one of the socket's, and may give the next command. By the
  /// time-out above at the latest, unless cancel() comes before.
  Command ask(const BencodeDictionary& command, Done done);
  void cancel(Command command);

  const std::string& address() const { return address_; }
  Presence presence() const { return presence_; }
  InstanceStatus status() const;
  std::size_t calls() const { return calls_; }
  void take_call() { ++calls_; }
  void give_back_call() { --calls_; }

 private:
  struct Open {
    std::string datagram;
    Done done;
    int sends = 0;
    Instant sent{};
    TimerHandle timer{};
  };

  void send(Command command);
  void received(std::string_view datagram);
  void refused();
  void end(Command command, Result<NgAnswer> result);
  void set_presence(Presence presence);
  void complain(const std::string& what);
  void ping();

  RunLoop& loop_;
  Log& log_;
  std::string address_;
  std::string name_;
  std::unique_ptr<NgSocket> socket_;
  std::map<Command, Open> open_;
  Command last_ = 0;
  Command ping_ = 0;
  Presence presence_ = Presence::unknown;
  std::optional<Duration> round_trip_;
  std::size_t calls_ = 0;
  std::uint64_t errors_ = 0;
  std::string problem_;
  bool refuses_ = false;  // What it was asked for last, pings apart: that it answers those says nothing.
  Instant quiet_until_{};
  TimerHandle ping_timer_;
};

}  // namespace tipring::rtpengine
