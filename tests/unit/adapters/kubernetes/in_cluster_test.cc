#include "adapters/kubernetes/in_cluster.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

TEST(InCluster, IsTheServiceAccountOfThePod) {
  const auto access = load_in_cluster({"10.96.0.1", "443", "/run/sa"});
  ASSERT_TRUE(access) << access.error().message.en;
  EXPECT_EQ(access->server, "https://10.96.0.1:443");
  EXPECT_EQ(access->sources.ca_file, "/run/sa/ca.crt");
  EXPECT_EQ(access->sources.token_file, "/run/sa/token");
  EXPECT_EQ(load_in_cluster({"fd00::1", "443", "/run/sa"})->server, "https://[fd00::1]:443");
}

TEST(InCluster, OutsideOfAPodItSaysSo) {
  for (const auto& [host, port] : std::vector<std::pair<std::string, std::string>>{{"", "443"}, {"10.0.0.1", ""}, {"", ""}}) {
    const auto access = load_in_cluster({host, port, "/run/sa"});
    ASSERT_FALSE(access);
    EXPECT_EQ(access.error().code, "not_in_cluster");
    EXPECT_NE(access.error().message.en.find("NSCHED_CLUSTER=kubeconfig"), std::string::npos) << "what would be right";
  }
  EXPECT_EQ(load_in_cluster({"10.0.0.1", "many", "/run/sa"}).error().code, "bad_server");
}

}  // namespace
}  // namespace nss
