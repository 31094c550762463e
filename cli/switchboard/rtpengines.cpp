#include "cli/switchboard/rtpengines.h"

#include <chrono>
#include <utility>

#include "adapters/rtpengine/ng_socket.h"
#include "adapters/sip/sdp_reader.h"
#include "adapters/sip/sdp_writer.h"
#include "dsl/words/floor_settings.h"

namespace tipring::cli {
namespace {

std::optional<rtpengine::PeerKind> kind_of(MediaPath path) {
  if (path == MediaPath::rtpengine) return rtpengine::PeerKind::plain;
  if (path == MediaPath::webrtc) return rtpengine::PeerKind::webrtc;
  return std::nullopt;
}

std::string write_description(const SessionDescription& description, std::uint64_t session,
                              std::uint64_t version) {
  // The address of a description whose streams are all refused means nothing.
  return sip::write_sdp(description, {session, version}, "0.0.0.0");
}

Json to_json(const rtpengine::InstanceStatus& instance) {
  Json json{{"instance", instance.address}, {"state", rtpengine::to_string(instance.presence)},
            {"round_trip_ms", nullptr},     {"calls", instance.calls},
            {"errors", instance.errors},    {"problem", instance.problem}};
  if (instance.round_trip) {
    json["round_trip_ms"] = std::chrono::duration<double, std::milli>(*instance.round_trip).count();
  }
  return json;
}

}  // namespace

Result<std::unique_ptr<Rtpengines>> Rtpengines::open(const dsl::Definitions& definitions,
                                                     const Surroundings& around) {
  if (!definitions.rtpengine) return std::unique_ptr<Rtpengines>();
  const std::string name = "tipring-" + std::to_string(around.chance.next());
  std::vector<std::unique_ptr<rtpengine::Instance>> instances;
  for (const std::string& address : definitions.rtpengine->control) {
    auto socket = rtpengine::open_ng_socket(around.reactor, address);
    if (!socket) return socket.error();
    instances.push_back(std::make_unique<rtpengine::Instance>(
        around.loop, around.log, address, name + "-" + std::to_string(instances.size()) + "-",
        std::move(socket).value()));
  }
  return std::unique_ptr<Rtpengines>(new Rtpengines(definitions, around, std::move(instances), name));
}

Rtpengines::Rtpengines(const dsl::Definitions& definitions, const Surroundings& around,
                       std::vector<std::unique_ptr<rtpengine::Instance>> instances, const std::string& name)
    : parties_(dsl::floor_settings_of(definitions, "").parties),
      instances_(around.loop, around.log, std::move(instances),
                 static_cast<std::size_t>(definitions.rtpengine->calls)),
      telephony_({.loop = around.loop,
                  .log = around.log,
                  .instances = instances_,
                  .events = around.events,
                  .kind_of =
                      [this](const std::string& phone, const std::string& trunk) {
                        return kind_of(parties_.traits_of(phone, trunk).media);
                      },
                  .read = sip::read_sdp,
                  .write = write_description,
                  .name = name + "-leg-"}) {}

Telephony& Rtpengines::stand_before(sip::SipAgent& agent) {
  telephony_.stand_before(agent);
  return telephony_;
}

void add_rtpengine_method(Control& control, const Rtpengines* rtpengines) {
  control.add(ControlMethod{
      "sip.rtpengine", "Lists the rtpengines and how they stand.", {}, [rtpengines](const ControlArguments&) {
        Json list = Json::array();
        if (rtpengines != nullptr) {
          for (const rtpengine::InstanceStatus& instance : rtpengines->status())
            list.push_back(to_json(instance));
        }
        return Result<Json>(Json{{"instances", std::move(list)}});
      }});
}

}  // namespace tipring::cli
