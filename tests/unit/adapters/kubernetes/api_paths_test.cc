#include "adapters/kubernetes/api_paths.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

TEST(ApiPaths, AreThoseOfTheApi) {
  EXPECT_EQ(collection_path(Resource::namespaces), "/api/v1/namespaces");
  EXPECT_EQ(collection_path(Resource::deployments), "/apis/apps/v1/deployments");
  EXPECT_EQ(collection_path(Resource::stateful_sets), "/apis/apps/v1/statefulsets");
  EXPECT_EQ(collection_path(Resource::daemon_sets), "/apis/apps/v1/daemonsets");
  EXPECT_EQ(collection_path(Resource::autoscalers), "/apis/autoscaling/v2/horizontalpodautoscalers");
  EXPECT_EQ(object_path({WorkloadKind::deployment, "shop", "web"}), "/apis/apps/v1/namespaces/shop/deployments/web");
  EXPECT_EQ(object_path({WorkloadKind::stateful_set, "shop", "db"}), "/apis/apps/v1/namespaces/shop/statefulsets/db");
  EXPECT_EQ(object_path({WorkloadKind::daemon_set, "shop", "log"}), "/apis/apps/v1/namespaces/shop/daemonsets/log");
  EXPECT_EQ(listed_path(ListedKind::pods, "shop", ""), "/api/v1/namespaces/shop/pods");
  EXPECT_EQ(listed_path(ListedKind::pods, "shop", "db-0"), "/api/v1/namespaces/shop/pods/db-0");
  EXPECT_EQ(listed_path(ListedKind::stateful_sets, "shop", "db"), "/apis/apps/v1/namespaces/shop/statefulsets/db");
}

TEST(ApiPaths, NoNameLeavesItsPlace) {
  EXPECT_EQ(object_path({WorkloadKind::deployment, "../kube-system", "a?b#c%"}),
            "/apis/apps/v1/namespaces/..%2Fkube-system/deployments/a%3Fb%23c%25");
}

}  // namespace
}  // namespace nss
