// Whole histories of operations against a small API server, with everything that goes wrong on the way: 409, lost
// requests and lost answers, patches that land late, refusals, crashes and resumptions at any step, a newer operation that
// supersedes, a stale cache, an annotation that somebody deletes. In the end everything is as the last operation wanted, and
// after a start every workload is field by field what it was.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "domain/operation_run.h"
#include "support/generators.h"

namespace nss {
namespace {

constexpr int most_steps = 50'000;
const Seconds monday{std::chrono::seconds(1'795'395'600)};

// Decisions of the surroundings. When they are used up everything is healthy (0), so that every history ends.
class Choices {
 public:
  explicit Choices(std::vector<int> values) : values_(std::move(values)) {}
  int below(int n) { return next_ < values_.size() ? values_[next_++] % n : 0; }
  bool rarely(int n) { return below(n) == 1; }

 private:
  std::vector<int> values_;
  std::size_t next_ = 0;
};

class ApiServer {
 public:
  explicit ApiServer(const std::vector<Workload>& workloads) {
    for (const Workload& w : workloads) put(w);
  }

  Result<Workload> patch(const WorkloadRef& ref, const WorkloadPatch& patch) {
    Workload& there = objects_.at(ref);
    if (there.resource_version != patch.resource_version) return fail(ErrorKind::conflict, "conflict", "the object has changed");
    put(apply_patch(there, patch));
    return there;
  }
  const Workload& read(const WorkloadRef& ref) const { return objects_.at(ref); }
  void put(Workload w) {
    w.resource_version = std::to_string(++version_);
    objects_[w.ref] = std::move(w);
  }
  std::vector<Workload> list() const {
    std::vector<Workload> all;
    for (const auto& [ref, w] : objects_) all.push_back(w);
    return all;
  }

 private:
  std::map<WorkloadRef, Workload> objects_;
  int version_ = 0;
};

Workload without_marks(Workload w) {
  w.stamp.reset();
  w.writer = {};
  w.resource_version.clear();
  return w;
}

bool spared(const Workload& w) {
  const bool loses_volumes = w.ref.kind == WorkloadKind::stateful_set && w.deletes_volumes && !w.allows_pvc_delete;
  return w.excluded || !w.controller.empty() || loses_volumes;
}

class History {
 public:
  History(std::vector<Workload> workloads, Choices choices)
      : before_(std::move(workloads)), server_(before_), cache_(server_.list()), choices_(std::move(choices)) {}

  // Carries one operation out; false: it was superseded on its way by the next.
  bool operate(Direction direction, bool may_be_superseded) {
    ++number_;
    begin(direction);
    for (int step = 0; step < most_steps && run_->phase() != OperationPhase::done; ++step) {
      check_nothing_lost();
      if (choices_.rarely(15)) {
        crash();
      } else if (may_be_superseded && choices_.rarely(40)) {
        leave_under_way();
        return false;
      } else {
        perform_one();
      }
      if (choices_.rarely(10)) land_one();
    }
    RC_ASSERT(run_->phase() == OperationPhase::done);
    RC_ASSERT(run_->record().status == OperationStatus::completed);
    check_outcomes(direction);
    if (direction == Direction::off && choices_.rarely(3)) lose_an_annotation();
    return true;
  }

  void land_everything() {
    while (!late_.empty()) land_one();
  }

  void check_asleep() const {
    for (const Workload& w : before_) {
      if (spared(w)) continue;
      RC_ASSERT(server_.read(w.ref).replicas == 0);
    }
  }

  void check_as_before() const {
    for (const Workload& w : before_) RC_ASSERT(without_marks(server_.read(w.ref)) == without_marks(w));
  }

 private:
  // --- one process ---

  void begin(Direction direction) {
    record_ = OperationRecord{};
    record_.id = "op_" + std::to_string(number_);
    record_.direction = direction;
    record_.number = number_;
    build(choices_.rarely(3) ? cache_ : server_.list());
    if (choices_.rarely(5)) build(server_.list());  // crashed before the intent: decided again
    if (direction == Direction::off) {
      remembered_.clear();
      for (const IntentEntry& e : run_->intent()) remembered_[{e.kind, e.name}] = RememberedOriginal{e.uid, e.replicas};
    }
    step(IntentStored{});
  }

  void build(const std::vector<Workload>& seen) {
    cache_ = server_.list();
    std::vector<OperationRun::Target> targets;
    for (const Workload& w : seen) {
      const auto known = remembered_.find({w.ref.kind, w.ref.name});
      targets.push_back({w, known == remembered_.end() ? std::nullopt : std::optional(known->second), false});
    }
    run_ = std::make_unique<OperationRun>(record_, Cause::schedule, std::move(targets));
    pending_.clear();
  }

  void step(const OperationEvent& event) {
    for (OperationEffect& e : run_->step(event, StepContext{monday + std::chrono::seconds(number_), 0.5})) {
      pending_.push_back(std::move(e));
    }
  }

  // What was sent lands, is lost, or lands later.
  void crash() {
    leave_under_way();
    build(server_.list());
    step(IntentStored{});
  }

  void leave_under_way() {
    for (const OperationEffect& e : pending_) {
      if (const auto* send = std::get_if<SendPatch>(&e)) late_.push_back(*send);
    }
    pending_.clear();
    while (!late_.empty() && choices_.rarely(3)) drop_one();
    run_->step(Supersede{}, StepContext{});
  }

  void perform_one() {
    RC_ASSERT(!pending_.empty());
    const auto index = static_cast<std::size_t>(choices_.below(static_cast<int>(pending_.size())));
    const OperationEffect effect = std::move(pending_[index]);
    pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(index));
    if (const auto* send = std::get_if<SendPatch>(&effect)) {
      step(PatchAnswered{send->index, answer(*send)});
    } else if (const auto* read = std::get_if<ReadWorkload>(&effect)) {
      step(WorkloadRead{read->index, answer(*read)});
    } else if (std::holds_alternative<StoreResult>(effect)) {
      record_ = run_->record();
      step(ResultStored{});
    } else {
      step(RetryDue{});
    }
  }

  // --- the surroundings ---

  Result<Workload> answer(const SendPatch& send) {
    switch (choices_.below(8)) {
      case 1:  // somebody else writes first
        server_.put(server_.read(send.ref));
        break;
      case 2: return fail(ErrorKind::transient, "timeout", "the request is lost");
      case 3:
        static_cast<void>(server_.patch(send.ref, send.patch));
        return fail(ErrorKind::transient, "timeout", "the answer is lost");
      case 4: late_.push_back(send); return fail(ErrorKind::transient, "timeout", "the request is slow");
      case 5: return fail(ErrorKind::forbidden, "forbidden", "a policy says no");
      case 6: return fail(ErrorKind::throttled, "throttled", "too many requests");
      default: break;
    }
    return server_.patch(send.ref, send.patch);
  }

  Result<std::optional<Workload>> answer(const ReadWorkload& read) {
    if (choices_.rarely(8)) return fail(ErrorKind::unavailable, "unavailable", "not now");
    return std::optional(server_.read(read.ref));
  }

  void land_one() {
    if (late_.empty()) return;
    static_cast<void>(server_.patch(late_.front().ref, late_.front().patch));
    late_.pop_front();
  }
  void drop_one() { late_.pop_front(); }

  void lose_an_annotation() {
    for (Workload w : server_.list()) {
      if (!w.original || w.replicas != 0 || !w.stamp->switched_off || !choices_.rarely(2)) continue;
      w.original.reset();
      lost_.insert(w.ref.name);
      server_.put(std::move(w));
    }
  }

  // --- what always holds ---

  void check_nothing_lost() const {
    for (const Workload& w : before_) {
      const Workload& there = server_.read(w.ref);
      if (there.replicas == 0 && w.replicas > 0 && lost_.count(w.ref.name) == 0) {
        RC_ASSERT(there.original.has_value());
        RC_ASSERT(there.original->replicas == w.replicas);
      }
      RC_ASSERT((there.replicas == 0 || there.replicas == w.replicas));
    }
  }

  void check_outcomes(Direction direction) const {
    for (const WorkloadOutcome& o : run_->outcomes()) {
      RC_ASSERT(o.outcome != Outcome::pending);
      RC_ASSERT(o.outcome != Outcome::failed);
      if (o.outcome != Outcome::patched) continue;
      RC_ASSERT((direction == Direction::off ? o.after == 0 : o.after >= o.before));
    }
  }

  std::vector<Workload> before_;
  ApiServer server_;
  std::vector<Workload> cache_;
  Choices choices_;
  std::int64_t number_ = 0;
  OperationRecord record_;
  std::unique_ptr<OperationRun> run_;
  std::map<std::pair<WorkloadKind, std::string>, RememberedOriginal> remembered_;
  std::vector<OperationEffect> pending_;
  std::deque<SendPatch> late_;
  std::set<std::string> lost_;
};

rc::Gen<std::vector<Workload>> arbitrary_team() {
  return rc::gen::exec([] {
    auto team = *rc::gen::container<std::vector<Workload>>(*rc::gen::inRange<std::size_t>(1, 6), arbitrary_untouched_workload());
    for (std::size_t i = 0; i < team.size(); ++i) {
      team[i].ref.ns = "equipo";
      team[i].ref.name = "w" + std::to_string(i);
      switch (*rc::gen::inRange(0, 8)) {
        case 1: team[i].excluded = true; break;
        case 2: team[i].controller = "Rollout/web"; break;
        case 3: team[i].deletes_volumes = true; break;
        default: break;
      }
    }
    return team;
  });
}

rc::Gen<std::vector<int>> arbitrary_choices() {
  return rc::gen::resize(400, rc::gen::container<std::vector<int>>(rc::gen::noShrink(rc::gen::inRange(0, 1'000'000))));
}

RC_GTEST_PROP(OperationHistory, WhateverHappensEveryWorkloadComesBackAsItWas, ()) {
  const auto team = *arbitrary_team();
  History history(team, Choices(*arbitrary_choices()));
  const int days = *rc::gen::inRange(1, 4);
  for (int day = 0; day < days; ++day) {
    const bool asleep = history.operate(Direction::off, true);
    if (asleep) history.check_asleep();
    const bool last = day + 1 == days;
    const bool awake = history.operate(Direction::on, !last);
    if (awake) history.check_as_before();
    if (last) {
      history.land_everything();
      history.check_as_before();
    }
  }
}

RC_GTEST_PROP(OperationHistory, AStaleRestoreNeverWakesWhatANewerSwitchOffPutToSleep, ()) {
  const auto team = *arbitrary_team();
  History history(team, Choices(*arbitrary_choices()));
  history.operate(Direction::off, true);
  history.operate(Direction::on, true);
  history.operate(Direction::off, false);
  history.check_asleep();
  history.land_everything();
  history.check_asleep();
}

}  // namespace
}  // namespace nss
