// An application that answers with what the test puts into it, at once or, with `hold`, when the test says so.
#pragma once

#include <deque>
#include <functional>
#include <mutex>

#include "app/application.h"

namespace nss {

class FakeApplication : public Application {
 public:
  FakeApplication();

  const ProductFacts& facts() const override { return facts_; }
  Seconds now() const override { return now_; }
  std::shared_ptr<const NamespacesView> namespaces() const override { return namespaces_; }
  std::shared_ptr<const HealthView> health() const override { return health_; }
  EventHub& events() override { return events_; }
  void switch_namespace(SwitchRequest request, Reply<OperationView> reply) override;
  void operation(std::string id, Reply<OperationView> reply) override;
  void log(LogQuery query, Reply<LogPage> reply) override;
  void tasks(Reply<std::vector<TaskView>> reply) override { reply(tasks_); }
  void upcoming(std::string ns, Reply<UpcomingView> reply) override;
  void advance(Seconds to, Reply<Seconds> reply) override;

  // Each keeps what was asked and answers with what the test has set.
  void switch_namespaces(BulkSwitchRequest request, Reply<std::vector<BulkOutcome>> reply) override {
    answer(bulk_, std::move(request), bulk_answer_, reply);
  }
  void explain(std::string ns, Reply<ExplainView> reply) override { answer(asked_, std::move(ns), explain_answer_, reply); }
  void activities(ActivityQuery query, Reply<ActivityPage> reply) override {
    answer(activity_query_, std::move(query), activities_answer_, reply);
  }
  void audit(std::string ns, std::size_t, std::string after, Reply<AuditPage> reply) override {
    answer(asked_, ns + "|" + after, audit_answer_, reply);
  }
  void verify_audit(std::string ns, Reply<AuditVerdict> reply) override { answer(asked_, std::move(ns), verdict_answer_, reply); }
  void cost_centers(Reply<std::vector<CostCenterView>> reply) override { reply(cost_centers_answer_); }
  void cost_center(std::string id, Reply<CostCenterView> reply) override {
    answer(asked_, std::move(id), cost_center_answer_, reply);
  }
  void validate_cost_center(std::string id, std::string ns, Reply<CostCenterVerdict> reply) override {
    answer(asked_, id + "|" + ns, validate_answer_, reply);
  }
  void set_permission(PermissionRequest request, Reply<PermissionChange> reply) override {
    answer(permission_, std::move(request), permission_answer_, reply);
  }
  void task(std::string id, Reply<TaskView> reply) override { answer(asked_, std::move(id), task_answer_, reply); }
  void create_task(TaskRequest request, Reply<TaskView> reply) override {
    answer(task_request_, std::move(request), task_answer_, reply);
  }
  void replace_task(TaskRequest request, Reply<TaskView> reply) override {
    answer(task_request_, std::move(request), task_answer_, reply);
  }
  void delete_task(std::string id, std::string if_match, CommandContext, Reply<std::string> reply) override {
    answer(asked_, id + "|" + if_match, delete_answer_, reply);
  }
  void run_task(std::string id, CommandContext, Reply<RunView> reply) override {
    answer(asked_, std::move(id), run_answer_, reply);
  }
  void runs(std::string task_id, std::size_t, std::string after, Reply<RunPage> reply) override {
    answer(asked_, task_id + "|" + after, runs_answer_, reply);
  }
  void run(std::string task_id, std::string run_id, Reply<RunView> reply) override {
    answer(asked_, task_id + "|" + run_id, run_answer_, reply);
  }
  void pause(PauseRequest request, Reply<PauseRecord> reply) override {
    answer(pause_request_, std::move(request), pause_answer_, reply);
  }
  void end_pause(CommandContext, Reply<std::optional<PauseRecord>> reply) override { reply(ended_pause_answer_); }
  std::optional<PauseRecord> current_pause() const override { return current_pause_; }
  std::shared_ptr<const LocalHolidays> local_holidays() const override { return local_holidays_; }
  void week(WeekQuery query, Reply<WeekInputsPtr> reply) override { answer(week_, std::move(query), week_answer_, reply); }
  void usage(UsageQuery query, Reply<std::shared_ptr<const UsageAnswer>> reply) override {
    usage_ = query;
    if (!usage_answer_) return reply(fail(usage_answer_.error()));
    auto answered = std::make_shared<UsageAnswer>(*usage_answer_);
    answered->query = query;
    answered->kept = UsageTable(query.by);
    if (!query.ns.empty()) answered->own_cost_centers.assign(static_cast<std::size_t>(query.days), "CC-001");
    reply(std::shared_ptr<const UsageAnswer>(std::move(answered)));
  }
  std::shared_ptr<const LiveSettingsView> live_settings() const override { return live_settings_; }
  void patch_settings(SettingsPatch patch, Reply<LiveSettingsView> reply) override {
    answer(settings_patch_, std::move(patch), patch_answer_, reply);
  }
  void add_local_holiday(LocalHolidayRequest request, Reply<LocalHolidayRecord> reply) override {
    answer(local_holiday_, std::move(request), local_holiday_answer_, reply);
  }
  void remove_local_holiday(Date date, CommandContext, Reply<Date> reply) override {
    answer(asked_, to_text(date), removed_holiday_answer_, reply);
  }
  void metrics_history(HistoryQuery query, Reply<std::vector<HistoryPoint>> reply) override {
    answer(history_query_, query, history_answer_, reply);
  }
  void begin_idempotent(IdempotencyToken token, Reply<IdempotencyVerdict> reply) override {
    answer(token_, std::move(token), idempotency_answer_, reply);
  }
  void keep_answer(IdempotencyToken, StoredAnswer answer, std::function<void()> kept) override {
    kept_answer_ = std::move(answer);
    kept();
  }

