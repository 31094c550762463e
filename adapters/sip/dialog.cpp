#include "adapters/sip/dialog.h"

#include <algorithm>
#include <string_view>

namespace tipring::sip {
namespace {

std::string_view uri_inside(std::string_view name_addr) {
  const auto open = name_addr.find('<');
  if (open == std::string_view::npos) return name_addr.substr(0, name_addr.find(';'));
  const auto close = name_addr.find('>', open);
  return name_addr.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
}

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

// Looks for the lr parameter among a URI's parameters; "lr" and "lr=on" are both in use.
bool is_loose(std::string_view uri) {
  uri = uri.substr(0, uri.find('?'));
  for (auto at = uri.find(';'); at != std::string_view::npos; at = uri.find(';', at + 1)) {
    const auto name = uri.substr(at + 1, uri.find_first_of(";=", at + 1) - at - 1);
    if (name.size() == 2 && lower(name[0]) == 'l' && lower(name[1]) == 'r') return true;
  }
  return false;
}

}  // namespace

std::string dialog_key(const Dialog& dialog) {
  return dialog.call_id + "\n" + dialog.local_tag;
}

RequestRoute route_of(const Dialog& dialog) {
  if (dialog.route_set.empty() || is_loose(uri_inside(dialog.route_set.front()))) {
    return {dialog.remote_target, dialog.route_set};
  }
  RequestRoute route;
  route.request_uri = uri_inside(dialog.route_set.front());
  route.routes.assign(dialog.route_set.begin() + 1, dialog.route_set.end());
  route.routes.push_back("<" + dialog.remote_target + ">");
  return route;
}

std::vector<std::string> reversed(std::vector<std::string> record_route) {
  std::reverse(record_route.begin(), record_route.end());
  return record_route;
}

bool take_remote_cseq(Dialog& dialog, std::uint32_t cseq) {
  if (dialog.remote_cseq && cseq < *dialog.remote_cseq) return false;
  dialog.remote_cseq = cseq;
  return true;
}

}  // namespace tipring::sip
