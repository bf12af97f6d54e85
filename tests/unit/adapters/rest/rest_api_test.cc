#include "adapters/rest/rest_api.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "unit/adapters/rest/rest_fixture.h"

namespace nss {
namespace {

using RestApiTest = RestFixture;

struct Row {
  const char* why;
  const char* method;
  const char* target;
  const char* body;
  int status;
  const char* code;
  const char* pointer;
};

class RestRefusal : public RestFixture, public testing::WithParamInterface<Row> {};

TEST_P(RestRefusal, HasItsCode) {
  const Row& row = GetParam();
  const Asked answer = ask(row.method, row.target, row.body);
  EXPECT_EQ(answer.status(), row.status) << row.why << "\n" << answer.response.content();
  EXPECT_EQ(answer.code(), row.code) << row.why;
  EXPECT_EQ(answer.pointer(), row.pointer) << row.why;
  EXPECT_EQ(answer.header("content-type"), "application/problem+json");
  EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
  EXPECT_EQ(answer.text("message"), answer.text("detail"));
  EXPECT_FALSE(application_.switched_) << "a refusal reaches nobody";
}

constexpr const char* on = "/api/namespaces/dev-api/activate";
constexpr const char* off = "/api/namespaces/dev-api/deactivate";
constexpr const char* go = "/api/simulation/advance";
constexpr const char* none = "(none)";

INSTANTIATE_TEST_SUITE_P(
    Paths, RestRefusal,
    testing::Values(Row{"no such path", "GET", "/api/nope", "", 404, "not_found", none},
                    Row{"a trailing slash", "GET", "/api/tasks/", "", 404, "not_found", none},
                    Row{"an empty segment", "GET", "/api/namespaces//activate", "", 404, "not_found", none},
                    Row{"too deep", "GET", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r", "", 404, "not_found", none},
                    Row{"no page here", "GET", "/", "", 404, "not_found", none},
                    Row{"climbing out", "GET", "/../etc/passwd", "", 404, "not_found", none},
                    Row{"climbing out, encoded", "GET", "/%2e%2e%2fetc%2fpasswd", "", 404, "not_found", none},
                    Row{"a broken escape", "GET", "/api/namespaces/%zz", "", 400, "malformed_request", none},
                    Row{"no origin-form", "GET", "*", "", 404, "not_found", none},
                    Row{"another method", "DELETE", "/api/namespaces", "", 405, "method_not_allowed", none},
                    Row{"an unknown method", "BREW", "/health", "", 405, "method_not_allowed", none},
                    Row{"status is a resource before it is a name", "POST", "/api/namespaces/status", "", 405,
                        "method_not_allowed", none},
                    Row{"no such namespace", "GET", "/api/namespaces/nope", "", 404, "namespace_not_found", none},
                    Row{"a name that cannot be one", "GET", "/api/namespaces/%2F", "", 404, "namespace_not_found", none},
                    Row{"no such operation", "GET", "/api/operations/op_99", "", 404, "operation_not_found", none}));

INSTANTIATE_TEST_SUITE_P(
    Queries, RestRefusal,
    testing::Values(
        Row{"unknown", "GET", "/api/namespaces?foo=1", "", 400, "unknown_parameter", "?foo"},
        Row{"unknown to a POST", "POST", "/api/namespaces/a/deactivate?x=1", "", 400, "unknown_parameter", "?x"},
        Row{"unknown to a probe", "GET", "/livez?x", "", 400, "unknown_parameter", "?x"},
        Row{"limit is no integer", "GET", "/api/tasks?limit=x", "", 400, "invalid_type", "?limit"},
        Row{"limit too large", "GET", "/api/logs?limit=501", "", 422, "invalid_value", "?limit"},
        Row{"limit too small", "GET", "/api/namespaces/status?limit=0", "", 422, "invalid_value", "?limit"},
        Row{"limit of namespaces", "GET", "/api/namespaces?limit=0", "", 422, "invalid_value", "?limit"},
        Row{"a cursor of nobody", "GET", "/api/logs?cursor=abc", "", 400, "invalid_cursor", "?cursor"},
        Row{"a type there is not", "GET", "/api/namespaces?type=odd", "", 422, "invalid_value", "?type"},
        Row{"a status there is not", "GET", "/api/namespaces/status?status=asleep", "", 422, "invalid_value", "?status"},
        Row{"a task's type", "GET", "/api/tasks?operation_type=auto_shutdown", "", 422, "invalid_value", "?operation_type"},
        Row{"a task's status", "GET", "/api/tasks?status=done", "", 422, "invalid_value", "?status"},
        Row{"a task's flag", "GET", "/api/tasks?enabled=1", "", 400, "invalid_type", "?enabled"},
        Row{"an operation's type", "GET", "/api/logs?operation_type=x", "", 422, "invalid_value", "?operation_type"},
        Row{"an operation's status", "GET", "/api/logs?status=x", "", 422, "invalid_value", "?status"},
        Row{"a start that is no time", "GET", "/api/logs?start=monday", "", 422, "invalid_date", "?start"},
        Row{"an end that is no time", "GET", "/api/logs?end=2026-02-30T00:00:00Z", "", 422, "invalid_date", "?end"},
        Row{"end before start", "GET", "/api/logs?start=2026-11-22T00:00:00Z&end=2026-11-21T00:00:00Z", "", 422, "invalid_range",
            "?end"}));

INSTANTIATE_TEST_SUITE_P(
    Bodies, RestRefusal,
    testing::Values(
        Row{"no JSON", "POST", on, "{", 400, "malformed_json", none}, Row{"no object", "POST", on, "[]", 400, "invalid_type", ""},
        Row{"a member twice", "POST", on, R"({"cost_center":"a","cost_center":"a"})", 400, "malformed_json", none},
        Row{"an empty body lacks what is required", "POST", on, "", 400, "missing_field", "/cost_center"},
        Row{"unknown member", "POST", on, R"({"cost_center":"a","force":true})", 400, "unknown_field", "/force"},
        Row{"an unknown member with slashes", "POST", on, R"({"cost_center":"a","a/~b":1})", 400, "unknown_field", "/a~1~0b"},
        Row{"wrong type", "POST", on, R"({"cost_center":7})", 400, "invalid_type", "/cost_center"},
        Row{"null is no text", "POST", on, R"({"cost_center":null})", 400, "invalid_type", "/cost_center"},
        Row{"1.0 is no integer", "POST", on, R"({"cost_center":"a","duration_minutes":1.0})", 400, "invalid_type",
            "/duration_minutes"},
        Row{"an impossible cost centre", "POST", on, R"({"cost_center":"-a"})", 422, "invalid_value", "/cost_center"},
        Row{"an empty cost centre", "POST", off, R"({"cost_center":""})", 422, "invalid_value", "/cost_center"},
        Row{"too short", "POST", on, R"({"cost_center":"a","duration_minutes":0})", 422, "invalid_value", "/duration_minutes"},
        Row{"too long", "POST", on, R"({"cost_center":"a","duration_minutes":10081})", 422, "invalid_value", "/duration_minutes"},
        Row{"no time", "POST", on, R"({"cost_center":"a","until":"soon"})", 422, "invalid_date", "/until"},
        Row{"not after now", "POST", on, R"({"cost_center":"a","until":"2026-11-22T13:52:00Z"})", 422, "invalid_value", "/until"},
        Row{"over a week ahead", "POST", on, R"({"cost_center":"a","until":"2026-11-29T13:52:01Z"})", 422, "invalid_value",
            "/until"},
        Row{"both ends", "POST", on, R"({"cost_center":"a","until":"2026-11-22T14:00:00Z","duration_minutes":5})", 422,
            "invalid_value", "/until"},
        Row{"a form fault hides a value fault", "POST", on, R"({"cost_center":"-a","x":1})", 400, "unknown_field", "/x"},
        Row{"no end for a switch-off", "POST", off, R"({"duration_minutes":5})", 400, "unknown_field", "/duration_minutes"},
        Row{"control characters", "POST", off, R"({"reason":"a\u0000b"})", 422, "invalid_value", "/reason"},
        Row{"no target time", "POST", go, "{}", 400, "missing_field", "/to"},
        Row{"back in time", "POST", go, R"({"to":"2026-11-22T13:52:00Z"})", 422, "invalid_value", "/to"},
        Row{"too far", "POST", go, R"({"to":"2026-12-23T13:52:01Z"})", 422, "invalid_value", "/to"},
        Row{"no JSON to advance", "POST", go, "x", 400, "malformed_json", none}));

TEST_F(RestApiTest, AllowNamesExactlyTheMethods) {
  EXPECT_EQ(ask("DELETE", "/api/tasks").header("allow"), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(ask("GET", on).header("allow"), "POST, OPTIONS");
  const Asked options = ask("OPTIONS", on);
  EXPECT_EQ(options.status(), 204);
  EXPECT_EQ(options.header("allow"), "POST, OPTIONS");
  EXPECT_EQ(ask("HEAD", "/api/tasks").status(), 200);
}

TEST_F(RestApiTest, TextsHaveTheirBounds) {
  const auto body = [](const std::string& member, std::size_t characters) {
    std::string text;
    for (std::size_t i = 0; i < characters; ++i) text += "ñ";  // counted in characters, not in bytes
    return "{\"" + member + "\":\"" + text + "\"}";
  };
  EXPECT_EQ(ask("POST", off, body("reason", 500)).status(), 200);
  EXPECT_EQ(ask("POST", off, body("reason", 501)).code(), "invalid_value");
  EXPECT_EQ(ask("POST", off, body("requested_by", 128)).status(), 200);
  EXPECT_EQ(ask("POST", off, body("requested_by", 129)).pointer(), "/requested_by");
  EXPECT_EQ(ask("POST", off, body("approved_by", 129)).pointer(), "/approved_by");
  EXPECT_EQ(ask("POST", off, "{\"cost_center\":\"" + std::string(64, 'a') + "\"}").code(), "invalid_value");
  std::string many = "{";
  for (int i = 0; i < 30; ++i) many += "\"" + std::to_string(i) + std::string(120, 'x') + "\":1,";
  many.back() = '}';
  const JsonValue refused = ask("POST", off, many).json();
  EXPECT_EQ(std::get<JsonValue::Array>(refused.find("errors")->value).size(), 20u) << "one answer names at most 20";
}

TEST_F(RestApiTest, SwitchRequestArrivesWhole) {
  ask("POST", "/api/namespaces/dev-api/activate",
      R"({"cost_center":"CC-001","requested_by":"ana","approved_by":"luis","reason":"release","duration_minutes":240})");
  ASSERT_TRUE(application_.switched_);
  EXPECT_EQ(application_.switched_->ns, "dev-api");
  EXPECT_EQ(application_.switched_->direction, Direction::on);
  EXPECT_EQ(application_.switched_->cost_center, "CC-001");
  EXPECT_EQ(application_.switched_->requested_by, "ana");
  EXPECT_EQ(application_.switched_->approved_by, "luis");
  EXPECT_EQ(application_.switched_->reason, "release");
  EXPECT_EQ(application_.switched_->duration, std::chrono::minutes(240));
  EXPECT_EQ(application_.switched_->context.user_id, "anonymous");
  ask("POST", "/api/namespaces/dev%2dapi/activate", R"({"cost_center":"CC-001","until":"2026-11-29T13:52:00Z"})");
  EXPECT_EQ(application_.switched_->ns, "dev-api");
  EXPECT_EQ(application_.switched_->until, at("2026-11-29T13:52:00Z"));
  ask("POST", off);
  EXPECT_EQ(application_.switched_->direction, Direction::off);
  EXPECT_EQ(application_.switched_->cost_center, "");
}

TEST_F(RestApiTest, ARunningOperationIs202WithItsAddress) {
  OperationView running = sample_operation("op_8");
  running.record.status = OperationStatus::running;
  running.record.completed_at.reset();
  application_.switch_answer_ = running;
  const Asked answer = ask("POST", on, R"({"cost_center":"CC-001"})");
  EXPECT_EQ(answer.status(), 202);
  EXPECT_EQ(answer.header("location"), "/api/operations/op_8");
}

TEST_F(RestApiTest, ErrorsOfTheApplicationArriveAsProblems) {
  application_.switch_answer_ = fail(Error{ErrorKind::refused, "namespace_protected", {"es", "en"}});
  EXPECT_EQ(ask("POST", off).status(), 403);
  application_.switch_answer_ = fail(ErrorKind::internal, "oops", "secret");
  const Asked broken = ask("POST", off);
  EXPECT_EQ(broken.status(), 500);
  EXPECT_EQ(broken.text("incident"), "inc_1");
  EXPECT_EQ(broken.response.body.find("secret"), std::string::npos);
  EXPECT_EQ(metrics_.http_requests, 2u);
  EXPECT_EQ(metrics_.http_errors, 1u);
}

TEST_F(RestApiTest, AnIncidentHasARandomId) {
  options_.new_incident = nullptr;
  application_.switch_answer_ = fail(ErrorKind::internal, "oops", "");
  const std::string first = ask("POST", off).text("incident");
  EXPECT_EQ(first.substr(0, 4), "inc_");
  EXPECT_NE(first, ask("POST", off).text("incident"));
}

TEST_F(RestApiTest, MediaTypes) {
  struct Case {
    const char* why;
    HttpHeaders headers;
    const char* body;
    int status;
  };
  for (const Case& each : {Case{"none", {}, "{}", 415}, Case{"another", {{"Content-Type", "text/plain"}}, "{}", 415},
                           Case{"charset", {{"Content-Type", "application/json; charset=UTF-8"}}, "{}", 200},
                           Case{"another charset", {{"Content-Type", "application/json; charset=latin1"}}, "{}", 415},
                           Case{"two", {{"Content-Type", "application/json"}, {"content-type", "application/json"}}, "{}", 415},
                           Case{"compressed", {{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}}, "{}", 415},
                           Case{"no body needs no type", {{"Content-Type", "text/plain"}}, "", 200}}) {
    HttpRequest asked = request("POST", off);
    asked.headers.insert(asked.headers.end(), each.headers.begin(), each.headers.end());
    asked.body = each.body;
    EXPECT_EQ(ask(asked).status(), each.status) << each.why;
  }
}

TEST_F(RestApiTest, PagesYieldEachElementOnce) {
  for (const char* list : {"/api/namespaces", "/api/namespaces/status", "/api/tasks", "/api/logs"}) {
    std::vector<std::string> seen;
    std::string target = std::string(list) + "?limit=1";
    for (int page = 0; page < 10 && !target.empty(); ++page) {
      const Asked answer = get(target);
      ASSERT_EQ(answer.status(), 200) << target;
      const JsonValue json = answer.json();
      const JsonValue* data = json.find("data");
      for (const JsonValue& item : std::get<JsonValue::Array>(data->find("items")->value))
        seen.push_back(std::get<std::string>(item.object()->front().value.value));
      const auto* next = std::get_if<std::string>(&data->find("next_cursor")->value);
      target = next == nullptr ? "" : std::string(list) + "?limit=1&cursor=" + *next;
    }
    const std::set<std::string> once(seen.begin(), seen.end());
    EXPECT_EQ(once.size(), seen.size()) << list;
    EXPECT_EQ(seen.size(), std::string(list) == "/api/namespaces" || std::string(list) == "/api/logs" ? 3u : 2u) << list;
  }
}

TEST_F(RestApiTest, FiltersNarrow) {
  const auto count = [&](const std::string& target) {
    const JsonValue json = get(target).json();
    return std::get<JsonValue::Array>(json.find("data")->find("items")->value).size();
  };
  EXPECT_EQ(count("/api/namespaces?type=system"), 1u);
  EXPECT_EQ(count("/api/namespaces?type=user"), 2u);
  EXPECT_EQ(count("/api/namespaces?cost_center=CC-001"), 2u);
  EXPECT_EQ(count("/api/namespaces?cost_center=CC-009"), 0u);
  EXPECT_EQ(count("/api/namespaces/status?status=inactive"), 1u);
  EXPECT_EQ(count("/api/tasks?enabled=false"), 1u);
  EXPECT_EQ(count("/api/tasks?operation_type=deactivate"), 1u);
  EXPECT_EQ(count("/api/tasks?status=completed"), 1u);
  EXPECT_EQ(count("/api/tasks?namespace=dev-api"), 0u);
  EXPECT_EQ(count("/api/upcoming?namespace=qa-pay"), 1u);
  get("/api/"
      "logs?namespace=dev-api&operation_type=auto_shutdown&status=failed&cost_center=CC-1&start=2026-11-01T00:00:00Z&end=2026-11-"
      "02T00:00:00Z&limit=7");
  ASSERT_TRUE(application_.log_query_);
  EXPECT_EQ(application_.log_query_->ns, "dev-api");
  EXPECT_EQ(application_.log_query_->type, OperationType::auto_shutdown);
  EXPECT_EQ(application_.log_query_->status, OperationStatus::failed);
  EXPECT_EQ(application_.log_query_->cost_center, "CC-1");
  EXPECT_EQ(application_.log_query_->start, at("2026-11-01T00:00:00Z"));
  EXPECT_EQ(application_.log_query_->end, at("2026-11-02T00:00:00Z"));
  EXPECT_EQ(application_.log_query_->limit, 7u);
}

TEST_F(RestApiTest, WhatIsNotSyncedIsNotReady) {
  application_.namespaces_ = nullptr;
  for (const char* target : {"/api/namespaces", "/api/namespaces/status", "/api/namespaces/dev-api"}) {
    EXPECT_EQ(get(target).code(), "not_ready") << target;
    EXPECT_EQ(get(target).header("retry-after"), "5");
  }
}

TEST_F(RestApiTest, ANamespaceWithoutReasonIsCalledByItsName) {
  std::const_pointer_cast<NamespaceView>(application_.namespaces_->namespaces.front())->reason = {};
  EXPECT_EQ(get("/api/namespaces/dev-api").text("message"), "dev-api");
}

TEST_F(RestApiTest, Probes) {
  EXPECT_EQ(get("/livez").response.body, "ok");
  EXPECT_EQ(get("/readyz").response.body, "ok");
  EXPECT_EQ(get("/readyz?verbose").response.body, "store ok\ncluster ok\nscheduler ok\nok\n");
  const Asked metrics = get("/metrics");
  EXPECT_EQ(metrics.header("content-type"), "text/plain; version=0.0.4");
  EXPECT_NE(metrics.response.body.find("nsched_build_info{version=\"1.0.0\"} 1"), std::string::npos);
  application_.health_->store_ok = false;
  EXPECT_EQ(get("/livez").status(), 200);
  EXPECT_EQ(get("/readyz").status(), 503);
  application_.health_->alive = false;
  EXPECT_EQ(get("/livez").status(), 503) << "the core thread is stuck: only a new process helps";
  EXPECT_EQ(get("/readyz").text("message"), "No está listo: store");
  application_.health_ = nullptr;
  EXPECT_EQ(get("/health").text("detail"), "No está listo: store cluster scheduler");
}

TEST_F(RestApiTest, AdvanceExistsOnlyInTheSimulation) {
  EXPECT_EQ(ask("POST", go, R"({"to":"2026-12-23T13:52:00Z"})").status(), 200);
  application_.facts_.simulated = false;
  EXPECT_EQ(ask("POST", go, "not even JSON").code(), "not_found");
}

TEST_F(RestApiTest, LanguageOfTheSettingHolds) {
  options_.locale = "en";
  EXPECT_EQ(get("/api/tasks").text("message"), "2 tasks");
  EXPECT_EQ(get("/api/tasks").header("vary"), "Accept-Language");
  EXPECT_EQ(get("/api/tasks").header("cache-control"), "no-store");
}

TEST_F(RestApiTest, RatesAreKeptPerCallerAndKind) {
  options_.reads_per_minute = 2;
  options_.writes_per_minute = 1;
  EXPECT_EQ(get("/api/tasks").status(), 200);
  EXPECT_EQ(get("/api/tasks").status(), 200);
  const Asked refused = get("/api/tasks");
  EXPECT_EQ(refused.code(), "rate_limited");
  EXPECT_EQ(refused.header("retry-after"), "30");
  EXPECT_EQ(get("/livez").status(), 200) << "probes are spared";
  EXPECT_EQ(ask("POST", off).status(), 200) << "writes have their own";
  EXPECT_EQ(ask("POST", off).status(), 429);
  HttpRequest other = request("GET", "/api/tasks");
  other.remote_address = "127.0.0.2";
  EXPECT_EQ(ask(other).status(), 200);
  mono_ += std::chrono::seconds(30);
  EXPECT_EQ(get("/api/tasks").status(), 200);
}

TEST_F(RestApiTest, ForeignHostsAndOriginsAreRefused) {
  const auto with = [&](const char* method, const char* target, HttpHeaders headers) {
    HttpRequest asked = request(method, target);
    asked.headers = std::move(headers);
    return ask(asked).code();
  };
  EXPECT_EQ(with("GET", "/api/tasks", {{"Host", "evil.example:8080"}}), "invalid_header");
  EXPECT_EQ(with("GET", "/livez", {{"Host", "evil.example"}}), none) << "probes are spared";
  EXPECT_EQ(with("POST", off, {{"Host", "localhost"}, {"Origin", "https://evil.example"}}), "forbidden");
  EXPECT_EQ(with("POST", off, {{"Host", "localhost"}, {"Sec-Fetch-Site", "cross-site"}}), "forbidden");
  EXPECT_EQ(with("GET", "/api/tasks", {{"Host", "localhost"}, {"Origin", "https://evil.example"}}), none)
      << "reading changes nothing";
}

TEST_F(RestApiTest, IdempotencyKeysHaveAForm) {
  const auto with = [&](const char* method, const std::string& key) {
    HttpRequest asked = request(method, std::string(method) == "POST" ? off : "/api/tasks");
    asked.headers.push_back({"Idempotency-Key", key});
    return ask(asked).code();
  };
  EXPECT_EQ(with("POST", "8f0c"), none);
  EXPECT_EQ(with("POST", std::string(255, 'x')), none);
  EXPECT_EQ(with("POST", ""), "invalid_header");
  EXPECT_EQ(with("POST", std::string(256, 'x')), "invalid_header");
  EXPECT_EQ(with("POST", "ñ"), "invalid_header");
  EXPECT_EQ(with("GET", ""), none) << "only POSTs take it";
}

TEST_F(RestApiTest, TheUserComesFromATrustedProxyOnly) {
  options_.trusted_proxies = "10.0.0.0/8";
  HttpRequest asked = request("POST", off);
  asked.headers.push_back({"X-Forwarded-User", "ana"});
  ask(asked);
  EXPECT_EQ(application_.switched_->context.user_id, "anonymous");
  asked.remote_address = "10.1.2.3";
  ask(asked);
  EXPECT_EQ(application_.switched_->context.user_id, "ana");
  asked.headers.back().value = std::string(300, 'a');
  EXPECT_EQ(ask(asked).code(), "invalid_header");
}

class PageTest : public RestFixture {
 protected:
  PageTest() {
    namespace fs = std::filesystem;
    root_ = fs::path(testing::TempDir()) / ("nss_page_" + std::to_string(::getpid()));
    fs::create_directories(root_ / "css");
    std::ofstream(root_ / "index.html") << "<!doctype html>";
    std::ofstream(root_ / "css" / "app.css") << "body{}";
    options_.page = std::make_shared<const StaticFiles>(StaticFiles::load(root_.string()).value());
  }
  ~PageTest() override { std::filesystem::remove_all(root_); }
  std::filesystem::path root_;
};

TEST_F(PageTest, IsServedBesideTheApi) {
  options_.reads_per_minute = 1;
  const Asked page = get("/");
  EXPECT_EQ(page.response.content(), "<!doctype html>");
  EXPECT_EQ(page.header("cache-control"), "no-cache");
  EXPECT_NE(page.header("content-security-policy").find("default-src 'self'"), std::string::npos);
  EXPECT_EQ(get("/css/app.css").status(), 200) << "the page does not use up the caller's reads";
  EXPECT_EQ(ask("POST", "/").status(), 405);
  EXPECT_EQ(ask("OPTIONS", "/").header("allow"), "GET, HEAD, OPTIONS");
  HttpRequest foreign = request("GET", "/");
  foreign.headers = {{"Host", "evil.example"}};
  EXPECT_EQ(ask(foreign).status(), 400);
}

TEST_F(PageTest, BehindAPrefix) {
  options_.base_path = "ns/";
  EXPECT_EQ(get("/ns").header("location"), "/ns/");
  EXPECT_EQ(get("/ns/").status(), 200);
  EXPECT_EQ(get("/ns/api/tasks").status(), 200);
  EXPECT_EQ(get("/api/tasks").status(), 200) << "a proxy may have taken the prefix off";
  EXPECT_EQ(get("/nsx/api/tasks").status(), 404);
}

TEST_F(RestApiTest, RefusalsOfTheServerAreProblemsToo) {
  get("/livez");
  for (const auto& [code, status] : std::map<std::string, int>{{"malformed_request", 400},
                                                               {"body_too_large", 413},
                                                               {"uri_too_long", 414},
                                                               {"headers_too_large", 431},
                                                               {"internal", 500}}) {
    HttpRefusal refusal{code, {}};
    refusal.request.path = "/api/tasks";
    refusal.request.headers = {{"Accept-Language", "en"}};
    const Asked answer{api_->refuse(refusal)};
    EXPECT_EQ(answer.status(), status);
    EXPECT_EQ(answer.code(), code);
    EXPECT_EQ(answer.text("instance"), "/api/tasks");
    EXPECT_EQ(answer.header("content-language"), "en");
  }
}

RC_GTEST_FIXTURE_PROP(RestApiTest, AnyRequestHasAnAnswerOfOurs,
                      (const std::string& path, const std::string& query, const std::string& body)) {
  options_.reads_per_minute = options_.writes_per_minute = 0;
  HttpRequest asked =
      request(*rc::gen::element<std::string>("GET", "POST", "HEAD", "OPTIONS", "PUT"), "/api/namespaces/" + path, "x");
  asked.query = query;
  asked.body = body;
  const int status = ask(asked).status();
  RC_ASSERT(status == 200 || status == 204 || (status >= 400 && status < 500));
}

}  // namespace
}  // namespace nss
