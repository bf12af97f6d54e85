// The explicit-state search of crash-consistency 2.3 around the real plan_patch. One workload with three replicas; two
// executors of every operation, all operations at once (an old executor may wake up at any time), each executor reads,
// plans and patches in separate steps; two crashes anywhere: the executor starts anew, and the patch that it had sent is
// lost or lands at any later time. Every reachable state is visited. In each, whoever starts the workload now must get its
// count back; when everybody has finished, it is what the last operation wanted. Then the four rules are removed one by
// one, and each time the search must find what breaks.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "domain/scale_plan.h"

namespace nss {
namespace {

constexpr int original_count = 3;
constexpr int rescaled_count = 5;
constexpr int most_crashes = 2;
constexpr std::size_t executors_per_operation = 2;
constexpr std::size_t most_states = 5'000'000;

enum class External : std::uint8_t { none, scale, manifest };

struct Rules {
  bool stamp_on_no_op = true;
  bool stale_check = true;
  bool precondition = true;
  bool original_in_one_patch = true;
};

// The workload, as small as it can be.
struct Object {
  std::int8_t replicas = original_count;
  std::int8_t original = -1;  // -1: none
  std::int8_t number = 0;     // the stamp's; 0: none
  bool off = false;
  bool by_scale = false;
};

constexpr std::size_t most_executors = 6;

enum class At : std::uint8_t { start, read, sent, second_sent, done };

// What is on its way to the server.
struct Message {
  Object result;        // the object that the patch makes of what was read
  bool fresh = false;   // nobody has written since it was read
  bool second = false;  // the write of the original alone (the broken order)
};

struct Executor {
  At at = At::start;
  Object seen;
  bool fresh = false;  // `seen` is what is there
  Message message;
};

// Members of one byte, and unused ones always the same: the bytes of a state are its identity.
struct State {
  Object object;
  std::int8_t crashes = 0;
  bool rescaled = false;
  std::array<Executor, most_executors> executors;  // two of each operation, the smaller first; the rest is done
  std::array<Message, most_crashes> orphans;       // sent by executors that crashed, the first `orphan_count`
  std::uint8_t orphan_count = 0;
};

// Counts are below 8: a key for what is asked again and again.
std::uint32_t packed(const Object& o) {
  const int digits = ((o.replicas * 8 + o.original + 1) * 8 + o.number) * 4 + (o.off ? 2 : 0) + (o.by_scale ? 1 : 0);
  return static_cast<std::uint32_t>(digits);
}

// Looks the bytes of a state up without making a string of them.
struct BytesHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view bytes) const { return std::hash<std::string_view>()(bytes); }
};

Workload to_workload(const Object& o) {
  Workload w;
  w.ref = WorkloadRef{WorkloadKind::deployment, "equipo", "web"};
  w.uid = "uid";
  w.replicas = o.replicas;
  w.resource_version = "1";
  if (o.original >= 0) w.original = Original{o.original, "op", Seconds{}, Cause::schedule, "builtin-shutdown"};
  if (o.number > 0) w.stamp = Stamp{o.number, "op", o.off};
  w.writer = ReplicaWriter{o.by_scale ? "kubectl" : "helm", o.by_scale};
  return w;
}

Object to_object(const Workload& w) {
  Object o;
  o.replicas = static_cast<std::int8_t>(w.replicas);
  if (w.original) o.original = static_cast<std::int8_t>(w.original->replicas);
  if (w.stamp) o.number = static_cast<std::int8_t>(w.stamp->number);
  o.off = w.stamp && w.stamp->switched_off;
  o.by_scale = w.writer.through_scale;
  return o;
}

class Model {
 public:
  Model(std::vector<Direction> operations, External external, Rules rules, int crashes = most_crashes)
      : operations_(std::move(operations)), external_(external), rules_(rules), crashes_(crashes) {}

  // The first violation found, or empty.
  std::string search() {
    State first;
    for (std::size_t i = operations_.size() * executors_per_operation; i < most_executors; ++i) first.executors[i].at = At::done;
    visit(first);
    while (!pending_.empty() && violation_.empty() && seen_.size() < most_states) {
      const State state = pending_.back();
      pending_.pop_back();
      expand(state);
    }
    if (seen_.size() >= most_states) violation_ = "the search does not end";
    return violation_;
  }
  std::size_t states() const { return seen_.size(); }

 private:
  struct Step {
    PlanVerdict verdict = PlanVerdict::nothing;
    Object result;
    bool only_stamp = false;
  };

  // --- what an executor decides: plan_patch, with the rules taken away around it ---

  const Step& decide(std::size_t operation, const Object& seen) {
    const auto key = packed(seen) * 4 + static_cast<std::uint32_t>(operation);
    const auto known = steps_.find(key);
    return known != steps_.end() ? known->second : steps_.emplace(key, plan(operation, seen)).first->second;
  }

