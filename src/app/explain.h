// Why a namespace is as it is (API 3, explain): every rule of the precedence in its order, whether it applies, and the one
// that won, in sentences. Says what desired_state decides and decides nothing itself. Core thread only.
#pragma once

#include <memory>

#include "app/answers.h"
#include "app/cluster_cache.h"
#include "app/ledger.h"
#include "app/pause.h"
#include "app/policy.h"
#include "app/reconciler.h"

namespace nss {

struct ExplainSources {
  const ClusterCache& cache;
  const Ledger& ledger;
  const Reconciler& reconciler;
  const Pause& pause;
  const Policy& policy;
  const BuiltinSchedule& day;
};

// `shown`: as it is shown now; null: there is no such namespace (code namespace_not_found).
Result<ExplainView> explain(const ExplainSources& sources, const std::shared_ptr<const NamespaceView>& shown,
                            const std::string& ns, Seconds now);

}  // namespace nss
