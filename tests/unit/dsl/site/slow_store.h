#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/ports/database.h"

namespace tipring::testing {

/// A store that answers when it is told to, one request at a time.
class SlowStore final : public Database {
 public:
  Request run(DatabaseRequest request, Done done) override {
    asked.push_back(request.statements.front().text);
    done_ = std::move(done);
    return asked.size();
  }
  void cancel(Request) override { done_ = nullptr; }
  void on_change(std::function<void(const std::string&)>) override {}
  std::size_t live() const override { return done_ ? 1 : 0; }

  void answer(Result<std::vector<DatabaseRows>> result) { std::exchange(done_, nullptr)(std::move(result)); }
  /// One rule of that reason and place to go.
  void answer(const std::string& reason, const std::string& go) {
    answer(std::vector<DatabaseRows>{{{"name", "reason", "go"}, {{std::string("only"), reason, go}}, 0}});
  }

  std::vector<std::string> asked;

 private:
  Done done_;
};

}  // namespace tipring::testing
