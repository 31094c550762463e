#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"

namespace tipring {

/// What a telephone number is by the numbering plans of the world (ITU-T E.164).
struct NumberDetails {
  std::string international;  ///< "+12025550143"
  std::string extension;      ///< To be dialled once it answers; may be empty.
  std::string kind;  ///< "fixed", "mobile", "fixed or mobile", "toll-free", "premium", "shared cost", "voip",
                     ///< "personal", "pager", "company", "voicemail" or "unknown".
  std::string country;  ///< Its calling code: "1".
  std::string region;   ///< "US", by ISO 3166; empty where the number belongs to none.
  /// The time zones in which it may be, by their names of IANA and in order: several where its area, or what it
  /// is known of, spans them; those of the whole country where it belongs to no area; empty: not known.
  std::vector<std::string> zones{};
  std::string why_unused;  ///< Why no such number is given out; empty: it can be.
};

/// Reads telephone numbers as people and switchboards write them: national as they are dialled within a region,
/// international, with blanks and hyphens, as tel: and sip: URIs, with an extension, with the letters of a
/// keypad. The same text gives the same number whenever it is asked: scenarios read numbers by the same plans
/// as the runtime. Control thread only.
class NumberPlan {
 public:
  virtual ~NumberPlan() = default;

  /// The regions whose national numbers it knows, by ISO 3166 and in order: "AC", … "ZW".
  virtual std::vector<std::string> regions() const = 0;

  /// The text as +, the country's code and the rest. Nothing where it is no number, or none that could be
  /// called from everywhere: "110", "anonymous". Without a region numbers begin with + to be read.
  virtual std::optional<std::string> international(std::string_view text, std::string_view region) const = 0;

  /// Fails with "bad-number" for what international() has nothing of, and says why.
  virtual Result<NumberDetails> look_up(std::string_view text, std::string_view region) const = 0;
};

}  // namespace tipring
