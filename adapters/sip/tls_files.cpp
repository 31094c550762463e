// The files of TLS: read when an address is opened, changed, or when they change themselves.

#include <algorithm>
#include <utility>

#include "adapters/sip/tls_connections.h"

namespace tipring::sip {
namespace {

constexpr Duration files_interval = std::chrono::minutes(1);
// Whoever forgot to renew a certificate is told each day, for the last two weeks.
constexpr Duration warning_time = std::chrono::days(14);
constexpr Duration warning_interval = std::chrono::days(1);

}  // namespace

TlsConnections::Listener* TlsConnections::open_at(const std::string& address) const {
  const auto found = std::ranges::find_if(listeners_, [&](const std::unique_ptr<Listener>& listener) {
    return !listener->closed && listener->address == address;
  });
  return found == listeners_.end() ? nullptr : found->get();
}

void TlsConnections::change_listener(const std::string& address, const TlsSettings& settings) {
  Listener* listener = open_at(address);
  if (listener == nullptr) return;
  const TlsSettings before = std::exchange(listener->settings, settings);
  const auto files = listener->files;
  if (auto done = read(*listener); !done) {
    listener->settings = before;
    listener->files = files;
    complain_(done.error().text + "; " + address + " goes on with what it has");
    return;
  }
  warn_of_end(*listener);
}

void TlsConnections::close_listener(const std::string& address) {
  if (Listener* listener = open_at(address)) listener->closed = true;
}

Result<void> TlsConnections::read(Listener& listener) {
  listener.files.clear();
  // Before they are read: what changes meanwhile is noticed.
  for (const std::string& file :
       {listener.settings.certificate, listener.settings.key, listener.settings.trust}) {
    std::error_code problem;
    if (!file.empty()) listener.files[file] = std::filesystem::last_write_time(file, problem);
  }
  auto credentials = read_credentials(listener.settings);
  if (!credentials) return credentials.error();
  listener.credentials = std::move(credentials).value();
  if (listener.context != nullptr) {
    X509_STORE_up_ref(listener.credentials.trust.get());
    SSL_CTX_set_cert_store(listener.context, listener.credentials.trust.get());
  }
  return {};
}

Result<void> TlsConnections::reload() {
  Result<void> result;
  for (const auto& listener : listeners_) {
    if (listener->closed) continue;
    auto done = read(*listener);
    if (!done) {
      complain_(done.error().text + "; " + listener->address + " goes on with what it has");
      result = done;
    }
  }
  return result;
}

std::vector<OwnCertificate> TlsConnections::certificates() const {
  std::vector<OwnCertificate> all;
  for (const auto& listener : listeners_) {
    if (listener->closed) continue;
    const X509& certificate = *listener->credentials.certificate;
    all.push_back({listener->address, listener->settings.certificate, names_of(certificate),
                   issuer_of(certificate), expiry_of(certificate)});
  }
  return all;
}

void TlsConnections::watch_files() {
  files_timer_ = loop_.after_standing(files_interval, [this] { look_at_files(); });
}

void TlsConnections::look_at_files() {
  watch_files();
  const bool changed = std::ranges::any_of(listeners_, [](const std::unique_ptr<Listener>& listener) {
    return !listener->closed && std::ranges::any_of(listener->files, [](const auto& file) {
      std::error_code problem;
      const auto time = std::filesystem::last_write_time(file.first, problem);
      return !problem && time != file.second;
    });
  });
  if (changed) static_cast<void>(reload());
  for (const auto& listener : listeners_) {
    if (!listener->closed && loop_.clock().now() - listener->warned >= warning_interval) warn_of_end(*listener);
  }
}

void TlsConnections::warn_of_end(Listener& listener) {
  listener.warned = loop_.clock().now();
  const Duration left = expiry_of(*listener.credentials.certificate) - loop_.clock().utc();
  if (left > warning_time) return;
  const auto days = std::chrono::floor<std::chrono::days>(left).count();
  complain_("the certificate in " + listener.settings.certificate +
            (left < Duration::zero() ? " is out of date" : " ends in " + std::to_string(days) + " days"));
}

}  // namespace tipring::sip
