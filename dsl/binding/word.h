#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tipring::dsl {

class WordCall;

/// What an argument must be. The binding checks it before the word runs, and says it in help.
enum class ValueType : std::uint8_t {
  any,
  text,             ///< A string.
  whole,            ///< A number without a fraction.
  number,           ///< Any number.
  boolean,          ///< true or false.
  boolean_or_text,  ///< true, false or a string.
  duration,         ///< "300ms", "5s", "1m30s", "2h"; a bare number means seconds.
  range,            ///< A count: 4, or "6-12" for from six to twelve.
  digits,           ///< A string of 0-9, *, #, A-D.
  function,         ///< A Lua function.
  table,            ///< A Lua table.
  texts,            ///< A list of texts.
  clip,    ///< Something to play: a sound's name, or a value made by `tone`, `silence`, `say` or `record`.
  target,  ///< Somewhere to call: a SIP URI, or what `phone` or `trunk` gave.
  phone,   ///< What `phone` gave.
  number_to_call,  ///< A number as somebody dials it.
  secret,          ///< A password: what `secret` gave, or its text.
  action,          ///< Where a contact goes next: a value made by `dialog`, `reject`, `redirect`, `hang_up`.
  nothing,         ///< For results only.
};
std::string_view to_string(ValueType type);

/// A positional argument or a named option of a word.
struct Parameter {
  std::string_view name{};
  ValueType type = ValueType::any;
  bool required = false;
  bool repeats = false;         ///< Only the last positional one: takes all further arguments.
  std::string_view fallback{};  ///< What holds when it is not given, for people: "5s", "none".
  std::string_view doc{};
  std::string_view
      noun{};  ///< For texts, clips and keys of tables that name something of the site: "sound". Else empty.
  std::string_view
      hands{};  ///< For functions: the type of the object their first parameter receives, "call". Else empty.
  std::vector<std::string_view> one_of{};  ///< The only texts that fit; empty: all.
  std::optional<double>
      least{};  ///< Of numbers, durations (in seconds) and lists (items) the smallest that fits.
  std::optional<double> most{};  ///< The largest.
};

enum class WordKind : std::uint8_t {
  function,   ///< Called by its name: `reject(404)`; with an owner that is a library, `log.info("…")`.
  method,     ///< Called on an object: `call:play "welcome"`.
  attribute,  ///< Read from an object: `call.caller`.
  value,      ///< A constant or a library's field.
  /// Called on what the function of the same name gave for a name: `phone "100" { … }`.
  definition,
};

/// Where a word may be used.
enum class WordPlace : std::uint8_t {
  loading,  ///< While the site loads: it defines.
  task,     ///< In a function that attends a contact.
  anywhere,
};

/// Whether a word of a call answers it (200) where that has not happened.
enum class Answers : std::uint8_t {
  no,
  yes,           ///< At once.
  unless_early,  ///< At once, but where the option early, or another word before, has begun early media (183).
  later,         ///< Once somebody else has answered.
};

/// One word of the language: the only place where its name, arguments and meaning are written down.
/// Registration, argument checks, `tipring help`, completion, the checker's known names and tipring-lua(7) all
/// read it.
struct Word {
  std::string_view owner{};  ///< Type or library it belongs to: "call", "on", "log". Empty for a global.
  std::string_view name{};
  WordKind kind = WordKind::function;
  WordPlace place = WordPlace::anywhere;
  bool waits = false;     ///< Suspends the task that calls it.
  bool writable = false;  ///< Of an attribute: scripts may set it.
  Answers answers = Answers::no;
  std::string_view summary{};           ///< One sentence, in the present tense.
  std::string_view details{};           ///< Further sentences; may be empty.
  std::vector<Parameter> parameters{};  ///< Positional.
  std::vector<Parameter> options{};  ///< Named, in a table: `call:gather { digits = 4 }`. Positional ones may
                                     ///< stand in the same table: `call:play { "welcome", barge_in = true }`.
  std::string_view returns{};        ///< For people: "the digits, or nil and why there are none".
  std::string_view
      result{};  ///< Type of the object returned, for the checker: "call", "recording". Else empty.
  std::string_view example{};
  int (*run)(WordCall& call) = nullptr;  ///< Pushes the results and returns their count. Null for values.
};

/// "call:gather { digits, first, between, … }": how the word is written.
std::string signature(const Word& word);

/// "call:gather", "log.info", "reject".
std::string qualified_name(const Word& word);

/// What a parameter must be, for people: "a whole number from 400 to 699", "true, false or \"speech\"".
std::string wanted(const Parameter& parameter);

/// What a word of a call does to one that is not answered, as a sentence.
std::string_view to_sentence(Answers answers);

/// Everything about a word as plain text for a terminal.
std::string help_text(const Word& word);

/// The reference page of these words, in mdoc, for tipring-lua(7).
std::string manual_page(std::span<const Word> words, std::string_view version);

}  // namespace tipring::dsl
