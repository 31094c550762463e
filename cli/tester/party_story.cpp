#include "cli/tester/party_story.h"

#include <string_view>

namespace tipring::cli {
namespace {

constexpr std::size_t longest_quote = 72;

/// In quotes, on one line, shortened between characters.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char byte : text.substr(0, longest_quote))
    out += byte == '\n' || byte == '\t' ? ' ' : byte;
  if (text.size() > longest_quote) {
    while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0U) == 0x80U)
      out.pop_back();
    if (static_cast<unsigned char>(out.back()) >= 0xC0U) out.pop_back();
    out += "…";
  }
  return out + "\"";
}

std::string with_status(std::string_view verb, const sim::PartyEvent& event) {
  return std::string(verb) + " " + std::to_string(event.status) + " " + event.text;
}

}  // namespace

std::string tell(const Sound& sound) {
  switch (sound.kind) {
    case Sound::Kind::prompt:
      if (sound.text.empty()) return sound.name.empty() ? "a sound" : sound.name;
      return sound.name.empty() ? quoted(sound.text) : sound.name + " " + quoted(sound.text);
    case Sound::Kind::tone:
      return "the tone " + sound.name;
    case Sound::Kind::voice:
      return sound.text.empty() ? sound.name : sound.name + " say " + quoted(sound.text);
    case Sound::Kind::digit:
      return "the digit " + sound.name;
  }
  return {};
}

std::string tell(const sim::PartyEvent& event) {
  using Kind = sim::PartyEvent::Kind;
  const bool own = event.by_party;
  switch (event.kind) {
    case Kind::calls:
      return "calls " + event.text;
    case Kind::is_called:
      return "is called as " + event.text;
    case Kind::rings:
      if (own) return event.status == 183 ? "rings, with early media" : "rings";
      return with_status("is told", event);
    case Kind::answered:
      return own ? "answers" : "is answered";
    case Kind::refused:
      return with_status(own ? "refuses with" : "is refused with", event);
    case Kind::redirected:
      return "is redirected to " + event.text;
    case Kind::cancelled:
      return own ? "gives up" : "is no longer called";
    case Kind::hung_up:
      return own ? "hangs up" : "is released";
    case Kind::held:
      return event.text == "hold" ? "holds the call" : "takes the call up again";
    case Kind::hold_refused:
      return with_status("may not change the media:", event);
    case Kind::transfers:
      return "transfers to " + event.text;
    case Kind::transferred:
      return with_status("is told of its transfer:", event);
    case Kind::vanished:
      return "drops off the network";
    case Kind::presses:
      return "presses " + event.text;
    case Kind::press_lost:
      return "presses " + event.text + ", which reaches nobody";
    case Kind::speaks:
      return event.text.empty() ? "speaks" : "says " + quoted(event.text);
    case Kind::falls_silent:
      return "falls silent";
    case Kind::hears:
      return "hears " + tell(event.sound);
    case Kind::stops_hearing:
      return "no longer hears " + (event.sound.name.empty() ? tell(event.sound) : event.sound.name);
  }
  return {};
}

std::string tell_state(const PartyView& party) {
  switch (party.state) {
    case PartyState::waiting:
      return "was not called";
    case PartyState::calling:
      return "has had no response";
    case PartyState::invited:
      return "is called and has not responded";
    case PartyState::ringing:
      return "rings";
    case PartyState::answered:
      return "is answered";
    case PartyState::leaving:
      return "has hung up";
    case PartyState::over:
      break;
  }
  if (!party.ending) return "is over";
  const Ending& ending = *party.ending;
  const std::string status = std::to_string(ending.status) + " " + ending.reason;
  switch (ending.how) {
    case Ending::How::refused:
      return "is over: refused with " + status;
    case Ending::How::redirected:
      return "is over: redirected to " + (ending.targets.empty() ? "" : ending.targets[0]);
    case Ending::How::cancelled:
      return ending.by_party ? "is over: it gave up" : "is over: no longer called";
    case Ending::How::hung_up:
      return ending.by_party ? "is over: it hung up" : "is over: released";
    case Ending::How::unanswered:
      return "is over: dropped off the network";
  }
  return {};
}

}  // namespace tipring::cli
