#include "dsl/site/site_versions.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "runtime/rules/why_record.h"

namespace tipring::dsl {
namespace {

// FNV-1a, and the finaliser of splitmix64, since the former's low bits hang together.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char letter : text)
    hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211U;
  hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9U;
  hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebU;
  return hash ^ (hash >> 31U);
}

}  // namespace

// The content is part of it, so that not the same customers try every version.
bool Trial::takes(const PartyAddress& customer) const {
  const std::string& who = customer.user.empty() ? customer.uri : customer.user;
  return hash_of(content + "\n" + who) % 100 < static_cast<std::uint64_t>(share);
}

SiteVersions::~SiteVersions() = default;

void SiteVersions::attach(Calls& calls, Chats& chats) {
  calls_ = &calls;
  chats_ = &chats;
  for (const auto& loaded : loaded_)
    loaded->site->attach(calls, chats);
}

void SiteVersions::open_queues(CallDesk& desk, Distributor& distributor) {
  desk_ = &desk;
  distributor_ = &distributor;
  for (const auto& loaded : loaded_)
    loaded->site->open_queues(desk, distributor);
}

void SiteVersions::open_web(Http& web) {
  web_ = &web;
  for (const auto& loaded : loaded_)
    loaded->site->open_web(web);
}

void SiteVersions::open_stores(StoreOf store_of, std::function<void(const Site& theirs)> new_rules) {
  store_of_ = std::move(store_of);
  new_rules_ = std::move(new_rules);
  for (const auto& loaded : loaded_)
    open_stores_of(*loaded->site);
}

void SiteVersions::open_stores_of(Site& site) {
  site.for_each([this](Site& each) {
    Database& database = store_of_(each.enterprise());
    each.on_new_rules([this, &each] { new_rules_(each); });
    each.open_store(database);
    if (each.reads_tables()) watch(each.enterprise(), database);
  });
}

void SiteVersions::watch(const std::string& enterprise, Database& database) {
  if (!watched_.insert(enterprise).second) return;
  database.on_change([this, enterprise, here = std::weak_ptr(here_)](const std::string& table) {
    if (here.expired()) return;
    for (const auto& loaded : loaded_) {
      Site* theirs = loaded->site->find_enterprise(enterprise);
      if (theirs != nullptr) theirs->store_changed(table);
    }
  });
}

SiteVersions::Loaded& SiteVersions::take(Owned site) {
  const auto known = std::ranges::find_if(loaded_, [&](const auto& loaded) { return loaded->site == site; });
  if (known != loaded_.end()) return **known;
  if (calls_ != nullptr) site->attach(*calls_, *chats_);
  if (desk_ != nullptr) site->open_queues(*desk_, *distributor_);
  if (web_ != nullptr) site->open_web(*web_);
  if (store_of_) open_stores_of(*site);
  site->set_closings(closings_);
  site->on_over([this](ContactId contact) { over(contact); });
  return *loaded_.emplace_back(std::make_unique<Loaded>(Loaded{.site = std::move(site)}));
}

void SiteVersions::put_in_force(Owned site) {
  in_force_ = &take(std::move(site));
  end_trial();
}

void SiteVersions::set_hours(const HoursByEnterprise& hours) {
  for (const auto& loaded : loaded_)
    loaded->site->set_hours(hours);
  set_closings(std::move(closings_));
}

void SiteVersions::set_closings(ClosingsByName closings) {
  closings_ = std::move(closings);
  for (const auto& loaded : loaded_)
    loaded->site->set_closings(closings_);
}

void SiteVersions::put_on_trial(Owned site, int share) {
  on_trial_ = &take(std::move(site));
  trial_ = Trial{on_trial_->site->content(), share};
  drop_unused_soon();
}

void SiteVersions::end_trial() {
  on_trial_ = nullptr;
  trial_.reset();
  drop_unused_soon();
}

SiteVersions::Owned SiteVersions::find(std::string_view content) const {
  const auto newest = std::find_if(loaded_.rbegin(), loaded_.rend(), [&](const auto& loaded) {
    return loaded->site->content() == content && !loaded->site->lost();
  });
  return newest == loaded_.rend() ? nullptr : (*newest)->site;
}

std::vector<SiteVersions::Use> SiteVersions::loaded() const {
  std::vector<Use> uses;
  for (const auto& loaded : loaded_)
    uses.push_back({loaded->site->content(), loaded->contacts});
  return uses;
}

std::size_t SiteVersions::live_tasks() const {
  std::size_t tasks = 0;
  for (const auto& loaded : loaded_)
    tasks += loaded->site->live_tasks();
  return tasks;
}

std::size_t SiteVersions::lua_bytes() const {
  std::size_t bytes = 0;
  for (const auto& loaded : loaded_)
    bytes += loaded->site->lua_bytes();
  return bytes;
}

SiteVersions::Loaded& SiteVersions::chosen_for(const PartyAddress& customer) const {
  return trial_ && trial_->takes(customer) ? *on_trial_ : *in_force_;
}

std::string SiteVersions::version_for(const PartyAddress& customer) const {
  return std::string(short_version(chosen_for(customer).site->content()));
}

std::string SiteVersions::enterprise_for(const PartyAddress& customer, const PartyAddress& dialled,
                                         const std::string& before) const {
  return chosen_for(customer).site->enterprise_for(customer, dialled, before);
}

const Contact* SiteVersions::find_contact(ContactId contact) const {
  if (const Contact* call = calls_->find(contact)) return call;
  return chats_->find(contact);
}

void SiteVersions::attend(ContactId contact) {
  pin(contact, chosen_for(find_contact(contact)->caller)).attend(contact);
}

void SiteVersions::recovered(ContactId contact, const RecoveredPlace& place) {
  const std::string& version = find_contact(contact)->version;
  const auto its_own = std::ranges::find_if(loaded_, [&version](const auto& loaded) {
    return !loaded->site->lost() && short_version(loaded->site->content()) == version;
  });
  pin(contact, its_own == loaded_.end() ? *in_force_ : **its_own).recovered(contact, place);
}

Site& SiteVersions::pin(ContactId contact, Loaded& to) {
  ++to.contacts;
  pinned_[contact] = &to;
  return *to.site;
}

void SiteVersions::released(ContactId contact, const Release& release) {
  const auto found = pinned_.find(contact);
  if (found != pinned_.end()) found->second->site->released(contact, release);
}

void SiteVersions::over(ContactId contact) {
  const auto ended = pinned_.extract(contact);
  if (ended && --ended.mapped()->contacts == 0 && ended.mapped() != in_force_) drop_unused_soon();
}

// As an event of its own: a version is not to go from inside one of its callbacks, nor before what it has
// posted.
void SiteVersions::drop_unused_soon() {
  loop_.post([this, here = std::weak_ptr(here_)] {
    if (!here.expired()) drop_unused();
  });
}

void SiteVersions::drop_unused() {
  std::erase_if(loaded_, [this](const auto& loaded) {
    return loaded.get() != in_force_ && loaded.get() != on_trial_ && loaded->contacts == 0 &&
           loaded->site->live_tasks() == 0;
  });
}

}  // namespace tipring::dsl
