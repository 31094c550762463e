// Versions of a site beside each other: whom each attends, and when it goes.

#include "dsl/site/site_versions.h"

#include <map>

#include <gmock/gmock.h>

#include "adapters/number_plan/world_number_plan.h"
#include "adapters/sounds/file_sounds.h"
#include "runtime/rules/why_record.h"
#include "tests/unit/runtime/contact/floor_world.h"

namespace tipring::dsl {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// What the floor asks goes to the versions.
class AttendedWorld final : public FloorWorld {
 public:
  AttendedWorld() {
    versions.attach(floor.calls(), floor.chats());
    versions.open_queues(floor.desk(), floor.distributor());
  }
  ~AttendedWorld() override = default;

  std::string version_for(const PartyAddress& customer) const override {
    return versions.version_for(customer);
  }
  std::string enterprise_for(const PartyAddress& customer, const PartyAddress& dialled,
                             const std::string& before) const override {
    return versions.enterprise_for(customer, dialled, before);
  }
  bool takes_messages(const PartyAddress& dialled) const override { return versions.takes_messages(dialled); }
  void attend(ContactId arrived) override {
    FloorWorld::attend(arrived);
    if (attends) versions.attend(arrived);
  }
  void released(ContactId gone, const Release& release) override { versions.released(gone, release); }

  /// A version, by its scripts.
  SiteVersions::Owned load(const std::string& content, const std::string& script) {
    SiteFiles files{.folder = "site",
                    .scripts = {{"site.lua", script}},
                    .modules = {},
                    .calendars = {},
                    .tables = {},
                    .content = content};
    return load(files);
  }
  /// Enterprises beside it, by the numbers that are theirs.
  SiteVersions::Owned load(const std::string& content, const std::string& script,
                           const std::map<std::string, std::string>& enterprises, const std::string& numbers) {
    SiteFiles files{.folder = "site",
                    .scripts = {{"site.lua", "numbers 'numbers.csv'\n" + script}},
                    .modules = {},
                    .calendars = {},
                    .tables = {{"numbers.csv", "number,enterprise\n" + numbers}},
                    .content = content};
    for (const auto& [name, theirs] : enterprises) {
      SiteFiles& of = files.enterprises.emplace_back();
      of.enterprise = name;
      of.content = content;
      of.scripts.push_back({of.prefix() + "site.lua", theirs});
    }
    return load(files);
  }

 private:
  SiteVersions::Owned load(const SiteFiles& files) {
    LoadedSite loaded =
        load_site(files, {.loop = loop,
                          .sounds = sounds_,
                          .numbers = numbers_,
                          .log = lines_,
                          .chance = chance_,
                          .environment = [](const std::string&) { return std::nullopt; },
                          .wall = {},
                          .limits = {},
                          .sounds_of = [this](const std::string&) -> const Sounds& { return sounds_; }});
    for (const Finding& finding : loaded.findings)
      ADD_FAILURE() << to_string(finding);
    return std::move(loaded.site);
  }

  struct Silent final : Log {
    void write(LogLevel, std::string_view) override {}
  };
  sounds::FileSounds sounds_{"/nowhere", sounds::FileSounds::Needs::audio_or_text};
  number_plan::WorldNumberPlan numbers_;
  Silent lines_;
  Chance chance_{1};

 public:
  SiteVersions versions{loop};
  bool attends = true;
};

// Waits a minute, and refuses by its status.
std::string patient(int status) {
  return "on.call(function(call) call:wait '1m' return reject(" + std::to_string(status) + ") end)";
}

std::string at_once(int status) {
  return "on.call(function(call) return reject(" + std::to_string(status) + ") end)";
}

int status_of(const sim::Party& party) {
  return party.ending() ? party.ending()->status : 0;
}

class SiteVersionsTest : public ::testing::Test {
 protected:
  ~SiteVersionsTest() override { world_.expect_nothing_left(); }

