#include "tests/wire/torture/torture_message.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include <strings.h>

namespace tipring::wire {
namespace {

// Where the first Via begins, its name left out.
std::size_t via_of(const std::string& message) {
  for (auto line = message.find("\r\n"); line != std::string::npos; line = message.find("\r\n", line + 2)) {
    const auto colon = message.find(':', line);
    if (colon == std::string::npos) break;
    std::string name = message.substr(line + 2, colon - line - 2);
    name.erase(name.find_last_not_of(' ') + 1);
    if (strcasecmp(name.c_str(), "via") == 0 || name == "v") return colon + 1;
  }
  return std::string::npos;
}

}  // namespace

std::string torture_message(const std::string& name) {
  const std::ifstream file(std::string(TIPRING_TORTURE) + "/" + name + ".dat", std::ios::binary);
  if (!file) throw std::runtime_error("no message " + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string with_way_back(std::string message, const std::string& transport, int number) {
  if (const auto id = message.find("\r\nCall-ID: "); id != std::string::npos)
    message.insert(id + 11, std::to_string(number) + ".");
  const auto via = message.starts_with("SIP/2.0") ? std::string::npos : via_of(message);
  if (via == std::string::npos) return message;
  // It goes on in lines that begin with a blank.
  auto end = message.find("\r\n", via);
  while (message.compare(end + 2, 1, " ") == 0)
    end = message.find("\r\n", end + 2);
  message.insert(end, ";rport");
  for (const std::string other : {"UDP", "TCP", "TLS"}) {
    const auto at = message.find(other, via);
    if (at >= end) continue;
    message.replace(at, other.size(), transport);
    break;
  }
  return message;
}

}  // namespace tipring::wire
