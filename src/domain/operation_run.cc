#include "domain/operation_run.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace nss {
namespace {

constexpr Milliseconds first_delay{1'000};
constexpr Milliseconds longest_delay{300'000};
constexpr Milliseconds longest_retry_after{3'600'000};
constexpr int most_doublings = 9;  // 512 s is past the longest delay

template <typename... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <typename... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// At most `most` bytes, no UTF-8 character cut in two.
std::string bounded(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && is_continuation(text[most])) --most;
  text.resize(most);
  return text;
}

std::string title(const WorkloadOutcome& outcome) { return std::string(to_string(outcome.kind)) + "/" + outcome.name; }

// What the intent of an earlier switch-off knows of exactly this object; 0: nothing.
int remembered_of(const Workload& w, const std::optional<RememberedOriginal>& remembered) {
  return remembered && remembered->uid == w.uid ? remembered->replicas : 0;
}

// The count before an operation whose patch was found on the workload after a crash.
int before_our_patch(const Workload& w, const OperationRecord& record, const std::optional<RememberedOriginal>& remembered) {
  if (record.direction == Direction::off) {
    const bool by_this_one = w.original && w.original->operation_id == record.id;
    return by_this_one && w.replicas == 0 ? w.original->replicas : w.replicas;
  }
  const bool we_wrote = w.ref.kind == WorkloadKind::daemon_set || w.writer.manager == field_manager;
  return we_wrote && remembered_of(w, remembered) > 0 ? 0 : w.replicas;
}

Outcome outcome_of_left(const std::string& code) {
  if (code == "deletes_volumes" || code == "too_many_replicas") return Outcome::refused;
  if (code == "terminating" || code == "controlled_by_owner" || code == "excluded") return Outcome::skipped;
  return Outcome::unchanged;
}

}  // namespace

OperationRun::OperationRun(OperationRecord record, Cause cause, std::vector<Target> targets)
    : record_(std::move(record)), cause_(cause) {
  NSS_CHECK(targets.size() <= max_operation_workloads);
  cells_.reserve(targets.size());
  outcomes_.reserve(targets.size());
  for (Target& target : targets) {
    const Workload& w = target.workload;
    WorkloadOutcome outcome;
    outcome.kind = w.ref.kind;
    outcome.name = w.ref.name;
    const bool resumed = w.stamp && w.stamp->same_operation(record_.stamp());
    outcome.before = resumed ? before_our_patch(w, record_, target.remembered) : w.replicas;
    outcome.after = w.replicas;
    if (target.leave_alone) outcome.outcome = Outcome::unchanged;
    outcomes_.push_back(std::move(outcome));
    Cell& cell = cells_.emplace_back();
    cell.settled = target.leave_alone;
    cell.workload = std::move(target.workload);
    cell.remembered = std::move(target.remembered);
  }
}

std::vector<IntentEntry> OperationRun::intent() const {
  std::vector<IntentEntry> entries;
  entries.reserve(cells_.size());
  for (const Cell& cell : cells_) {
    const Workload& w = cell.workload;
    int value = w.original ? w.original->replicas : w.replicas;
    // The annotation is lost: what the last intent knew must outlive that intent.
    if (!w.original && w.replicas == 0 && w.stamp && w.stamp->switched_off) value = remembered_of(w, cell.remembered);
    entries.push_back(IntentEntry{w.ref.kind, w.ref.name, w.uid, value});
  }
  return entries;
}

bool OperationRun::has_failures() const {
  return std::any_of(outcomes_.begin(), outcomes_.end(), [](const WorkloadOutcome& o) { return o.outcome == Outcome::failed; });
}

std::vector<OperationEffect> OperationRun::step(const OperationEvent& event, const StepContext& context) {
  std::vector<OperationEffect> effects;
  std::visit(Overloaded{[&](const IntentStored&) { on_intent(context, effects); },
                        [&](const WorkloadRead& e) { on_read(e, context, effects); },
                        [&](const PatchAnswered& e) { on_patch(e, context, effects); },
                        [&](const ResultStored&) { on_stored(context, effects); }, [&](const RetryDue&) { on_retry(effects); },
                        [&](const Supersede&) { supersede(context, effects); }},
             event);
  finish_pass_when_settled(context, effects);
  return effects;
}

void OperationRun::on_intent(const StepContext& context, std::vector<OperationEffect>& effects) {
  if (phase_ != OperationPhase::intent) return;
  phase_ = OperationPhase::applying;
  for (std::size_t i = 0; i < cells_.size() && phase_ == OperationPhase::applying; ++i) {
    if (!cells_[i].settled) plan_cell(i, context, effects);
  }
}

PlanContext OperationRun::plan_context(const Cell& cell, const StepContext& context) const {
  PlanContext plan;
  plan.direction = record_.direction;
  plan.stamp = record_.stamp();
  plan.now = context.now;
  plan.cause = cause_;
  plan.actor = !record_.task_id.empty()        ? record_.task_id
               : !record_.requested_by.empty() ? record_.requested_by
                                               : record_.user_id;
  plan.remembered = cell.remembered;
  plan.wake_at_least_one = record_.wake_at_least_one;
  return plan;
}

void OperationRun::plan_cell(std::size_t index, const StepContext& context, std::vector<OperationEffect>& effects) {
  Cell& cell = cells_[index];
  const Workload& w = cell.workload;
  // As long as our stamp is not on it no patch of ours has landed, and what we see is what there was before.
  if (!w.stamp || !w.stamp->same_operation(record_.stamp())) outcomes_[index].before = w.replicas;
  WorkloadPlan plan = plan_patch(w, plan_context(cell, context));
  switch (plan.verdict) {
    case PlanVerdict::superseded: return supersede(context, effects);
    case PlanVerdict::nothing: return settle_left(index, plan);
    case PlanVerdict::failed: return settle(index, Outcome::failed, plan.code);
    case PlanVerdict::patch: break;
  }
  if (record_.dry_run) return settle_planned(index, plan, plan.after);
  cell.waiting = Waiting::patch;
  effects.emplace_back(SendPatch{index, w.ref, plan.patch});
  cell.sent = std::move(plan);
}

void OperationRun::read_cell(std::size_t index, std::vector<OperationEffect>& effects) {
  cells_[index].waiting = Waiting::read;
  effects.emplace_back(ReadWorkload{index, cells_[index].workload.ref});
}

OperationRun::Cell* OperationRun::awaited(std::size_t index, Waiting what) {
  if (phase_ != OperationPhase::applying || index >= cells_.size() || cells_[index].waiting != what) return nullptr;
  cells_[index].waiting = Waiting::nothing;
  return &cells_[index];
}

void OperationRun::on_read(const WorkloadRead& event, const StepContext& context, std::vector<OperationEffect>& effects) {
  Cell* cell = awaited(event.index, Waiting::read);
  if (cell == nullptr) return;
  const bool absent = event.workload ? !event.workload->has_value() : event.workload.error().kind == ErrorKind::not_found;
  if (absent) return settle(event.index, Outcome::skipped, "gone");
  if (!event.workload) return settle_failed(event.index, event.workload.error());
  cell->workload = **event.workload;
  plan_cell(event.index, context, effects);
}

void OperationRun::on_patch(const PatchAnswered& event, const StepContext&, std::vector<OperationEffect>& effects) {
  Cell* cell = awaited(event.index, Waiting::patch);
  if (cell == nullptr) return;
  if (event.workload) {
    cell->workload = *event.workload;
    return settle_planned(event.index, *cell->sent, event.workload->replicas);
  }
  const Error& error = event.workload.error();
  if (error.kind == ErrorKind::not_found) return settle(event.index, Outcome::skipped, "gone");
  if (error.kind != ErrorKind::conflict) return settle_failed(event.index, error);
  if (++cell->conflicts < most_conflicts) return read_cell(event.index, effects);
  settle(event.index, Outcome::failed, "conflict", bounded(error.message.en, longest_failure_message));
}

void OperationRun::settle(std::size_t index, Outcome outcome, std::string code, std::string message) {
  Cell& cell = cells_[index];
  cell.settled = true;
  cell.conflicts = 0;
  WorkloadOutcome& o = outcomes_[index];
  o.outcome = outcome;
  o.after = code == "gone" ? 0 : cell.workload.replicas;
  o.code = std::move(code);
  o.message = std::move(message);
}

void OperationRun::settle_planned(std::size_t index, const WorkloadPlan& plan, int after) {
  Outcome outcome = changes_workload(plan.patch) ? Outcome::patched : Outcome::unchanged;
  if (plan.code == "externally_changed") outcome = Outcome::externally_changed;
  if (plan.changes_replicas() && !record_.dry_run) record_.changed = true;
  settle(index, outcome, plan.code);
  outcomes_[index].after = after;
}

void OperationRun::settle_left(std::size_t index, const WorkloadPlan& plan) {
  const Cell& cell = cells_[index];
  const Outcome outcome = outcome_of_left(plan.code);
  const bool ours = cell.workload.stamp && cell.workload.stamp->same_operation(record_.stamp());
  if (outcome != Outcome::unchanged || !ours) return settle(index, outcome, plan.code);
  // Our stamp is there: a patch whose answer we never saw did land.
  if (cell.sent) return settle_planned(index, WorkloadPlan(*cell.sent), cell.workload.replicas);
  const bool changed = outcomes_[index].before != cell.workload.replicas;
  if (changed) record_.changed = true;
  settle(index, changed ? Outcome::patched : Outcome::unchanged, plan.code);
}

void OperationRun::settle_failed(std::size_t index, const Error& error) {
  if (error.retry_after) retry_after_ = std::max(retry_after_.value_or(Milliseconds(0)), *error.retry_after);
  settle(index, Outcome::failed, error.code.empty() ? to_string(error.kind) : error.code,
         bounded(error.message.en, longest_failure_message));
}

void OperationRun::finish_pass_when_settled(const StepContext& context, std::vector<OperationEffect>& effects) {
  if (phase_ != OperationPhase::applying) return;
  if (!std::all_of(cells_.begin(), cells_.end(), [](const Cell& cell) { return cell.settled; })) return;
  phase_ = OperationPhase::settled;
  first_pass_done_ = true;
  record_.status = has_failures() ? OperationStatus::partial : OperationStatus::completed;
  record_.error_message = first_failure();
  if (record_.status == OperationStatus::completed) record_.completed_at = context.now;
  ++results_awaited_;
  effects.emplace_back(StoreResult{});
}

std::string OperationRun::first_failure() const {
  std::string text;
  std::size_t more = 0;
  for (const WorkloadOutcome& o : outcomes_) {
    if (o.outcome != Outcome::failed) continue;
    if (text.empty()) {
      text = title(o) + ": " + o.code + (o.message.empty() ? "" : ": " + o.message);
    } else {
      ++more;
    }
  }
  return more == 0 ? text : text + " (+" + std::to_string(more) + ")";
}

void OperationRun::on_stored(const StepContext& context, std::vector<OperationEffect>& effects) {
  if (phase_ != OperationPhase::settled || results_awaited_ == 0 || --results_awaited_ > 0) return;
  if (record_.finished()) {
    phase_ = OperationPhase::done;
    return;
  }
  effects.emplace_back(RetryAt{retry_delay(attempts_, context.jitter, retry_after_)});
  ++attempts_;
}

void OperationRun::on_retry(std::vector<OperationEffect>& effects) {
  if (phase_ != OperationPhase::settled || record_.finished() || results_awaited_ > 0) return;
  phase_ = OperationPhase::applying;
  retry_after_.reset();
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (outcomes_[i].outcome != Outcome::failed) continue;
    cells_[i].settled = false;
    read_cell(i, effects);
  }
}

