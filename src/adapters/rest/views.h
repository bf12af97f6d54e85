// The use cases' views as the JSON of API.md, member for member in its order. Pure; each writes one whole value.
#pragma once

#include "adapters/rest/json_writer.h"
#include "adapters/rest/language.h"
#include "app/application.h"

namespace nss {

void write_namespace(JsonWriter& json, const NamespaceView& view);                            // GET /api/namespaces
void write_namespace_status(JsonWriter& json, const NamespaceView& view, Language language);  // …/status
void write_namespace_detail(JsonWriter& json, const NamespaceView& view, Language language);  // …/{namespace}
void write_off_hours(JsonWriter& json, const NamespacesView& view);

void write_operation(JsonWriter& json, const OperationView& view, Language language);
void write_task(JsonWriter& json, const TaskView& view);
void write_upcoming(JsonWriter& json, const UpcomingView& view, const std::string& timezone, Language language);

void write_explain(JsonWriter& json, const ExplainView& view, const std::string& timezone, Language language);
void write_run(JsonWriter& json, const RunView& view);
void write_activity(JsonWriter& json, const ActivityRecord& record);  // its times are numbers (API.md 1.2)
void write_audit_link(JsonWriter& json, const AuditLink& link);
void write_audit_verdict(JsonWriter& json, const AuditVerdict& verdict);
void write_cost_center(JsonWriter& json, const CostCenterView& view);         // in lists, and after a change
void write_cost_center_detail(JsonWriter& json, const CostCenterView& view);  // asked for alone
void write_verdict(JsonWriter& json, const CostCenterVerdict& verdict);
void write_holiday(JsonWriter& json, const Holiday& day);
void write_pause(JsonWriter& json, const std::optional<PauseRecord>& pause);  // null: none

void write_checks(JsonWriter& json, const HealthView& health);
void write_health(JsonWriter& json, const HealthView& health, const ProductFacts& facts, Seconds now);

}  // namespace nss
