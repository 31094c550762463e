#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/sip/next_hop.h"
#include "adapters/sip/service_order.h"
#include "runtime/base/chance.h"
#include "runtime/base/result.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/reactor.h"

struct ares_channeldata;

namespace tipring::sip {

/// Looks up the hosts of SIP URIs (RFC 3263: NAPTR, SRV, A and AAAA) by c-ares, which never blocks. Sofia's own
/// resolver is not used: it writes out of bounds. Control thread only.
class Resolver {
 public:
  /// `servers`: "192.0.2.53,192.0.2.54:5353"; empty: those of the system. All references outlive it. Fails with
  /// "resolver-failed".
  static Result<std::unique_ptr<Resolver>> open(Reactor& reactor, RunLoop& loop, Chance& chance,
                                                const std::string& servers);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// Where requests may be sent, in the order in which to try. Fails with "unresolved", naming the host, and
  /// retryable where no name server has answered.
  using Done = std::function<void(Result<std::vector<Endpoint>>)>;
  using Request = std::uint64_t;

  /// Other servers, for questions from now on: those that are asked already end by the old ones. Fails with
  /// "resolver-failed", and then nothing is changed.
  Result<void> change_to(const std::string& servers);

  /// `done` runs as an event of its own, after some seconds at most, unless cancelled.
  Request look_up(HostQuestion question, Done done);
  void cancel(Request request);

 private:
  struct Lookup;
  struct Query;  // What c-ares gives back.
  struct Ares;   // Its callbacks.
  struct Channel;

  Resolver(Reactor& reactor, RunLoop& loop, Chance& chance);
  Result<std::unique_ptr<Channel>> make_channel(const std::string& servers);
  Lookup* find(Request request);

  void next_service(Lookup& lookup);
  void next_target(Lookup& lookup);
  void ask(Request request, const std::string& name, int type);
  void finish(Lookup& lookup);

  static void watch(Channel& channel, int descriptor, bool readable, bool writable);
  static void watch_time(Channel& channel);
  void sweep();

  Reactor& reactor_;
  RunLoop& loop_;
  Chance& chance_;
  std::unique_ptr<Channel> channel_;
  std::vector<std::unique_ptr<Channel>> old_channels_;  // With questions that are not answered yet.
  TimerHandle sweep_timer_;
  Request last_ = 0;
  std::map<Request, std::unique_ptr<Lookup>> lookups_;
};

}  // namespace tipring::sip
