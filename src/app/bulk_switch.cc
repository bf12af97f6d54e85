#include "app/bulk_switch.h"

#include "base/crypto.h"

namespace nss {
namespace {

constexpr std::size_t most_at_once = 16;

}  // namespace

SwitchOrder BulkSwitch::order_of(const BulkSwitchRequest& request, const std::string& ns) {
  SwitchOrder order{request.each};
  order.request.ns = ns;
  // The key belongs to the whole: what it made is remembered by the ids that are derived from it.
  if (const auto& key = request.each.context.idempotency) {
    order.operation_id = "op_" + sha256_hex(key->id + "\n" + ns).substr(0, 24);
    order.request.context.idempotency.reset();
  }
  return order;
}

std::vector<BulkOutcome> BulkSwitch::judge(const BulkSwitchRequest& request) const {
  std::vector<BulkOutcome> outcomes;
  PlacesRecord places = places_.current();
  for (const auto& ns : request.namespaces) {
    BulkOutcome outcome{ns, std::nullopt, {}};
    if (const auto judged = command_.judge(order_of(request, ns), places); !judged) outcome.refusal = judged.error();
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

void BulkSwitch::run(BulkSwitchRequest request, Reply<std::vector<BulkOutcome>> reply) {
  if (request.dry_run) return reply(judge(request));
  auto run = std::make_shared<Run>();
  run->request = std::move(request);
  run->reply = std::move(reply);
  // Where places are given, one after the other: the order of the list decides who gets one.
  const bool places =
      run->request.each.direction == Direction::on && (!places_.rules().business.contains(now_()) || run->request.each.until);
  run->at_once = places ? 1 : most_at_once;
  for (const auto& ns : run->request.namespaces) run->outcomes.push_back(BulkOutcome{ns, std::nullopt, {}});
  go_on(run);
}

void BulkSwitch::go_on(const std::shared_ptr<Run>& run) {
  while (run->next < run->outcomes.size() && run->under_way < run->at_once) {
    const std::size_t index = run->next++;
    ++run->under_way;
    command_.run(order_of(run->request, run->outcomes[index].ns), [this, run, index](Result<OperationView> done) {
      BulkOutcome& outcome = run->outcomes[index];
      if (done) {
        outcome.operation = std::move(done->record);
      } else {
        outcome.refusal = done.error();
      }
      --run->under_way;
      if (run->next == run->outcomes.size() && run->under_way == 0 && run->reply) {
        const auto reply = std::exchange(run->reply, nullptr);
        return reply(std::move(run->outcomes));
      }
      go_on(run);
    });
  }
}

}  // namespace nss
