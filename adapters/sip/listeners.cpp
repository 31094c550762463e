#include "adapters/sip/listeners.h"

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include <sofia-sip/nta_tag.h>
#include <sofia-sip/tport_tag.h>

#include "adapters/sip/listening_socket.h"
#include "adapters/sip/local_addresses.h"

namespace tipring::sip {
namespace {

// How long an unused connection stays open: 64 times T1 (RFC 3261, section 18).
constexpr unsigned idle_connection_ms = 32'000;

constexpr Duration look_interval = std::chrono::seconds(1);

std::string listening_uri(const Endpoint& endpoint) {
  return (endpoint.transport == "tls" ? "sips:" : "sip:") + uri_host(endpoint.ip) + ":" +
         (endpoint.port == 0 ? "*" : std::to_string(endpoint.port)) + ";transport=" + endpoint.transport;
}

// Sofia makes the Via of each of its sockets anew when one is added and frees the old ones, to which the
// connections made there still point. As long as this lives it finds none to free; then each has its own again,
// which says the same. The new ones stay unused with the agent: some hundred bytes for each socket there is.
class KeptVias {
 public:
  explicit KeptVias(nta_agent_t* agent) {
    for (auto* tport = tport_primaries(nta_agent_tports(agent)); tport != nullptr; tport = tport_next(tport)) {
      kept_.emplace_back(tport, tport_magic(tport));
      tport_set_magic(tport, nullptr);
    }
  }
  ~KeptVias() {
    for (const auto& [tport, via] : kept_)
      tport_set_magic(tport, via);
  }
  KeptVias(const KeptVias&) = delete;
  KeptVias& operator=(const KeptVias&) = delete;

 private:
  std::vector<std::pair<tport_t*, tp_magic_t*>> kept_;
};

// The one that was opened last.
tport_t* last_of(nta_agent_t* agent) {
  tport_t* last = nullptr;
  for (auto* tport = tport_primaries(nta_agent_tports(agent)); tport != nullptr; tport = tport_next(tport))
    last = tport;
  return last;
}

}  // namespace

// One socket for each address: the address that a message came to is then the one to name in our Contact.
Result<std::vector<Listeners::Wanted>> Listeners::each_of(const std::vector<ListenSettings>& settings) {
  std::vector<Wanted> all;
  for (const ListenSettings& one : settings) {
    const auto asked = parse_listen_url(one.url);
    if (!asked) return asked.error();
    if (asked->transport == "tls" && one.tls.certificate.empty())
      return Error{"bad-certificate", to_string(asked.value()) + " needs a certificate"};
    if (!is_wildcard(asked->ip)) {
      all.push_back({asked.value(), one.tls});
      continue;
    }
    bool first = true;
    for (const std::string& ip : local_addresses(is_ipv6(asked->ip)))
      all.push_back({{asked->transport, ip, asked->port}, one.tls, !std::exchange(first, false)});
  }
  return all;
}

std::vector<Listeners::Listener*> Listeners::found_for(const std::vector<Wanted>& wanted) const {
  std::vector<Listener*> found;
  for (const Wanted& one : wanted) {
    const auto fits = [&](const Listener& listener) {
      return listener.state != State::closed && (listener.asked == one.asked || listener.bound == one.asked);
    };
    Listener* best = nullptr;
    for (Listener& listener : listeners_) {
      if (!fits(listener) || std::ranges::find(found, &listener) != found.end()) continue;
      if (best == nullptr || (best->state == State::leaving && listener.state == State::wanted))
        best = &listener;
    }
    found.push_back(best);
  }
  return found;
}

Result<void> Listeners::check(const std::vector<ListenSettings>& settings) const {
  const auto wanted = each_of(settings);
  if (!wanted) return wanted.error();
  const auto found = found_for(wanted.value());
  if (auto checked = check(wanted.value(), found); !checked) return checked;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i] != nullptr) continue;
    if (auto bound = try_to_listen(wanted.value()[i].asked); !bound) return bound;
  }
  return {};
}

// Of the files alone.
Result<void> Listeners::check(const std::vector<Wanted>& wanted, const std::vector<Listener*>& found) const {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const bool as_it_is = found[i] != nullptr && found[i]->tls == wanted[i].tls;
    if (wanted[i].asked.transport != "tls" || as_it_is) continue;
    if (auto usable = check_files(wanted[i].tls); !usable) return usable;
  }
  return {};
}

Result<void> Listeners::change_to(const std::vector<ListenSettings>& settings) {
  const auto wanted = each_of(settings);
  if (!wanted) return wanted.error();
  std::vector<Listener*> found = found_for(wanted.value());
  if (auto checked = check(wanted.value(), found); !checked) return checked;
  std::vector<Listener*> opened;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i] != nullptr) continue;
    const Wanted& one = wanted.value()[i];
    Endpoint at = one.asked;
    if (at.port == 0 && one.same_port) at.port = found[i - 1]->bound.port;
    auto listener = open(one, at);
    if (!listener) {
      for (Listener* each : opened)
        close(*each);
      return listener.error();
    }
    opened.push_back(listener.value());
    found[i] = listener.value();
  }
  // Nothing fails from here on.
  endpoints_.clear();
  for (std::size_t i = 0; i < found.size(); ++i) {
    Listener& listener = *found[i];
    listener.state = State::wanted;
    listener.asked = wanted.value()[i].asked;
    endpoints_.push_back(listener.bound);
    if (listener.bound.transport != "tls" || listener.tls == wanted.value()[i].tls) continue;
    listener.tls = wanted.value()[i].tls;
    around_.tls.change_listener(to_string(listener.bound), listener.tls);
  }
  for (Listener& listener : listeners_) {
    if (listener.state == State::wanted && std::ranges::find(found, &listener) == found.end()) let_go(listener);
  }
  return {};
}

