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
    EXPECT_TRUE(name.rfind("nsched_", 0) == 0 || name == "http_server_request_duration_seconds") << name;
    EXPECT_EQ(line.find("counter") != std::string::npos, name.size() > 6 && name.substr(name.size() - 6) == "_total") << line;
  }
  EXPECT_GE(families, 20);
}

TEST(MetricsText, TellsCountersAndDurationsApartByTheirLabels) {
  using std::chrono::milliseconds;
  Metrics metrics;
  ++metrics.denials.at({"limit_exceeded"});
  ++metrics.denials.at({"limit_exceeded"});
  metrics.http_durations.at({"GET", "/api/tasks/{}", "200"}).observe(milliseconds(30));
  metrics.http_durations.at({"GET", "/api/tasks/{}", "200"}).observe(milliseconds(20'000));
  metrics.schedule_delays.at({"auto_shutdown"}).observe(milliseconds(1'500));
  metrics.off_hours_limit = 5;
  const std::string text = render_metrics(metrics);
  const std::string labels = R"(http_request_method="GET",http_route="/api/tasks/{}",http_response_status_code="200")";
  for (const std::string& line :
       {std::string("nsched_denials_total{reason=\"limit_exceeded\"} 2\n"), std::string("nsched_off_hours_limit 5\n"),
        "http_server_request_duration_seconds_count{" + labels + "} 2\n",
        "http_server_request_duration_seconds_bucket{" + labels + ",le=\"0.025\"} 0\n",
        "http_server_request_duration_seconds_bucket{" + labels + ",le=\"0.05\"} 1\n",
        "http_server_request_duration_seconds_bucket{" + labels + ",le=\"+Inf\"} 2\n",
        std::string("nsched_schedule_delay_seconds_bucket{action=\"auto_shutdown\",le=\"2\"} 1\n")})
    EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
}

}  // namespace
}  // namespace nss
