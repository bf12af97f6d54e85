// One request over many namespaces (API 3, actions): each as if it were asked alone, places in the order of the list. Under an
// idempotency key the operations' ids are derived from it, so that a request that is repeated after a crash goes on where
// it was. Core thread only.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "app/switch_command.h"

namespace nss {

class BulkSwitch {
 public:
  BulkSwitch(SwitchCommand& command, const Places& places, std::function<Seconds()> now)
      : command_(command), places_(places), now_(std::move(now)) {}

  void run(BulkSwitchRequest request, Reply<std::vector<BulkOutcome>> reply);

 private:
  struct Run {
    BulkSwitchRequest request;
    Reply<std::vector<BulkOutcome>> reply;
    std::vector<BulkOutcome> outcomes;
    std::size_t next = 0;
    std::size_t under_way = 0;
    std::size_t at_once = 1;
  };
  static SwitchOrder order_of(const BulkSwitchRequest& request, const std::string& ns);
  std::vector<BulkOutcome> judge(const BulkSwitchRequest& request) const;
  void go_on(const std::shared_ptr<Run>& run);

  SwitchCommand& command_;
  const Places& places_;
  std::function<Seconds()> now_;
};

}  // namespace nss
