#include "adapters/sip/resolver.h"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include <ares.h>
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netinet/in.h>
#include <sys/select.h>
#include <sys/time.h>

namespace tipring::sip {
namespace {

// A name server that says nothing is asked so often, and waited for so long each time.
constexpr int tries = 2;
constexpr int wait_ms = 1500;
// What a domain may send us after.
constexpr std::size_t most_services = 4;
constexpr std::size_t most_targets = 8;
constexpr std::size_t most_endpoints = 16;
// How often it is seen whether servers of before have answered all that they were asked.
constexpr Duration sweep_interval = std::chrono::seconds(1);

std::string text_of(const unsigned char* text) {
  return text != nullptr ? reinterpret_cast<const char*>(text) : "";
}

std::vector<ServiceRecord> read_services(const unsigned char* answer, int size) {
  ares_srv_reply* first = nullptr;
  std::vector<ServiceRecord> records;
  if (ares_parse_srv_reply(answer, size, &first) != ARES_SUCCESS) return records;
  for (const auto* reply = first; reply != nullptr; reply = reply->next) {
    // A lone "." says that the service is not there (RFC 2782).
    const std::string host = reply->host != nullptr ? reply->host : "";
    if (!host.empty() && host != ".") records.push_back({host, reply->port, reply->priority, reply->weight});
  }
  ares_free_data(first);
  return records;
}

std::vector<NaptrRecord> read_naptrs(const unsigned char* answer, int size) {
  ares_naptr_reply* first = nullptr;
  std::vector<NaptrRecord> records;
  if (ares_parse_naptr_reply(answer, size, &first) != ARES_SUCCESS) return records;
  for (const auto* reply = first; reply != nullptr; reply = reply->next) {
    records.push_back({reply->order, reply->preference, text_of(reply->flags), text_of(reply->service),
                       reply->replacement != nullptr ? reply->replacement : ""});
  }
  ares_free_data(first);
  return records;
}

std::string ip_of(const ares_addrinfo_node& node) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* address = node.ai_family == AF_INET
                            ? static_cast<const void*>(&reinterpret_cast<sockaddr_in*>(node.ai_addr)->sin_addr)
                            : &reinterpret_cast<sockaddr_in6*>(node.ai_addr)->sin6_addr;
  return inet_ntop(node.ai_family, address, text.data(), text.size()) != nullptr ? text.data() : "";
}

}  // namespace

struct Resolver::Lookup {
  // A server to look up.
  struct Target {
    std::string host;
    std::uint16_t port = 0;
    std::string transport;
  };
  Request request = 0;
  HostQuestion question;
  Done done;
  std::deque<ServiceName> services;
  std::deque<Target> targets;
  Target target;  // Being looked up.
  std::vector<Endpoint> found;
  bool unanswered = false;  // By any name server.
  TimerHandle telling;      // Set once it is over.
};

// One way to a set of servers.
struct Resolver::Channel {
  Channel(Reactor& its_reactor, RunLoop& its_loop) : reactor(its_reactor), loop(its_loop) {}
  ~Channel() {
    loop.cancel(timer);
    if (ares != nullptr) ares_destroy(ares);
  }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  Reactor& reactor;
  RunLoop& loop;
  ares_channeldata* ares = nullptr;
  std::map<int, std::unique_ptr<Reactor::Watch>> watches;
  TimerHandle timer;
  std::size_t questions = 0;  // Without an answer.
};

// Lives from the question to c-ares' answer, which comes in any case, also when the lookup is gone.
struct Resolver::Query {
  Query(Resolver& its_resolver, Request its_request, std::string its_transport = {})
      : resolver(its_resolver),
        channel(*its_resolver.channel_),
        request(its_request),
        transport(std::move(its_transport)) {
    ++channel.questions;
  }
  ~Query() { --channel.questions; }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  Resolver& resolver;
  Channel& channel;
  Request request;
  std::string transport;  // Of the service asked for.
};

struct Resolver::Ares {
  static bool silent(int status) {
    return status != ARES_SUCCESS && status != ARES_ENOTFOUND && status != ARES_ENODATA;
  }

  static void on_naptr(void* argument, int status, int, unsigned char* answer, int size) noexcept {
    const std::unique_ptr<Query> query(static_cast<Query*>(argument));
    Lookup* lookup = status == ARES_EDESTRUCTION ? nullptr : query->resolver.find(query->request);
    if (lookup == nullptr) return;
    lookup->unanswered = lookup->unanswered || silent(status);
    if (status == ARES_SUCCESS) {
      for (ServiceName& service : services_of(read_naptrs(answer, size)))
        lookup->services.push_back(std::move(service));
    }
    if (lookup->services.empty()) {
      for (const char* transport : {"udp", "tcp"})
        lookup->services.push_back(service_of(transport, lookup->question.host));
    }
    lookup->services.resize(std::min(lookup->services.size(), most_services));
    query->resolver.next_service(*lookup);
  }

