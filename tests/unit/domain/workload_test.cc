#include "domain/workload.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/generators.h"

namespace nss {
namespace {

TEST(Workload, EveryKindAndCauseIsReadBackFromItsName) {
  for (const auto kind : {WorkloadKind::deployment, WorkloadKind::stateful_set, WorkloadKind::daemon_set}) {
    EXPECT_EQ(parse_workload_kind(to_string(kind)), kind);
  }
  for (const auto cause : {Cause::schedule, Cause::task, Cause::person, Cause::drift, Cause::unknown}) {
    EXPECT_EQ(parse_cause(to_string(cause)), cause);
  }
  EXPECT_EQ(parse_workload_kind("deployment"), std::nullopt);
  EXPECT_EQ(parse_cause(""), std::nullopt);
}

TEST(Workload, AChangeIsCountedForWhoMadeIt) {
  const std::pair<ReplicaWriter, const char*> cases[] = {{{"argocd-controller", false}, "argocd"},
                                                         {{"keda-operator", true}, "keda"},
                                                         {{"kube-controller-manager", true}, "hpa"},
                                                         {{"kube-controller-manager", false}, "operator"},
                                                         {{"kubectl-edit", false}, "user"},
                                                         {{"kubectl", true}, "user"},
                                                         {{"Mozilla", false}, "user"},
                                                         {{"strimzi-cluster-operator", false}, "operator"},
                                                         {{"", true}, "unknown"}};
  for (const auto& [writer, source] : cases) EXPECT_STREQ(drift_source(writer), source) << writer.manager;
}

struct StampCase {
  const char* sentence;
  std::string text;
  std::optional<Stamp> stamp;
};

TEST(Workload, StampsAreReadStrictly) {
  const std::string long_id(64, 'a');
  const StampCase cases[] = {
      {"a touch", "17 op_7f3a", Stamp{17, "op_7f3a", false}},
      {"a touch that switched off", "17 op_7f3a off", Stamp{17, "op_7f3a", true}},
      {"number zero", "0 op", Stamp{0, "op", false}},
      {"the longest number", "999999999999999999 op", Stamp{999'999'999'999'999'999, "op", false}},
      {"the longest id", "1 " + long_id, Stamp{1, long_id, false}},
      {"an operation called off", "1 off", Stamp{1, "off", false}},
      {"nothing", "", std::nullopt},
      {"a number alone, as others write it", "17", std::nullopt},
      {"no number", " op_1", std::nullopt},
      {"no id", "17 ", std::nullopt},
      {"no id, but off", "17  off", std::nullopt},
      {"a negative number", "-1 op", std::nullopt},
      {"a signed number", "+1 op", std::nullopt},
      {"a leading zero", "01 op", std::nullopt},
      {"a number with letters", "1x op", std::nullopt},
      {"a number that would overflow", "9223372036854775807 op", std::nullopt},
      {"an id that is too long", "1 " + long_id + "a", std::nullopt},
      {"an id with other characters", "1 op/1", std::nullopt},
      {"another last word", "1 op on", std::nullopt},
      {"more words", "1 op off off", std::nullopt},
      {"a trailing blank", "1 op ", std::nullopt},
      {"more than 128 characters", "1 " + std::string(200, 'a'), std::nullopt},
  };
  for (const StampCase& c : cases) EXPECT_EQ(parse_stamp(c.text), c.stamp) << c.sentence;
}

RC_GTEST_PROP(Workload, StampsAreReadBack, ()) {
  const Stamp stamp = *arbitrary_stamp();
  RC_ASSERT(parse_stamp(to_text(stamp)) == stamp);
  RC_ASSERT(to_text(stamp).size() <= 128U);
}

RC_GTEST_PROP(Workload, NoStampTextIsReadTwoWays, ()) {
  const std::string text = *arbitrary_text();
  const auto stamp = parse_stamp(text);
  RC_ASSERT((!stamp || to_text(*stamp) == text));
}

TEST(Workload, StampsAreOrderedByNumberThenByOperation) {
  const Stamp stamp{5, "op_b", false};
  EXPECT_TRUE((Stamp{6, "op_a", false}).newer_than(stamp));
  EXPECT_TRUE((Stamp{5, "op_c", false}).newer_than(stamp));
  EXPECT_FALSE((Stamp{5, "op_b", true}).newer_than(stamp));
  EXPECT_FALSE((Stamp{4, "op_z", false}).newer_than(stamp));
  EXPECT_TRUE((Stamp{5, "op_b", true}).same_operation(stamp));
  EXPECT_FALSE((Stamp{6, "op_b", false}).same_operation(stamp));
}

TEST(Workload, AnExclusionCountsUntilItsEnd) {
  const Seconds now{std::chrono::seconds(1'000)};
  EXPECT_FALSE(excluded_at(false, std::nullopt, now));
  EXPECT_FALSE(excluded_at(false, now + std::chrono::seconds(5), now)) << "an end without an exclusion is nothing";
  EXPECT_TRUE(excluded_at(true, std::nullopt, now)) << "for ever";
  EXPECT_TRUE(excluded_at(true, now + std::chrono::seconds(1), now));
  EXPECT_FALSE(excluded_at(true, now, now)) << "the end itself is outside";
}

}  // namespace
}  // namespace nss
