#include "adapters/telemetry/metrics_text.h"

#include <gtest/gtest.h>

#include <sstream>

namespace nss {
namespace {

TEST(MetricsText, ShowsEveryNumber) {
  Metrics metrics;
  metrics.kube_patches = 3;
  metrics.operations_partial = 2;
  metrics.namespaces_inactive = 7;
  metrics.http_connections = -1;
  const std::string text = render_metrics(metrics, "1.0.0");
  for (const char* line :
       {"# HELP nsched_kube_patches_total ", "# TYPE nsched_kube_patches_total counter\n", "nsched_kube_patches_total 3\n",
        "nsched_operations_total{result=\"partial\"} 2\n", "nsched_namespaces{state=\"inactive\"} 7\n",
        "nsched_http_connections -1\n", "nsched_build_info{version=\"1.0.0\"} 1\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
  EXPECT_EQ(render_metrics(metrics).find("build_info"), std::string::npos);
}

TEST(MetricsText, EachFamilyHasHelpAndOurPrefix) {
  std::istringstream lines(render_metrics(Metrics()));
  std::string line, last_help;
  int families = 0;
  while (std::getline(lines, line)) {
    if (line.rfind("# HELP ", 0) == 0) last_help = line.substr(7, line.find(' ', 7) - 7);
    if (line.rfind("# TYPE ", 0) != 0) continue;
    ++families;
    const std::string name = line.substr(7, line.find(' ', 7) - 7);
    EXPECT_EQ(name, last_help);
    EXPECT_EQ(name.rfind("nsched_", 0), 0u) << name;
    EXPECT_EQ(line.find("counter") != std::string::npos, name.size() > 6 && name.substr(name.size() - 6) == "_total") << line;
  }
  EXPECT_GE(families, 20);
}

}  // namespace
}  // namespace nss
