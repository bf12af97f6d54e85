// Cost centres (SPEC 7; API 6): permission records in memory as the store has them, who may pay for what, and their changes.
// The built-in `system` one has no record: always authorised for what nobody asked for, never to be named by a person.
// A change never touches what is booked or recorded. Core thread only.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "app/answers.h"
#include "app/ledger.h"
#include "app/loop.h"
#include "app/places.h"
#include "app/store.h"
#include "domain/permission.h"
#include "ports/storage_keys.h"

namespace nss {

class CostCenters {
 public:
  struct Ports {
    Loop& loop;
    Store& store;
    Ledger& ledger;
    const StorageKeys& keys;
    const Policy& policy;
    const Places& places;
  };

  using Changed = std::function<void(const CostCenterView&)>;  // a change of a record is stored
  explicit CostCenters(Ports ports, Changed changed = {}) : ports_(ports), changed_(std::move(changed)) {}

  void load(Store::Then<void> then);
  // At the first start of a simulation: so that trying the product works.
  void seed(const std::vector<std::string>& cost_centers, Store::Then<void> then);

  // A person, or a task, names it for this namespace. Error: kind refused, code unauthorized.
  Result<void> authorize(const std::string& cost_center, const std::string& ns) const;
  bool exists(const std::string& cost_center) const { return records_.contains(cost_center); }
  std::int64_t maximum_of(const std::string& cost_center) const;  // 0 for an unknown one
  // Who pays for what nobody asked for: the label's cost centre if it is authorised for the namespace, else `system`.
  std::string payer_of(const std::string& label, const std::string& ns) const;

  std::vector<CostCenterView> list() const;  // by id
  void show(const std::string& id, Reply<CostCenterView> reply) const;
  CostCenterVerdict validate(const std::string& id, const std::string& ns) const;
  void set(const PermissionRequest& request, Reply<PermissionChange> reply);

 private:
  struct Entry {
    PermissionRecord record;
    std::int64_t version = 0;
  };
  CostCenterView view_of(const PermissionRecord& record) const;
  Result<PermissionRecord> changed(const PermissionRequest& request) const;
  void commit(const PermissionRequest& request, const PermissionRecord& next, Reply<PermissionChange> reply);
  void lost(const std::string& id, const Error& why, const Reply<PermissionChange>& reply);
  void reload(const std::string& id, Store::Then<void> then);

  Ports ports_;
  Changed changed_;
  std::map<std::string, Entry> records_;
};

// The strong tag over the writable members (API 1.6), with its quotes.
std::string etag_of(const PermissionRecord& record);

}  // namespace nss
