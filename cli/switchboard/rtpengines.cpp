#include "cli/switchboard/rtpengines.h"

#include <chrono>
#include <utility>

#include "adapters/rtpengine/ng_socket.h"
#include "adapters/sip/sdp_reader.h"
#include "adapters/sip/sdp_writer.h"

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
  Json json{{"instance", instance.address},
            {"state", instance.leaving ? "leaving" : rtpengine::to_string(instance.presence)},
            {"round_trip_ms", nullptr},
            {"calls", instance.calls},
            {"errors", instance.errors},
            {"problem", instance.problem}};
  if (instance.round_trip) {
    json["round_trip_ms"] = std::chrono::duration<double, std::milli>(*instance.round_trip).count();
  }
  return json;
}

}  // namespace

Result<std::unique_ptr<Rtpengines>> Rtpengines::open(const Definition& definition, const Surroundings& around) {
  std::unique_ptr<Rtpengines> rtpengines(new Rtpengines(around));
  if (auto changed = rtpengines->change_to(definition); !changed) return changed.error();
  return rtpengines;
}

Rtpengines::Rtpengines(const Surroundings& around)
    : around_(around),
      name_("tipring-" + std::to_string(around.chance.next())),
      instances_(around.loop, around.log, {}, 0),
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
                  .name = name_ + "-leg-"}) {}

Result<void> Rtpengines::change_to(const Definition& definition) {
  const std::vector<std::string> addresses = definition ? definition->control : std::vector<std::string>();
  std::vector<std::unique_ptr<rtpengine::Instance>> added;
  for (const std::string& address : addresses) {
    if (instances_.has(address)) continue;
    auto socket = rtpengine::open_ng_socket(around_.reactor, address);
    if (!socket) return socket.error();
    added.push_back(std::make_unique<rtpengine::Instance>(around_.loop, around_.log, address,
                                                          name_ + "-" + std::to_string(last_instance_++) + "-",
                                                          std::move(socket).value()));
  }
  instances_.change_to(addresses, std::move(added),
                       definition ? static_cast<std::size_t>(definition->calls) : 0);
  return {};
}

Telephony& Rtpengines::stand_before(sip::SipAgent& agent) {
  telephony_.stand_before(agent);
  return telephony_;
}

void add_rtpengine_method(Control& control, const Rtpengines& rtpengines) {
  control.add(ControlMethod{
      "sip.rtpengine", "Lists the rtpengines and how they stand.", {}, [&rtpengines](const ControlArguments&) {
        Json list = Json::array();
        for (const rtpengine::InstanceStatus& instance : rtpengines.status())
          list.push_back(to_json(instance));
        return Result<Json>(Json{{"instances", std::move(list)}});
      }});
}

}  // namespace tipring::cli
