#include "adapters/postgres/connection_settings.h"

#include <algorithm>
#include <memory>

#include <libpq-fe.h>

#include "adapters/postgres/sql_error.h"

namespace tipring::postgres {
namespace {

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

struct FreeMemory {
  void operator()(char* memory) const { PQfreemem(memory); }
};

// libpq quotes what it cannot read, which may be a piece of a password.
std::string without_quoted(std::string_view text) {
  std::string shown;
  bool quoted = false;
  for (const char letter : text) {
    if (letter == '"') {
      shown += quoted ? "…\"" : "\"";
      quoted = !quoted;
    } else if (!quoted) {
      shown += letter;
    }
  }
  return shown;
}

}  // namespace

Result<ConnectionSettings> ConnectionSettings::parse(const std::string& text) {
  char* problem = nullptr;
  const std::unique_ptr<PQconninfoOption, FreeOptions> options(PQconninfoParse(text.c_str(), &problem));
  const std::unique_ptr<char, FreeMemory> owned_problem(problem);
  if (options == nullptr) {
    return Error{"bad-connection",
                 "the connection to PostgreSQL cannot be read: " +
                     without_quoted(one_line(problem != nullptr ? problem : "out of memory")) +
                     "; expected postgresql://USER@ADDRESS/DATABASE or host=ADDRESS dbname=DATABASE"};
  }
  ConnectionSettings settings;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    settings.settings_.push_back(
        {option->keyword, option->val, option->envvar != nullptr ? option->envvar : std::string()});
  }
  settings.set("client_encoding", "UTF8");
  settings.add("fallback_application_name", "tipring");
  // Its tickets are asked for while the thread waits.
  settings.add("gssencmode", "disable");
  // A server that is gone without a word is noticed within a minute.
  settings.add("keepalives_idle", "30");
  settings.add("keepalives_interval", "10");
  settings.add("keepalives_count", "3");
  const std::string host = settings.value_of("host");
  const std::string port = settings.value_of("port");
  const std::string place = host.empty() ? settings.value_of("hostaddr") : host;
  settings.description_ = "database \"" + settings.value_of("dbname") + "\" at " +
                          (place.empty() ? "this machine" : place) + (port.empty() ? "" : ", port " + port);
  return settings;
}

void ConnectionSettings::work_in(const std::string& schema) {
  const std::string others = value_of("options");
  set("options", others + (others.empty() ? "" : " ") + "-c search_path=" + schema);
}

std::vector<std::string> ConnectionSettings::environment() const {
  std::vector<std::string> variables;
  for (const Setting& setting : settings_) {
    if (!setting.variable.empty()) variables.push_back(setting.variable + "=" + setting.value);
  }
  return variables;
}

pg_conn* ConnectionSettings::start() const {
  std::vector<const char*> names;
  std::vector<const char*> values;
  for (const Setting& setting : settings_) {
    names.push_back(setting.name.c_str());
    values.push_back(setting.value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  return PQconnectStartParams(names.data(), values.data(), 0);
}

std::string ConnectionSettings::redacted(std::string text) const {
  for (const char* name : {"password", "sslpassword"}) {
    const std::string secret = value_of(name);
    if (secret.empty()) continue;
    for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 1))
      text.replace(at, secret.size(), "…");
  }
  return text;
}

std::string ConnectionSettings::value_of(std::string_view name) const {
  const auto found = std::ranges::find(settings_, name, &Setting::name);
  return found != settings_.end() ? found->value : std::string();
}

void ConnectionSettings::set(const std::string& name, const std::string& value) {
  const auto found = std::ranges::find(settings_, name, &Setting::name);
  if (found == settings_.end()) {
    settings_.push_back({name, value});
  } else {
    found->value = value;
  }
}

void ConnectionSettings::add(const std::string& name, const std::string& value) {
  if (value_of(name).empty()) settings_.push_back({name, value});
}

}  // namespace tipring::postgres
