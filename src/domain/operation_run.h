// The operation as a state machine with one `step`: events in, effects out, no IO, no clock. The shell (app/operations)
// performs effects and posts what came of them. It resumes after a crash by being built again from the record and the
// intent: every step is idempotent, because plan_patch re-reads the world.
//
//   intent ── intent_stored ──▶ applying ── every workload settled ──▶ settled ── result_stored ──▶ done
//                                  ▲  │ some failed: partial                │ (partial)
//                                  └──┴────────── retry timer ◀─────────────┘
//   any ── supersede / a newer stamp read ──▶ superseded
//
// Every failure (also forbidden and invalid) is tried again with backoff, after reading the workload again: an unknown
// outcome is decided by what is there then. A superseded operation sends nothing more and waits for nobody: what was in
// flight is recorded as `outcome_unknown`. Answers that come for what is no longer awaited are ignored.
// With dry_run in the record no patch is ever sent: workloads settle by their plans.
// Not thread-safe; owned by the core thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "domain/operation.h"

namespace nss {

enum class OperationPhase : std::uint8_t { intent, applying, settled, done };

// --- events ---
struct IntentStored {};  // the durable intent is in the store (or spooled)
struct WorkloadRead {
  std::size_t index;
  Result<std::optional<Workload>> workload;
};  // answer to ReadWorkload; empty: it is gone
struct PatchAnswered {
  std::size_t index;
  Result<Workload> workload;
};  // answer to SendPatch
struct ResultStored {};  // answer to StoreResult
struct RetryDue {};      // answer to RetryAt
struct Supersede {};     // a newer operation of this namespace was decided
using OperationEvent = std::variant<IntentStored, WorkloadRead, PatchAnswered, ResultStored, RetryDue, Supersede>;

// --- effects ---
struct SendPatch {
  std::size_t index;
  WorkloadRef ref;
  WorkloadPatch patch;
};
struct ReadWorkload {
  std::size_t index;
  WorkloadRef ref;
};
struct StoreResult {};  // write record() and outcomes(): status is final or partial
struct RetryAt {
  Milliseconds delay;
};  // monotonic; 1 s doubling to 5 min, jittered by `jitter`
using OperationEffect = std::variant<SendPatch, ReadWorkload, StoreResult, RetryAt>;

struct StepContext {
  Seconds now{};
  double jitter = 0.5;  // 0 … 1, from the random port; how much of half the delay is taken away
};

inline constexpr int most_conflicts = 10;                    // 409 in a row of one workload before the pass gives up on it
inline constexpr std::size_t longest_failure_message = 500;  // bytes of the peer's own words

class OperationRun {
 public:
  struct Target {
    Workload workload;                             // as the cache has it
    std::optional<RememberedOriginal> remembered;  // from the intent of the last switch-off
    bool leave_alone = false;                      // only in the intent: a correction of others does not touch it
  };

  // `targets` in a fixed order; at most max_operation_workloads.
  OperationRun(OperationRecord record, Cause cause, std::vector<Target> targets);

  std::vector<OperationEffect> step(const OperationEvent& event, const StepContext& context);

  OperationPhase phase() const { return phase_; }
  const OperationRecord& record() const { return record_; }
  std::vector<IntentEntry> intent() const;
  const std::vector<WorkloadOutcome>& outcomes() const { return outcomes_; }
  bool first_pass_done() const { return first_pass_done_; }  // every workload has been tried once: a caller can be answered
  bool has_failures() const;

 private:
  enum class Waiting : std::uint8_t { nothing, read, patch };

  struct Cell {
    Workload workload;
    std::optional<RememberedOriginal> remembered;
    Waiting waiting = Waiting::nothing;
    bool settled = false;              // for this pass
    int conflicts = 0;                 // 409 in a row: bounded, then a failure
    std::optional<WorkloadPlan> sent;  // the last patch on its way, or whose fate is unknown
  };

  Cell* awaited(std::size_t index, Waiting what);
  PlanContext plan_context(const Cell& cell, const StepContext& context) const;
  void plan_cell(std::size_t index, const StepContext& context, std::vector<OperationEffect>& effects);
  void read_cell(std::size_t index, std::vector<OperationEffect>& effects);
  void on_intent(const StepContext& context, std::vector<OperationEffect>& effects);
  void on_read(const WorkloadRead& event, const StepContext& context, std::vector<OperationEffect>& effects);
  void on_patch(const PatchAnswered& event, const StepContext& context, std::vector<OperationEffect>& effects);
  void on_stored(const StepContext& context, std::vector<OperationEffect>& effects);
  void on_retry(std::vector<OperationEffect>& effects);
  void settle(std::size_t index, Outcome outcome, std::string code, std::string message = {});
  void settle_planned(std::size_t index, const WorkloadPlan& plan, int after);
  void settle_left(std::size_t index, const WorkloadPlan& plan);
  void settle_failed(std::size_t index, const Error& error);
  void supersede(const StepContext& context, std::vector<OperationEffect>& effects);
  void finish_pass_when_settled(const StepContext& context, std::vector<OperationEffect>& effects);
  std::string first_failure() const;

  OperationRecord record_;
  Cause cause_;
  std::vector<Cell> cells_;
  std::vector<WorkloadOutcome> outcomes_;
  OperationPhase phase_ = OperationPhase::intent;
  bool first_pass_done_ = false;
  int attempts_ = 0;                         // passes that ended partial
  int results_awaited_ = 0;                  // StoreResult without its ResultStored
  std::optional<Milliseconds> retry_after_;  // the longest that a peer asked for in this pass
};

// 1 s, 2 s, 4 s … 5 min for attempt 0, 1, 2 …; jitter in [0, 1] takes up to half of it away. Retry-After wins when it is
// longer, up to an hour.
Milliseconds retry_delay(int attempt, double jitter, std::optional<Milliseconds> retry_after);

}  // namespace nss
