#include "cli/switchboard/web.h"

#include <fstream>
#include <utility>

#include "adapters/http/curl_http.h"

namespace tipring::cli {

Result<std::unique_ptr<Http>> open_web(const std::optional<dsl::HttpDefinition>& definition,
                                       SecretFolders folders, const std::string& version, RunLoop& loop,
                                       Reactor& reactor, Log& log) {
  http::CurlHttpOptions options{.user_agent = "Tipring/" + version};
  if (definition) {
    options.trust = (folders.site / definition->trust).string();
    if (!std::ifstream(options.trust).good())
      return Error{"no-certificates", definition->position.file + ":" +
                                          std::to_string(definition->position.line) +
                                          ": http: trust: " + options.trust + " cannot be read"};
  }
  options.secret = [folders = std::move(folders)](const std::string& name) {
    return find_secret(folders, name);
  };
  auto web = http::CurlHttp::create(std::move(options), loop, reactor, log);
  if (!web) return web.error();
  return std::unique_ptr<Http>(std::move(web).value());
}

}  // namespace tipring::cli
