#include "app/usage_inputs.h"

namespace nss {

UsageTable usage_table(const UsageAnswer& answer) {
  UsageTable table = answer.kept;
  if (!answer.live) return table;
  const WeekInputs& live = *answer.live;
  for (const NamespaceInput& input : live.namespaces) {
    const NamespaceTime time = time_of(live, input);
    if (time.existed) table.note(time.name, time.cost_center);
    for (const DayUsage& row : day_usage_of(time, live.grid, live.frame)) {
      table.add(time.name, row.payer, answer.live_from + row.day, row.usage);
    }
  }
  return table;
}

}  // namespace nss
