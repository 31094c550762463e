#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "adapters/sounds/file_sounds.h"

namespace tipring::sounds {

/// The sounds of a site and of its enterprises, each in the folder `sounds` of its own. Control thread only.
class SiteSounds {
 public:
  SiteSounds(std::filesystem::path site_folder, FileSounds::Needs needs)
      : folder_(std::move(site_folder)), needs_(needs), own_(folder_ / "sounds", needs) {}

  const FileSounds& own() const { return own_; }
  /// Lives as long as this.
  const FileSounds& of(const std::string& enterprise) {
    return of_enterprises_.try_emplace(enterprise, folder_ / "enterprises" / enterprise / "sounds", needs_)
        .first->second;
  }

 private:
  std::filesystem::path folder_;
  FileSounds::Needs needs_;
  FileSounds own_;
  std::map<std::string, FileSounds, std::less<>> of_enterprises_;
};

}  // namespace tipring::sounds
