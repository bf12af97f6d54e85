// What happens in the 24 hours from now, as the plan stands: firings that change something, those of own
// tasks, and ends of activations.
#pragma once

#include <string>

#include "app/application.h"
#include "app/cluster_cache.h"
#include "app/ledger.h"
#include "app/reconciler.h"
#include "app/scheduler.h"
#include "app/task_book.h"

namespace nss {

struct UpcomingSources {
  const ClusterCache& cache;
  const Ledger& ledger;
  const Reconciler& reconciler;
  Scheduler& scheduler;
  const TaskBook& tasks;
};

// `ns` empty: all. At most 1,000 items, then `truncated`.
UpcomingView upcoming(const UpcomingSources& sources, const std::string& ns, Seconds now);

}  // namespace nss
