#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/site/site.h"
#include "runtime/base/run_loop.h"
#include "runtime/contact/attendant.h"

namespace tipring::dsl {

/// A version that is to prove itself with a share of the customers (a canary).
struct Trial {
  std::string content;  ///< Its address.
  int share = 0;        ///< In per cent.

  /// Whether a customer belongs to the share: the same one always does, and those of a smaller share are among
  /// those of a larger.
  bool takes(const PartyAddress& customer) const;
};

/// The versions of a site that are loaded: the one in force, one on trial, and those that contacts still use. A
/// contact is attended by the version that was chosen when it arrived until it ends; a version goes when nobody
/// uses it any more. Control thread only.
class SiteVersions final : public Attendant {
 public:
  /// What owns a loaded version, and all that it alone stands on.
  using Owned = std::shared_ptr<Site>;

  /// `loop` outlives it.
  explicit SiteVersions(RunLoop& loop) : loop_(loop) {}
  ~SiteVersions() override;
  SiteVersions(const SiteVersions&) = delete;
  SiteVersions& operator=(const SiteVersions&) = delete;

  /// Both outlive it. Before the first contact arrives.
  void attach(Calls& calls, Chats& chats);

  /// Likewise.
  void open_queues(CallDesk& desk, Distributor& distributor);

  /// What all versions ask the web by, which outlives this.
  void open_web(Http& web);

  /// The business database of an enterprise in whatever version, or by the empty name of the site itself. It
  /// outlives this.
  using StoreOf = std::function<Database&(const std::string& enterprise)>;
  /// After attach(). `new_rules` hears of it before rules that a version has read there decide for the first
  /// time.
  void open_stores(StoreOf store_of, std::function<void(const Site& theirs)> new_rules);

  /// From now on new contacts are attended by it; a trial is over. Not from inside a script.
  void put_in_force(Owned site);
  /// From now on these hours hold for all that are loaded: see Site::set_hours().
  void set_hours(const HoursByEnterprise& hours);
  /// From now on these hours are closed in spite of their plan, and no others, in all versions that are loaded
  /// or will be: see Site::set_closings().
  void set_closings(ClosingsByName closings);
  /// From now on this share of the new contacts is attended by it. Not from inside a script.
  void put_on_trial(Owned site, int share);
  void end_trial();

  /// There is one from the first put_in_force() on.
  const Site& in_force() const { return *in_force_->site; }
  const std::optional<Trial>& trial() const { return trial_; }
  /// The newest that is loaded of a content and has kept its Lua state; null where there is none.
  Owned find(std::string_view content) const;

  /// A version that is loaded.
  struct Use {
    std::string content;
    std::size_t contacts = 0;  ///< That it attends.
  };
  /// In the order in which they were loaded.
  std::vector<Use> loaded() const;
  /// Of all that are loaded.
  std::size_t live_tasks() const;
  std::size_t lua_bytes() const;

  std::string version_for(const PartyAddress& customer) const override;
  std::string enterprise_for(const PartyAddress& customer, const PartyAddress& dialled,
                             const std::string& before) const override;
  void attend(ContactId contact) override;
  /// By the version that it began on, where that is loaded, else by the one in force.
  void recovered(ContactId contact, const RecoveredPlace& place) override;
  bool takes_messages(const PartyAddress& dialled) const override { return in_force().takes_messages(dialled); }
  void released(ContactId contact, const Release& release) override;

 private:
  struct Loaded {
    Owned site;
    std::size_t contacts = 0;
  };

  Loaded& take(Owned site);
  Site& pin(ContactId contact, Loaded& to);
  void open_stores_of(Site& site);
  void watch(const std::string& enterprise, Database& database);
  Loaded& chosen_for(const PartyAddress& customer) const;
  const Contact* find_contact(ContactId contact) const;
  void over(ContactId contact);
  void drop_unused_soon();
  void drop_unused();

  RunLoop& loop_;
  Calls* calls_ = nullptr;
  Chats* chats_ = nullptr;
  CallDesk* desk_ = nullptr;
  Distributor* distributor_ = nullptr;
  Http* web_ = nullptr;
  StoreOf store_of_;
  std::set<std::string> watched_;  // Enterprises whose databases tell of their changes.
  std::function<void(const Site& theirs)> new_rules_;
  ClosingsByName closings_;
  std::vector<std::unique_ptr<Loaded>> loaded_;
  Loaded* in_force_ = nullptr;
  Loaded* on_trial_ = nullptr;  // Null without a trial.
  std::optional<Trial> trial_;
  std::map<ContactId, Loaded*> pinned_;
  std::shared_ptr<bool> here_ = std::make_shared<bool>();  // What posted events look for first.
};

}  // namespace tipring::dsl
