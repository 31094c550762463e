#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "adapters/sip/sip_agent.h"
#include "dsl/words/definitions.h"
#include "runtime/base/clock.h"
#include "runtime/control/control.h"

namespace tipring::cli {

/// Where to listen: at `instead`, or where that is empty as the site says, or on the loopback's usual ports. An
/// address of `instead` for TLS takes the certificate of the site's first.
std::vector<sip::ListenSettings> listen_settings(const dsl::Definitions& definitions,
                                                 const std::vector<std::string>& instead,
                                                 const std::filesystem::path& site_folder);

/// Of a tls:// address of the site, with its files where they are.
sip::TlsSettings tls_settings(const dsl::Listen& listen, const std::filesystem::path& site_folder);

/// sip.transports, sip.certificates, sip.reload_certificates. All references outlive `control`.
void add_listener_methods(Control& control, sip::SipAgent& agent, const Clock& clock);

}  // namespace tipring::cli
