#include "adapters/rtpengine/ng_commands.h"

#include <utility>

namespace tipring::rtpengine {
namespace {

constexpr const char* peers_tag = "peer";
constexpr const char* our_tag = "tipring";

const char* tag_of(Side side) {
  return side == Side::peer ? peers_tag : our_tag;
}

const char* other_tag(Side side) {
  return side == Side::peer ? our_tag : peers_tag;
}

}  // namespace

// An answer takes the form of what was offered, whatever passed between: these say how an offer is changed.
BencodeDictionary offer_command(const std::string& call, PeerKind peer, Side from, std::string sdp) {
  BencodeDictionary command{{"command", "offer"},
                            {"call-id", call},
                            {"from-tag", tag_of(from)},
                            {"to-tag", other_tag(from)},
                            {"sdp", std::move(sdp)}};
  if (peer == PeerKind::plain) {
    command.emplace("ICE", "remove");
    command.emplace("DTLS", "off");
  } else if (from == Side::peer) {
    command.emplace("transport-protocol", "RTP/AVP");
    command.emplace("ICE", "remove");
    command.emplace("rtcp-mux", BencodeList{"demux"});
  } else {
    command.emplace("transport-protocol", "UDP/TLS/RTP/SAVPF");
    command.emplace("ICE", "force");
    command.emplace("rtcp-mux", BencodeList{"offer", "require"});
    command.emplace("SDES", BencodeList{"off"});
    command.emplace("flags", BencodeList{"generate-mid"});
  }
  return command;
}

// `from-tag` is the offer's in an answer as well.
BencodeDictionary answer_command(const std::string& call, Side from, std::string sdp) {
  return {{"command", "answer"},
          {"call-id", call},
          {"from-tag", other_tag(from)},
          {"to-tag", tag_of(from)},
          {"sdp", std::move(sdp)}};
}

// At once: usually it waits for half a minute, in case somebody still talks.
BencodeDictionary delete_command(const std::string& call) {
  return {{"command", "delete"}, {"call-id", call}, {"delete-delay", std::int64_t{0}}};
}

BencodeDictionary query_command(const std::string& call) {
  return {{"command", "query"}, {"call-id", call}};
}

}  // namespace tipring::rtpengine
