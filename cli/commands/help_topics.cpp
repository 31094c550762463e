#include "cli/commands/help_topics.h"

#include <algorithm>
#include <array>

namespace tipring::cli {
namespace {

constexpr std::array<HelpTopic, 10> topics{{
    {"chat", R"(Chats: what one sender writes to one address of the site (SIP MESSAGE).

  on.message(function(chat) … end)   attends each; without it messages are refused
  chat.text, chat:receive()          the first message, and those that follow
  chat:send "We are closed."         writes back
  chat:ask { "What is it?", choices = { "billing", "repair" } }
                                     asks until one of the choices is named, by its text or number

chat.caller, chat.dialled, chat.phone and others are as those of a call. send_message writes to whom no chat is with.
In scenarios: t:writer. More by: tipring help chat:ask
)"},
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
    {"direct", R"(Direct media: two parties that talk send their audio straight to each other.

  media "direct"                     for all phones and trunks that do not say otherwise
  phone "100" { media = "direct" }   "direct" or "relayed", of a phone or trunk

  rtpengine { control = …, straight = true }   rtpengines carry those who talk by them without the site

It goes so while both may, speak the same codec, and nothing here needs it: a prompt, a recording, digits that are
listened for, speech, hold, SRTP and digits by INFO or as tones bring it back. tipring call show tells which path a
leg's audio goes. What goes past us is not in its figures, and a phone that falls silent ends no call.

In scenarios: party:expect { path = "direct" }, or "relayed". More by: tipring help media
)"},
    {"enterprises",
     R"(Enterprises: several firms in one site, each with what is its own and no sight of another's.

  SITE/site.lua                      listen, phones, trunks and numbers "numbers.csv", for all
  SITE/numbers.csv                   number,enterprise,…: whose a number is
  SITE/enterprises/north/site.lua    on.call, rules, queues, agents, hours, lists, variables, store and
                                     customers of one
  SITE/enterprises/north/sounds      and its lib, secrets, tables and calendars

Who dials a number of an enterprise is attended by its on.call; what is nobody's goes to the site's own. Two may have
rules, queues, agents, hours, lists, sounds and conferences by the same name. tipring call show and call why tell a
contact's; tipring decide --dialled NUMBER, or --enterprise NAME, asks its rules. More by: man tipring
)"},
    {"err", R"(Errors: what a word returns beside nil where it fails in an expected way.

  local talk, err = call:connect(phone "100")
  if not talk and err.code == "busy" then … end

  err.code                           what it was, for scripts: "busy", "timed-out"; tipring help WORD names them
  err.text                           the same for people
  err.retryable                      whether it may succeed a little later
  err.digits                         of call:gather: those that were pressed
  err.status                         the SIP status, of call:connect, chat:send and send_message
  err.cause                          of call:connect: the cause by Q.850
  err.destination                    with "forbidden": the class of the number that the caller may not call
  err.attempts                       of call:connect: each target that was tried, in order, as a table with target
                                     (its URI), code, status and cause; destination as above

A mistake in a script is none of these: it raises an error with file and line.
)"},
    {"hold", R"(Hold: a party is not listened to for a while.

  call:hold(), call:resume()         the site holds its caller, who hears what is played meanwhile
  a phone's hold key                 the phone holds whom it talks to

Who is held by a phone hears silence, and is not heard: nothing of what the phone sends meanwhile, its room or music of
its own, is passed on, recorded or taken for speech. What comes by a trunk is passed on, for that is the music of the
switchboard there. tipring call ls counts legs on hold, and tipring call show tells who holds (held_by): "us" for the
site, "peer" for the party, or "both".

In scenarios: party:holds, party:resumes. More by: tipring help call:hold
)"},
    {"speech", R"(Speech: when the caller speaks, and when not.

  call:wait_for_speech "5s"          waits until the caller speaks
  call:wait_for_silence "1s"         waits until the caller has been silent for so long
  call:play { "menu", barge_in = "speech" }
                                     a prompt that speech ends

Speech is what is louder than a quiet room for 60 ms, and ends with 300 ms of silence. One that goes on already counts
for call:wait_for_speech, be it from before the answer, unless anew = true; but it ends no prompt: for that it must
begin while the prompt plays, after 300 ms of silence. So who talks over one prompt and goes on talking hears the next.

In scenarios: party:speaks. More by: tipring help wait_for_speech
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

tipring phone --transfer does it from a command line.

In scenarios: party:transfers, party:has_transferred. More by: tipring help transferred_by
)"},
}};

}  // namespace

const std::vector<HelpTopic>& help_topics() {
  static const std::vector<HelpTopic> all = [] {
    std::vector<HelpTopic> both(topics.begin(), topics.end());
    both.insert(both.end(), rule_topics().begin(), rule_topics().end());
    return both;
  }();
  return all;
}

const HelpTopic* find_topic(std::string_view name) {
  const auto found = std::ranges::find(help_topics(), name, &HelpTopic::name);
  return found == help_topics().end() ? nullptr : &*found;
}

}  // namespace tipring::cli
