#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dsl/binding/word_call.h"
#include "dsl/words/definitions.h"
#include "dsl/words/host.h"

namespace tipring::dsl {

/// Raises a mistake once the site is loaded: a word that defines belongs to the top of a file.
void only_while_loading(const WordCall& call);

/// Raises a mistake in an enterprise's files: what the word says is said once, for the site and all of them.
void only_of_site(const WordCall& call);

/// Raises a mistake where something of the site stands twice.
[[noreturn]] void stands_twice(const WordCall& call, const std::string& what, const SitePosition& first);

/// Keeps a mistake in what a word defines, so that the script goes on and those behind it are told as well.
void keep_mistake(const WordCall& call, const std::string& text);

/// What a word such as on.call does: takes its `handler`, once for a site.
int define_handler(WordCall& call, std::optional<HandlerFunction>& handler);

/// Both for what is defined by its name: `dialog "menu" (…)`.
template <typename Definitions>
void refuse_second(const WordCall& call, const Definitions& known, std::string_view noun,
                   const std::string& name) {
  only_while_loading(call);
  const auto found = known.find(name);
  if (found != known.end()) stands_twice(call, std::string(noun) + " \"" + name + "\"", found->second.position);
}

}  // namespace tipring::dsl