void OperationRun::supersede(const StepContext& context, std::vector<OperationEffect>& effects) {
  if (phase_ == OperationPhase::done || record_.finished()) return;
  // What this very step wanted to send has not left yet.
  for (const OperationEffect& effect : effects) {
    if (const auto* send = std::get_if<SendPatch>(&effect)) cells_[send->index].waiting = Waiting::nothing;
  }
  effects.clear();
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    Cell& cell = cells_[i];
    if (cell.settled) continue;
    if (cell.waiting == Waiting::patch) {
      settle(i, Outcome::failed, "outcome_unknown");
    } else if (outcomes_[i].outcome == Outcome::pending) {
      settle(i, Outcome::skipped, "superseded");
    }
    cell.waiting = Waiting::nothing;
  }
  phase_ = OperationPhase::settled;
  first_pass_done_ = true;
  record_.status = OperationStatus::superseded;
  record_.error_message.clear();
  record_.completed_at = context.now;
  ++results_awaited_;
  effects.emplace_back(StoreResult{});
}

Milliseconds retry_delay(int attempt, double jitter, std::optional<Milliseconds> retry_after) {
  const int doublings = std::clamp(attempt, 0, most_doublings);
  const Milliseconds full = std::min(first_delay * (1 << doublings), longest_delay);
  const double kept = 1.0 - std::clamp(jitter, 0.0, 1.0) / 2.0;
  const Milliseconds delay(static_cast<Milliseconds::rep>(static_cast<double>(full.count()) * kept));
  return std::max(delay, std::min(retry_after.value_or(Milliseconds(0)), longest_retry_after));
}

}  // namespace nss
