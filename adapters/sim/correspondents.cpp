#include "adapters/sim/correspondents.h"

#include <algorithm>
#include <utility>

#include "adapters/sim/message.h"
#include "runtime/ports/reason_phrase.h"

namespace tipring::sim {

CorrespondentId Correspondents::add(Correspondent correspondent) {
  Correspondent& added = correspondents_.emplace_back(std::move(correspondent));
  std::erase_if(unclaimed_, [&](const Unclaimed& message) {
    if (!reaches(message.target, added.address)) return false;
    read(added, message.text);
    return true;
  });
  return static_cast<CorrespondentId>(correspondents_.size());
}

Correspondents::Written Correspondents::write(CorrespondentId id, const std::string& text) {
  Correspondent& writer = correspondents_.at(id - 1);
  writer.statuses.push_back(0);
  happened_(writer, "writes \"" + text + "\"");
  return {id, writer.statuses.size() - 1};
}

void Correspondents::answered(Written written, int status) {
  Correspondent& writer = correspondents_.at(written.by - 1);
  writer.statuses.at(written.index) = status;
  if (status >= 300)
    happened_(writer, "is refused with " + std::to_string(status) + " " + std::string(reason_phrase(status)));
}

int Correspondents::arrive(const std::string& target, const std::string& text) {
  const auto reader = std::ranges::find_if(
      correspondents_, [&](const Correspondent& each) { return reaches(target, each.address); });
  if (reader == correspondents_.end()) {
    unclaimed_.push_back({target, text});
    return 200;
  }
  if (reader->refusal != 0) {
    happened_(*reader, "refuses \"" + text + "\" with " + std::to_string(reader->refusal));
    return reader->refusal;
  }
  read(*reader, text);
  return 200;
}

void Correspondents::read(Correspondent& reader, const std::string& text) {
  reader.read.push_back(text);
  happened_(reader, "reads \"" + text + "\"");
}

}  // namespace tipring::sim
