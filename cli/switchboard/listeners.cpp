#include "cli/switchboard/listeners.h"

#include <algorithm>
#include <utility>

namespace tipring::cli {
namespace {

const std::vector<std::string> default_listen{"udp://127.0.0.1:5060", "tcp://127.0.0.1:5060"};

Json to_json(const sip::Endpoint& endpoint, const char* state) {
  return {{"transport", endpoint.transport},
          {"address", endpoint.ip},
          {"port", endpoint.port},
          {"state", state},
          {"calls", nullptr}};
}

Json certificates(const sip::SipAgent& agent, const Clock& clock) {
  Json list = Json::array();
  for (const sip::OwnCertificate& certificate : agent.certificates()) {
    list.push_back({{"address", certificate.address},
                    {"names", certificate.names},
                    {"issuer", certificate.issuer},
                    {"until", certificate.until.time_since_epoch().count()},
                    {"left", (certificate.until - clock.utc()).count()},
                    {"file", certificate.file}});
  }
  return {{"certificates", std::move(list)}};
}

}  // namespace

sip::TlsSettings tls_settings(const dsl::Listen& listen, const std::filesystem::path& site_folder) {
  const auto in_site = [&](const std::string& file) {
    return file.empty() ? std::string() : (site_folder / file).lexically_normal().string();
  };
  auto clients = sip::TlsSettings::Clients::any;
  if (listen.clients == "asked") clients = sip::TlsSettings::Clients::asked;
  if (listen.clients == "certified") clients = sip::TlsSettings::Clients::certified;
  return {.certificate = in_site(listen.certificate),
          .key = in_site(listen.key),
          .trust = in_site(listen.trust),
          .clients = clients};
}

std::vector<sip::ListenSettings> listen_settings(const dsl::Definitions& definitions,
                                                 const std::vector<std::string>& instead,
                                                 const std::filesystem::path& site_folder) {
  std::vector<sip::ListenSettings> settings;
  const auto is_tls = [](const dsl::Listen& listen) { return listen.sip.starts_with("tls://"); };
  const auto first_tls = std::ranges::find_if(definitions.listens, is_tls);
  for (const std::string& url : instead) {
    const bool takes_tls = url.starts_with("tls://") && first_tls != definitions.listens.end();
    settings.emplace_back(url, takes_tls ? tls_settings(*first_tls, site_folder) : sip::TlsSettings{});
  }
  if (!instead.empty()) return settings;
  for (const dsl::Listen& listen : definitions.listens)
    settings.emplace_back(listen.sip, is_tls(listen) ? tls_settings(listen, site_folder) : sip::TlsSettings{});
  if (settings.empty()) settings.assign(default_listen.begin(), default_listen.end());
  return settings;
}

void add_listener_methods(Control& control, sip::SipAgent& agent, const Clock& clock) {
  control.add(ControlMethod{
      "sip.transports", "Lists the addresses listened at.", {}, [&](const ControlArguments&) {
        Json list = Json::array();
        for (const sip::Endpoint& endpoint : agent.listening())
          list.push_back(to_json(endpoint, "listening"));
        for (const sip::LeavingListener& leaving : agent.leaving()) {
          list.push_back(to_json(leaving.endpoint, "leaving"));
          list.back()["calls"] = leaving.calls;
        }
        return Result<Json>(Json{{"transports", std::move(list)}, {"connections", agent.live().sockets}});
      }});
  control.add(ControlMethod{
      "sip.certificates", "Lists the certificates that are shown over TLS.", {}, [&](const ControlArguments&) {
        return Result<Json>(certificates(agent, clock));
      }});
  control.add(ControlMethod{"sip.reload_certificates",
                            "Reads the files of the certificates again, for connections from now on.",
                            {},
                            [&](const ControlArguments&) {
                              if (auto done = agent.reload_certificates(); !done)
                                return Result<Json>(done.error());
                              return Result<Json>(certificates(agent, clock));
                            }});
}

}  // namespace tipring::cli
