#include "cli/switchboard/secrets.h"

#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>
#include <vector>

namespace tipring::cli {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> places_of(const SecretFolders& folders, const std::string& name) {
  std::vector<fs::path> places;
  if (const auto slash = name.find('/'); slash != std::string::npos)
    return {folders.site / "enterprises" / name.substr(0, slash) / "secrets" / name.substr(slash + 1)};
  if (const auto folder = folders.environment("CREDENTIALS_DIRECTORY"))
    places.push_back(fs::path(*folder) / name);
  places.push_back(folders.site / "secrets" / name);
  return places;
}

Error no_secret(std::string text) {
  return {"no-secret", std::move(text)};
}

}  // namespace

Result<std::string> find_secret(const SecretFolders& folders, const std::string& name) {
  std::string looked;
  for (const fs::path& place : places_of(folders, name)) {
    std::error_code problem;
    const fs::file_status status = fs::status(place, problem);
    looked += (looked.empty() ? "" : " nor ") + place.string();
    if (!fs::is_regular_file(status)) continue;
    if ((status.permissions() & fs::perms::others_read) != fs::perms::none)
      return no_secret(place.string() + " may be read by everybody: chmod o-r makes it a secret");
    std::ifstream file(place);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
      text.pop_back();
    if (file.bad() || text.empty()) return no_secret(place.string() + " is empty or cannot be read");
    return text;
  }
  return no_secret("there is no secret \"" + name + "\": there is no file " + looked);
}

Result<std::string> read_secret(const SecretFolders& folders, const dsl::Secret& secret,
                                const dsl::SitePosition& asked) {
  if (secret.name.empty()) return secret.text;
  auto found = find_secret(folders, secret.name);
  if (found) return found;
  return no_secret(asked.file + ":" + std::to_string(asked.line) + ": " + found.error().text);
}

}  // namespace tipring::cli
