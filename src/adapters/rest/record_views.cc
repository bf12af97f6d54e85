#include "adapters/rest/json_value.h"
#include "adapters/rest/views.h"

namespace nss {
namespace {

std::int64_t epoch(Seconds at) { return at.time_since_epoch().count(); }

void write_texts(JsonWriter& json, const char* name, const std::vector<std::string>& texts) {
  json.key(name).begin_array();
  for (const std::string& text : texts) json.value(text);
  json.end_array();
}

void write_permission_members(JsonWriter& json, const CostCenterView& view) {
  const PermissionRecord& record = view.record;
  // The built-in one was made by nobody at no time.
  const auto time = [](Seconds at) { return at == Seconds{} ? std::nullopt : std::optional(at); };
  json.member("cost_center", record.cost_center)
      .member("name", record.name)
      .member("is_authorized", record.is_authorized)
      .member("max_concurrent_namespaces", record.max_concurrent_namespaces);
  write_texts(json, "authorized_namespaces", record.authorized_namespaces);
  json.member("created_at", time(record.created_at))
      .member("updated_at", time(record.updated_at))
      .member("builtin", view.builtin)
      .member("etag", view.etag);
}

}  // namespace

void write_explain(JsonWriter& json, const ExplainView& view, const std::string& timezone, Language language) {
  json.begin_object()
      .member("namespace", view.ns)
      .member("status", to_string(view.state))
      .member("desired_status", to_string(view.desired))
      .member("timezone", timezone);
  json.key("rules").begin_array();
  for (const RuleView& rule : view.rules) {
    json.begin_object()
        .member("rule", rule.rule)
        .member("applies", rule.applies)
        .member("won", rule.won)
        .member("detail", pick(rule.detail, language))
        .end_object();
  }
  json.end_array().text_or_null("actor", view.actor).member("since", view.since).member("until", view.until).key("next");
  if (view.next) {
    json.begin_object()
        .member("at", view.next->at)
        .member("operation_type", to_string(view.next->type))
        .text_or_null("task_id", view.next->task_id)
        .end_object();
  } else {
    json.null();
  }
  json.text_or_null("operation_id", view.operation_id).end_object();
}

void write_run(JsonWriter& json, const RunView& view) {
  const RunRecord& run = view.record;
  json.begin_object()
      .member("id", run.id)
      .member("task_id", run.task_id)
      .member("trigger", run.by_person ? "person" : "schedule")
      .member("scheduled_at", run.scheduled_at)
      .member("started_at", run.started_at)
      .member("finished_at", run.finished_at)
      .member("status", to_string(run.status))
      .member("attempts", static_cast<std::uint64_t>(run.attempts))
      .member("output", view.output)
      .member("output_truncated", run.output_truncated)
      .text_or_null("error", run.error);
  write_texts(json, "operation_ids", run.operation_ids);
  json.end_object();
}

void write_activity(JsonWriter& json, const ActivityRecord& record) {
  json.begin_object()
      .member("namespace_name", record.ns)
      .member("timestamp_start", epoch(record.start))
      .member("timestamp_end", record.end ? std::optional(epoch(*record.end)) : std::nullopt)
      .member("duration_minutes", duration_minutes(record))
      .member("operation_type", to_string(record.type))
      .text_or_null("cost_center", record.cost_center)
      .member("cluster_name", record.cluster_name)
      .text_or_null("requested_by", record.requested_by)
      .text_or_null("approved_by", record.approved_by)
      .text_or_null("user_id", record.user_id)
      .member("status", to_string(record.status))
      .text_or_null("error_message", record.error_message)
      .text_or_null("operation_id", record.operation_id)
      .text_or_null("reason", record.reason)
      .end_object();
}

void write_audit_link(JsonWriter& json, const AuditLink& link) {
  json.begin_object()
      .member("seq", link.seq)
      .member("at", link.at)
      .member("event", link.event)
      .text_or_null("operation_id", link.operation_id)
      .text_or_null("user_id", link.user_id);
  // The payload is JSON as it was hashed; a store that somebody wrote into may hold anything, so it is read once more.
  json.key("payload").raw(parse_json(link.payload) ? link.payload : "null");
  json.member("prev_hash", link.prev_hash).member("hash", link.hash).end_object();
}

void write_audit_verdict(JsonWriter& json, const AuditVerdict& verdict) {
  json.begin_object().member("valid", verdict.valid).member("links", verdict.links).member("chains", verdict.chains);
  json.key("first_broken");
  if (verdict.first_broken) {
    json.begin_object()
        .member("namespace", verdict.first_broken->ns)
        .member("seq", verdict.first_broken->seq)
        .member("reason", verdict.first_broken->reason)
        .end_object();
  } else {
    json.null();
  }
  json.end_object();
}

void write_cost_center(JsonWriter& json, const CostCenterView& view) {
  json.begin_object();
  write_permission_members(json, view);
  json.end_object();
}

void write_cost_center_detail(JsonWriter& json, const CostCenterView& view) {
  json.begin_object();
  write_permission_members(json, view);
  write_texts(json, "active_namespaces", view.active_namespaces);
  json.member("active_count", static_cast<std::uint64_t>(view.active_namespaces.size()))
      .member("hours_this_month", view.hours_this_month)
      .end_object();
}

void write_verdict(JsonWriter& json, const CostCenterVerdict& verdict) {
  json.begin_object()
      .member("cost_center", verdict.cost_center)
      .text_or_null("namespace", verdict.ns)
      .member("is_authorized", verdict.is_authorized)
      .text_or_null("code", verdict.code)
      .member("max_concurrent_namespaces", verdict.max_concurrent_namespaces)
      .member("active_count", verdict.active_count)
      .end_object();
}

void write_holiday(JsonWriter& json, const Holiday& day) {
  json.begin_object()
      .member("date", to_text(day.date))
      .member("name", day.name)
      .member("type", to_string(day.type))
      .member("isFixed", day.is_fixed)
      .member("originalDate", to_text(day.original_date))
      .text_or_null("law", day.law)
      .text_or_null("nameEn", day.name_en)
      .end_object();
}

void write_pause(JsonWriter& json, const std::optional<PauseRecord>& pause) {
  if (!pause) {
    json.null();
    return;
  }
  json.begin_object()
      .member("since", pause->since)
      .member("until", pause->until)
      .text_or_null("reason", pause->reason)
      .member("user_id", pause->user_id)
      .end_object();
}

}  // namespace nss
