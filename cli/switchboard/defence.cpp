#include "cli/switchboard/defence.h"

#include <utility>

namespace tipring::cli {
namespace {

Json to_json(const sip::Ban& ban, const Clock& clock) {
  Json json{{"source", ban.source}, {"until", nullptr}, {"left", nullptr}, {"reason", ban.reason}};
  if (ban.until) {
    const Duration left = *ban.until - clock.now();
    json["until"] = (clock.utc() + left).time_since_epoch().count();
    json["left"] = left.count();
  }
  return json;
}

Result<Json> ban(const ControlArguments& arguments, sip::Gatekeeper& gatekeeper, const Clock& clock) {
  const std::string& source = arguments.text("source");
  const std::string reason = arguments.optional_text("reason").value_or("by hand");
  const auto seconds = arguments.optional_integer("seconds");
  auto imposed = seconds ? gatekeeper.ban(source, std::chrono::seconds(*seconds), reason, clock.now())
                         : gatekeeper.ban_for_good(source, reason);
  if (!imposed) {
    Error error = imposed.error();
    if (error.code == "bad-address") error.code = "invalid-params";
    return error;
  }
  return to_json(imposed.value(), clock);
}

}  // namespace

LoadLimits load_limits(const std::optional<dsl::Defence>& defence) {
  LoadLimits limits;
  if (!defence) return limits;
  limits.lag = defence->lag.value_or(limits.lag);
  limits.busy = defence->busy.value_or(limits.busy);
  return limits;
}

sip::GatekeeperSettings gatekeeper_settings(const std::optional<dsl::Defence>& defence) {
  sip::GatekeeperSettings settings;
  if (!defence) return settings;
  settings.trusted.insert(settings.trusted.end(), defence->trusted.begin(), defence->trusted.end());
  settings.only_trusted = defence->only_trusted;
  settings.rate = defence->rate.value_or(settings.rate);
  settings.burst = defence->burst.value_or(settings.burst);
  settings.failures = defence->failures.value_or(settings.failures);
  settings.first_ban = defence->ban.value_or(settings.first_ban);
  return settings;
}

void add_sip_methods(Control& control, sip::SipAgent& agent, const Clock& clock) {
  const ControlParameter source{
      .name = "source", .type = ControlType::text, .required = true, .doc = "A numeric address: 192.0.2.7."};
  control.add(ControlMethod{"sip.bans", "Lists the sources that are banned.", {}, [&](const ControlArguments&) {
                              Json bans = Json::array();
                              for (const sip::Ban& each : agent.gatekeeper().bans(clock.now()))
                                bans.push_back(to_json(each, clock));
                              return Result<Json>(Json{{"bans", std::move(bans)}});
                            }});
  control.add(ControlMethod{
      "sip.ban",
      "Bans a source.",
      {source,
       {.name = "seconds",
        .type = ControlType::integer,
        .doc = "For so long; without it until it is lifted.",
        .lowest = 1,
        .highest = 366 * 24 * 3600},
       {.name = "reason", .type = ControlType::text, .doc = "For people."}},
      [&](const ControlArguments& arguments) { return ban(arguments, agent.gatekeeper(), clock); }});
  control.add(ControlMethod{"sip.unban", "Lifts a ban.", {source}, [&](const ControlArguments& arguments) {
                              const std::string& lifted = arguments.text("source");
                              if (auto done = agent.gatekeeper().lift(lifted, clock.now()); !done)
                                return Result<Json>(done.error());
                              return Result<Json>(Json{{"source", lifted}});
                            }});
}

}  // namespace tipring::cli
