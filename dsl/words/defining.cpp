#include "dsl/words/defining.h"

namespace tipring::dsl {

void only_while_loading(const WordCall& call) {
  if (!call.host<Host>().loading())
    call.mistake("belongs to the top of a file: a site is defined while it loads");
}

void stands_twice(const WordCall& call, const std::string& what, const SitePosition& first) {
  call.mistake(what + " stands twice; the first is in " + first.file + ":" + std::to_string(first.line));
}

}  // namespace tipring::dsl