  static tl::unexpected<Error> unset() { return fail(ErrorKind::internal, "unset", "the test has set no answer"); }
  std::optional<std::string> asked_;  // ids and names of the last question, joined by |
  std::optional<BulkSwitchRequest> bulk_;
  Result<std::vector<BulkOutcome>> bulk_answer_ = unset();
  Result<ExplainView> explain_answer_ = unset();
  std::optional<ActivityQuery> activity_query_;
  Result<ActivityPage> activities_answer_ = unset();
  Result<AuditPage> audit_answer_ = unset();
  Result<AuditVerdict> verdict_answer_ = unset();
  Result<std::vector<CostCenterView>> cost_centers_answer_ = unset();
  Result<CostCenterView> cost_center_answer_ = unset();
  Result<CostCenterVerdict> validate_answer_ = unset();
  std::optional<PermissionRequest> permission_;
  Result<PermissionChange> permission_answer_ = unset();
  std::optional<TaskRequest> task_request_;
  Result<TaskView> task_answer_ = unset();
  Result<std::string> delete_answer_ = unset();
  Result<RunView> run_answer_ = unset();
  Result<RunPage> runs_answer_ = unset();
  std::optional<PauseRequest> pause_request_;
  Result<PauseRecord> pause_answer_ = unset();
  Result<std::optional<PauseRecord>> ended_pause_answer_ = std::optional<PauseRecord>();
  std::optional<PauseRecord> current_pause_;
  std::shared_ptr<const LocalHolidays> local_holidays_ = std::make_shared<const LocalHolidays>();
  std::optional<WeekQuery> week_;
  Result<WeekInputsPtr> week_answer_ = unset();
  std::optional<UsageQuery> usage_;
  Result<UsageAnswer> usage_answer_ = unset();
  std::shared_ptr<const LiveSettingsView> live_settings_ = std::make_shared<const LiveSettingsView>(LiveSettingsView{
      HolidayMode::mark,
      {},
      {{"holidays", "default"}, {"price_cpu_hour", "default"}, {"price_gib_hour", "default"}, {"currency", "default"}},
      "\"s1\""});
  std::optional<SettingsPatch> settings_patch_;
  Result<LiveSettingsView> patch_answer_ = unset();
  std::optional<LocalHolidayRequest> local_holiday_;
  Result<LocalHolidayRecord> local_holiday_answer_ = unset();
  Result<Date> removed_holiday_answer_ = unset();
  std::optional<HistoryQuery> history_query_;
  Result<std::vector<HistoryPoint>> history_answer_ = unset();
  std::optional<IdempotencyToken> token_;
  Result<IdempotencyVerdict> idempotency_answer_ = IdempotencyVerdict{};
  std::optional<StoredAnswer> kept_answer_;

  EventHub events_{"boot"};
  ProductFacts facts_;
  Seconds now_;
  std::shared_ptr<NamespacesView> namespaces_;
  std::shared_ptr<HealthView> health_;
  std::vector<TaskView> tasks_;
  std::vector<OperationView> operations_;  // newest first
  UpcomingView upcoming_;
  std::optional<SwitchRequest> switched_;  // the last one asked for
  std::optional<LogQuery> log_query_;
  Result<OperationView> switch_answer_ = unset();

 private:
  template <typename Question, typename T>
  static void answer(std::optional<Question>& asked, Question question, const Result<T>& result, const Reply<T>& reply) {
    asked = std::move(question);
    reply(result);
  }
};

Seconds at(const char* rfc3339);
std::shared_ptr<NamespaceView> sample_namespace(const std::string& name);
OperationView sample_operation(const std::string& id);

}  // namespace nss
