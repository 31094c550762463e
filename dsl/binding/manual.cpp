#include <string>
#include <string_view>
#include <vector>

#include "dsl/binding/word.h"

namespace tipring::dsl {
namespace {

// mdoc reads a dot or an apostrophe at the beginning of a line as a request, and a backslash anywhere as an
// escape.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool line_begins = i == 0 || text[i - 1] == '\n';
    if (line_begins && (text[i] == '.' || text[i] == '\'')) out += "\\&";
    out += text[i] == '\\' ? "\\e" : std::string(1, text[i]);
  }
  return out;
}

// Within quotes mdoc reads two of them as one.
std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char letter : text)
    out += letter == '"' ? "\"\"" : std::string(1, letter);
  return out + "\"";
}

std::string parameter_items(const std::vector<Parameter>& parameters) {
  std::string out;
  for (const Parameter& parameter : parameters) {
    out += ".It Cm " + std::string(parameter.name) + "\n" + escaped(parameter.doc) + "\n";
    out += escaped("It is " + wanted(parameter) + (parameter.required ? ", and required" : "") +
                   (parameter.fallback.empty() ? "" : "; default: " + std::string(parameter.fallback)) + ".") +
           "\n";
  }
  return out;
}

std::string entry(const Word& word) {
  std::string out = ".It Sy " + escaped(in_quotes(signature(word))) + "\n" + escaped(word.summary) + "\n";
  if (!word.details.empty()) out += escaped(word.details) + "\n";
  if (!word.parameters.empty() || !word.options.empty()) {
    out += ".Bl -tag -width Ds\n" + parameter_items(word.parameters) + parameter_items(word.options) + ".El\n";
  }
  if (!word.returns.empty()) out += ".Pp\nReturns " + escaped(word.returns) + ".\n";
  if (word.waits) out += ".Pp\nWaits.\n";
  if (word.answers != Answers::no) out += ".Pp\n" + std::string(to_sentence(word.answers)) + "\n";
  if (!word.example.empty()) out += ".Bd -literal -offset indent\n" + escaped(word.example) + "\n.Ed\n";
  return out;
}

// Which words of a call answer it, and which do not.
std::string answering(std::span<const Word> words) {
  std::string out =
      ".Sh WHICH WORDS ANSWER\nA call rings until a word answers it, which most do that need its audio.\n"
      "Early media (183) is begun by the option\n.Cm early\nof words that play, and by\n.Ic call:connect\n"
      "where whom it calls sends some.\nAn answered call is not answered again.\n";
  for (const Answers answers : {Answers::yes, Answers::unless_early, Answers::later, Answers::no}) {
    out += ".Pp\n" + std::string(to_sentence(answers)) + "\n";
    std::string names;
    for (const Word& word : words) {
      if (word.owner != "call" || word.kind != WordKind::method || word.answers != answers) continue;
      names += (names.empty() ? ".Ic " : " ,\n.Ic ") + qualified_name(word);
    }
    out += names + " .\n";
  }
  return out;
}

std::string section(std::span<const Word> words, std::string_view title, auto belongs) {
  std::string items;
  for (const Word& word : words) {
    if (belongs(word)) items += entry(word);
  }
  if (items.empty()) return {};
  return ".Sh " + std::string(title) + "\n.Bl -tag -width Ds\n" + items + ".El\n";
}

}  // namespace

std::string manual_page(std::span<const Word> words, std::string_view version) {
  std::string out =
      ".\\\" Generated from the descriptors of the words.\n"
      ".Dd $Mdocdate$\n.Dt TIPRING-LUA 7\n.Os Tipring " +
      std::string(version) +
      "\n.Sh NAME\n.Nm tipring-lua\n.Nd the words of a Tipring site\n"
      ".Sh DESCRIPTION\nA site is a folder of Lua files.\n"
      ".Pa site.lua\nand every other Lua file of the folder and of\n.Pa dialogs\nare read when the site "
      "loads.\n"
      "Functions given to\n.Ic on.call\nand\n.Ic dialog\nattend one contact each and may wait; no wait holds "
      "up another contact.\n"
      "What such a function returns is where the contact goes next.\n"
      ".Pp\nAn expected failure, such as a busy line, is returned as\n.Li nil, err ,\nwhere\n.Va err.code "
      ",\n.Va err.text\nand\n"
      ".Va err.retryable\ntell what it was.\nA mistake in a script raises an error with file and line.\n"
      "When the caller hangs up, the word that waits raises an interruption that passes through\n.Ic pcall ;\n"
      "functions given to\n.Ic call:finally\nrun after it.\n"
      ".Pp\nThe Lua is that of LuaJIT, without\n.Va io , os , debug , ffi , package\nand without loading of "
      "code.\n"
      ".Ic pairs\ngoes through a table in a defined order.\n";
  out += section(words, "DEFINING A SITE", [](const Word& word) { return word.place == WordPlace::loading; });
  out += section(words, "THE CALL",
                 [](const Word& word) { return word.owner == "call" && word.kind == WordKind::method; });
  out += section(words, "ATTRIBUTES OF THE CALL",
                 [](const Word& word) { return word.owner == "call" && word.kind == WordKind::attribute; });
  out += section(words, "OTHER WORDS",
                 [](const Word& word) { return word.place != WordPlace::loading && word.owner != "call"; });
  out += answering(words);
  return out + ".Sh SEE ALSO\n.Xr tipring 1\n";
}

}  // namespace tipring::dsl
