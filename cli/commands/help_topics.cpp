#include "cli/commands/help_topics.h"

#include <algorithm>
#include <array>

namespace tipring::cli {
namespace {

constexpr std::array<HelpTopic, 4> topics{{
    {"conference", R"(Conferences: many parties that hear each other.

  call:join { "sales", most = 20 }   takes the caller into one and waits for the end
  call:leave()                       takes it out, from another task of the call
  call:mute(), call:unmute()         keep it from being heard, and let it be heard again

A conference comes to be with the first who joins it and is over when nobody is left. tipring call show
tells who is in one. More by: tipring help call:join
)"},
    {"digits", R"(Digits: keys that parties press, and that we press for them.

  call:gather { digits = 4 }         collects what the caller presses
  call:send_digits "123#"            presses keys at the other end
  phone "100" { digits = "info" }    how a phone or trunk is sent digits: "rtp" (RFC 4733), "info" (SIP
                                     INFO) or "inband" (as tones); however it sends them, they are heard

In scenarios: party:presses, party:hears_digits. More by: tipring help call:gather
)"},
    {"srtp", R"(SRTP: what is said, encrypted on its way.

  phone "100" { srtp = "required" }  "off", "optional" or "required", of a phone or trunk

Calls to us that offer keys in SDP (RFC 4568) get it in any case. The keys are as safe as the signalling that
carries them: listen on tls://. tipring call show tells whether a leg is encrypted. More by: tipring help phone
)"},
    {"transfer",
     R"(Transfers: a phone has the party it talks to connected elsewhere (REFER), or joins two calls of its own.

The party becomes a call of its own, which goes by on.call like any other; call.transferred_by tells who has
transferred it. Until somebody answers the phone stays, and has the party back where that fails. It may reach
what the phone may call itself (may_call), and nothing else.

In scenarios: party:transfers, party:has_transferred. More by: tipring help transferred_by
)"},
}};

}  // namespace

std::span<const HelpTopic> help_topics() {
  return topics;
}

const HelpTopic* find_topic(std::string_view name) {
  const auto found = std::ranges::find(topics, name, &HelpTopic::name);
  return found == topics.end() ? nullptr : &*found;
}

}  // namespace tipring::cli
