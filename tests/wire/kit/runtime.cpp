#include "tests/wire/kit/runtime.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <signal.h>

#include "tests/unit/adapters/rtp/sound_maker.h"
#include "tests/wire/kit/ports.h"

namespace tipring::wire {
namespace {

using namespace std::chrono_literals;

bool all_zero(const Json& counts, const std::string& but) {
  for (const auto& [name, count] : counts.items()) {
    if (count != 0 && name != but) return false;
  }
  return !counts.empty();
}

}  // namespace

std::string Runtime::program() {
  return TIPRING_PROGRAM;
}

Runtime::Runtime(Setup setup) : setup_(std::move(setup)), port_(free_port("udp")) {
  const std::string site = folder_.file("site");
  std::filesystem::copy(setup_.site, site, std::filesystem::copy_options::recursive);
  if (!setup_.sounds.empty()) std::filesystem::create_directories(site + "/sounds");
  for (const auto& [name, hertz] : setup_.sounds)
    rtp::write_sound(std::filesystem::path(site) / "sounds" / (name + ".wav"), rtp::sine(hertz, 8000, 0.6),
                     8000, 1);
  start();
}

void Runtime::start() {
  ChildProcess::Setup child{.words = {TIPRING_PROGRAM, "run", folder_.file("site"), "--state",
                                      folder_.file("var"), "--socket", folder_.file("control")},
                            .environment = setup_.environment,
                            .out_file = folder_.file("out"),
                            .err_file = folder_.file("log"),
                            .prepare = setup_.prepare};
  child.environment["TIPRING_LISTEN"] = "udp://" + address();
  child.words.insert(child.words.end(), setup_.arguments.begin(), setup_.arguments.end());
  entries_.reset();
  process_ = std::make_unique<ChildProcess>(child);
  follow_entries();
}

void Runtime::follow_entries() {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!entries_) {
    if (process_->ended_within(10ms) || std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("the runtime does not start: " + log());
    auto client = control_socket::ControlClient::connect(folder_.file("control"), patience);
    if (!client) continue;
    if (client->subscribe("events.follow", {{"since", 0}}, patience)) entries_ = std::move(client).value();
  }
}

Json Runtime::ask(std::vector<std::string> arguments) const {
  for (const std::string& word :
       {std::string("--socket"), folder_.file("control"), std::string("-o"), std::string("json")})
    arguments.push_back(word);
  const auto answer = ::tipring::testing::tipring(arguments);
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  return Json::parse(answer.out, nullptr, false);
}

Json Runtime::until_entry(const std::string& kind) {
  for (;;) {
    auto entry = entries_->next(patience);
    if (!entry)
      throw std::runtime_error("the ledger got no " + kind + ": " + entry.error().text + '\n' + log());
    if (entry->value("kind", "") == kind) return std::move(entry).value();
  }
}

::testing::AssertionResult Runtime::settles(const std::string& but) const {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const Json status = ask({"status"});
    const Json live = status.is_object() ? status.value("live", Json::object()) : Json::object();
    if (all_zero(live, but)) return ::testing::AssertionSuccess();
    if (std::chrono::steady_clock::now() > deadline)
      return ::testing::AssertionFailure() << "something is left: " << live << '\n' << log();
  }
}

::testing::AssertionResult Runtime::ends_in_order() {
  process_->signal(SIGTERM);
  if (!process_->ended_within(patience)) return ::testing::AssertionFailure() << "it does not end\n" << log();
  const std::string all = log();
  for (const char* report : {"Sanitizer", "runtime error:"}) {
    if (all.find(report) != std::string::npos) return ::testing::AssertionFailure() << all;
  }
  if (process_->exit_code() != 0)
    return ::testing::AssertionFailure() << "exit code " << process_->exit_code() << '\n' << all;
  if (std::filesystem::file_size(folder_.file("out")) != 0)
    return ::testing::AssertionFailure() << "it wrote to its standard output";
  return ::testing::AssertionSuccess();
}

void Runtime::kill() {
  process_->signal(SIGKILL);
  if (!process_->ended_within(patience)) throw std::runtime_error("a killed runtime does not end");
}

std::string Runtime::log() const {
  std::ostringstream all;
  const std::ifstream file(folder_.file("log"));
  if (file) all << file.rdbuf();
  return all.str();
}

std::vector<std::string> Runtime::until_complaints(std::size_t count) const {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (complaints().size() < count && !process_->ended_within(10ms) &&
         std::chrono::steady_clock::now() < deadline) {
  }
  return complaints();
}

std::vector<std::string> Runtime::complaints() const {
  std::vector<std::string> found;
  std::istringstream lines(log());
  for (std::string line; std::getline(lines, line);) {
    if (line.find("Z warning ") != std::string::npos || line.find("Z error ") != std::string::npos)
      found.push_back(line);
  }
  return found;
}

}  // namespace tipring::wire
