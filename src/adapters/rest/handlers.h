// One function per endpoint of API.md: decode, call, encode, nothing else. Each answers its exchange exactly once.
#pragma once

#include "adapters/rest/exchange.h"

namespace nss {

// Namespaces (API.md 3).
void list_namespaces(const ExchangePtr& exchange);
void list_namespace_status(const ExchangePtr& exchange);
void show_namespace(const ExchangePtr& exchange);
void activate_namespace(const ExchangePtr& exchange);
void deactivate_namespace(const ExchangePtr& exchange);
void switch_many(const ExchangePtr& exchange);
void explain_namespace(const ExchangePtr& exchange);

// Tasks and their runs (API.md 4).
void list_tasks(const ExchangePtr& exchange);
void create_task(const ExchangePtr& exchange);
void preview_task(const ExchangePtr& exchange);
void show_task(const ExchangePtr& exchange);
void replace_task(const ExchangePtr& exchange);
void delete_task(const ExchangePtr& exchange);
void run_task(const ExchangePtr& exchange);
void list_runs(const ExchangePtr& exchange);
void show_run(const ExchangePtr& exchange);

// What happened and what will (API.md 5).
void show_operation(const ExchangePtr& exchange);
void list_log(const ExchangePtr& exchange);
void show_upcoming(const ExchangePtr& exchange);
void list_activities(const ExchangePtr& exchange);
void list_audit(const ExchangePtr& exchange);
void verify_audit(const ExchangePtr& exchange);

// Cost centres (API.md 6).
void list_cost_centers(const ExchangePtr& exchange);
void show_cost_center(const ExchangePtr& exchange);
void validate_cost_center(const ExchangePtr& exchange);
void set_permission(const ExchangePtr& exchange);

// Holidays (API.md 7 and 9).
void show_week(const ExchangePtr& exchange);
void show_weekly_report(const ExchangePtr& exchange);
void show_report(const ExchangePtr& exchange);
void show_usage(const ExchangePtr& exchange);
void show_calendar(const ExchangePtr& exchange);
void show_holidays(const ExchangePtr& exchange);
void list_local_holidays(const ExchangePtr& exchange);
void add_local_holiday(const ExchangePtr& exchange);
void remove_local_holiday(const ExchangePtr& exchange);

// Health and service (API.md 2).
void show_health(const ExchangePtr& exchange);
void show_livez(const ExchangePtr& exchange);
void show_readyz(const ExchangePtr& exchange);
void show_metrics(const ExchangePtr& exchange);
void show_metrics_history(const ExchangePtr& exchange);
void show_settings(const ExchangePtr& exchange);
void change_settings(const ExchangePtr& exchange);
void begin_pause(const ExchangePtr& exchange);
void end_pause(const ExchangePtr& exchange);
void show_whoami(const ExchangePtr& exchange);
void show_openapi(const ExchangePtr& exchange);
void stream_events(const ExchangePtr& exchange);
void advance_simulation(const ExchangePtr& exchange);

}  // namespace nss
