#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dsl/check/finding.h"
#include "dsl/sandbox/sandbox.h"
#include "dsl/site/decisions.h"
#include "dsl/site/enterprise_log.h"
#include "dsl/site/modules.h"
#include "dsl/site/site_files.h"
#include "dsl/site/store_tables.h"
#include "dsl/site/store_trial.h"
#include "dsl/tasks/tasks.h"
#include "dsl/words/definitions.h"
#include "dsl/words/host.h"
#include "runtime/contact/attendant.h"
#include "runtime/queue/call_desk.h"
#include "runtime/queue/distributor.h"
#include "runtime/rules/action.h"
#include "runtime/rules/rule_set.h"

namespace tipring::dsl {

/// What a site needs of the world around it. All outlive it.
struct SiteSurroundings {
  RunLoop& loop;
  const Sounds& sounds;
  const NumberPlan& numbers;
  Log& log;
  Chance& chance;
  std::function<std::optional<std::string>(const std::string&)> environment;
  std::function<Duration()> wall;  ///< Real time for the sandbox's backstop; empty in virtual time.
  SandboxLimits limits{};
  /// Of an enterprise of the site; they outlive it, too. Empty: those have none.
  std::function<const Sounds&(const std::string& enterprise)> sounds_of{};
};

/// One version of a site, loaded: its Lua state, what it defines, and the contacts it attends. Its enterprises
/// are sites of their own below it, each with a Lua state and definitions that no other sees; the number
/// dialled says which of them attends a contact, and what is none's it attends itself. Control thread only.
class Site final : public Attendant {
 public:
  /// Nothing but what load_site() builds on.
  Site(const SiteFiles& files, SiteSurroundings surroundings);
  ~Site() override;

  /// Of the whole, for each enterprise too.
  const std::string& content() const { return content_; }
  /// Whose it is; empty: the site's own.
  const std::string& enterprise() const { return host_.enterprise; }
  /// A name of this as the whole floor knows it: "north/office"; the site's own as they are.
  std::string whole_name(const std::string& name) const { return host_.whole_name(name); }

  bool has_enterprises() const { return !enterprises_.empty(); }
  /// Itself by the empty name; null where there is no such enterprise.
  Site* find_enterprise(std::string_view name);
  const Site* find_enterprise(std::string_view name) const;
  /// By their names.
  std::vector<std::string> enterprises() const;
  /// Visits this and then its enterprises, by their names.
  template <typename Visit>
  void for_each(Visit visit) {
    visit(*this);
    for (const auto& [name, theirs] : enterprises_)
      visit(*theirs);
  }
  template <typename Visit>
  void for_each(Visit visit) const {
    visit(*this);
    for (const auto& [name, theirs] : enterprises_)
      visit(std::as_const(*theirs));
  }
  /// The enterprise to which a number belongs at a time, however it is written; empty: none.
  std::string enterprise_of(const std::string& number, UtcTime at) const;

  const Definitions& definitions() const { return definitions_; }
  const Decisions& decisions() const { return decisions_; }
  const Modules& modules() const { return modules_; }
  Sandbox& sandbox() { return sandbox_; }

  /// Must be called before the first contact arrives. For its enterprises, too.
  void attach(Calls& calls, Chats& chats) {
    for_each([&](Site& each) {
      each.host_.calls = &calls;
      each.host_.chats = &chats;
    });
  }

  /// Likewise.
  void open_queues(CallDesk& desk, Distributor& distributor) {
    for_each([&](Site& each) {
      each.host_.desk = &desk;
      each.host_.distributor = &distributor;
    });
  }

  /// What it and its enterprises say of queues and agents.
  DistributionPlan distribution_plan() const;

  /// Likewise.
  void open_web(Http& http) {
    for_each([&](Site& each) { each.host_.http = &http; });
  }

  /// Must be called before the first contact arrives, for each enterprise with a store of its own. Reads what
  /// is tables of the store; who comes meanwhile waits for them.
  void open_store(Database& database);

  /// Lists and numbers that were read from the stores already, of its enterprises too, so that nobody waits for
  /// them. Before open_store().
  void take(StoredNumbersOfAll numbers);

  /// `told` hears of it before rules that were read from the store decide for the first time. Before
  /// open_store().
  void on_new_rules(std::function<void()> told) { new_rules_ = std::move(told); }

  /// Whether the store matters to more than scripts, so that its changes are to be told.
  bool reads_tables() const { return tables_ && !tables_->empty(); }
  /// Of its tables, and those of its enterprises, which are asked of the store and not answered: they belong to
  /// no contact.
  std::size_t live_readings() const;
  /// The rows of a table of the store have changed; empty: of any.
  void store_changed(const std::string& table) { tables_->changed(table); }

