#include "dsl/words/targets.h"

namespace tipring::dsl {

std::vector<std::string> sip_targets(const WordCall& call) {
  std::vector<std::string> targets;
  const auto [first, count] = call.repeated();
  for (int index = first; index < first + count; ++index) {
    std::string target = lua_tostring(call.lua(), index);
    const bool is_uri = target.starts_with("sip:") && target.size() > 4;
    if (!is_uri || target.find_first_of(" \t\r\n<>\"") != std::string::npos) {
      call.mistake("\"" + target + "\" is not a SIP URI such as \"sip:ann@192.0.2.7\"");
    }
    targets.push_back(std::move(target));
  }
  return targets;
}

}  // namespace tipring::dsl
