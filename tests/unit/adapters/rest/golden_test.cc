// The whole answer of each endpoint against tests/data/rest/<name>.json. NSS_UPDATE_GOLDEN=1 writes the files anew: look at
// the difference before you commit it.
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "adapters/rest/json_writer.h"
#include "unit/adapters/rest/rest_fixture.h"

namespace nss {
namespace {

struct GoldenCase {
  const char* name;
  const char* method;
  const char* target;
  const char* body;
  const char* language;
};

// Two spaces a level, one member a line: for the eyes that read the differences.
std::string pretty(const std::string& json) {
  std::string out;
  int depth = 0;
  bool text = false;
  const auto line = [&] { out += "\n" + std::string(static_cast<std::size_t>(depth) * 2, ' '); };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (text) {
      out += c;
      if (c == '\\')
        out += json[++i];
      else if (c == '"')
        text = false;
      continue;
    }
    if (c == '"') text = true;
    const bool empty = (c == '{' || c == '[') && i + 1 < json.size() && (json[i + 1] == '}' || json[i + 1] == ']');
    if (empty) {
      out += std::string(1, c) + json[++i];
    } else if (c == '{' || c == '[') {
      ++depth;
      out += c;
      line();
    } else if (c == '}' || c == ']') {
      --depth;
      line();
      out += c;
    } else if (c == ',') {
      out += c;
      line();
    } else {
      out += c == ':' ? std::string(": ") : std::string(1, c);
    }
  }
  return out + "\n";
}

class Golden : public RestFixture, public testing::WithParamInterface<GoldenCase> {};

TEST_P(Golden, AnswerIsAsRecorded) {
  const GoldenCase& golden = GetParam();
  if (std::string(golden.name) == "operation_partial") {
    OperationView& operation = application_.operations_.front();
    operation.record.status = OperationStatus::partial;
    operation.record.task_id = "builtin-startup";
    operation.record.error_message = "1 workload failed";
    operation.message = {"1 carga con problemas", "1 workload with problems"};
    operation.workloads[1] = {WorkloadKind::daemon_set, "agent", 0, 0, Outcome::failed, "forbidden", "denied by policy"};
    operation.workloads.push_back({WorkloadKind::stateful_set, "db", 2, 2, Outcome::pending, "", ""});
  }
  if (std::string(golden.name) == "health_not_ready") {
    application_.health_->cluster_ok = false;
    application_.health_->problems = {"cluster: deployments: forbidden"};
  }
  HttpRequest asked = request(golden.method, golden.target, golden.body);
  if (*golden.language != '\0') asked.headers.push_back({"Accept-Language", golden.language});
  const Asked answer = ask(asked);
  JsonWriter whole;
  whole.begin_object()
      .member("status", answer.status())
      .member("content_type", answer.header("content-type"))
      .member("content_language", answer.header("content-language"))
      .key("body")
      .raw(answer.response.content())
      .end_object();
  const std::string now = pretty(whole.take());

  const std::string file = std::string("tests/data/rest/") + golden.name + ".json";
  if (std::getenv("NSS_UPDATE_GOLDEN") != nullptr) std::ofstream(file) << now;
  std::ifstream stream(file);
  std::ostringstream recorded;
  recorded << stream.rdbuf();
  EXPECT_EQ(now, recorded.str()) << file;
}

INSTANTIATE_TEST_SUITE_P(
    Endpoints, Golden,
    testing::Values(GoldenCase{"namespaces", "GET", "/api/namespaces", "", ""},
                    GoldenCase{"namespaces_page", "GET", "/api/namespaces?limit=1&type=user", "", "en"},
                    GoldenCase{"namespaces_status", "GET", "/api/namespaces/status", "", ""},
                    GoldenCase{"namespace", "GET", "/api/namespaces/dev-api", "", "en"},
                    GoldenCase{"namespace_not_found", "GET", "/api/namespaces/nope", "", ""},
                    GoldenCase{"activate", "POST", "/api/namespaces/dev-api/activate", R"({"cost_center":"CC-001"})", ""},
                    GoldenCase{"activate_bad_body", "POST", "/api/namespaces/dev-api/activate", R"({"foo":1,"reason":7})", ""},
                    GoldenCase{"deactivate", "POST", "/api/namespaces/dev-api/deactivate", "", "en"},
                    GoldenCase{"tasks", "GET", "/api/tasks", "", ""},
                    GoldenCase{"operation", "GET", "/api/operations/op_3", "", ""},
                    GoldenCase{"operation_partial", "GET", "/api/operations/op_3", "", "en"},
                    GoldenCase{"operation_not_found", "GET", "/api/operations/op_9", "", "en"},
                    GoldenCase{"logs", "GET", "/api/logs?limit=2", "", ""},
                    GoldenCase{"upcoming", "GET", "/api/upcoming", "", "en"},
                    GoldenCase{"advance", "POST", "/api/simulation/advance", R"({"to":"2026-11-24T01:00:00Z"})", ""},
                    GoldenCase{"health", "GET", "/health", "", ""}, GoldenCase{"health_not_ready", "GET", "/health", "", "en"},
                    GoldenCase{"method_not_allowed", "PUT", "/api/tasks", "", "en"}),
    [](const auto& parameter) { return std::string(parameter.param.name); });

}  // namespace
}  // namespace nss
