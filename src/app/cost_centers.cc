#include "app/cost_centers.h"

#include <fmt/core.h>

#include <algorithm>

#include "app/idempotency.h"
#include "app/policy.h"
#include "app/read_later.h"
#include "base/crypto.h"
#include "base/log.h"
#include "domain/task.h"

namespace nss {
namespace {

constexpr std::int64_t largest_maximum = 1000;
constexpr std::size_t most_namespaces = 1000;
// Records that began this long before the month and ended in it are read too; what is open is known without reading.
constexpr std::chrono::days before_the_month{62};

bool switches_on(OperationType type) {
  return type == OperationType::auto_startup || type == OperationType::manual_activation || type == OperationType::activate;
}

Error unauthorized(const std::string& cost_center, const std::string& es, const std::string& en) {
  return Error{ErrorKind::refused, "unauthorized",
               Text{fmt::format("No autorizado (unauthorized): el centro de costo {} {}.", cost_center, es),
                    fmt::format("unauthorized: cost centre {} {}.", cost_center, en)}};
}

Error no_such_cost_center(const std::string& id) {
  return Error{ErrorKind::not_found, "not_found",
               Text{"No existe el centro de costo " + id + ".", "There is no cost centre " + id + "."}};
}

PermissionRecord system_record(const Policy& policy) {
  PermissionRecord record;
  record.cost_center = system_cost_center;
  record.name = "System";
  record.is_authorized = true;
  record.max_concurrent_namespaces = policy.max_off_hours;
  return record;
}

Seconds month_start(Seconds now, const TimeZone& zone) {
  const CivilSecond civil = zone.to_civil(now);
  const CivilLookup first = zone.lookup({civil.year, civil.month, 1, 0, 0, 0});
  return first.kind == CivilLookup::Kind::skipped ? first.transition : first.pre;
}

// How long that record was on within [month, now).
double hours_on(const ActivityRecord& record, Seconds month, Seconds now) {
  if (!switches_on(record.type) || record.status == ActivityStatus::failed) return 0;
  const auto inside = std::min(now, record.end.value_or(now)) - std::max(month, record.start);
  return static_cast<double>(std::max<std::int64_t>(inside.count(), 0)) / 3600.0;
}

}  // namespace

std::string etag_of(const PermissionRecord& record) {
  std::string text = fmt::format("{}\n{}\n{}\n", record.name, record.is_authorized, record.max_concurrent_namespaces);
  for (const auto& ns : record.authorized_namespaces) text += ns + "\n";
  return "\"" + sha256_hex(text).substr(0, 16) + "\"";
}

void CostCenters::load(Store::Then<void> then) {
  RangeQuery query;
  query.partition = ports_.keys.permissions();
  ports_.store.scan(
      query,
      [this](StoredItem item) {
        if (auto* record = std::get_if<PermissionRecord>(&item.record)) records_[record->cost_center] = {*record, item.version};
      },
      std::move(then));
}

void CostCenters::seed(const std::vector<std::string>& cost_centers, Store::Then<void> then) {
  StorageTransaction transaction;
  for (const auto& id : cost_centers) {
    if (transaction.writes.size() == max_transaction_items) break;
    const Seconds now = ports_.loop.now();
    const PermissionRecord record{id, id, true, ports_.policy.max_off_hours, {}, now, now};
    records_[id] = {record, 1};
    transaction.writes.push_back(StorageWrite{ports_.keys.permission(id), record, Precondition::absent(), std::nullopt});
  }
  if (transaction.writes.empty()) return then({});
  ports_.store.commit(std::move(transaction), [then = std::move(then)](Result<CommitReceipt> receipt) {
    if (!receipt) return then(fail(receipt.error()));
    then({});
  });
}

// ---- who may pay ----

Result<void> CostCenters::authorize(const std::string& cost_center, const std::string& ns) const {
  if (cost_center == system_cost_center) {
    return fail(
        unauthorized(cost_center, "es del propio producto; nadie puede nombrarlo", "is the product's own; nobody may name it"));
  }
  const auto found = records_.find(cost_center);
  if (found == records_.end()) return fail(unauthorized(cost_center, "no existe", "does not exist"));
  const PermissionRecord& record = found->second.record;
  if (!record.is_authorized) return fail(unauthorized(cost_center, "no está autorizado", "is not authorised"));
  const auto& allowed = record.authorized_namespaces;
  if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), ns) == allowed.end()) {
    return fail(unauthorized(cost_center, "no está autorizado para " + ns, "is not authorised for " + ns));
  }
  return {};
}

