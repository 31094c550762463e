#include "cli/switchboard/closings_file.h"

#include <fstream>
#include <iterator>
#include <string>

#include <nlohmann/json.hpp>

#include "adapters/journal/posix_storage.h"

namespace tipring::cli {
namespace {

namespace fs = std::filesystem;
using ClosingsJson = nlohmann::json;

ClosingsJson json_of(const Closing& closing) {
  return {{"from", closing.from.time_since_epoch().count()},
          {"until", closing.until ? ClosingsJson(closing.until->time_since_epoch().count()) : ClosingsJson()},
          {"reason", closing.reason}};
}

UtcTime time_in(const ClosingsJson& json) {
  return UtcTime(Duration(json.get<Duration::rep>()));
}

// Whoever looks, also after a loss of power, sees the old or the new.
Result<void> replace(const fs::path& path, const std::string& text) {
  journal::PosixStorage disk;
  const fs::path unfinished = path.string() + ".new";
  std::ofstream out(unfinished, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) return Error{"io-error", "cannot write " + unfinished.string()};
  const auto file = disk.open(unfinished);
  if (!file) return file.error();
  if (auto synced = file.value()->sync(); !synced) return synced;
  if (auto renamed = disk.rename(unfinished, path); !renamed) return renamed;
  return disk.sync_folder(fs::absolute(path).parent_path());
}

}  // namespace

Result<ClosingsByName> ClosingsFile::read() const {
  ClosingsByName closings;
  std::error_code problem;
  if (!fs::exists(path_, problem)) return closings;
  std::ifstream in(path_, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  try {
    const ClosingsJson json = ClosingsJson::parse(text);
    for (const auto& [name, one] : json.items()) {
      Closing closing{
          .from = time_in(one.at("from")), .until = {}, .reason = one.at("reason").get<std::string>()};
      if (!one.at("until").is_null()) closing.until = time_in(one.at("until"));
      closings.emplace(name, std::move(closing));
    }
  } catch (const ClosingsJson::exception& mistake) {
    return Error{"store-damaged", path_.string() + ": which hours are closed cannot be read: " +
                                      mistake.what() + "; remove the file to open them all as planned"};
  }
  return closings;
}

Result<void> ClosingsFile::write(const ClosingsByName& closings) const {
  ClosingsJson json = ClosingsJson::object();
  for (const auto& [name, closing] : closings)
    json[name] = json_of(closing);
  const auto kept = replace(path_, json.dump(2, ' ', false, ClosingsJson::error_handler_t::replace) + '\n');
  if (kept) return {};
  return Error{"unwritable", path_.string() + ": which hours are closed cannot be kept: " + kept.error().text,
               true};
}

}  // namespace tipring::cli
