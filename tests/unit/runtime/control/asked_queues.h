#pragma once

#include <string>
#include <vector>

#include "runtime/control/control.h"
#include "runtime/control/queue_contacts.h"
#include "tests/unit/runtime/queue/queue_world.h"

namespace tipring {

/// Commands that are asked about the queues of a QueueWorld.
struct AskedQueues {
  explicit AskedQueues(QueueWorld& its_world) : world(its_world) {}

  /// Contacts that have come are there until they are hung up.
  QueueContacts contacts() {
    return {.caller_of = [this](ContactId id) -> std::optional<std::string> {
              const auto number = static_cast<int>(id.number);
              if (number < 1 || number > world.contacts) return std::nullopt;
              return "caller " + std::to_string(number);
            },
            .hang_up = [this](ContactId id) -> Result<void> {
              hung_up.push_back(to_string(id));
              return {};
            }};
  }

  /// The result, or the error.
  Json ask(const std::string& method, const Json& params) {
    std::string sent;
    ControlSession session(control, [&sent](std::string line) { sent = std::move(line); });
    const Json request{{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", params}};
    world.loop.post([&] { session.handle(request.dump()); });
    world.loop.turn();
    const Json answer = Json::parse(sent);
    return answer.contains("result") ? answer.at("result") : answer.at("error");
  }
  std::string code(const std::string& method, const Json& params) {
    const Json error = ask(method, params);
    return error.contains("data") ? error.at("data").value("code", "") : "none";
  }

  QueueWorld& world;
  Control control;
  std::vector<std::string> hung_up;
};

}  // namespace tipring