  AttendedWorld world_;
  SiteVersions& versions_ = world_.versions;
};

TEST_F(SiteVersionsTest, AContactEndsOnTheVersionThatItBeganOn) {
  versions_.put_in_force(world_.load("one", patient(486)));
  sim::Party& before = world_.call("100");
  world_.run(1s);
  versions_.put_in_force(world_.load("two", at_once(603)));
  sim::Party& after = world_.call("101");
  world_.run(1s);
  EXPECT_EQ(status_of(after), 603);
  EXPECT_EQ(status_of(before), 0);
  EXPECT_THAT(versions_.loaded(), SizeIs(2));
  world_.run(2min);
  EXPECT_EQ(status_of(before), 486);
  EXPECT_THAT(world_.story(), Contains(HasSubstr("caller=100 caller_name= dialled=200 version=one")));
  EXPECT_THAT(world_.story(), Contains(HasSubstr("caller=101 caller_name= dialled=200 version=two")));
}

TEST_F(SiteVersionsTest, AVersionGoesWithItsLastContact) {
  versions_.put_in_force(world_.load("one", patient(486)));
  world_.call("100");
  world_.call("101");
  world_.run(1s);
  versions_.put_in_force(world_.load("two", at_once(603)));
  world_.run(1s);
  ASSERT_THAT(versions_.loaded(), SizeIs(2));
  EXPECT_EQ(versions_.loaded()[0].contacts, 2U);
  EXPECT_EQ(versions_.live_tasks(), 2U);
  world_.run(2min);
  ASSERT_THAT(versions_.loaded(), SizeIs(1));
  EXPECT_EQ(versions_.loaded()[0].content, "two");
  EXPECT_EQ(versions_.find("one"), nullptr);
}

TEST_F(SiteVersionsTest, AVersionThatNobodyUsesGoesAtOnce) {
  const std::weak_ptr<Site> first = [this] {
    auto site = world_.load("one", at_once(486));
    versions_.put_in_force(site);
    return site;
  }();
  versions_.put_in_force(world_.load("two", at_once(603)));
  EXPECT_FALSE(first.expired()) << "it went from inside whatever has put the other in force";
  world_.run(1s);
  EXPECT_TRUE(first.expired());
}

TEST_F(SiteVersionsTest, FinalisersOfACallRunOnItsVersion) {
  versions_.put_in_force(world_.load("one",
                                     "variables { told = text }\n"
                                     "on.call(function(call)\n"
                                     "  call:finally(function() wait '1s' call.told = 'by one' end)\n"
                                     "  call:wait '1m'\n"
                                     "end)"));
  sim::Party& caller = world_.call("100");
  world_.run(1s);
  versions_.put_in_force(world_.load("two", at_once(603)));
  ASSERT_TRUE(caller.hang_up().ok());
  world_.run(500ms);
  EXPECT_THAT(versions_.loaded(), SizeIs(2));
  world_.run(5s);
  EXPECT_THAT(world_.story(), Contains("contact.set told=by one"));
  EXPECT_THAT(versions_.loaded(), SizeIs(1));
}

TEST_F(SiteVersionsTest, ATrialHasItsShareOfTheCustomersAndAlwaysTheSame) {
  versions_.put_in_force(world_.load("one", at_once(486)));
  versions_.put_on_trial(world_.load("two", at_once(603)), 10);
  int on_trial = 0;
  for (int customer = 0; customer < 2000; ++customer) {
    const PartyAddress address{.user = "+1202555" + std::to_string(1000 + customer)};
    const std::string version = versions_.version_for(address);
    EXPECT_EQ(versions_.version_for(address), version);
    if (version == "two") ++on_trial;
  }
  EXPECT_GT(on_trial, 140);
  EXPECT_LT(on_trial, 260);
  sim::Party& tries = world_.call([this] {
    for (int customer = 0;; ++customer) {
      const std::string user = std::to_string(customer);
      if (versions_.version_for({.user = user}) == "two") return user;
    }
  }());
  world_.run(1s);
  EXPECT_EQ(status_of(tries), 603);
}

TEST_F(SiteVersionsTest, WhoTriesWithAFewTriesWithMany) {
  const Trial few{"content", 5};
  const Trial many{"content", 50};
  for (int customer = 0; customer < 1000; ++customer) {
    const PartyAddress address{.user = std::to_string(customer)};
    EXPECT_TRUE(!few.takes(address) || many.takes(address)) << customer;
  }
}

TEST_F(SiteVersionsTest, ATrialEndsForThoseWhoCallFromThenOn) {
  versions_.put_in_force(world_.load("one", at_once(486)));
  versions_.put_on_trial(world_.load("two", patient(603)), 100);
  sim::Party& tries = world_.call("100");
  world_.run(1s);
  versions_.end_trial();
  sim::Party& later = world_.call("100");
  world_.run(1s);
  EXPECT_EQ(status_of(later), 486);
  world_.run(2min);
  EXPECT_EQ(status_of(tries), 603);
  EXPECT_THAT(versions_.loaded(), SizeIs(1));
}

TEST_F(SiteVersionsTest, AVersionOnTrialThatTakesForceIsTheSame) {
  versions_.put_in_force(world_.load("one", at_once(486)));
  versions_.put_on_trial(world_.load("two", at_once(603)), 10);
  versions_.put_in_force(versions_.find("two"));
  EXPECT_FALSE(versions_.trial());
  world_.run(1s);
  ASSERT_THAT(versions_.loaded(), SizeIs(1));
  EXPECT_EQ(versions_.in_force().content(), "two");
}

TEST_F(SiteVersionsTest, HoursHoldForThoseWhoAreThereToo) {
  const auto site = [](const char* hours) {
    return std::string("hours 'office' { daily = '") + hours +
           "' }\n"
           "on.call(function(call)\n"
           "  call:wait '1m'\n"
           "  return reject(is_open 'office' and 486 or 480)\n"
           "end)";
  };
  versions_.put_in_force(world_.load("one", site("00:00-01:00")));
  sim::Party& caller = world_.call("100");
  world_.run(1s);
  versions_.put_in_force(world_.load("two", site("00:00-24:00")));
  versions_.set_hours({{"", versions_.in_force().definitions().hours}});
  world_.run(2min);
  EXPECT_EQ(status_of(caller), 486);
}

TEST_F(SiteVersionsTest, AQueueThatLeadsWhereTheContactsVersionCannotGoEndsIt) {
  const auto site = [](const std::string& dialog) {
    return "queue 'billing' { overflow = { after = '30s', go = dialog '" + dialog + "' } }\n" + "dialog '" +
           dialog + "' (function(call) call:wait '1m' end)\n" +
           "on.call(function(call) call:wait '1m' return queue 'billing' end)";
  };
  const auto put_in_force = [&](const std::string& content, const std::string& dialog) {
    versions_.put_in_force(world_.load(content, site(dialog)));
    world_.floor.redistribute(versions_.in_force().distribution_plan());
  };
  put_in_force("one", "early");
  sim::Party& caller = world_.call("100");
  world_.run(1s);
  put_in_force("two", "late");
  world_.run(80s);
  EXPECT_FALSE(caller.ending());
  EXPECT_THAT(world_.story(), Contains(HasSubstr("contact.entered what=queue name=billing")));
  world_.run(20s);
  EXPECT_TRUE(caller.ending());
  EXPECT_THAT(world_.story(), Contains(HasSubstr("cause=not-served")));
  EXPECT_THAT(versions_.loaded(), SizeIs(1));
}

TEST_F(SiteVersionsTest, TheNumberDialledTellsTheEnterprise) {
  versions_.put_in_force(world_.load("one", at_once(404), {{"north", at_once(486)}, {"south", at_once(603)}},
                                     "200,south\n201,north\n"));
  sim::Party& south = world_.call("100");  // The world's calls are to 200.
  world_.run(1s);
  EXPECT_EQ(status_of(south), 603);
  EXPECT_THAT(world_.story(),
              Contains(HasSubstr("caller=100 caller_name= dialled=200 enterprise=south version=one")));
  const auto of = [this](const char* number, const char* before) {
    return versions_.enterprise_for({.user = "100"}, {.user = number}, before);
  };
  EXPECT_EQ(of("201", "south"), "north");
  EXPECT_EQ(of("999", ""), "");
  EXPECT_EQ(of("999", "south"), "south") << "who is transferred stays";
  EXPECT_EQ(of("999", "gone"), "");
}

TEST_F(SiteVersionsTest, WhatBelongsToNobodyIsTheSitesOwn) {
  versions_.put_in_force(world_.load("one", at_once(404), {{"north", at_once(486)}}, "201,north\n"));
  sim::Party& caller = world_.call("100");
  world_.run(1s);
  EXPECT_EQ(status_of(caller), 404);
  EXPECT_THAT(world_.story(), Contains(HasSubstr("caller=100 caller_name= dialled=200 version=one")));
}

TEST_F(SiteVersionsTest, AContactStaysWithItsEnterpriseWhereTheNumberMovesOn) {
  const std::map<std::string, std::string> enterprises{{"north", patient(486)}, {"south", patient(603)}};
  versions_.put_in_force(world_.load("one", at_once(404), enterprises, "200,north\n201,south\n"));
  sim::Party& before = world_.call("100");
  world_.run(1s);
  versions_.put_in_force(world_.load("two", at_once(404), enterprises, "200,south\n201,north\n"));
  sim::Party& after = world_.call("101");
  world_.run(1s);
  EXPECT_THAT(versions_.loaded(), SizeIs(2));
  EXPECT_EQ(versions_.live_tasks(), 2U);
  world_.run(2min);
  EXPECT_EQ(status_of(before), 486);
  EXPECT_EQ(status_of(after), 603);
  EXPECT_THAT(versions_.loaded(), SizeIs(1)) << "contacts of enterprises keep a version, and let it go";
}

TEST_F(SiteVersionsTest, MessagesAreTakenForWhomTheyAreTo) {
  versions_.put_in_force(world_.load("one", at_once(404),
                                     {{"north", "on.message(function() end)"}, {"south", at_once(603)}},
                                     "200,north\n201,south\n"));
  EXPECT_TRUE(versions_.takes_messages({.user = "200"}));
  EXPECT_FALSE(versions_.takes_messages({.user = "201"}));
  EXPECT_FALSE(versions_.takes_messages({.user = "999"}));
}

TEST_F(SiteVersionsTest, HoursOfOneNameAreEachEnterprisesOwn) {
  const auto opens = [](const char* hours) {
    return std::string("hours 'office' { daily = '") + hours +
           "' }\n"
           "on.call(function(call) call:wait '1m' return reject(is_open 'office' and 486 or 480) end)";
  };
  const char* numbers = "200,north\n201,south\n";
  versions_.put_in_force(world_.load(
      "one", at_once(404), {{"north", opens("00:00-24:00")}, {"south", opens("00:00-24:00")}}, numbers));
  sim::Party& caller = world_.call("100");
  world_.run(1s);
  const auto next = world_.load("two", at_once(404),
                                {{"north", opens("00:00-24:00")}, {"south", opens("00:00-00:01")}}, numbers);
  versions_.set_hours({{"north", next->find_enterprise("north")->definitions().hours},
                       {"south", next->find_enterprise("south")->definitions().hours}});
  world_.run(2min);
  EXPECT_EQ(status_of(caller), 486);
}

// A site whose dialog and whose on.call refuse by these.
std::string with_menu(const std::string& name, int in_dialog, int in_on_call) {
  return "dialog '" + name + "' (function(call) return reject(" + std::to_string(in_dialog) + ") end) " +
         at_once(in_on_call);
}

TEST(TakenUp, a_contact_begins_its_dialog_again) {
  AttendedWorld world;
  world.versions.put_in_force(world.load("one", with_menu("menu", 486, 404)));
  world.attends = false;
  const sim::Party& ann = world.call();
  world.run(1s);
  world.versions.recovered(world.contact, {.dialog = "menu", .queue = {}, .talks_to = {}});
  world.run(1s);
  EXPECT_EQ(status_of(ann), 486);
}

TEST(TakenUp, a_contact_whose_dialog_is_gone_from_the_site_begins_where_calls_do) {
  AttendedWorld world;
  world.versions.put_in_force(world.load("one", with_menu("other", 486, 404)));
  world.attends = false;
  const sim::Party& ann = world.call();
  world.run(1s);
  world.versions.recovered(world.contact, {.dialog = "menu", .queue = {}, .talks_to = {}});
  world.run(1s);
  EXPECT_EQ(status_of(ann), 404);
}

TEST(TakenUp, a_contact_stays_with_the_version_that_it_began_on_while_that_is_loaded) {
  AttendedWorld world;
  world.versions.put_in_force(world.load("one", with_menu("menu", 486, 404)));
  world.attends = false;
  const sim::Party& ann = world.call();
  world.run(1s);
  world.versions.put_in_force(world.load("two", with_menu("menu", 603, 500)));
  world.versions.recovered(world.contact, {.dialog = "menu", .queue = {}, .talks_to = {}});
  world.run(1s);
  EXPECT_EQ(status_of(ann), 486);
}

}  // namespace
}  // namespace tipring::dsl