  Step plan(std::size_t operation, const Object& seen) const {
    Workload w = to_workload(seen);
    const auto number = static_cast<std::int64_t>(operation) + 1;
    if (!rules_.stale_check && w.stamp) w.stamp->number = std::min(w.stamp->number, number);
    PlanContext context;
    context.direction = operations_[operation];
    context.stamp = Stamp{number, "op", false};
    const WorkloadPlan planned = plan_patch(w, context);
    if (planned.verdict != PlanVerdict::patch) return Step{planned.verdict, seen, false};
    return Step{planned.verdict, to_object(apply_patch(w, planned.patch)), !changes_workload(planned.patch)};
  }

  int started_now(const Object& o) {
    const auto known = started_.find(packed(o));
    if (known != started_.end()) return known->second;
    PlanContext context;
    context.direction = Direction::on;
    context.stamp = Stamp{100, "op", false};
    const WorkloadPlan planned = plan_patch(to_workload(o), context);
    return started_[packed(o)] = apply_patch(to_workload(o), planned.patch).replicas;
  }

  // --- transitions ---

  void expand(const State& state) {
    bool quiet = state.orphan_count == 0;
    for (std::size_t i = 0; i < state.executors.size(); ++i) {
      if (state.executors[i].at == At::done) continue;
      quiet = false;
      if (i % executors_per_operation == 1 && bytes(state.executors[i]) == bytes(state.executors[i - 1])) continue;
      advance(state, i);
      if (state.crashes < crashes_) crash(state, i);
    }
    for (std::size_t i = 0; i < state.orphan_count; ++i) land_orphan(state, i);
    if (external_ != External::none && !state.rescaled) rescale(state);
    if (quiet) check_end(state);
  }

  void advance(const State& state, std::size_t index) {
    State next = state;
    Executor& e = next.executors[index];
    switch (e.at) {
      case At::start:
        e.seen = next.object;
        e.fresh = true;
        e.at = At::read;
        break;
      case At::read: send(e, index / executors_per_operation); break;
      case At::sent: answer(next, index); break;
      case At::second_sent: answer_second(next, index); break;
      case At::done: return;
    }
    visit(next);
  }

  void send(Executor& e, std::size_t operation) {
    const Step& step = decide(operation, e.seen);
    if (step.verdict != PlanVerdict::patch || (step.only_stamp && !rules_.stamp_on_no_op)) {
      e = Executor{};
      e.at = At::done;
      return;
    }
    e.message = Message{step.result, e.fresh, false};
    e.at = At::sent;
    e.seen = Object{};
    e.fresh = false;
  }

  // The server answers: applied, or 409 and the executor reads again.
  void answer(State& next, std::size_t index) {
    const Message message = next.executors[index].message;
    const bool applied = land(next, message);
    Executor& e = next.executors[index];
    const bool stores_later = !rules_.original_in_one_patch && message.result.original >= 0;
    e = Executor{};
    if (!applied) return;
    e.at = At::done;
    if (!stores_later) return;
    e.at = At::second_sent;
    e.message = Message{message.result, true, true};
  }

  void answer_second(State& next, std::size_t index) {
    const Message message = next.executors[index].message;
    land(next, message);
    next.executors[index] = Executor{};
    next.executors[index].at = At::done;
  }

  bool land(State& next, const Message& message) const {
    if (message.second) {
      if (next.object.original < 0 && next.object.replicas == 0) next.object.original = message.result.original;
    } else {
      if (rules_.precondition && !message.fresh) return false;
      const std::int8_t original = next.object.original;
      next.object = message.result;
      if (!rules_.original_in_one_patch && message.result.original >= 0) next.object.original = original;
    }
    age(next);
    return true;
  }

  static void age(State& next) {
    for (Executor& e : next.executors) e.fresh = e.message.fresh = false;
    for (Message& m : next.orphans) m.fresh = false;
  }

  void crash(const State& state, std::size_t index) {
    State next = state;
    const Executor old = next.executors[index];
    next.executors[index] = Executor{};
    ++next.crashes;
    State lost = next;  // what it had sent, if anything
    visit(lost);
    if (old.at != At::sent && old.at != At::second_sent) return;
    next.orphans[next.orphan_count++] = old.message;
    visit(next);
  }

  void land_orphan(const State& state, std::size_t index) {
    State next = state;
    const Message message = next.orphans[index];
    next.orphans[index] = next.orphans[--next.orphan_count];
    next.orphans[next.orphan_count] = Message{};
    land(next, message);
    visit(next);
  }

  void rescale(const State& state) {
    State next = state;
    next.rescaled = true;
    next.object.replicas = rescaled_count;
    next.object.by_scale = external_ == External::scale;
    age(next);
    visit(next);
  }

  // --- what must hold ---

  bool acceptable(const State& state, int count) const {
    return count == original_count || (state.rescaled && count == rescaled_count);
  }

  void check_always(const State& state) {
    // The model stores no intent: the annotation alone must be enough.
    if (!acceptable(state, started_now(state.object))) violate(state, "the count is lost");
  }

