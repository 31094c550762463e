#include "dsl/words/script_failure.h"

#include <string>

namespace tipring::dsl {

void report_script_failure(Host& host, ContactId contact, const TaskOutcome& outcome, std::string_view doing) {
  const std::string who = contact ? "contact " + to_string(contact) : "the site";
  host.log.write(LogLevel::error, who + ", " + std::string(doing) + ": " + outcome.error);
  std::string_view stack = outcome.traceback;
  while (!stack.empty()) {
    const std::size_t end = stack.find('\n');
    host.log.write(LogLevel::info, who + ":   " + std::string(stack.substr(0, end)));
    stack = end == std::string_view::npos ? std::string_view() : stack.substr(end + 1);
  }
  if (host.calls != nullptr) host.calls->note_script_failed(contact, outcome.error, doing);
}

}  // namespace tipring::dsl
