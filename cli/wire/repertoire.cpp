#include "cli/wire/repertoire.h"

#include <algorithm>
#include <utility>

#include "adapters/rtp/sound_file.h"

namespace tipring::cli {

void Repertoire::join(Phone& phone) {
  phones_.push_back(&phone);
  for (const auto& [name, piece] : pieces_) {
    if (piece.listened_for) phone.know_prompt(name, piece.samples);
  }
}

void Repertoire::leave(Phone& phone) {
  std::erase(phones_, &phone);
}

Result<void> Repertoire::add(const Sound& sound, const std::string& path, Duration time) {
  forget_what_is_over();
  const auto [place, fresh] = pieces_.try_emplace(path);
  Piece& piece = place->second;
  if (fresh) {
    auto samples = rtp::decode_sound(path);
    if (!samples) {
      pieces_.erase(place);
      return samples.error();
    }
    piece.samples = std::move(samples).value();
  }
  piece.sound = sound;
  piece.until = std::max(piece.until, clock_.now() + time);
  if (std::exchange(piece.listened_for, true)) return {};
  for (Phone* phone : phones_)
    phone->know_prompt(path, piece.samples);
  return {};
}

void Repertoire::forget_what_is_over() {
  for (auto& [name, piece] : pieces_) {
    if (!piece.listened_for || piece.until > clock_.now()) continue;
    piece.listened_for = false;
    for (Phone* phone : phones_)
      phone->forget_prompt(name);
  }
}

}  // namespace tipring::cli
