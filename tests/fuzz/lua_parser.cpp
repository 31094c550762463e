#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>
#include <vector>

#include "dsl/check/check.h"
#include "dsl/check/parser.h"

namespace {

using namespace tipring::dsl;

KnownNames some_names() {
  KnownNames names;
  names.types = literal_types();
  KnownParameter handler;
  handler.type = "function";
  handler.hands = {"o"};
  KnownParameter name;
  name.noun = "n";
  name.type = "text";
  KnownMember method;
  method.kind = MemberKind::method;
  method.function.arguments.parameters = {name, handler};
  method.function.arguments.options = {name};
  method.function.result = "o";
  names.objects["o"].members["m"] = method;
  names.objects["o"].variables = "v";
  names.globals["f"].kind = GlobalKind::function;
  names.globals["f"].function = method.function;
  names.globals["d"] = names.globals["f"];
  names.globals["d"].function.defines = DefinitionForm::by_name;
  names.globals["d"].function.noun = "n";
  names.globals["d"].function.definition.parameters = {handler};
  names.globals["v"] = names.globals["f"];
  names.globals["v"].function.defines = DefinitionForm::by_field;
  names.globals["v"].function.noun = "v";
  names.globals["l"].kind = GlobalKind::library;
  names.globals["l"].fields["m"].kind = MemberKind::function;
  names.globals["l"].fields["m"].function = method.function;
  return names;
}

}  // namespace

// Any text is parsed to a tree that can be checked, or refused with a place inside of it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const KnownNames names = some_names();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto parsed = parse("fuzz.lua", text);
  if (const auto* error = std::get_if<Finding>(&parsed)) {
    if (error->text.empty() || error->position.line > size + 1 || error->position.column > size + 1)
      std::abort();
    return 0;
  }
  std::vector<Chunk> chunks;
  chunks.push_back(std::get<Chunk>(std::move(parsed)));
  for (const Finding& finding : check(chunks, names)) {
    if (finding.text.empty() || finding.position.line > size + 1) std::abort();
  }
  return 0;
}
