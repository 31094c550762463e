#include "cli/switchboard/site_loading.h"

#include <chrono>
#include <fstream>

#include <gmock/gmock.h>

#include "adapters/number_plan/world_number_plan.h"
#include "adapters/reactor/su_reactor.h"
#include "adapters/reactor/system_clock.h"
#include "tests/kit/temporary_folder.h"

namespace tipring::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Lines final : Log {
  void write(LogLevel, std::string_view text) override { lines.emplace_back(text); }
  std::vector<std::string> lines;
};

class SiteLoadingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto reactor = reactor::SuReactor::create(loop_);
    ASSERT_TRUE(reactor.ok());
    reactor_ = std::move(reactor).value();
    loading_ = std::make_unique<BackgroundLoading>(*reactor_, room());
  }
  LoadingRoom room() {
    const auto nothing = [](const std::string&) { return std::nullopt; };
    return {.loop = loop_,
            .numbers = numbers_,
            .log = log_,
            .environment = nothing,
            .site_folder = folder_.path(),
            .sources = {.secrets = {folder_.path(), nothing}, .listen = {}, .recordings_folder = {}}};
  }
  void write(const std::string& script) { std::ofstream(folder_.file("site.lua")) << script; }
  void start() {
    loading_->start([folder = folder_.path()] { return dsl::read_site(folder); }, 1,
                    [this](LoadedVersion version) { loaded_ = std::move(version); });
  }
  // Steps the loop until the version is there; gives up only so that a test that fails says so.
  const LoadedVersion& load(const std::string& script) {
    write(script);
    start();
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes{1};
    while (!loaded_ && std::chrono::steady_clock::now() < give_up)
      reactor_->step(std::chrono::milliseconds{1000});
    EXPECT_TRUE(loaded_);
    return *loaded_;
  }

  testing::TemporaryFolder folder_;
  reactor::SystemClock clock_;
  RunLoop loop_{clock_};
  number_plan::WorldNumberPlan numbers_;
  Lines log_;
  std::unique_ptr<reactor::SuReactor> reactor_;
  std::optional<LoadedVersion> loaded_;
  std::unique_ptr<BackgroundLoading> loading_;
};

TEST_F(SiteLoadingTest, AVersionIsLoadedBesideTheLoop) {
  const LoadedVersion& version = load(
      "phone '100' { password = 'secret' }\n"
      "rules 'inbound' { { 'all', when = always, go = reject(404) } }\n"
      "on.call(function(call) return rules 'inbound' end)\n"
      "print 'loaded'\n");
  EXPECT_FALSE(version.error);
  EXPECT_THAT(version.findings, IsEmpty());
  ASSERT_NE(version.site, nullptr);
  EXPECT_EQ(version.site->content(), version.files.content);
  EXPECT_THAT(version.configuration.phones, SizeIs(1));
  EXPECT_EQ(version.rules.size(), 1U);
  EXPECT_THAT(log_.lines, ElementsAre("loaded"));
  EXPECT_FALSE(loading_->busy());
}

TEST_F(SiteLoadingTest, MistakesComeInPlaceOfAVersion) {
  const LoadedVersion& version = load("on.call(function(call) return rules 'nowhere' end)\n");
  EXPECT_EQ(version.site, nullptr);
  ASSERT_THAT(version.findings, SizeIs(1));
  EXPECT_EQ(version.findings[0].file, "site.lua");
}

TEST_F(SiteLoadingTest, ASecretThatIsNotThereIsAnError) {
  const LoadedVersion& version = load("phone '100' { password = secret 'gone' }\non.call(function() end)\n");
  ASSERT_TRUE(version.error);
  EXPECT_EQ(version.error->code, "no-secret");
  EXPECT_EQ(version.site, nullptr);
}

TEST_F(SiteLoadingTest, WhatCannotBeDoneHereIsFoundWithTheSiteLoaded) {
  const LoadedVersion& version = load("trunk 'carrier' { sip = 'sips:192.0.2.1' }\non.call(function() end)\n");
  EXPECT_NE(version.site, nullptr);
  EXPECT_THAT(version.installation, SizeIs(1));
}

TEST_F(SiteLoadingTest, OneThatIsUnderWayIsWaitedForAndForgotten) {
  write("on.call(function() end)\n");
  start();
  EXPECT_TRUE(loading_->busy());
  loading_.reset();
  // What it has posted by its end is there for the next step.
  reactor_->step(std::chrono::milliseconds{0});
  reactor_->step(std::chrono::milliseconds{0});
  EXPECT_FALSE(loaded_);
}

}  // namespace
}  // namespace tipring::cli
