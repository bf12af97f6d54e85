#include "adapters/rest/views.h"

#include <cmath>

#include "adapters/rest/words.h"

namespace nss {
namespace {

double rounded(double value, double places) {
  const double factor = std::pow(10.0, places);
  return std::round(value * factor) / factor;
}

// What we do not know since when has no time.
std::optional<Seconds> known(Seconds at) { return at == Seconds{} ? std::nullopt : std::optional(at); }

void write_status_members(JsonWriter& json, const NamespaceView& view, Language language) {
  json.member("namespace", view.name)
      .member("status", to_string(view.state))
      .member("desired_status", to_string(view.desired))
      .member("since", known(view.since))
      .text_or_null("cost_center", view.cost_center);
  json.key("workloads").begin_object().member("total", view.workloads_total).member("active", view.workloads_active).end_object();
  json.member("slot", view.slot)
      .member("until", view.until)
      .text_or_null("contested", view.contested)
      .text_or_null("operation_id", view.operation_id)
      .text_or_null("last_error", view.last_error)
      .member("display_name", view.display_name)
      .text_or_null("reason", pick(view.reason, language));
  json.key("pods").begin_object().member("wanted", view.pods_wanted).member("ready", view.pods_ready).end_object();
  json.key("next");
  if (!view.next) {
    json.null();
    return;
  }
  json.begin_object().member("at", view.next->at).member("operation_type", to_string(view.next->type)).end_object();
}

void write_workload(JsonWriter& json, const WorkloadView& view) {
  json.begin_object()
      .member("kind", to_string(view.kind))
      .member("name", view.name)
      .member("replicas", view.replicas)
      .member("ready", view.ready)
      .member("original", view.original);
  json.key("hpa");
  if (view.hpa)
    json.begin_object().member("min", view.hpa->first).member("max", view.hpa->second).end_object();
  else
    json.null();
  json.text_or_null("controller", view.controller).text_or_null("problem", view.problem).end_object();
}

void write_outcome(JsonWriter& json, const WorkloadOutcome& workload, Language language) {
  json.begin_object()
      .member("kind", to_string(workload.kind))
      .member("name", workload.name)
      .member("before", workload.before)
      .member("after", workload.after);
  // API.md knows no word for a workload whose turn has not come: no outcome yet.
  json.text_or_null("outcome", workload.outcome == Outcome::pending ? "" : to_string(workload.outcome))
      .text_or_null("message", pick(workload_sentence(workload), language))
      .end_object();
}

}  // namespace

void write_namespace(JsonWriter& json, const NamespaceView& view) {
  json.begin_object()
      .member("name", view.name)
      .member("type", view.system ? "system" : "user")
      .member("status", to_string(view.system ? NamespaceState::excluded : view.state))
      .text_or_null("cost_center", view.cost_center)
      .member("excluded", view.excluded)
      .member("exclude_until", view.exclude_until)
      .member("created_at", known(view.created_at));
  json.key("labels").begin_object();
  for (const auto& [name, value] : view.labels) json.member(name, value);
  json.end_object().end_object();
}

void write_namespace_status(JsonWriter& json, const NamespaceView& view, Language language) {
  json.begin_object();
  write_status_members(json, view, language);
  json.end_object();
}

void write_namespace_detail(JsonWriter& json, const NamespaceView& view, Language language) {
  json.begin_object();
  write_status_members(json, view, language);
  json.key("workloads_detail").begin_array();
  for (const WorkloadView& workload : view.workloads) write_workload(json, workload);
  json.end_array();
  json.key("requests")
      .begin_object()
      .member("cpu_cores", rounded(static_cast<double>(view.cpu_millicores) / 1000.0, 3))
      .member("memory_gib", rounded(static_cast<double>(view.memory_bytes) / 1073741824.0, 4))
      .end_object();
  json.end_object();
}

void write_off_hours(JsonWriter& json, const NamespacesView& view) {
  json.begin_object()
      .member("now", view.off_hours_now)
      .member("limit", view.limit)
      .member("used", static_cast<std::uint64_t>(view.holders.size()));
  json.key("holders").begin_array();
  for (const HolderView& holder : view.holders) {
    json.begin_object()
        .member("namespace", holder.ns)
        .text_or_null("cost_center", holder.cost_center)
        .text_or_null("requested_by", holder.requested_by)
        .member("frees_at", known(holder.frees_at))
        .end_object();
  }
  json.end_array().end_object();
}

void write_operation(JsonWriter& json, const OperationView& view, Language language) {
  const OperationRecord& record = view.record;
  json.begin_object()
      .member("id", record.id)
      .member("namespace", record.ns)
      .member("operation_type", to_string(record.type))
      .member("trigger", to_string(record.trigger))
      .text_or_null("task_id", record.task_id)
      .text_or_null("cost_center", record.cost_center)
      .text_or_null("requested_by", record.requested_by)
      .text_or_null("approved_by", record.approved_by)
      .text_or_null("user_id", record.user_id)
      .text_or_null("reason", record.reason)
      .member("status", to_string(record.status))
      .member("changed", record.changed)
      .member("dry_run", record.dry_run)
      .member("requested_at", record.requested_at)
      .member("completed_at", record.completed_at)
      .member("until", record.until)
      .text_or_null("error_message", record.error_message)
      .text_or_null("message", pick(view.message, language));
  json.key("workloads").begin_array();
  for (const WorkloadOutcome& workload : view.workloads) write_outcome(json, workload, language);
  json.end_array().end_object();
}

void write_task(JsonWriter& json, const TaskView& view) {
  const TaskRecord& task = view.record;
  json.begin_object()
      .member("id", task.id)
      .member("title", task.title)
      .member("operation_type", to_string(task.type))
      .text_or_null("command", task.command)
      .text_or_null("schedule", task.schedule)
      .member("namespace", task.ns)
      .text_or_null("cost_center", task.cost_center)
      .member("status", task.status)
      .member("created_at", task.created_at)
      .member("next_run", view.next_run)
      .member("run_count", task.run_count)
      .member("success_count", task.success_count)
      .member("error_count", task.error_count)
      .member("enabled", task.enabled)
      .text_or_null("timezone", task.timezone)
      .member("last_run", task.last_run)
      .text_or_null("last_error", task.last_error)
      .text_or_null("created_by", task.created_by)
      .member("builtin", task.builtin)
      .member("etag", view.etag)
      .end_object();
}

void write_upcoming(JsonWriter& json, const UpcomingView& view, const std::string& timezone, Language language) {
  json.begin_object()
      .member("from", view.from)
      .member("to", view.to)
      .member("timezone", timezone)
      .member("truncated", view.truncated);
  json.key("items").begin_array();
  for (const UpcomingItem& item : view.items) {
    json.begin_object()
        .member("at", item.at)
        .member("operation_type", to_string(item.type))
        .member("source", item.source)
        .text_or_null("task_id", item.task_id)
        .member("title", pick(item.title, language));
    json.key("namespaces").begin_array();
    for (const std::string& ns : item.namespaces) json.value(ns);
    json.end_array().text_or_null("cost_center", item.cost_center).end_object();
  }
  json.end_array().end_object();
}

void write_checks(JsonWriter& json, const HealthView& health) {
  const auto word = [](bool ok) { return ok ? "ok" : "failed"; };
  json.begin_object()
      .member("store", word(health.store_ok))
      .member("cluster", word(health.cluster_ok))
      .member("scheduler", word(health.scheduler_ok))
      .end_object();
}

void write_health(JsonWriter& json, const HealthView& health, const ProductFacts& facts, Seconds now) {
  json.begin_object().member("status", "ok").key("checks");
  write_checks(json, health);
  json.key("last_success")
      .begin_object()
      .member("store", health.store_last_success)
      .member("cluster", health.cluster_last_success)
      .end_object();
  json.member("version", facts.version)
      .member("cluster_name", facts.cluster_name)
      .member("cluster_mode", facts.cluster_mode)
      .member("dry_run", facts.dry_run)
      .member("timezone", facts.timezone)
      .member("time", now)
      .end_object();
}

}  // namespace nss
