#include "adapters/sip/reason_header.h"

#include "adapters/sip/header_text.h"

namespace tipring::sip {

std::string reason_header(const Release& release) {
  if (release.cause < 1 || release.cause > 127) return {};
  std::string value = "Q.850;cause=" + std::to_string(release.cause);
  if (!release.reason.empty()) value += ";text=" + sip::quoted(release.reason);
  return value;
}

}  // namespace tipring::sip