std::int64_t CostCenters::maximum_of(const std::string& cost_center) const {
  const auto found = records_.find(cost_center);
  return found == records_.end() ? 0 : found->second.record.max_concurrent_namespaces;
}

std::string CostCenters::payer_of(const std::string& label, const std::string& ns) const {
  return !label.empty() && authorize(label, ns) ? label : std::string(system_cost_center);
}

// ---- what people see ----

CostCenterView CostCenters::view_of(const PermissionRecord& record) const {
  CostCenterView view;
  view.record = record;
  view.builtin = record.cost_center == system_cost_center;
  view.etag = etag_of(record);
  for (const auto& [name, entry] : ports_.ledger.entries()) {
    const auto& open = entry.record.open_activity;
    if (open && open->on && open->record.cost_center == record.cost_center) view.active_namespaces.push_back(name);
  }
  return view;
}

std::vector<CostCenterView> CostCenters::list() const {
  std::vector<CostCenterView> views;
  for (const auto& [id, entry] : records_) views.push_back(view_of(entry.record));
  views.push_back(view_of(system_record(ports_.policy)));
  std::sort(views.begin(), views.end(),
            [](const CostCenterView& a, const CostCenterView& b) { return a.record.cost_center < b.record.cost_center; });
  return views;
}

void CostCenters::show(const std::string& id, Reply<CostCenterView> reply) const {
  const auto found = records_.find(id);
  if (found == records_.end() && id != system_cost_center) return reply(fail(no_such_cost_center(id)));
  auto view =
      std::make_shared<CostCenterView>(view_of(found == records_.end() ? system_record(ports_.policy) : found->second.record));
  const Seconds now = ports_.loop.now();
  const Seconds month = month_start(now, ports_.policy.zone);
  const Seconds oldest = month - before_the_month;
  for (const auto& [name, entry] : ports_.ledger.entries()) {
    const auto& open = entry.record.open_activity;
    if (open && open->record.cost_center == id && open->record.start < oldest)
      view->hours_this_month += hours_on(open->record, month, now);
  }
  RangeQuery query;
  query.index = true;
  query.partition = ports_.keys.activities_of_cost_center(id);
  query.from = StorageKeys::instant(oldest);
  ports_.store.scan(
      query,
      [view, now, month](const StoredItem& item) {
        const auto* record = std::get_if<ActivityRecord>(&item.record);
        if (record != nullptr) view->hours_this_month += hours_on(*record, month, now);
      },
      [view, reply = std::move(reply)](Result<void> read) {
        if (!read) return reply(fail(read.error()));
        reply(std::move(*view));
      });
}

CostCenterVerdict CostCenters::validate(const std::string& id, const std::string& ns) const {
  CostCenterVerdict verdict;
  verdict.cost_center = id;
  verdict.ns = ns;
  const bool builtin = id == system_cost_center;
  const auto found = records_.find(id);
  if (builtin) {
    verdict.is_authorized = true;
    verdict.max_concurrent_namespaces = ports_.policy.max_off_hours;
  } else if (found != records_.end()) {
    verdict.is_authorized = ns.empty() ? found->second.record.is_authorized : authorize(id, ns).has_value();
    verdict.max_concurrent_namespaces = found->second.record.max_concurrent_namespaces;
  }
  if (!verdict.is_authorized) verdict.code = "unauthorized";
  for (const Place& place : ports_.places.current().places) verdict.active_count += place.cost_center == id ? 1 : 0;
  return verdict;
}

// ---- changes ----

