// The enterprises of a site: which of them a contact belongs to, and what all of them come to.

#include <chrono>

#include "dsl/site/site.h"
#include "dsl/site/site_attributes.h"

namespace tipring::dsl {

Site* Site::find_enterprise(std::string_view name) {
  if (name == enterprise()) return this;
  const auto found = enterprises_.find(name);
  return found == enterprises_.end() ? nullptr : found->second.get();
}

const Site* Site::find_enterprise(std::string_view name) const {
  if (name == enterprise()) return this;
  const auto found = enterprises_.find(name);
  return found == enterprises_.end() ? nullptr : found->second.get();
}

std::vector<std::string> Site::enterprises() const {
  std::vector<std::string> names;
  for (const auto& [name, theirs] : enterprises_)
    names.push_back(name);
  return names;
}

std::string Site::enterprise_of(const std::string& number, UtcTime at) const {
  if (enterprises_.empty()) return {};
  const OwnNumber* own = own_number(definitions_, number, std::chrono::floor<std::chrono::days>(at));
  return own == nullptr ? std::string() : own->enterprise;
}

std::string Site::enterprise_for(const PartyAddress& /*customer*/, const PartyAddress& dialled,
                                 const std::string& before) const {
  if (enterprises_.empty()) return {};
  const auto today = std::chrono::floor<std::chrono::days>(loop_.clock().utc());
  if (const OwnNumber* own = own_number(definitions_, dialled.user, today)) return own->enterprise;
  return enterprises_.contains(before) ? before : std::string();
}

bool Site::takes_messages(const PartyAddress& dialled) const {
  const Site* theirs = find_enterprise(enterprise_of(dialled.user, loop_.clock().utc()));
  return theirs != nullptr && theirs->definitions_.on_message.has_value();
}

Site* Site::enterprise_with(ContactId id) const {
  const Contact* contact = find_contact(host_, id);
  if (contact == nullptr) return nullptr;
  const auto found = enterprises_.find(contact->enterprise);
  return found == enterprises_.end() ? nullptr : found->second.get();
}

std::size_t Site::live_tasks() const {
  std::size_t tasks = 0;
  for_each([&tasks](const Site& each) { tasks += each.tasks_.live(); });
  return tasks;
}

std::size_t Site::live_readings() const {
  std::size_t readings = 0;
  for_each([&readings](const Site& each) { readings += each.tables_ ? each.tables_->live() : 0; });
  return readings;
}

std::size_t Site::lua_bytes() const {
  std::size_t bytes = 0;
  for_each([&bytes](const Site& each) { bytes += each.sandbox_.memory(); });
  return bytes;
}

bool Site::lost() const {
  bool any = false;
  for_each([&any](const Site& each) { any = any || each.sandbox_.lost(); });
  return any;
}

}  // namespace tipring::dsl
