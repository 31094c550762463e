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
#include "dsl/site/modules.h"
#include "dsl/site/rule_tables.h"
#include "dsl/site/site_files.h"
#include "dsl/tasks/tasks.h"
#include "dsl/words/definitions.h"
#include "dsl/words/host.h"
#include "runtime/contact/attendant.h"
#include "runtime/rules/action.h"

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
};

/// One version of a site, loaded: its Lua state, what it defines, and the contacts it attends. Control thread
/// only.
class Site final : public Attendant {
 public:
  /// Nothing but what load_site() builds on.
  Site(const SiteFiles& files, SiteSurroundings surroundings);
  ~Site() override;

  const std::string& content() const { return content_; }
  const Definitions& definitions() const { return definitions_; }
  const Decisions& decisions() const { return decisions_; }
  const Modules& modules() const { return modules_; }
  Sandbox& sandbox() { return sandbox_; }

  /// Must be called before the first contact arrives.
  void attach(Calls& calls, Chats& chats) {
    host_.calls = &calls;
    host_.chats = &chats;
  }

  /// Likewise.
  void open_web(Http& http) { host_.http = &http; }

  /// Likewise. Reads the rules that are tables of the store; who comes meanwhile waits for them.
  void open_store(Database& database) {
    host_.database = &database;
    tables_ = std::make_unique<RuleTables>(definitions_, decisions_, RuleTables::Surroundings{loop_, log_});
    tables_->on_taking_force([this] {
      if (new_rules_) new_rules_();
    });
    tables_->open(database);
  }

  /// `told` hears of it before rules that were read from the store decide for the first time. Before
  /// open_store().
  void on_new_rules(std::function<void()> told) { new_rules_ = std::move(told); }

  /// Whether the store matters to more than scripts, so that its changes are to be told.
  bool reads_tables() const { return tables_ && !tables_->empty(); }
  /// The rows of a table of the store have changed; empty: of any.
  void store_changed(const std::string& table) { tables_->changed(table); }

  /// `over` is told of each contact that this version has ended, from inside a callback: see SiteVersions.
  void on_over(std::function<void(ContactId)> over) { over_ = std::move(over); }

  /// Opening hours are the floor's: from now on these hold. Those of other names stay as they are here.
  void set_hours(const HoursByName& hours);
  /// From now on these of its hours are closed in spite of their plan, and no others.
  void set_closings(const ClosingsByName& closings);

  void attend(ContactId contact) override;
  bool takes_messages() const override { return definitions_.on_message.has_value(); }
  void released(ContactId contact, const Release& release) override;

  std::size_t live_tasks() const { return tasks_.live(); }
  std::size_t live_contacts() const { return attended_.size(); }

 private:
  friend class SiteLoader;

  // A contact in hand.
  struct Attendance {
    std::string doing;             // For messages: "on.call", "dialog \"menu\"".
    Instant moved_at{};            // When it last went somewhere,
    int moves_at_once = 0;         // and how often within that instant.
    OperationHandle connecting{};  // To whom an action has sent it.
    bool ending = false;
    std::string cause;
  };

  void run(ContactId contact, int function, std::string doing);
  void over(ContactId contact, const TaskOutcome& outcome, std::optional<Action> next);
  void go(ContactId contact, const Action& action);
  void enter_dialog(ContactId contact, const std::string& name);
  void decide(ContactId contact, const std::string& name);
  /// By one rule set; the one that it leads on to.
  std::optional<std::string> decide_by(ContactId contact, const std::string& name);
  void connect(ContactId contact, const Action& action);
  /// A contact that moves on too often without any time passing is in a ring: it fails, and goes nowhere.
  bool goes_round(ContactId contact, const Action& next);
  void fail(ContactId contact, const TaskOutcome& outcome);
  /// Ends what still runs for a contact, and then the contact. Once.
  void end(ContactId contact, std::string cause);
  bool is_chat(ContactId contact) const { return host_.chats->find(contact) != nullptr; }

  std::string content_;
  Log& log_;
  RunLoop& loop_;
  Modules modules_;
  Definitions definitions_;
  Decisions decisions_;
  Sandbox sandbox_;
  Tasks tasks_;
  Host host_;
  std::unique_ptr<RuleTables> tables_;
  std::function<void()> new_rules_;
  std::map<ContactId, Attendance> attended_;
  std::function<void(ContactId)> over_;
};

/// A loaded site, or why there is none.
struct LoadedSite {
  std::unique_ptr<Site> site;     ///< Null when there are findings.
  std::vector<Finding> findings;  ///< What is wrong, in the order of files and lines.
};

/// Checks a site's files, runs them and freezes what they define.
LoadedSite load_site(const SiteFiles& files, const SiteSurroundings& surroundings);

}  // namespace tipring::dsl
