#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runtime/base/run_loop.h"
#include "runtime/control/control.h"
#include "runtime/ports/database.h"
#include "runtime/ports/log.h"
#include "runtime/ports/reactor.h"

namespace tipring::cli {

/// Reads call records on a PostgreSQL server for those who ask at the control socket: who may list calls need
/// not be told the server's password. Connects when somebody asks for the first time. Control thread only.
class RecordsDesk {
 public:
  /// `connection` has been read before. The references outlive it.
  RecordsDesk(std::string connection, RunLoop& loop, Reactor& reactor, Log& log)
      : connection_(std::move(connection)), loop_(loop), reactor_(reactor), log_(log) {}

  /// Adds `records.ended` and `records.call`. It must outlive the sessions of `control`.
  void add_methods(Control& control);

 private:
  using Use = std::function<Json(const std::vector<DatabaseRows>& rows)>;
  void ask(DatabaseRequest request, const ControlJob::Answer& answer, Use use);

  std::string connection_;
  RunLoop& loop_;
  Reactor& reactor_;
  Log& log_;
  std::unique_ptr<Database> database_;
};

}  // namespace tipring::cli
