#include "cli/commands/idle_site.h"

#include <utility>

namespace tipring::cli {

IdleSite::IdleSite(Console& console, const std::string& folder, dsl::SiteFiles files)
    : files_(std::move(files)),
      log_(LogLevel::warning, console.err),
      sounds_(std::filesystem::path(folder) / "sounds", sounds::FileSounds::Needs::audio_or_text),
      loaded_(dsl::load_site(files_, {.loop = loop_,
                                      .sounds = sounds_,
                                      .numbers = numbers_,
                                      .log = log_,
                                      .chance = chance_,
                                      .environment = console.environment,
                                      .wall = {}})) {}

Result<std::unique_ptr<IdleSite>> IdleSite::load(Console& console, const std::string& folder) {
  auto files = dsl::read_site(folder);
  if (!files) return files.error();
  return std::unique_ptr<IdleSite>(new IdleSite(console, folder, std::move(files).value()));
}

}  // namespace tipring::cli
