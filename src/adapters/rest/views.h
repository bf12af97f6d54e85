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

void write_checks(JsonWriter& json, const HealthView& health);
void write_health(JsonWriter& json, const HealthView& health, const ProductFacts& facts, Seconds now);

// The strong tag of a task: of what may be written, and of nothing that a run changes (API.md 1.6).
std::string task_etag(const TaskRecord& task);

}  // namespace nss