Result<Listeners::Listener*> Listeners::open(const Wanted& wanted, const Endpoint& at) {
  Listener& listener = listeners_.emplace_back();
  listener.ident = "listener" + std::to_string(listeners_.size());
  listener.asked = wanted.asked;
  listener.tls = wanted.tls;
  Result<void> done;
  const auto open = [&]() -> Result<std::string> {
    auto bound = bind(at, listener.ident);
    if (!bound) return bound.error();
    listener.bound = std::move(bound).value();
    return to_string(listener.bound);
  };
  if (at.transport == "tls") {
    done = around_.tls.open_listener(wanted.tls, open);
  } else if (auto opened = open(); !opened) {
    done = opened.error();
  }
  // One that failed stays in the list as closed: Sofia may have kept its name.
  if (!done) return done.error();
  listener.state = State::wanted;
  return &listener;
}

Result<Endpoint> Listeners::bind(const Endpoint& wanted, const std::string& ident) {
  const std::string uri = listening_uri(wanted);
  const KeptVias vias(agent_);
  errno = 0;
  // TPTAG_CERTIFICATE: a folder that is never there, instead of one in the user's home; see TlsConnections.
  if (nta_agent_add_tport(agent_, reinterpret_cast<const url_string_t*>(uri.c_str()),
                          TPTAG_IDENT(ident.c_str()), TPTAG_IDLE(idle_connection_ms),
                          TPTAG_CERTIFICATE("/nonexistent"),
                          TAG_IF(around_.tap != nullptr, TPTAG_DUMP(WireTap::file)), TAG_END()) < 0) {
    return listening_error(wanted, errno);
  }
  tport_t* last = last_of(agent_);
  if (around_.tap != nullptr && last != nullptr) around_.tap->listen_to(last);
  Endpoint bound = wanted;
  const su_addrinfo_t* address = last != nullptr ? tport_get_address(last) : nullptr;
  if (address != nullptr) bound.port = ntohs(reinterpret_cast<const su_sockaddr_t*>(address->ai_addr)->su_port);
  return bound;
}

std::vector<Endpoint> Listeners::leaving() const {
  std::vector<Endpoint> all;
  for (const Listener& listener : listeners_) {
    if (listener.state == State::leaving) all.push_back(listener.bound);
  }
  return all;
}

void Listeners::let_go(Listener& listener) {
  listener.state = State::leaving;
  listener.idle_since = around_.loop.clock().now();
  around_.tell("no new calls are taken at " + to_string(listener.bound) +
               ", which is closed once its calls have ended");
  if (!timer_) timer_ = around_.loop.after_standing(look_interval, [this] { look(); });
}

void Listeners::look() {
  timer_ = {};
  const Instant now = around_.loop.clock().now();
  bool any = false;
  for (Listener& listener : listeners_) {
    if (listener.state != State::leaving) continue;
    if (around_.has_calls(listener.bound)) listener.idle_since = now;
    if (now - listener.idle_since >= rest) {
      close(listener);
    } else {
      any = true;
    }
  }
  if (any) timer_ = around_.loop.after_standing(look_interval, [this] { look(); });
}

// Sofia closes all of its transports or none. What it has of this one, some hundred bytes, stays with it.
// Connections that were made there are their peers', who may still use them for calls that are there.
void Listeners::close(Listener& listener) {
  listener.state = State::closed;
  const std::string name = to_string(listener.bound);
  if (listener.bound.transport == "tls") around_.tls.close_listener(name);
  around_.tell(stop_listening(listener.bound)
                   ? name + " is closed"
                   : name + " could not be closed: it stays bound, and refuses calls, until the runtime ends");
}

const Endpoint* Listeners::reachable_from(const std::string& transport, const std::string& remote_ip) const {
  std::vector<const Endpoint*> fitting;
  for (const auto& endpoint : endpoints_) {
    if (endpoint.transport == transport && is_ipv6(endpoint.ip) == is_ipv6(remote_ip))
      fitting.push_back(&endpoint);
  }
  if (fitting.empty()) return nullptr;
  if (fitting.size() > 1) {
    const std::string own = address_towards(remote_ip);
    for (const auto* endpoint : fitting) {
      if (endpoint->ip == own) return endpoint;
    }
  }
  return fitting.front();
}

const Endpoint* Listeners::named(const char* ident) const {
  if (ident == nullptr) return nullptr;
  const auto found = std::ranges::find(listeners_, std::string_view(ident), &Listener::ident);
  return found == listeners_.end() ? nullptr : &found->bound;
}

const char* Listeners::ident_of(const Endpoint& endpoint) const {
  const auto found = std::ranges::find_if(listeners_, [&](const Listener& listener) {
    return listener.state != State::closed && listener.bound == endpoint;
  });
  return found == listeners_.end() ? "*" : found->ident.c_str();
}

}  // namespace tipring::sip
