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

// What happened and what will (API.md 4, 5).
void list_tasks(const ExchangePtr& exchange);
void show_operation(const ExchangePtr& exchange);
void list_log(const ExchangePtr& exchange);
void show_upcoming(const ExchangePtr& exchange);

// Health and service (API.md 2).
void show_health(const ExchangePtr& exchange);
void show_livez(const ExchangePtr& exchange);
void show_readyz(const ExchangePtr& exchange);
void show_metrics(const ExchangePtr& exchange);
void advance_simulation(const ExchangePtr& exchange);

}  // namespace nss
