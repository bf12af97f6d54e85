#include "main/serve.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <fstream>

#include "adapters/sqlite/store_lock.h"
#include "support/http_imposter.h"
#include "support/temporary_folder.h"
#include "unit/main/running_server.h"

namespace nss {
namespace {

using test::ask;
using test::RunningServer;
using test::settings_of;

class Serve : public testing::Test {
 protected:
  void SetUp() override { std::ofstream(folder_.file("index.html")) << "<p>namespaces</p>"; }

  // The simulated cluster with a store of its own; later flags are the test's.
  std::vector<std::string> arguments(std::vector<std::string> more = {}) const {
    std::vector<std::string> all = {
        "--listen", "127.0.0.1:" + std::to_string(port_), "--web-root", folder_.path().string(), "--log-level", "error"};
    const auto given = [&](const char* flag) {
      return std::any_of(more.begin(), more.end(), [&](const std::string& a) { return a == flag; });
    };
    if (!given("--sqlite-path")) all.insert(all.end(), {"--sqlite-path", folder_.file("store.db")});
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  // The one line on stderr of a start that must fail with this code.
  std::string line_of_failed_start(const std::vector<std::string>& all, int code) const {
    testing::internal::CaptureStderr();
    RunningServer server(settings_of(all));
    EXPECT_EQ(server.wait_for_the_end(), code);
    return testing::internal::GetCapturedStderr();
  }

  TemporaryFolder folder_;
  int port_ = test::free_port();
};

TEST_F(Serve, an_evening_in_the_simulation_and_a_restart) {
  const std::vector<std::string> evening = {"--simulated-time", "2026-06-01T19:59:00-05:00", "--simulated-namespaces", "6"};
  {
    RunningServer server(settings_of(arguments(evening)));
    ASSERT_TRUE(server.wait_for(port_, "/readyz"));
    EXPECT_EQ(ask(port_, "GET", "/livez").status, 200);
    EXPECT_NE(ask(port_, "GET", "/").body.find("namespaces"), std::string::npos) << "the page";
    EXPECT_NE(ask(port_, "GET", "/health").body.find("\"cluster_mode\":\"simulated\""), std::string::npos);
    EXPECT_EQ(ask(port_, "POST", "/api/simulation/advance", R"({"to":"2026-06-02T02:00:00Z"})").status, 200);
    EXPECT_NE(ask(port_, "GET", "/api/logs").body.find("auto_shutdown"), std::string::npos) << "20:00 has been";
    EXPECT_EQ(ask(port_, "GET", "/api/nothing").status, 404);
    EXPECT_EQ(ask(port_, "GET", "/api/logs?nonsense=1").status, 400);
    EXPECT_EQ(server.stop(), 0);
  }
  RunningServer again(settings_of(arguments()));
  ASSERT_TRUE(again.wait_for(port_, "/readyz"));
  const std::string health = ask(port_, "GET", "/health").body;
  // The simulated clock is written every ten seconds.
  const bool goes_on =
      health.find("2026-06-02T02:0") != std::string::npos || health.find("2026-06-02T01:59:") != std::string::npos;
  EXPECT_TRUE(goes_on) << health;
  EXPECT_NE(ask(port_, "GET", "/api/logs").body.find("auto_shutdown"), std::string::npos);
  EXPECT_EQ(again.stop(), 0);
}

TEST_F(Serve, a_start_that_cannot_be_is_one_line_and_an_exit_code) {
  struct Row {
    const char* sentence;
    std::vector<std::string> more;
    const char* says;
  };
  std::ofstream(folder_.file("junk.db")) << std::string(5'000, 'x');
  const Row rows[] = {
      {"no folder for the store", {"--sqlite-path", folder_.file("none/store.db")}, "folder does not exist"},
      {"a store that is none", {"--sqlite-path", folder_.file("junk.db")}, "is damaged or not an SQLite database"},
      {"no page", {"--web-root=" + folder_.file("none")}, "NSCHED_WEB_ROOT"},
      {"no kubeconfig", {"--cluster", "kubeconfig", "--kubeconfig", folder_.file("none")}, "there is no such file"},
  };
  for (const Row& row : rows) {
    auto all = arguments(row.more);
    if (row.more.front().starts_with("--web-root")) all.erase(all.begin() + 2, all.begin() + 4);
    const std::string line = line_of_failed_start(all, 1);
    EXPECT_EQ(line.rfind("namespace-scheduler: ", 0), 0U) << row.sentence << ": " << line;
    EXPECT_NE(line.find(row.says), std::string::npos) << row.sentence << ": " << line;
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << row.sentence << ": " << line;
  }
}

TEST_F(Serve, a_port_that_is_taken_costs_the_cluster_nothing) {
  test::HttpImposter other([](const test::ImposterRequest&, test::ImposterWire& wire) { wire.close(); });
  auto all = arguments();
  all[1] = "127.0.0.1:" + std::to_string(other.port());
  EXPECT_NE(line_of_failed_start(all, 1).find("cannot listen on 127.0.0.1:"), std::string::npos);
}

TEST_F(Serve, one_process_at_a_time_has_the_store) {
  const auto first = StoreLock::acquire(folder_.file("store.db"));
  ASSERT_TRUE(first) << first.error().message.en;
  EXPECT_NE(line_of_failed_start(arguments(), 1).find("another process (pid "), std::string::npos);
}

TEST_F(Serve, the_simulation_does_not_go_back_in_time) {
  {
    RunningServer server(settings_of(arguments({"--simulated-time", "2026-06-01T12:00:00Z"})));
    ASSERT_TRUE(server.wait_for(port_, "/readyz"));
    // Its clock is written with what happens in it.
    ASSERT_EQ(ask(port_, "POST", "/api/simulation/advance", R"({"to":"2026-06-02T02:00:00Z"})").status, 200);
    EXPECT_EQ(server.stop(), 0);
  }
  const std::string line = line_of_failed_start(arguments({"--simulated-time", "2026-06-01T11:00:00Z"}), 2);
  EXPECT_NE(line.find("NSCHED_SIMULATED_TIME"), std::string::npos) << line;
}

TEST_F(Serve, the_store_of_the_simulation_is_not_taken_to_a_real_cluster) {
  {
    RunningServer server(settings_of(arguments()));
    ASSERT_TRUE(server.wait_for(port_, "/readyz"));
    EXPECT_EQ(server.stop(), 0);
  }
  test::HttpImposter api([](const test::ImposterRequest&, test::ImposterWire& wire) {
    wire.answer(200, R"({"kind":"Namespace","metadata":{"name":"kube-system","uid":"u-1","resourceVersion":"7"}})");
  });
  const std::string kubeconfig = test::write_kubeconfig(folder_.file("config"), api.port());
  const std::string line = line_of_failed_start(arguments({"--cluster", "kubeconfig", "--kubeconfig", kubeconfig}), 1);
  EXPECT_NE(line.find("the store belongs to cluster simulation and this is cluster u-1"), std::string::npos) << line;
  for (const auto& request : api.requests()) EXPECT_EQ(request.method, "GET") << "nothing was written";
}

}  // namespace
}  // namespace nss