  static void on_service(void* argument, int status, int, unsigned char* answer, int size) noexcept {
    const std::unique_ptr<Query> query(static_cast<Query*>(argument));
    Lookup* lookup = status == ARES_EDESTRUCTION ? nullptr : query->resolver.find(query->request);
    if (lookup == nullptr) return;
    lookup->unanswered = lookup->unanswered || silent(status);
    if (status == ARES_SUCCESS) {
      for (ServiceRecord& record : in_order(read_services(answer, size), query->resolver.chance_))
        lookup->targets.push_back({std::move(record.host), record.port, query->transport});
    }
    query->resolver.next_service(*lookup);
  }

  static void on_addresses(void* argument, int status, int, ares_addrinfo* addresses) noexcept {
    const std::unique_ptr<Query> query(static_cast<Query*>(argument));
    const std::unique_ptr<ares_addrinfo, decltype(&ares_freeaddrinfo)> freed(addresses, ares_freeaddrinfo);
    Lookup* lookup = status == ARES_EDESTRUCTION ? nullptr : query->resolver.find(query->request);
    if (lookup == nullptr) return;
    lookup->unanswered = lookup->unanswered || silent(status);
    if (status == ARES_SUCCESS) {
      for (const auto* node = addresses->nodes; node != nullptr; node = node->ai_next) {
        Endpoint endpoint{lookup->target.transport, ip_of(*node), lookup->target.port};
        if (std::ranges::find(lookup->found, endpoint) == lookup->found.end())
          lookup->found.push_back(std::move(endpoint));
      }
    }
    query->resolver.next_target(*lookup);
  }

  static void on_socket(void* argument, ares_socket_t socket, int readable, int writable) noexcept {
    watch(*static_cast<Channel*>(argument), socket, readable != 0, writable != 0);
  }
};

Result<std::unique_ptr<Resolver>> Resolver::open(Reactor& reactor, RunLoop& loop, Chance& chance,
                                                 const std::string& servers) {
  std::unique_ptr<Resolver> resolver(new Resolver(reactor, loop, chance));
  auto channel = resolver->make_channel(servers);
  if (!channel) return channel.error();
  resolver->channel_ = std::move(channel).value();
  return resolver;
}

