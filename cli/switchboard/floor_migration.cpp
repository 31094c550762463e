#include "cli/switchboard/floor_migration.h"

#include <utility>

namespace tipring::cli {
namespace {

bool same_listeners(const FloorConfiguration& one, const FloorConfiguration& other) {
  return one.listens == other.listens;
}

bool same_rtpengines(const FloorConfiguration& one, const FloorConfiguration& other) {
  if (!one.rtpengine || !other.rtpengine) return one.rtpengine.has_value() == other.rtpengine.has_value();
  return one.rtpengine->control == other.rtpengine->control && one.rtpengine->calls == other.rtpengine->calls;
}

}  // namespace

Result<void> FloorMigration::check(const FloorConfiguration& now, const FloorConfiguration& next) const {
  return same_listeners(now, next) ? Result<void>() : around_.agent.check_listeners(next.listens);
}

Result<void> FloorMigration::prepare(const FloorConfiguration& now, const FloorConfiguration& next) {
  Result<void> done;
  if (now.name_servers != next.name_servers) done = around_.agent.set_name_servers(next.name_servers);
  if (!done) return done;
  if (!same_rtpengines(now, next)) done = around_.rtpengines.change_to(next.rtpengine);
  // Last, so that addresses are taken only where nothing else stands in the way.
  if (done && !same_listeners(now, next)) done = around_.agent.set_listeners(next.listens);
  if (!done) take_back(now, next);
  return done;
}

// What was there before is there still, so that none of this fails.
void FloorMigration::take_back(const FloorConfiguration& now, const FloorConfiguration& next) {
  const auto told = [this](const Result<void>& result) {
    if (!result) around_.log.write(LogLevel::error, "not taken back: " + result.error().text);
  };
  if (!same_listeners(now, next)) told(around_.agent.set_listeners(now.listens));
  if (!same_rtpengines(now, next)) told(around_.rtpengines.change_to(now.rtpengine));
  if (now.name_servers != next.name_servers) told(around_.agent.set_name_servers(now.name_servers));
}

void FloorMigration::finish(const FloorConfiguration& next) {
  around_.agent.gatekeeper().change_to(next.gatekeeper);
  around_.agent.set_trusted_names(next.trusted_names);
  around_.load.set_limits(next.load);
  if (next.rtpengine) around_.agent.set_tells_sdp(true);
  around_.rtpengines.set_parties(next.floor.parties);
  // Media goes by the address of the first listener: the one peers are told to send RTP to.
  if (auto moved = around_.media.set_address(around_.agent.listening().front().ip); !moved)
    around_.log.write(LogLevel::error, moved.error().text);
  around_.agent.set_phones(next.phones);
  around_.agent.set_trunks(next.trunks);
  around_.floor.reconfigure(next.floor);
  around_.floor.redistribute(next.distribution);
  around_.versions.set_hours(next.hours);
}

}  // namespace tipring::cli
