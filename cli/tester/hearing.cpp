#include "cli/tester/hearing.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "cli/tester/party_story.h"
#include "dsl/binding/word_call.h"
#include "runtime/base/nearest.h"

namespace tipring::cli {
namespace {

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

// In a conference several voices are heard at once: "ann, bob". On a real line a voice may break off at any
// moment: what was heard since `since` counts.
bool has_heard_voice_of(const PartyView& listener, const PartyView& speaker, Instant since) {
  return std::ranges::any_of(*listener.heard, [&](const Heard& heard) {
    if (heard.sound.kind != Sound::Kind::voice || (heard.until && *heard.until <= since)) return false;
    return (", " + heard.sound.name + ",").find(", " + speaker.name + ",") != std::string::npos;
  });
}

std::string what_it_hears(const PartyView& party) {
  return party.name + " hears " + (party.hearing == nullptr ? "nothing" : tell(*party.hearing));
}

}  // namespace

std::optional<std::size_t> find_without_case(std::string_view text, std::string_view wanted, std::size_t from) {
  if (from > text.size()) return std::nullopt;
  const auto begin = text.begin() + static_cast<std::ptrdiff_t>(from);
  const auto found = std::search(begin, text.end(), wanted.begin(), wanted.end(),
                                 [](char one, char other) { return lower(one) == lower(other); });
  if (found == text.end()) return std::nullopt;
  return static_cast<std::size_t>(found - text.begin());
}

bool Hearing::is_recognised(const Heard& heard) const {
  return heard.until || stage_.now() - heard.from >= stage_.recognition_time();
}

std::optional<Hearing::Place> Hearing::find_words(PartyId party, const std::string& wanted) const {
  const auto known = places_.find(party);
  const Place from = known == places_.end() ? Place{} : known->second;
  const std::vector<Heard>& heard = *stage_.look(party).heard;
  for (std::size_t index = from.heard; index < heard.size(); ++index) {
    if (!is_recognised(heard[index])) break;
    const Sound& sound = heard[index].sound;
    const bool fresh = index > from.heard || from.letter == 0;
    if (sound.kind == Sound::Kind::prompt && sound.name == wanted && fresh) return Place{index + 1, 0};
    if (sound.kind != Sound::Kind::prompt && sound.kind != Sound::Kind::voice) continue;
    const auto letter = find_without_case(sound.text, wanted, index == from.heard ? from.letter : 0);
    if (letter) return Place{index, *letter + wanted.size()};
  }
  return std::nullopt;
}

// Once its call is over a party hears nothing more.
Judgement Hearing::still_listening(PartyId party, const std::string& problem) const {
  const PartyView view = stage_.look(party);
  if (!view.heard->empty() && !is_recognised(view.heard->back()))
    return Judgement::open_until(view.heard->back().from + stage_.recognition_time());
  if (view.state != PartyState::over) return Judgement::open();
  return Judgement::fails(view.name + " did not hear " + problem + ": it " + tell_state(view) +
                          heard_instead(party));
}

std::string Hearing::heard_instead(PartyId party) const {
  const auto known = places_.find(party);
  const std::size_t from = known == places_.end() ? 0 : known->second.heard;
  const std::vector<Heard>& heard = *stage_.look(party).heard;
  if (from >= heard.size()) return "\nheard since: nothing";
  std::string out = "\nheard since:";
  constexpr std::size_t most = 8;
  const std::size_t first = heard.size() - from > most ? heard.size() - most : from;
  if (first != from) out += " …";
  for (std::size_t index = first; index < heard.size(); ++index)
    out += (index == first ? " " : ", ") + tell(heard[index].sound);
  return out;
}

std::string Hearing::missed(PartyId party, const std::string& wanted, Duration within) const {
  NearestName search(wanted);
  for (const Heard& heard : *stage_.look(party).heard) {
    search.offer(heard.sound.name);
    search.offer(heard.sound.text);
  }
  return stage_.look(party).name + " did not hear \"" + wanted + "\" within " + dsl::format_duration(within) +
         did_you_mean(search.best()) + heard_instead(party);
}

Expectation Hearing::hears(PartyId party, std::string wanted, Duration within) {
  Expectation expectation;
  expectation.within = within;
  expectation.judge = [this, party, wanted] {
    const auto place = find_words(party, wanted);
    if (!place) return still_listening(party, "\"" + wanted + "\"");
    places_[party] = *place;
    return Judgement::holds();
  };
  expectation.too_late = [this, party, wanted, within] { return missed(party, wanted, within); };
  return expectation;
}

Expectation Hearing::hears_tone(PartyId party, std::string name, Duration within) {
  Expectation expectation;
  expectation.within = within;
  expectation.judge = [this, party, name] {
    const std::vector<Heard>& heard = *stage_.look(party).heard;
    for (std::size_t index = places_[party].heard; index < heard.size(); ++index) {
      if (!is_recognised(heard[index])) break;
      if (heard[index].sound.kind != Sound::Kind::tone || heard[index].sound.name != name) continue;
      places_[party] = {index + 1, 0};
      return Judgement::holds();
    }
    return still_listening(party, "the tone " + name);
  };
  expectation.too_late = [this, party, name, within] { return missed(party, name, within); };
  return expectation;
}

Expectation Hearing::hears_digits(PartyId party, std::string digits, Duration within) {
  Expectation expectation;
  expectation.within = within;
  expectation.judge = [this, party, digits] {
    const std::vector<Heard>& heard = *stage_.look(party).heard;
    std::size_t matched = 0;
    for (std::size_t index = places_[party].heard; index < heard.size(); ++index) {
      const Sound& sound = heard[index].sound;
      if (sound.kind != Sound::Kind::digit) continue;
      if (sound.name[0] != digits[matched]) {
        return Judgement::fails(stage_.look(party).name + " did not hear the digits " + digits +
                                heard_instead(party));
      }
      if (++matched < digits.size()) continue;
      places_[party] = {index + 1, 0};
      return Judgement::holds();
    }
    return still_listening(party, "the digits " + digits);
  };
  expectation.too_late = [this, party, digits, within] { return missed(party, digits, within); };
  return expectation;
}

Expectation Hearing::hears_nothing(PartyId party, Duration for_time) {
  Expectation expectation;
  expectation.within = for_time;
  const std::size_t heard_before = stage_.look(party).heard->size();
  const Instant end = stage_.now() + for_time;
  expectation.judge = [this, party, heard_before, end] {
    const PartyView view = stage_.look(party);
    if (view.hearing != nullptr) return Judgement::fails(view.name + " hears " + tell(*view.hearing));
    if (view.heard->size() > heard_before) {
      return Judgement::fails(view.name + " heard " + tell(view.heard->at(heard_before).sound));
    }
    return stage_.now() < end ? Judgement::open() : Judgement::holds();
  };
  expectation.too_late = [] { return std::string(); };
  return expectation;
}

Expectation Hearing::talk_to_each_other(PartyId first, PartyId second, Duration within) {
  Expectation expectation;
  expectation.within = within;
  expectation.judge = [this, first, second, since = stage_.now()] {
    const PartyView one = stage_.look(first);
    const PartyView other = stage_.look(second);
    for (const PartyView* view : {&one, &other}) {
      if (view->state != PartyState::over) continue;
      return Judgement::fails(one.name + " and " + other.name + " do not talk: " + view->name + " " +
                              tell_state(*view));
    }
    const bool both = has_heard_voice_of(one, other, since) && has_heard_voice_of(other, one, since);
    return both ? Judgement::holds() : Judgement::open();
  };
  expectation.too_late = [this, first, second, within] {
    const PartyView one = stage_.look(first);
    const PartyView other = stage_.look(second);
    return one.name + " and " + other.name + " did not come to talk within " + dsl::format_duration(within) +
           ": " + what_it_hears(one) + ", " + what_it_hears(other);
  };
  return expectation;
}

}  // namespace tipring::cli
