#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "cli/tester/play.h"
#include "cli/tester/stage.h"

namespace tipring::cli {

/// What the parties of a play are expected to hear. Remembers how far each has listened: a second `hears`
/// starts where the first one found what it wanted, be it inside the same prompt. A sound counts once the
/// stage's recognition time has passed or the sound has ended: nobody answers a prompt at its first syllable.
class Hearing {
 public:
  explicit Hearing(const Stage& stage) : stage_(stage) {}

  /// A prompt of that name, or something said that contains these words, whatever their case.
  Expectation hears(PartyId party, std::string wanted, Duration within);
  Expectation hears_tone(PartyId party, std::string name, Duration within);
  /// Digits one after the other, whatever is heard between them.
  Expectation hears_digits(PartyId party, std::string digits, Duration within);
  /// Nothing at all for the whole time.
  Expectation hears_nothing(PartyId party, Duration for_time);
  /// Two parties hear each other.
  Expectation talk_to_each_other(PartyId first, PartyId second, Duration within);

 private:
  struct Place {
    std::size_t heard = 0;   // Index of the sound to listen to next.
    std::size_t letter = 0;  // Where in its text.
  };
  bool is_recognised(const Heard& heard) const;
  std::optional<Place> find_words(PartyId party, const std::string& wanted) const;
  Judgement still_listening(PartyId party, const std::string& problem) const;
  std::string missed(PartyId party, const std::string& wanted, Duration within) const;
  std::string heard_instead(PartyId party) const;

  const Stage& stage_;
  std::map<PartyId, Place> places_;
};

/// Where `wanted` begins in `text` at or after `from`, letters of another case being the same (ASCII).
std::optional<std::size_t> find_without_case(std::string_view text, std::string_view wanted, std::size_t from);

}  // namespace tipring::cli
