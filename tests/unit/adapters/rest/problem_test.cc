#include "adapters/rest/problem.h"

#include <gtest/gtest.h>

#include <set>

#include "adapters/rest/json_value.h"
#include "adapters/rest/words.h"

namespace nss {
namespace {

// API.md 1.8, line by line.
TEST(ProblemCodes, AreThoseOfTheContract) {
  const std::map<int, std::set<std::string>> contract{
      {400,
       {"malformed_json", "malformed_request", "unknown_field", "unknown_parameter", "missing_field", "invalid_type",
        "read_only_field", "invalid_cursor", "invalid_header"}},
      {401, {"unauthenticated"}},
      {403, {"unauthorized", "forbidden", "namespace_protected"}},
      {404, {"not_found", "namespace_not_found", "task_not_found", "operation_not_found"}},
      {405, {"method_not_allowed"}},
      {409,
       {"limit_exceeded", "cost_center_limit_exceeded", "setting_fixed", "already_exists", "paused", "namespace_excluded",
        "namespace_terminating", "task_running", "builtin_task", "builtin_cost_center", "idempotency_in_progress"}},
      {412, {"precondition_failed"}},
      {428, {"precondition_required"}},
      {413, {"body_too_large"}},
      {414, {"uri_too_long"}},
      {415, {"unsupported_media_type"}},
      {431, {"headers_too_large"}},
      {422,
       {"invalid_cron", "cron_never_fires", "invalid_command", "invalid_timezone", "invalid_date", "invalid_range",
        "year_out_of_range", "invalid_value", "idempotency_key_reused"}},
      {429, {"rate_limited"}},
      {500, {"internal"}},
      {503, {"store_unavailable", "cluster_unavailable", "not_ready"}}};
  std::map<int, std::set<std::string>> ours;
  for (const ProblemCode& code : problem_codes()) {
    ours[code.status].insert(code.code);
    EXPECT_FALSE(code.title.es.empty() || code.title.en.empty()) << code.code;
  }
  EXPECT_EQ(ours, contract);
  EXPECT_EQ(find_problem_code("nope"), nullptr);
}

struct Row {
  const char* why;
  Error error;
  int status;
  const char* code;
};

class ToProblem : public testing::TestWithParam<Row> {};

TEST_P(ToProblem, HasOneStatus) {
  const Row& row = GetParam();
  const HttpResponse response = render_problem(to_problem(row.error), {Language::en, "/x", ""});
  EXPECT_EQ(response.status, row.status) << row.why;
  EXPECT_EQ(std::get<std::string>(parse_json(response.body)->find("code")->value), row.code) << row.why;
}

INSTANTIATE_TEST_SUITE_P(
    Rows, ToProblem,
    testing::Values(Row{"a code of the table keeps its status", make_error(ErrorKind::refused, "limit_exceeded", "five"), 409,
                        "limit_exceeded"},
                    Row{"whatever its kind", make_error(ErrorKind::unavailable, "store_unavailable", "down"), 503,
                        "store_unavailable"},
                    Row{"unknown, may pass", make_error(ErrorKind::throttled, "kube_throttled", "429"), 503, "not_ready"},
                    Row{"unknown, may pass", make_error(ErrorKind::transient, "timeout", "t"), 503, "not_ready"},
                    Row{"unknown, will not pass", make_error(ErrorKind::invalid, "decode", "line 7"), 500, "internal"},
                    Row{"internal is never shown", make_error(ErrorKind::internal, "internal", "secret"), 500, "internal"}));

TEST(Problem, SaysNothingOfTheInside) {
  const Problem problem = to_problem(make_error(ErrorKind::invalid, "decode", "secret detail"));
  EXPECT_EQ(render_problem(problem, {Language::en, "/x", "inc_1"}).body.find("secret"), std::string::npos);
  EXPECT_NE(problem.cause.find("secret"), std::string::npos) << "the log gets it";
}

TEST(Problem, CarriesPointerPositionAndRetry) {
  Error error{ErrorKind::invalid, "invalid_cron", {"mal", "bad"}};
  error.pointer = "/schedule";
  error.position = 3;
  const HttpResponse cron = render_problem(to_problem(error), {Language::es, "", ""});
  EXPECT_NE(cron.body.find(R"("errors":[{"pointer":"/schedule","detail":"mal","position":3}])"), std::string::npos) << cron.body;
  EXPECT_NE(cron.body.find(R"("instance":null)"), std::string::npos);
  EXPECT_FALSE(find_header(cron.headers, "retry-after"));
  EXPECT_EQ(find_header(cron.headers, "content-language"), "es-CO");

  Error busy = make_error(ErrorKind::unavailable, "cluster_unavailable", "");
  busy.retry_after = std::chrono::milliseconds(1001);
  const HttpResponse later = render_problem(to_problem(busy), {Language::en, "/x", ""});
  EXPECT_EQ(find_header(later.headers, "retry-after"), "2") << "rounded up";
  EXPECT_NE(later.body.find("\"detail\":\"Cluster unavailable\""), std::string::npos) << "an empty sentence becomes the title";
  EXPECT_EQ(find_header(render_problem(make_problem("not_ready", {"a", "b"}), {}).headers, "retry-after"), "5");
}

TEST(Words, EveryOutcomeHasASentence) {
  struct Case {
    WorkloadOutcome outcome;
    const char* en;
  };
  const auto row = [](Outcome outcome, const char* code, const char* message) {
    return WorkloadOutcome{WorkloadKind::deployment, "web", 0, 1, outcome, code, message};
  };
  for (const Case& each :
       {Case{row(Outcome::patched, "", ""), ""}, Case{row(Outcome::unchanged, "", ""), ""},
        Case{row(Outcome::pending, "", ""), ""},
        Case{row(Outcome::skipped, "controlled_by_owner", ""), "Its owner controls it; left as it is."},
        Case{row(Outcome::failed, "forbidden", "by policy"), "It could not be changed. (forbidden: by policy)"},
        Case{row(Outcome::failed, "", "by policy"), "It could not be changed. (by policy)"},
        Case{row(Outcome::refused, "odd", ""), "It is not changed. (odd)"}, Case{row(Outcome::skipped, "", ""), "Left as it is."},
        Case{row(Outcome::externally_changed, "", ""), "Somebody had changed it already; their value stays."},
        Case{row(Outcome::patched, "", "note"), "note"}})
    EXPECT_EQ(workload_sentence(each.outcome).en, each.en);
}

TEST(Words, EveryStatusHasASentence) {
  OperationView operation;
  operation.record.ns = "dev";
  operation.record.direction = Direction::off;
  operation.workloads = {{WorkloadKind::deployment, "web", 3, 0, Outcome::patched, "", ""},
                         {WorkloadKind::deployment, "db", 1, 1, Outcome::failed, "", ""}};
  struct Case {
    OperationStatus status;
    bool changed;
    const char* en;
  };
  for (const Case& each :
       {Case{OperationStatus::running, false, "dev: switching off is under way."},
        Case{OperationStatus::partial, true, "dev: switched off in part; 1 workload with problems, still trying."},
        Case{OperationStatus::failed, false, "dev: could not be switched off."},
        Case{OperationStatus::superseded, true, "dev: a newer operation took over."},
        Case{OperationStatus::completed, true, "dev switched off: 1 workload."},
        Case{OperationStatus::completed, false, "dev: there was nothing to do."}}) {
    operation.record.status = each.status;
    operation.record.changed = each.changed;
    EXPECT_EQ(operation_sentence(operation).en, each.en);
    EXPECT_FALSE(operation_sentence(operation).es.empty());
  }
  operation.record.dry_run = true;
  EXPECT_EQ(operation_sentence(operation).en,
            "dev: a dry run, nothing was written; it would have been switched off (1 workload).");
}

}  // namespace
}  // namespace nss
