// The permission of a cost centre, as a caller of the API changes it.
#include "app/cost_centers.h"

#include <gtest/gtest.h>

#include "unit/app/product.h"

namespace nss {
namespace {

TEST(CostCenters, AConditionalChangeNeedsTheStrongTag) {
  Product p;
  p.start();
  const auto set = [&](const std::string& if_match) {
    PermissionRequest request;
    request.cost_center = "CC-001";
    request.is_authorized = true;
    request.max_concurrent_namespaces = 4;
    request.if_match = if_match;
    const auto change =
        p.wait_for<PermissionChange>([&](Reply<PermissionChange> reply) { p.controller->set_permission(request, reply); });
    return change ? std::string("changed") : change.error().code;
  };
  const auto tag = [&] {
    return p.wait_for<CostCenterView>([&](Reply<CostCenterView> reply) { p.controller->cost_center("CC-001", reply); })->etag;
  };
  const std::string first = tag();
  EXPECT_EQ(set("W/" + first), "precondition_failed") << "a weak tag never matches";
  EXPECT_EQ(set("\"x" + first.substr(1)), "precondition_failed") << "nor does a part of one";
  EXPECT_EQ(tag(), first) << "nothing has changed";
  EXPECT_EQ(set("\"other\", " + first), "changed");
  EXPECT_EQ(set(first), "precondition_failed") << "it is another by now";
  EXPECT_EQ(set("*"), "changed");
}

}  // namespace
}  // namespace nss
