// The cache follows lists and watches.
#include "app/cluster_cache.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

using Names = std::vector<std::string>;

Workload workload(const std::string& name, const std::string& version, int replicas = 1) {
  Workload w;
  w.ref = WorkloadRef{WorkloadKind::deployment, "pagos", name};
  w.uid = "uid-" + name;
  w.resource_version = version;
  w.replicas = replicas;
  return w;
}

Namespace pagos(const std::string& uid = "ns-1") {
  Namespace ns;
  ns.name = "pagos";
  ns.uid = uid;
  return ns;
}

void list_empty(ClusterCache& cache, Resource resource) {
  cache.apply(ListBegin{resource});
  cache.apply(ListEnd{resource});
}

TEST(ClusterCache, IsSyncedWhenEveryNeededResourceWasListed) {
  ClusterCache cache;
  for (const Resource resource : {Resource::namespaces, Resource::deployments, Resource::stateful_sets}) {
    list_empty(cache, resource);
    EXPECT_FALSE(cache.synced());
  }
  list_empty(cache, Resource::daemon_sets);
  EXPECT_TRUE(cache.synced()) << "autoscalers are optional";
}

TEST(ClusterCache, AListSweepsWhatItDidNotSee) {
  ClusterCache cache;
  cache.apply(NamespaceSeen{pagos()});
  cache.apply(WorkloadSeen{workload("web", "1")});
  cache.apply(WorkloadSeen{workload("api", "1")});
  cache.apply(AutoscalerSeen{Autoscaler{"pagos", "web", "Deployment", "web", 1, 3}});
  EXPECT_EQ(cache.workload_count(), 2U);
  cache.apply(ListBegin{Resource::deployments});
  EXPECT_TRUE(cache.apply(WorkloadSeen{workload("web", "1")}).empty()) << "nothing new";
  EXPECT_EQ(cache.apply(ListEnd{Resource::deployments}), Names{"pagos"});
  EXPECT_EQ(cache.workload_count(), 1U);
  EXPECT_EQ(cache.find(WorkloadRef{WorkloadKind::deployment, "pagos", "api"}), nullptr);
  list_empty(cache, Resource::autoscalers);
  EXPECT_TRUE(cache.find("pagos")->autoscalers.empty());
  list_empty(cache, Resource::namespaces);
  EXPECT_FALSE(cache.find("pagos")->ns.has_value()) << "its workloads are still there";
  list_empty(cache, Resource::deployments);
  EXPECT_EQ(cache.find("pagos"), nullptr);
  EXPECT_TRUE(cache.apply(ListEnd{Resource::deployments}).empty()) << "an end without a beginning";
}

TEST(ClusterCache, AListWithAnUnreadableObjectTellsNothingOfWhatIsGone) {
  ClusterCache cache;
  cache.apply(NamespaceSeen{pagos()});
  EXPECT_FALSE(cache.whole(Resource::namespaces)) << "never listed";
  cache.apply(ListBegin{Resource::namespaces});
  EXPECT_TRUE(cache.apply(ListEnd{Resource::namespaces, false}).empty());
  EXPECT_TRUE(cache.find("pagos")->ns.has_value());
  EXPECT_FALSE(cache.whole(Resource::namespaces));
  cache.apply(ListBegin{Resource::namespaces});
  EXPECT_EQ(cache.apply(ListEnd{Resource::namespaces}), Names{"pagos"});
  EXPECT_TRUE(cache.whole(Resource::namespaces));
}

TEST(ClusterCache, AnOlderEventDoesNotReplaceWhatAPatchAnswered) {
  ClusterCache cache;
  cache.apply(WorkloadSeen{workload("web", "20", 0)});
  EXPECT_TRUE(cache.apply(WorkloadSeen{workload("web", "9", 3)}).empty());
  EXPECT_EQ(cache.find("pagos")->workloads.begin()->second.replicas, 0);
  Workload other = workload("web", "9", 3);
  other.uid = "recreated";
  EXPECT_EQ(cache.apply(WorkloadSeen{other}), Names{"pagos"}) << "another object";
  Workload odd = workload("web", "x", 4);
  odd.uid = "recreated";
  EXPECT_EQ(cache.apply(WorkloadSeen{odd}), Names{"pagos"}) << "versions that are no numbers are not compared";
}

TEST(ClusterCache, GoneCountsOnlyForTheSameObject) {
  ClusterCache cache;
  cache.apply(NamespaceSeen{pagos("ns-2")});
  cache.apply(WorkloadSeen{workload("web", "1")});
  const WorkloadRef ref{WorkloadKind::deployment, "pagos", "web"};
  EXPECT_TRUE(cache.apply(WorkloadGone{ref, "other"}).empty());
  EXPECT_TRUE(cache.apply(WorkloadGone{WorkloadRef{WorkloadKind::daemon_set, "pagos", "web"}, "uid-web"}).empty());
  EXPECT_TRUE(cache.apply(WorkloadGone{WorkloadRef{WorkloadKind::deployment, "nada", "web"}, "uid-web"}).empty());
  EXPECT_TRUE(cache.apply(NamespaceGone{"pagos", "ns-1"}).empty());
  EXPECT_TRUE(cache.apply(AutoscalerGone{"pagos", "web"}).empty());
  EXPECT_EQ(cache.apply(WorkloadGone{ref, "uid-web"}), Names{"pagos"});
  EXPECT_EQ(cache.apply(NamespaceGone{"pagos", "ns-2"}), Names{"pagos"});
  EXPECT_TRUE(cache.entries().empty());
}

TEST(ClusterCache, AutoscalersComeChangeAndGo) {
  ClusterCache cache;
  Autoscaler autoscaler{"pagos", "web", "Deployment", "web", 1, 3};
  EXPECT_EQ(cache.apply(AutoscalerSeen{autoscaler}), Names{"pagos"});
  EXPECT_TRUE(cache.apply(AutoscalerSeen{autoscaler}).empty());
  autoscaler.max_replicas = 9;
  EXPECT_EQ(cache.apply(AutoscalerSeen{autoscaler}), Names{"pagos"});
  EXPECT_EQ(cache.apply(AutoscalerGone{"pagos", "web"}), Names{"pagos"});
  EXPECT_TRUE(cache.apply(StreamState{Resource::namespaces, std::nullopt}).empty());
}

}  // namespace
}  // namespace nss
