// The automatic day of a namespace, from adoption through nights, weekends, crashes and a lost store.
#include <gtest/gtest.h>

#include "unit/app/product.h"

namespace nss {
namespace {

TEST(Day, AFirstStartAdoptsAndSwitchesNothingOffBeforeTheNextShutdown) {
  Product p({.now = bogota(23, 3)});  // Monday, three at night
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 19, 59));
  EXPECT_TRUE(p.as_made("pagos"));
  EXPECT_TRUE(p.controller->health()->ready());
  EXPECT_TRUE(p.log().empty());
  p.to(bogota(23, 20, 1));
  EXPECT_TRUE(p.asleep("pagos"));
}

TEST(Day, WholeWeekOffAtNightAndOnInTheMorningExactlyAsItWas) {
  Product p;
  p.add_namespace("pagos", {{"cost-center", "CC-001"}});
  p.start();
  for (int day = 23; day <= 27; ++day) {
    SCOPED_TRACE(day);
    p.to(bogota(day, 19, 59, 59));
    EXPECT_TRUE(p.as_made("pagos") || p.replicas("pagos", "web") == 3);
    p.to(bogota(day, 20, 0, 30));
    EXPECT_TRUE(p.asleep("pagos"));
    if (day < 27) {
      p.to(bogota(day + 1, 6, 59, 59));
      EXPECT_TRUE(p.asleep("pagos"));
      p.to(bogota(day + 1, 7, 0, 30));
      EXPECT_TRUE(p.as_made("pagos"));
    }
  }
  p.to(bogota(29, 23, 59));
  EXPECT_TRUE(p.asleep("pagos")) << "the weekend is off";
  p.to(bogota(30, 7, 1));
  EXPECT_TRUE(p.as_made("pagos"));
  const auto log = p.log("pagos");
  ASSERT_EQ(log.size(), 10U);
  EXPECT_EQ(log.front().record.type, OperationType::auto_startup);
  EXPECT_EQ(log.front().record.status, OperationStatus::completed);
  EXPECT_EQ(log.back().record.type, OperationType::auto_shutdown);
  EXPECT_EQ(log.back().record.cost_center, "CC-001");
  ASSERT_EQ(log.back().workloads.size(), 3U);
  EXPECT_EQ(p.view("pagos").state, NamespaceState::active);
}

TEST(Day, ACrashInTheNightChangesNothing) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 20, 5));
  p.restart();
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_EQ(p.log().size(), 1U);
  p.crash();
  p.to(bogota(24, 8));
  p.start();
  EXPECT_TRUE(p.as_made("pagos")) << "a startup that is an hour late is caught up";
  EXPECT_EQ(p.log().size(), 2U);
}

TEST(Day, ALostStoreIsRebuiltFromTheAnnotations) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 20, 5));
  ASSERT_TRUE(p.asleep("pagos"));
  p.crash();
  p.lose_store();
  p.start();
  EXPECT_TRUE(p.asleep("pagos"));
  p.to(bogota(24, 7, 1));
  EXPECT_TRUE(p.as_made("pagos"));
  ASSERT_EQ(p.log().size(), 1U);
  EXPECT_EQ(p.log().front().record.number, 2) << "above the highest number in the cluster";
}

TEST(Day, TheStoreFailsAtSevenAndTheRestoreGoesAhead) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(24, 6, 59));
  p.storage->faults().unavailable(true);
  p.to(bogota(24, 7, 1));
  EXPECT_TRUE(p.as_made("pagos"));
  EXPECT_EQ(p.spool.entries.size(), 1U);
  EXPECT_FALSE(p.controller->health()->store_ok);
  p.storage->faults().unavailable(false);
  p.to(bogota(24, 7, 2));
  EXPECT_TRUE(p.spool.entries.empty());
  EXPECT_TRUE(p.controller->health()->store_ok);
  const auto log = p.log("pagos");
  ASSERT_EQ(log.size(), 2U);
  EXPECT_TRUE(log.front().record.late);
  EXPECT_EQ(log.front().record.status, OperationStatus::completed);
  p.to(bogota(24, 20, 1));
  EXPECT_TRUE(p.asleep("pagos"));
}

TEST(Day, TheStoreFailsAtEightAndNothingIsSwitchedOffUntilItWorks) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.storage->faults().unavailable(true);
  p.to(bogota(23, 20, 10));
  EXPECT_TRUE(p.as_made("pagos"));
  p.storage->faults().unavailable(false);
  p.to(bogota(23, 20, 12));
  EXPECT_TRUE(p.asleep("pagos"));
}

}  // namespace
}  // namespace nss