  void check_end(const State& state) {
    const Object& o = state.object;
    if (operations_.back() == Direction::on) {
      if (!acceptable(state, o.replicas)) violate(state, "not awake in the end");
      if (o.original >= 0) violate(state, "an original is left over");
      return;
    }
    // A rescale after the switch-off leaves it awake until drift correction; its original must still be there.
    if (o.replicas != 0 && !state.rescaled) violate(state, "not asleep in the end");
    if (o.replicas == 0 && (o.original < 0 || !o.off)) violate(state, "asleep without an original");
  }

  void violate(const State& state, const char* what) {
    if (!violation_.empty()) return;
    violation_ = std::string(what) + ": replicas " + std::to_string(state.object.replicas) + ", original " +
                 std::to_string(state.object.original) + ", number " + std::to_string(state.object.number);
  }

  // --- the set of states ---

  static std::string_view bytes(const auto& value) {
    static_assert(std::has_unique_object_representations_v<std::remove_cvref_t<decltype(value)>>);
    return {reinterpret_cast<const char*>(&value), sizeof value};
  }

  // The two executors of an operation are alike, and so are orphans: one order of them is enough.
  void visit(State& state) {
    auto& executors = state.executors;
    for (std::size_t i = 0; i < operations_.size() * executors_per_operation; i += executors_per_operation) {
      if (bytes(executors[i + 1]) < bytes(executors[i])) std::swap(executors[i], executors[i + 1]);
    }
    if (state.orphan_count == 2 && bytes(state.orphans[1]) < bytes(state.orphans[0]))
      std::swap(state.orphans[0], state.orphans[1]);
    if (seen_.find(bytes(state)) != seen_.end()) return;
    seen_.emplace(bytes(state));
    check_always(state);
    pending_.push_back(state);
  }

  std::vector<Direction> operations_;
  External external_;
  Rules rules_;
  int crashes_;
  std::unordered_map<std::uint32_t, Step> steps_;
  std::unordered_map<std::uint32_t, int> started_;
  std::unordered_set<std::string, BytesHash, std::equal_to<>> seen_;
  std::vector<State> pending_;
  std::string violation_;
};

constexpr Direction off = Direction::off;
constexpr Direction on = Direction::on;

struct Sequence {
  const char* sentence;
  std::vector<Direction> operations;
};

const std::vector<Sequence>& sequences() {
  static const std::vector<Sequence> all = {{"one stop", {off}},
                                            {"a stop, then a start", {off, on}},
                                            {"a start, a stop, a start", {on, off, on}},
                                            {"a stop, a start, a stop", {off, on, off}}};
  return all;
}

TEST(ProtocolModel, WithAllFourRulesNothingIsEverLost) {
  for (const Sequence& sequence : sequences()) {
    SCOPED_TRACE(sequence.sentence);
    Model model(sequence.operations, External::none, Rules{});
    EXPECT_EQ(model.search(), "");
    RecordProperty(sequence.sentence, static_cast<int>(model.states()));
    EXPECT_GT(model.states(), 20U);
  }
}

// Three operations and a rescale have 2.9 million states with two crashes (searched once: nothing); here without.
void rescale_at_any_time(External external) {
  for (const auto& operations : {std::vector<Direction>{off}, std::vector<Direction>{off, on}, std::vector<Direction>{on, off},
                                 std::vector<Direction>{on, off, on}, std::vector<Direction>{off, on, off}}) {
    Model model(operations, external, Rules{}, operations.size() < 3 ? most_crashes : 0);
    EXPECT_EQ(model.search(), "") << operations.size() << " operations, " << model.states() << " states";
  }
}

TEST(ProtocolModel, AHandThroughScaleAtAnyTimeLosesNothing) { rescale_at_any_time(External::scale); }

TEST(ProtocolModel, AManifestAtAnyTimeLosesNothing) { rescale_at_any_time(External::manifest); }

struct Removal {
  const char* sentence;
  Rules rules;
};

const std::vector<Removal>& removals() {
  static const std::vector<Removal> all = {{"no stamp when nothing else changes", {false, true, true, true}},
                                           {"no look at a newer stamp", {true, false, true, true}},
                                           {"no resourceVersion in the patch", {true, true, false, true}},
                                           {"the count is patched before the original is stored", {true, true, true, false}}};
  return all;
}

TEST(ProtocolModel, WithoutAnyOneRuleTheSearchFindsWhatBreaks) {
  for (const Removal& removal : removals()) {
    for (const Sequence& sequence : sequences()) {
      if (sequence.operations.size() == 1) continue;
      SCOPED_TRACE(std::string(removal.sentence) + ", " + sequence.sentence);
      Model model(sequence.operations, External::none, removal.rules);
      EXPECT_NE(model.search(), "");
      EXPECT_LT(model.states(), most_states);
    }
  }
}

TEST(ProtocolModel, OneStopAloneLosesTheCountOnlyWhenTheOriginalIsStoredAfterwards) {
  for (const Removal& removal : removals()) {
    SCOPED_TRACE(removal.sentence);
    Model model({off}, External::none, removal.rules);
    EXPECT_EQ(model.search().empty(), removal.rules.original_in_one_patch);
  }
}

}  // namespace
}  // namespace nss