Result<PermissionRecord> CostCenters::changed(const PermissionRequest& request) const {
  const auto refuse = [](const char* pointer, Text message) {
    Error error{ErrorKind::invalid, "invalid_value", std::move(message)};
    error.pointer = pointer;
    return fail(std::move(error));
  };
  const auto known = records_.find(request.cost_center);
  const bool fresh = known == records_.end();
  PermissionRecord record = fresh ? PermissionRecord{} : known->second.record;
  if (fresh) {
    record.cost_center = request.cost_center;
    record.name = request.cost_center;
    record.max_concurrent_namespaces = ports_.policy.max_off_hours;
    record.created_at = ports_.loop.now();
  }
  record.is_authorized = request.is_authorized;
  record.max_concurrent_namespaces = request.max_concurrent_namespaces.value_or(record.max_concurrent_namespaces);
  if (request.authorized_namespaces) record.authorized_namespaces = *request.authorized_namespaces;
  if (request.name) record.name = *request.name;
  record.updated_at = ports_.loop.now();
  if (record.max_concurrent_namespaces < 0 || record.max_concurrent_namespaces > largest_maximum) {
    return refuse("/max_concurrent_namespaces", {"Debe estar entre 0 y 1000.", "It must be between 0 and 1000."});
  }
  if (record.authorized_namespaces.size() > most_namespaces) {
    return refuse("/authorized_namespaces", {"A lo sumo 1000 namespaces.", "At most 1000 namespaces."});
  }
  return record;
}

void CostCenters::set(const PermissionRequest& request, Reply<PermissionChange> reply) {
  if (request.cost_center == system_cost_center) {
    return reply(fail(Error{ErrorKind::refused, "builtin_cost_center",
                            Text{"El centro de costo system es incorporado y no se cambia.",
                                 "The cost centre system is built in and is not changed."}}));
  }
  const std::string key = "#cost-center#" + request.cost_center;
  const bool queued = ports_.ledger.acquire(key, [this, key, request, reply] {
    const auto known = records_.find(request.cost_center);
    const std::string etag = known == records_.end() ? std::string() : etag_of(known->second.record);
    const bool other = !request.if_match.empty() && (etag.empty() || !etag_matches(request.if_match, etag));
    auto next = changed(request);
    if (next && !other) return commit(request, *next, reply);
    ports_.ledger.release(key);
    if (!next) return reply(fail(next.error()));
    reply(fail(Error{ErrorKind::refused, "precondition_failed",
                     Text{"El centro de costo cambió entretanto.", "The cost centre has changed meanwhile."}}));
  });
  if (!queued) reply(fail(ErrorKind::unavailable, "not_ready", "too many requests wait for this cost centre"));
}

void CostCenters::commit(const PermissionRequest& request, const PermissionRecord& next, Reply<PermissionChange> reply) {
  const auto known = records_.find(next.cost_center);
  const std::int64_t version = known == records_.end() ? 0 : known->second.version;
  StorageTransaction transaction;
  transaction.writes.push_back(StorageWrite{ports_.keys.permission(next.cost_center), next,
                                            version == 0 ? Precondition::absent() : Precondition::at(version), std::nullopt});
  if (auto key = idempotency_write(ports_.keys, request.context, "cost_center", next.cost_center, ports_.loop.now())) {
    transaction.writes.push_back(std::move(*key));
  }
  ports_.store.commit(std::move(transaction), [this, next, version, reply = std::move(reply)](Result<CommitReceipt> receipt) {
    const std::string key = "#cost-center#" + next.cost_center;
    if (!receipt) return lost(next.cost_center, receipt.error(), reply);
    records_[next.cost_center] = {next, receipt->versions.at(0)};
    ports_.ledger.release(key);
    log::info("cost centre changed", {{"cost_center", next.cost_center}, {"authorized", next.is_authorized}});
    const CostCenterView view = view_of(next);
    if (changed_) changed_(view);
    reply(PermissionChange{view, version == 0});
  });
}

// Nobody knows what the store has now: it is read before anybody decides by it.
void CostCenters::lost(const std::string& id, const Error& why, const Reply<PermissionChange>& reply) {
  reload(id, [this, id, why, reply](const Result<void>& read) {
    const std::string key = "#cost-center#" + id;
    if (!read) read_later(ports_.store, ports_.ledger, key, [this, id](Store::Then<void> then) { reload(id, std::move(then)); });
    ports_.ledger.release(key);
    reply(fail(told_of(why)));
  });
}

void CostCenters::reload(const std::string& id, Store::Then<void> then) {
  ports_.store.load({ports_.keys.permission(id)},
                    [this, id, then = std::move(then)](Result<std::vector<std::optional<StoredItem>>> items) {
                      if (!items) return then(fail(items.error()));
                      const auto* record = items->at(0) ? std::get_if<PermissionRecord>(&items->at(0)->record) : nullptr;
                      if (record != nullptr) {
                        records_[id] = {*record, items->at(0)->version};
                        if (changed_) changed_(view_of(*record));
                      }
                      then({});
                    });
}

}  // namespace nss
