#include <algorithm>
#include <charconv>
#include <string>

#include "dsl/binding/registry.h"
#include "dsl/words/defining.h"
#include "dsl/words/media_paths.h"
#include "dsl/words/position.h"
#include "dsl/words/words.h"
#include "runtime/base/address_range.h"

namespace tipring::dsl {
namespace {

int media(WordCall& call) {
  only_while_loading(call);
  only_of_site(call);
  auto& usual = call.host<Host>().definitions.media;
  if (usual) stands_twice(call, "media", usual->position);
  const std::string path = call.text("path");
  const auto& paths = media_paths();
  const auto found = std::ranges::find(paths, path, [](const auto& known) { return known.first; });
  if (found == paths.end())
    call.mistake("takes \"direct\", \"relayed\", \"rtpengine\" or \"webrtc\", not \"" + path + "\"");
  usual = MediaDefault{found->second, position_of_caller(call.lua())};
  return 0;
}

// The IP of "192.0.2.7:2223" and "[2001:db8::7]:2223"; empty where the text is no such address.
std::string control_ip_of(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos || address.find('/') != std::string::npos) return {};
  std::string host = address.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (bracketed != (host.find(':') != std::string::npos) || !parse_address_range(host)) return {};
  std::uint16_t port = 0;
  const char* const end = address.data() + address.size();
  const auto read = std::from_chars(address.data() + colon + 1, end, port);
  return read.ec == std::errc{} && read.ptr == end && port != 0 ? host : std::string();
}

// What such an IP stands for, where that is not one machine; else empty.
std::string_view not_one_machine(const std::string& ip) {
  constexpr std::pair<std::string_view, std::string_view> kinds[] = {
      {"0.0.0.0", "all addresses of a machine, on which an rtpengine may listen"},
      {"::", "all addresses of a machine, on which an rtpengine may listen"},
      {"255.255.255.255", "every machine of a network"},
      {"224.0.0.0/4", "a group of machines"},
      {"ff00::/8", "a group of machines"}};
  for (const auto& [range, what] : kinds) {
    if (parse_address_range(range)->contains(ip)) return what;
  }
  return {};
}

void add_control(const WordCall& call, RtpengineDefinition& definition, int index) {
  const bool is_text = lua_type(call.lua(), index) == LUA_TSTRING;
  const std::string address = is_text ? lua_tostring(call.lua(), index) : describe_value(call.lua(), index);
  const std::string ip = is_text ? control_ip_of(address) : std::string();
  if (ip.empty())
    call.mistake("control: " + (is_text ? "\"" + address + "\"" : address) +
                 " is no numeric address with a port such as \"127.0.0.1:2223\"");
  if (const auto what = not_one_machine(ip); !what.empty())
    call.mistake("control: \"" + address + "\" stands for " + std::string(what) +
                 "; expected the address to reach it at, such as \"127.0.0.1:2223\"");
  if (std::ranges::count(definition.control, address) > 0)
    call.mistake("control: \"" + address + "\" stands twice");
  definition.control.push_back(address);
}

int rtpengine(WordCall& call) {
  only_while_loading(call);
  only_of_site(call);
  auto& known = call.host<Host>().definitions.rtpengine;
  if (known) stands_twice(call, "rtpengine", known->position);
  RtpengineDefinition definition;
  lua_State* lua = call.lua();
  const int control = call.index_of("control");
  if (lua_type(lua, control) != LUA_TTABLE) {
    add_control(call, definition, control);
  } else {
    for (int i = 1; i <= static_cast<int>(lua_objlen(lua, control)); ++i) {
      lua_rawgeti(lua, control, i);
      add_control(call, definition, lua_gettop(lua));
      lua_pop(lua, 1);
    }
  }
  if (definition.control.empty()) call.mistake("control lists no address");
  const auto calls = call.whole("calls", 0);
  if (calls < 0 || calls > 1'000'000)
    call.mistake("calls must be from 0 to 1000000, not " + std::to_string(calls));
  definition.calls = static_cast<int>(calls);
  definition.straight = call.boolean("straight", false);
  definition.position = position_of_caller(lua);
  known = std::move(definition);
  return 0;
}

Word media_word() {
  return {
      .name = "media",
      .place = WordPlace::loading,
      .summary = "Says which way the audio goes of phones and trunks that do not say, and of all others.",
      .details =
          "With \"direct\" two who talk are asked to send their audio straight to each other (re-INVITE) "
          "where both may, speak the same codec, send digits by RFC 4733 or not at all, and secure nothing "
          "(SRTP). Each then learns the other's address, and must be able to reach it: not through an "
          "address translator. The audio comes back here as soon as anything needs it: a prompt, a "
          "recording, gather, hold, a transfer, the end of the other call. Meanwhile digits are not heard "
          "here, nor kept for the next gather, and silence of a telephone ends no call. A telephone that "
          "refuses stays relayed. tipring call show tells which it is. With \"rtpengine\" and \"webrtc\" it "
          "goes through an rtpengine, which see, and here.",
      .parameters = {{.name = "path",
                      .type = ValueType::text,
                      .required = true,
                      .fallback = "relayed",
                      .doc = "\"direct\", \"relayed\", \"rtpengine\" or \"webrtc\"."}},
      .example = "media \"direct\"",
      .run = media};
}

Word rtpengine_word() {
  return {
      .name = "rtpengine",
      .place = WordPlace::loading,
      .summary = "Names the rtpengines that stand between the site's media and those who are to use them.",
      .details =
          "Who has media = \"rtpengine\" or \"webrtc\", of its own or by media, exchanges its audio with an "
          "rtpengine (the ng protocol), and that with us, as plain RTP over a network that should be our own: "
          "prompts, digits and recordings work as ever. With \"webrtc\" the party is spoken to by DTLS-SRTP "
          "and ICE; one that offers only plain RTP is answered so. Of several rtpengines the next one is "
          "asked where one does not answer; they take calls in turn. Where none answers, a call to us is "
          "refused by 503 and Retry-After, one of ours fails with err.code \"unavailable\", a change such as "
          "hold is refused, and a call that goes on goes on. One that was restarted is found out within some "
          "5s, and the calls that it had are offered to it and their parties anew (re-INVITE). In tests all of "
          "it works without any. See "
          "tipring sip rtpengine.",
      .options =
          {{.name = "control",
            .type = ValueType::any,
            .required = true,
            .doc = "Where it takes commands (its listen-ng): a numeric address with a port, or a table of "
                   "them. Who may send there rules its calls: nobody but this machine should."},
           {.name = "calls",
            .type = ValueType::whole,
            .fallback = "any number",
            .doc = "So many parties at once may each carry; where all are full, it is as if none "
                   "answered. 0: any number."},
           {.name = "straight",
            .type = ValueType::boolean,
            .fallback = "false",
            .doc = "Two who talk by rtpengines are carried by these alone (re-INVITE), and not through here, "
                   "under the conditions of media \"direct\" and until anything here needs their audio: for "
                   "many calls at once."}},
      .example = "rtpengine { control = \"127.0.0.1:2223\" }",
      .run = rtpengine};
}

}  // namespace

std::span<const Word> media_words() {
  static const std::vector<Word> words{media_word(), rtpengine_word()};
  return words;
}

}  // namespace tipring::dsl
