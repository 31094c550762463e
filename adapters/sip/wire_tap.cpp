#include "adapters/sip/wire_tap.h"

#include <algorithm>
#include <new>

#include <sofia-sip/msg_addr.h>

#include "adapters/sip/sofia_text.h"

namespace tipring::sip {
namespace {

struct Listening {
  WireTap* tap;
  std::string address;
};

// Sofia's transports belong to the thread they were made on, and name no owner of ours.
std::map<const tport_t*, Listening>& taps() {
  thread_local std::map<const tport_t*, Listening> taps;
  return taps;
}

std::string bytes_of(const su_iovec_t* parts, std::size_t count, std::size_t size) {
  std::string bytes;
  bytes.reserve(size);
  for (std::size_t at = 0; at < count && size > 0; ++at) {
    const std::size_t length = std::min<std::size_t>(parts[at].siv_len, size);
    bytes.append(static_cast<const char*>(parts[at].siv_base), length);
    size -= length;
  }
  return bytes;
}

void hand_over(const tport_t* transport, msg_t* message, std::string bytes, bool sent) {
  // Of a connection, the listening one that it belongs to.
  const tport_t* primary = tport_parent(transport);
  const auto tap = taps().find(primary);
  if (tap == taps().end()) return;
  WireMessage passed{.sent = sent,
                     .local = tap->second.address,
                     .peer = address_text(msg_addr(message)),
                     .bytes = std::move(bytes)};
  if (const char* protocol = tport_name(transport)->tpn_proto; protocol != nullptr) passed.transport = protocol;
  tap->second.tap->pass(tport_is_stream(transport) != 0, std::move(passed));
}

}  // namespace

WireTap::~WireTap() {
  std::erase_if(taps(), [this](const auto& entry) { return entry.second.tap == this; });
}

void WireTap::listen_to(const tport_t* listening) {
  const su_addrinfo_t* address = tport_get_address(listening);
  taps()[listening] = {
      this,
      address_text(address != nullptr ? reinterpret_cast<const su_sockaddr_t*>(address->ai_addr) : nullptr)};
}

void WireTap::pass(bool stream, WireMessage message) {
  if (!stream) return take_(std::move(message));
  const std::string key = message.transport + message.local + message.peer + (message.sent ? ">" : "<");
  const auto begun = unfinished_.find(key);
  if (begun != unfinished_.end()) {
    message.bytes.insert(0, begun->second);
    unfinished_.erase(begun);
  }
  if (length_of_first(message.bytes) == message.bytes.size()) return take_(std::move(message));
  std::string_view rest = message.bytes;
  while (rest.find_first_not_of("\r\n") != std::string_view::npos) {
    const std::size_t length = length_of_first(rest);
    if (length == 0 && rest.size() < longest) break;
    WireMessage whole = message;
    whole.bytes = rest.substr(0, length == 0 ? rest.size() : length);
    rest.remove_prefix(whole.bytes.size());
    take_(std::move(whole));
  }
  if (rest.find_first_not_of("\r\n") == std::string_view::npos) return;
  unfinished_[key] = rest;
  // Peers that begin messages and never end them are many only where they mean harm.
  if (unfinished_.size() > most_unfinished) unfinished_.erase(unfinished_.begin());
}

}  // namespace tipring::sip

extern "C" {

/// In place of Sofia's own (tport_internal.h).
void tport_dump_iovec(const tport_t* self, msg_t* message, size_t size, const su_iovec_t parts[], size_t count,
                      const char* what, const char* how) noexcept;

void tport_dump_iovec(const tport_t* self, msg_t* message, size_t size, const su_iovec_t parts[], size_t count,
                      const char* what, const char*) noexcept {
  try {
    tipring::sip::hand_over(self, message, tipring::sip::bytes_of(parts, count, size), *what == 's');
  } catch (const std::bad_alloc&) {
    // What cannot be kept is not shown; the message goes on its way.
  }
}
}
