// The storm of activations on SQLite, whose answers come from threads of its own. `make soak` runs a thousand rounds.
#include <gtest/gtest.h>

#include "adapters/sqlite/sqlite_storage.h"
#include "support/temporary_folder.h"
#include "unit/app/activation_storm.h"

namespace nss {
namespace {

TEST(ActivationStorm, OnSqliteAcceptedIsExactlyWhatThereIsRoomFor) {
  TemporaryFolder folder;
  SqliteOptions options;
  options.path = folder.file("storm.db");
  for (int round = 0; round < storm_rounds(); ++round) {
    auto opened = SqliteStorage::open(options);
    ASSERT_TRUE(opened.has_value()) << opened.error().message.en;
    activation_storm({opened->get()}, static_cast<std::uint32_t>(round));
    (*opened)->stop();
    if (testing::Test::HasFailure()) break;
  }
}

}  // namespace
}  // namespace nss
