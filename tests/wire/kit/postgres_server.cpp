#include "tests/wire/kit/postgres_server.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "tests/wire/kit/ports.h"

namespace tipring::wire {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr int cannot_become = 126;

std::string newest_programs() {
  int newest = 0;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", ignored))
    newest = std::max(newest, std::atoi(entry.path().filename().c_str()));
  if (newest == 0) throw std::runtime_error("no PostgreSQL below /usr/lib/postgresql");
  return "/usr/lib/postgresql/" + std::to_string(newest) + "/bin/";
}

// Whom it runs as: it refuses to be root.
const passwd* its_user() {
  return geteuid() == 0 ? getpwnam("postgres") : nullptr;
}

// The end of the test is told to a process of this user only once it is that user's.
void become_its_user() {
  if (const passwd* user = its_user()) {
    if (initgroups(user->pw_name, user->pw_gid) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)
      _exit(cannot_become);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
  }
}

void give_to_its_user(const std::string& path) {
  const passwd* user = its_user();
  if (user != nullptr && chown(path.c_str(), user->pw_uid, user->pw_gid) != 0)
    throw std::runtime_error(path + " cannot be given to PostgreSQL's user");
}

struct FinishConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};

}  // namespace

PostgresServer::PostgresServer(const Setup& setup)
    : setup_(setup), programs_(newest_programs()), port_(free_port("tcp")) {
  give_to_its_user(folder());
  make_cluster();
  if (!setup_.certificate.empty()) take_certificate();
  start();
}

// In order, or shared memory of the system's would stay behind.
PostgresServer::~PostgresServer() {
  process_->signal(SIGQUIT);
  if (!process_->ended_within(patience)) kill();
}

// A cluster is a second of the processor's work: the first test of a build keeps its own as it is new, and the
// others copy it.
void PostgresServer::make_cluster() const {
  const std::string password_file = folder() + "/password";
  std::ofstream(password_file) << password() << '\n';
  const fs::path data = folder() + "/data";
  const fs::path kept =
      TIPRING_POSTGRES_CLUSTER "-" + fs::path(programs_).parent_path().parent_path().filename().string();
  if (fs::exists(kept)) {
    fs::copy(kept, data, fs::copy_options::recursive);
    give_to_its_user(data.string());
    for (const auto& entry : fs::recursive_directory_iterator(data))
      give_to_its_user(entry.path().string());
    return;
  }
  run_to_end({programs_ + "initdb", "--pgdata=" + data.string(), "--username=ann", "--auth-local=trust",
              "--auth-host=scram-sha-256", "--pwfile=" + password_file, "--encoding=UTF8", "--locale=C",
              "--no-sync", "--wal-segsize=1"});
  const fs::path draft = kept.string() + "." + std::to_string(getpid());
  std::error_code ignored;  // Where another test was first, or it cannot be kept, the next one makes its own.
  fs::copy(data, draft, fs::copy_options::recursive, ignored);
  if (!ignored) fs::rename(draft, kept, ignored);
  if (ignored) fs::remove_all(draft, ignored);
}

// It takes a key that is its user's own alone.
void PostgresServer::take_certificate() {
  const std::string file = folder() + "/certificate.pem";
  fs::copy_file(setup_.certificate, file);
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  give_to_its_user(file);
  for (const char* setting : {"ssl_cert_file=", "ssl_key_file="})
    setup_.settings.push_back(setting + file);
  setup_.settings.emplace_back("ssl=on");
}

void PostgresServer::run_to_end(const std::vector<std::string>& words) const {
  ChildProcess process({.words = words,
                        .folder = folder(),
                        .out_file = folder() + "/out",
                        .err_file = folder() + "/log",
                        .prepare = become_its_user});
  // A cluster is a second of the processor's work, which others may want as well.
  if (!process.ended_within(4 * patience) || process.exit_code() != 0)
    throw std::runtime_error(words.front() + " fails: " + log());
}

void PostgresServer::start() {
  std::vector<std::string> words{programs_ + "postgres", "-D", folder() + "/data", "-k", folder(), "-p",
                                 std::to_string(port_)};
  std::vector<std::string> settings{"listen_addresses=127.0.0.1", "fsync=off"};
  settings.insert(settings.end(), setup_.settings.begin(), setup_.settings.end());
  for (const std::string& setting : settings) {
    words.emplace_back("-c");
    words.push_back(setting);
  }
  process_ = std::make_unique<ChildProcess>(ChildProcess::Setup{.words = words,
                                                                .folder = folder(),
                                                                .out_file = folder() + "/out",
                                                                .err_file = folder() + "/log",
                                                                .prepare = become_its_user});
  const std::string where = "host=" + folder() + " port=" + std::to_string(port_) + " user=ann dbname=postgres";
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (PQping(where.c_str()) != PQPING_OK) {
    if (process_->ended_within(20ms) || std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("PostgreSQL does not start: " + log());
  }
}

void PostgresServer::kill() {
  if (!process_->running()) return;
  signal_all(SIGKILL);
  process_->ended_within(patience);
}

void PostgresServer::freeze() const {
  signal_all(SIGSTOP);
}

void PostgresServer::thaw() const {
  signal_all(SIGCONT);
}

// Each of its processes is a group of its own, and only their parent knows them. Stopped, it starts no more.
void PostgresServer::signal_all(int number) const {
  const pid_t parent = process_->pid();
  ::kill(parent, SIGSTOP);
  const std::string id = std::to_string(parent);
  std::ifstream children("/proc/" + id + "/task/" + id + "/children");
  for (pid_t child = 0; children >> child;)
    ::kill(child, number);
  ::kill(parent, number);
}

std::string PostgresServer::connection() const {
  return "host=127.0.0.1 port=" + std::to_string(port_) + " user=ann dbname=postgres password=" + password();
}

std::string PostgresServer::query(const std::string& statements) const {
  const std::string where = "host=" + folder() + " port=" + std::to_string(port_) + " user=ann dbname=postgres";
  const std::unique_ptr<PGconn, FinishConnection> connection(PQconnectdb(where.c_str()));
  const std::unique_ptr<PGresult, ClearResult> result(PQexec(connection.get(), statements.c_str()));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
    throw std::runtime_error(PQerrorMessage(connection.get()));
  return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

bool PostgresServer::query_until(const std::string& statements, const std::string& expected) const {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (query(statements) != expected) {
    if (std::chrono::steady_clock::now() > deadline) return false;
  }
  return true;
}

std::string PostgresServer::log() const {
  std::ostringstream all;
  const std::ifstream file(folder() + "/log");
  if (file) all << file.rdbuf();
  return all.str();
}

}  // namespace tipring::wire
