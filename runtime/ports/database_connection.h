#pragma once

#include <memory>
#include <string>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/ports/database.h"

namespace tipring {

/// A connection to a database for who waits for it: a thread beside the control thread, or a command. One
/// thread at a time.
class DatabaseConnection {
 public:
  virtual ~DatabaseConnection() = default;

  /// Returns when all is done, with as many results as there are statements; fails as Database says. Several
  /// statements, and one that changes something, are a transaction.
  virtual Result<std::vector<DatabaseRows>> run(const DatabaseRequest& request) = 0;

  /// The names of the tables that are there, in order.
  virtual Result<std::vector<std::string>> tables() = 0;

  /// What is broken in how it is stored, a line for each; empty where nothing is, or where the database itself
  /// sees to that.
  virtual Result<std::vector<std::string>> damage() = 0;
};

/// Where a database of the runtime's own is: opened as often as need be.
class DatabasePlace {
 public:
  enum class Mode {
    write,  ///< Made where it is missing, without a table.
    read,   ///< Fails with "store-missing" where it is.
  };
  virtual ~DatabasePlace() = default;

  /// For people: a file, a server.
  virtual const std::string& name() const = 0;

  virtual Result<std::unique_ptr<DatabaseConnection>> open(Mode mode) = 0;

  /// Puts aside what is there, so that it can be made anew, and says where it is now. No connection may be
  /// open. Fails with "other-ledger" where that is for people to do, saying how.
  virtual Result<std::string> set_aside() = 0;

  /// Any thread: what open() and the connections wait for from now on is given up at once.
  virtual void give_up() {}
};

}  // namespace tipring
