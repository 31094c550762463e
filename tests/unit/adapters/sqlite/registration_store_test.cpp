#include "adapters/sqlite/registration_store.h"

#include <gmock/gmock.h>

#include "tests/kit/temporary_folder.h"

namespace tipring::sqlite {
namespace {

using ::tipring::testing::TemporaryFolder;

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RegistrationStoreTest : public ::testing::Test {
 protected:
  std::unique_ptr<RegistrationStore> open() {
    auto store = RegistrationStore::open(folder_.file("registrations.db"), [](std::string_view) {});
    EXPECT_TRUE(store.ok());
    return store.ok() ? std::move(store).value() : nullptr;
  }

  const TemporaryFolder folder_;
  const StoredRegistration desk_{"100", "sip:desk", 1'800'000'000'000'000, "{\"q\":1}"};
  const StoredRegistration home_{"100", "sip:home", 1'800'000'000'000'001, "{}"};
};

TEST_F(RegistrationStoreTest, WhatIsPutIsThereAfterARestart) {
  {
    auto store = open();
    EXPECT_THAT(store->found(), IsEmpty());
    store->put(home_);
    store->put(desk_);
  }
  EXPECT_THAT(open()->found(), ElementsAre(desk_, home_));
}

TEST_F(RegistrationStoreTest, TheLastChangeCounts) {
  StoredRegistration later = desk_;
  later.expires += 1;
  {
    auto store = open();
    store->put(desk_);
    store->put(later);
    store->put(home_);
    store->remove(home_.phone, home_.uri);
  }
  EXPECT_THAT(open()->found(), ElementsAre(later));
  open()->remove(later.phone, later.uri);
  EXPECT_THAT(open()->found(), IsEmpty());
}

TEST_F(RegistrationStoreTest, WhatWaitsInMailboxesIsThereAfterARestart) {
  const StoredMailbox desk{"100", 2, 5};
  {
    auto store = open();
    EXPECT_THAT(store->found_mailboxes(), IsEmpty());
    store->put(StoredMailbox{"100", 1, 5});
    store->put(StoredMailbox{"200", 0, 1});
    store->put(desk);
  }
  EXPECT_THAT(open()->found_mailboxes(), ElementsAre(desk, StoredMailbox{"200", 0, 1}));
  open()->put(StoredMailbox{"200", 0, 0});
  EXPECT_THAT(open()->found_mailboxes(), ElementsAre(desk));
}

TEST_F(RegistrationStoreTest, ManyChangesAreAllKept) {
  {
    auto store = open();
    for (int phone = 0; phone < 5'000; ++phone)
      store->put({std::to_string(phone), "sip:a", phone, "{}"});
  }
  EXPECT_EQ(open()->found().size(), 5'000U);
}

}  // namespace
}  // namespace tipring::sqlite
