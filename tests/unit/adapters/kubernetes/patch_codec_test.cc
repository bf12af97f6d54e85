#include "adapters/kubernetes/patch_codec.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

using Edit = WorkloadPatch::OriginalEdit;

WorkloadPatch stamped() {
  WorkloadPatch patch;
  patch.stamp = {17, "op_7f3a", false};
  patch.resource_version = "4711";
  return patch;
}

TEST(PatchCodec, OnePatchSaysItAll) {
  WorkloadPatch off = stamped();
  off.stamp.switched_off = true;
  off.replicas = 0;
  off.original_edit = Edit::set;
  off.original = Original{3, "op_7f3a", *parse_rfc3339("2026-11-23T01:00:00Z"), Cause::person, "a\"b"};
  EXPECT_EQ(encode_patch(WorkloadKind::deployment, off),
            R"({"metadata":{"resourceVersion":"4711","annotations":{"namespace-scheduler.io/seq":"17 op_7f3a off",)"
            R"("namespace-scheduler.io/original":"{\"v\":1,\"r\":3,\"op\":\"op_7f3a\",\"at\":\"2026-11-23T01:00:00Z\",)"
            R"(\"by\":\"person\",\"who\":\"a\\\"b\"}"}},"spec":{"replicas":0}})");
}

TEST(PatchCodec, AStampAloneHasNoSpec) {
  EXPECT_EQ(encode_patch(WorkloadKind::stateful_set, stamped()),
            R"({"metadata":{"resourceVersion":"4711","annotations":{"namespace-scheduler.io/seq":"17 op_7f3a"}}})");
}

TEST(PatchCodec, NullTakesTheOriginalAway) {
  WorkloadPatch on = stamped();
  on.replicas = 5;
  on.original_edit = Edit::remove;
  EXPECT_EQ(encode_patch(WorkloadKind::deployment, on),
            R"({"metadata":{"resourceVersion":"4711","annotations":{"namespace-scheduler.io/seq":"17 op_7f3a",)"
            R"("namespace-scheduler.io/original":null}},"spec":{"replicas":5}})");
}

TEST(PatchCodec, ADaemonSetIsHeldByExactlyOurKey) {
  WorkloadPatch hold = stamped();
  hold.hold = true;
  const std::string begin =
      R"({"metadata":{"resourceVersion":"4711","annotations":{"namespace-scheduler.io/seq":"17 op_7f3a"}},"spec":{"template":{"spec":{"nodeSelector":{"namespace-scheduler.io/paused":)";
  EXPECT_EQ(encode_patch(WorkloadKind::daemon_set, hold), begin + R"("true"}}}}})");
  hold.hold = false;
  EXPECT_EQ(encode_patch(WorkloadKind::daemon_set, hold), begin + R"(null}}}}})");
}

TEST(PatchCodec, AForeignVersionCannotBreakOut) {
  WorkloadPatch patch = stamped();
  patch.resource_version = "1\",\"x\":\"";
  EXPECT_NE(encode_patch(WorkloadKind::deployment, patch).find(R"("resourceVersion":"1\",\"x\":\"")"), std::string::npos);
}

}  // namespace
}  // namespace nss