  /// `over` is told of each contact that this version has ended, from inside a callback: see SiteVersions.
  void on_over(std::function<void(ContactId)> over) { over_ = std::move(over); }

  /// Opening hours are the floor's: from now on these hold. Those of other names stay as they are here.
  void set_hours(const HoursByEnterprise& hours);
  /// From now on these of its hours are closed in spite of their plan, and no others; those of enterprises by
  /// whole_name().
  void set_closings(const ClosingsByName& closings);

  std::string enterprise_for(const PartyAddress& customer, const PartyAddress& dialled,
                             const std::string& before) const override;
  void attend(ContactId contact) override;
  bool takes_messages(const PartyAddress& dialled) const override;
  void recovered(ContactId contact, const RecoveredPlace& place) override;
  void released(ContactId contact, const Release& release) override;

  // Of its enterprises, too.
  std::size_t live_tasks() const;
  std::size_t lua_bytes() const;
  /// Whether a Lua state is lost.
  bool lost() const;

 private:
  friend class SiteLoader;

  // A contact in hand.
  struct Attendance {
    std::string doing;             // For messages: "on.call", "dialog \"menu\"".
    Instant moves_from{};          // Since when it is counted
    int moves = 0;                 // how often it goes somewhere.
    OperationHandle connecting{};  // To whom an action has sent it.
    bool ending = false;
    std::map<std::string, int, std::less<>>
        needs{};              // As rules have said, for queues: of each skill what was said last.
    std::string audio{};      // What they want heard there,
    std::string promotion{};  // and before it goes on, until that was heard.
    std::string cause;
  };

  /// Once lists and numbers are known. In a dialog, where one is named that this version has.
  void begin(ContactId contact, const std::string& dialog = {});
  void resume_talk(ContactId contact);
  /// To the queue where it was. False where this version has none of that name.
  bool return_to_queue(ContactId contact, const RecoveredPlace& place);
  void run(ContactId contact, int function, std::string doing);
  void over(ContactId contact, const TaskOutcome& outcome, std::optional<Action> next);
  void go(ContactId contact, const Action& action);
  void enter_dialog(ContactId contact, const std::string& name);
  void decide(ContactId contact, const std::string& name);
  /// By one rule set; the one that it leads on to.
  std::optional<std::string> decide_by(ContactId contact, const std::string& name);
  void connect(ContactId contact, const Action& action);
  /// Has it wait until an agent is free (site_queues.cpp).
  void enter_queue(ContactId contact, const std::string& name);
  WaitingSound sound_of(const SiteQueue& queue, const std::string& audio);
  std::string customer_of(const Contact& contact) const;
  void left_queue(ContactId contact, const std::string& name, const QueueOutcome& outcome);
  /// Plays what rules want heard before the contact goes on. False where that is nothing.
  bool promote(ContactId contact, const Action& next);
  void keep_for_queues(ContactId contact, const Outcome& outcome);
  /// Whether this version has what the action leads to: queues are of another where the site was reloaded.
  bool knows(const Action& action) const;
  /// A contact that moves on too often in too short a time is in a ring: it fails, and goes nowhere.
  bool goes_round(ContactId contact, const Action& next);
  void fail_in_ring(ContactId contact, const Action& next);
  void fail(ContactId contact, const TaskOutcome& outcome);
  /// Ends what still runs for a contact, and then the contact. Once.
  void end(ContactId contact, std::string cause);
  bool is_chat(ContactId contact) const { return host_.chats->find(contact) != nullptr; }
  /// The enterprise that attends a contact; null: this.
  Site* enterprise_with(ContactId contact) const;
  void refuse(ContactId contact);

  std::string content_;
  EnterpriseLog log_;
  RunLoop& loop_;
  Modules modules_;
  Definitions definitions_;
  Decisions decisions_;
  Sandbox sandbox_;
  Tasks tasks_;
  Host host_;
  std::unique_ptr<StoreTables> tables_;
  std::function<void()> new_rules_;
  std::map<ContactId, Attendance> attended_;
  std::function<void(ContactId)> over_;
  std::map<std::string, std::unique_ptr<Site>, std::less<>> enterprises_;
};

/// A loaded site, or why there is none.
struct LoadedSite {
  std::unique_ptr<Site> site;     ///< Null when there are findings.
  std::vector<Finding> findings;  ///< What is wrong, in the order of files and lines.
};

/// Checks the files of a site and of its enterprises, runs them and freezes what they define. With a mistake in
/// the site's own, those of its enterprises are not looked for: they build on it.
LoadedSite load_site(const SiteFiles& files, const SiteSurroundings& surroundings);

}  // namespace tipring::dsl
