#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/control/json.h"
#include "runtime/control/json_rpc.h"
#include "runtime/control/parameter.h"

namespace tipring {

/// A command that is answered once.
struct ControlMethod {
  std::string name;  ///< Noun, dot, verb: "call.hangup".
  std::string description;
  std::vector<ControlParameter> parameters;
  /// Runs during a turn of the run loop, must not block. Codes of its Errors that mean something to every
  /// client: "not-found"; "wrong-state" (the thing is there but may not do that now); "timed-out".
  std::function<Result<Json>(const ControlArguments& arguments)> handler;
};

/// A command that is answered once, when what it starts is done.
struct ControlJob {
  using Answer = std::function<void(Result<Json>)>;

  std::string name;
  std::string description;
  std::vector<ControlParameter> parameters;
  /// Calls `answer` once, before it returns or during a later turn. The job goes on where its client leaves:
  /// then nobody hears the answer.
  std::function<void(const ControlArguments& arguments, Answer answer)> start;
};

/// Where a stream's producer puts what follows. Neither may be called once the stream's cancel was.
struct ControlFeed {
  std::function<void(std::string_view json)> item;  ///< One JSON value on one line.
  std::function<void(const Error& reason)> end;     ///< Nothing follows; cancel is not called any more.
};

/// A command whose answer goes on until the client cancels it or leaves.
struct ControlStream {
  std::string name;
  std::string description;
  std::vector<ControlParameter> parameters;
  /// Starts the stream and returns its cancel. There is no time-out: the stream lives as long as its client.
  std::function<Result<std::function<void()>>(const ControlArguments& arguments, ControlFeed feed)> start;
};

/// The commands a person or a program may give. Knows no socket: a ControlSession speaks for one client. Beside
/// what is added there are `methods` (describes all of this) and `subscription.cancel`. Control thread only.
class Control {
 public:
  Control();
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

  /// No two commands have the same name.
  void add(ControlMethod method);
  void add(ControlJob job);
  void add(ControlStream stream);

  /// Null when there is none of that name.
  const ControlMethod* find_method(std::string_view name) const;
  const ControlJob* find_job(std::string_view name) const;
  const ControlStream* find_stream(std::string_view name) const;

  /// Fails with "unknown-method", naming the nearest.
  Error unknown(std::string_view name) const;

 private:
  bool knows(std::string_view name) const;
  Json describe() const;

  std::map<std::string, ControlMethod, std::less<>> methods_;
  std::map<std::string, ControlJob, std::less<>> jobs_;
  std::map<std::string, ControlStream, std::less<>> streams_;
};

/// Name of the method that ends a subscription; its one parameter is `subscription`.
inline constexpr std::string_view cancel_method = "subscription.cancel";

/// Streams that one client may have at a time.
inline constexpr std::size_t most_subscriptions = 16;

/// Bytes of one answer; in place of a longer one the client gets the error "too-large".
inline constexpr std::size_t longest_answer = 4U << 20U;

/// One client: its requests in, answers and items out, its subscriptions. They are cancelled when it is
/// destroyed, which must not happen inside `send`. Control thread only.
class ControlSession {
 public:
  /// `send` takes one line without its end. `control` must outlive the session.
  ControlSession(const Control& control, std::function<void(std::string line)> send);
  ~ControlSession();
  ControlSession(const ControlSession&) = delete;
  ControlSession& operator=(const ControlSession&) = delete;

  /// Takes one line without its end. Blank lines are passed over.
  void handle(std::string_view line);

  void cancel_all();

  std::size_t subscriptions() const { return cancels_.size(); }

 private:
  void answer(const RpcRequest& request, const Result<Json>& result);
  void begin(const ControlJob& job, const RpcRequest& request);
  Result<Json> run(const RpcRequest& request);
  Result<Json> start(const ControlStream& stream, const Json& params);
  Result<Json> cancel(const Json& params);

  const Control& control_;
  std::function<void(std::string line)> send_;
  std::map<std::uint64_t, std::function<void()>> cancels_;
  std::uint64_t next_subscription_ = 1;
  // What a stream says while its request is being answered: the answer, which names the subscription, goes
  // first.
  std::vector<std::string> held_back_;
  bool answering_ = false;
  // What jobs hold weakly: gone with the session.
  std::shared_ptr<ControlSession*> self_;
};

}  // namespace tipring
