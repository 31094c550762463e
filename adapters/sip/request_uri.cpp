#include "adapters/sip/request_uri.h"

#include <algorithm>

#include "adapters/sip/header_text.h"

namespace tipring::sip {

std::string request_uri_of(std::string_view uri) {
  const auto colon = uri.find(':');
  const std::string scheme = lower_case(uri.substr(0, colon));
  if (scheme != "sip" && scheme != "sips") return std::string(uri);
  // A user part may have ; and ? of its own (section 25.1).
  const auto at = uri.find('@');
  const auto host = (at == std::string_view::npos ? colon : at) + 1;
  const std::string_view behind = uri.substr(host, uri.find('?', host) - host);
  const auto begin = std::min(behind.find(';'), behind.size());
  std::string result(uri.substr(0, host + begin));
  for (std::string_view rest = behind.substr(begin); !rest.empty();) {
    const std::string_view parameter = rest.substr(0, rest.find(';', 1));
    rest.remove_prefix(parameter.size());
    if (lower_case(parameter.substr(1, parameter.find('=') - 1)) != "method") result += parameter;
  }
  return result;
}

}  // namespace tipring::sip
