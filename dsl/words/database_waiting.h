#pragma once

#include <utility>
#include <vector>

#include "dsl/words/waiting.h"
#include "runtime/ports/database.h"

namespace tipring::dsl {

/// How a word asks the site's store: for as long as its option `timeout` says, else for `usual`. `push` turns
/// the results of the statements into the word's; a request that fails returns `nil, err`.
template <typename Push>
int wait_for_store(WordCall& call, DatabaseRequest request, Duration usual, Push push) {
  using Outcome = Result<std::vector<DatabaseRows>>;
  // The store gives up by itself; who waits for it waits a little longer.
  constexpr Duration longer = std::chrono::seconds(1);
  Database* store = call.host<Host>().database;
  request.timeout = call.duration("timeout", usual);
  const Duration longest = request.timeout + longer;
  return wait_at<Outcome>(
      call, store, longest,
      [push](lua_State* lua, const Outcome& outcome) {
        return outcome ? push(lua, outcome.value()) : push_failure(lua, outcome.error());
      },
      [&](auto done) { return Result<Database::Request>(store->run(std::move(request), done)); });
}

}  // namespace tipring::dsl
