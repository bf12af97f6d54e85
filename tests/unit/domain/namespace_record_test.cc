#include "domain/namespace_record.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

TEST(NamespaceRecord, EveryStandingIsReadBackFromItsName) {
  for (const auto kind : {StandingKind::none, StandingKind::person_off, StandingKind::person_on, StandingKind::task_off}) {
    EXPECT_EQ(parse_standing_kind(to_string(kind)), kind);
  }
  EXPECT_EQ(parse_standing_kind("person"), std::nullopt);
}

}  // namespace
}  // namespace nss