Result<std::unique_ptr<Resolver::Channel>> Resolver::make_channel(const std::string& servers) {
  auto channel = std::make_unique<Channel>(reactor_, loop_);
  ares_options options{};
  options.flags = ARES_FLAG_NOSEARCH;
  options.timeout = wait_ms;
  options.tries = tries;
  options.sock_state_cb = Ares::on_socket;
  options.sock_state_cb_data = channel.get();
  const int status = ares_init_options(
      &channel->ares, &options, ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
  if (status != ARES_SUCCESS) {
    channel->ares = nullptr;
    return Error{"resolver-failed", std::string("names cannot be looked up: ") + ares_strerror(status)};
  }
  if (!servers.empty() && ares_set_servers_ports_csv(channel->ares, servers.c_str()) != ARES_SUCCESS)
    return Error{"resolver-failed", "'" + servers + "' are no addresses of name servers"};
  return channel;
}

Result<void> Resolver::change_to(const std::string& servers) {
  auto channel = make_channel(servers);
  if (!channel) return channel.error();
  old_channels_.push_back(std::exchange(channel_, std::move(channel).value()));
  if (!sweep_timer_) sweep_timer_ = loop_.after_standing(sweep_interval, [this] { sweep(); });
  return {};
}

// Not from inside one of them.
void Resolver::sweep() {
  sweep_timer_ = {};
  std::erase_if(old_channels_, [](const auto& channel) { return channel->questions == 0; });
  if (!old_channels_.empty()) sweep_timer_ = loop_.after_standing(sweep_interval, [this] { sweep(); });
}

Resolver::Resolver(Reactor& reactor, RunLoop& loop, Chance& chance)
    : reactor_(reactor), loop_(loop), chance_(chance) {}

void Resolver::cancel(Request request) {
  if (const Lookup* lookup = find(request)) loop_.cancel(lookup->telling);
  lookups_.erase(request);
}

Resolver::~Resolver() {
  loop_.cancel(sweep_timer_);
  for (const auto& [request, lookup] : lookups_)
    loop_.cancel(lookup->telling);
  lookups_.clear();
}

Resolver::Lookup* Resolver::find(Request request) {
  const auto found = lookups_.find(request);
  return found == lookups_.end() ? nullptr : found->second.get();
}

Resolver::Request Resolver::look_up(HostQuestion question, Done done) {
  const Request request = ++last_;
  auto& lookup = *(lookups_[request] = std::make_unique<Lookup>());
  lookup.request = request;
  lookup.question = std::move(question);
  lookup.done = std::move(done);
  const HostQuestion& asked = lookup.question;
  if (asked.port != 0) {
    lookup.targets.push_back({asked.host, asked.port, asked.transport.empty() ? "udp" : asked.transport});
    next_target(lookup);
  } else if (!asked.transport.empty()) {
    lookup.services.push_back(service_of(asked.transport, asked.host));
    next_service(lookup);
  } else {
    ask(request, asked.host, ns_t_naptr);
  }
  return request;
}

void Resolver::next_service(Lookup& lookup) {
  if (lookup.services.empty()) {
    const HostQuestion& asked = lookup.question;
    const std::string transport = asked.transport.empty() ? "udp" : asked.transport;
    if (lookup.targets.empty()) lookup.targets.push_back({asked.host, usual_port(transport), transport});
    lookup.targets.resize(std::min(lookup.targets.size(), most_targets));
    return next_target(lookup);
  }
  const ServiceName service = std::move(lookup.services.front());
  lookup.services.pop_front();
  auto query = std::make_unique<Query>(*this, lookup.request, service.transport);
  ares_query(channel_->ares, service.name.c_str(), ns_c_in, ns_t_srv, Ares::on_service, query.release());
  watch_time(*channel_);
}

void Resolver::ask(Request request, const std::string& name, int type) {
  auto query = std::make_unique<Query>(*this, request);
  ares_query(channel_->ares, name.c_str(), ns_c_in, type, Ares::on_naptr, query.release());
  watch_time(*channel_);
}

void Resolver::next_target(Lookup& lookup) {
  if (lookup.targets.empty() || lookup.found.size() >= most_endpoints) return finish(lookup);
  lookup.target = std::move(lookup.targets.front());
  lookup.targets.pop_front();
  ares_addrinfo_hints hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_flags = ARES_AI_NOSORT;
  auto query = std::make_unique<Query>(*this, lookup.request);
  const std::string host = lookup.target.host;
  ares_getaddrinfo(channel_->ares, host.c_str(), nullptr, &hints, Ares::on_addresses, query.release());
  watch_time(*channel_);
}

void Resolver::finish(Lookup& lookup) {
  lookup.found.resize(std::min(lookup.found.size(), most_endpoints));
  Result<std::vector<Endpoint>> result = std::move(lookup.found);
  if (result->empty()) {
    const std::string& host = lookup.question.host;
    result = lookup.unanswered ? Error{"unresolved", "no name server tells where '" + host + "' is", true}
                               : Error{"unresolved", "the name '" + host + "' does not exist", false};
  }
  lookup.telling = loop_.after(Duration::zero(), [this, request = lookup.request, result = std::move(result)] {
    const auto found = lookups_.extract(request);
    if (!found.empty()) found.mapped()->done(result);
  });
}

void Resolver::watch(Channel& channel, int descriptor, bool readable, bool writable) {
  if (!readable && !writable) {
    channel.watches.erase(descriptor);
    return;
  }
  const auto interest = readable && writable ? Reactor::Interest::both
                        : readable           ? Reactor::Interest::readable
                                             : Reactor::Interest::writable;
  if (const auto known = channel.watches.find(descriptor); known != channel.watches.end())
    return known->second->change(interest);
  auto watch = channel.reactor.watch(descriptor, interest, [&channel, descriptor] {
    // The watch, and what it has captured, may be gone by the end of it.
    Channel& its = channel;
    // Which of both it is ready for is found out by trying.
    ares_process_fd(its.ares, descriptor, descriptor);
    watch_time(its);
  });
  if (watch) channel.watches[descriptor] = std::move(watch).value();
}

void Resolver::watch_time(Channel& channel) {
  channel.loop.cancel(channel.timer);
  channel.timer = {};
  timeval span{};
  if (ares_timeout(channel.ares, nullptr, &span) == nullptr) return;
  const Duration time = std::chrono::seconds(span.tv_sec) + std::chrono::microseconds(span.tv_usec);
  channel.timer = channel.loop.after(std::max<Duration>(time, std::chrono::milliseconds(1)), [&channel] {
    ares_process_fd(channel.ares, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    watch_time(channel);
  });
}

}  // namespace tipring::sip
