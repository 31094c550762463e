#include "dsl/words/defining.h"

#include "dsl/binding/registry.h"
#include "dsl/words/position.h"

namespace tipring::dsl {

void only_while_loading(const WordCall& call) {
  if (!call.host<Host>().loading())
    call.mistake("belongs to the top of a file: a site is defined while it loads");
}

void only_of_site(const WordCall& call) {
  if (!call.host<Host>().enterprise.empty())
    call.mistake("belongs to the site's own files: it holds for all enterprises alike");
}

void keep_mistake(const WordCall& call, const std::string& text) {
  const SitePosition position = position_of_caller(call.lua());
  call.host<Host>().definitions.mistakes.push_back({.text = position.file + ":" +
                                                            std::to_string(position.line) + ": " +
                                                            qualified_name(call.word()) + ": " + text,
                                                    .is_one_of_several = true});
}

void stands_twice(const WordCall& call, const std::string& what, const SitePosition& first) {
  call.mistake(what + " stands twice; the first is in " + first.file + ":" + std::to_string(first.line));
}

int define_handler(WordCall& call, std::optional<HandlerFunction>& handler) {
  only_while_loading(call);
  const SitePosition position = position_of_caller(call.lua());
  if (handler) stands_twice(call, qualified_name(call.word()), handler->position);
  lua_pushvalue(call.lua(), call.index_of("handler"));
  handler = HandlerFunction{luaL_ref(call.lua(), LUA_REGISTRYINDEX), position};
  return 0;
}

}  // namespace tipring::dsl
