// How the suite watches and waits. The promises themselves: cluster_contract_tests.cc.
#include "contract/cluster/cluster_contract.h"

#include <fmt/core.h>
#include <unistd.h>

#include <atomic>

namespace nss {
namespace {

constexpr std::chrono::seconds deadline{60};

Resource listed_as(WorkloadKind kind) {
  switch (kind) {
    case WorkloadKind::deployment: return Resource::deployments;
    case WorkloadKind::stateful_set: return Resource::stateful_sets;
    case WorkloadKind::daemon_set: break;
  }
  return Resource::daemon_sets;
}

std::string key_of(const WorkloadRef& ref) { return ref.ns + "/" + ref.name; }

// An answer that may come from any thread.
template <typename T>
class Answer {
 public:
  explicit Answer(ClusterUnderTest& under_test) : under_test_(under_test), held_(std::make_shared<Held>()) {}

  Reply<T> reply() {
    return [&under_test = under_test_, held = held_](Result<T> result) {
      {
        const std::scoped_lock lock(held->mutex);
        ++held->times;
        held->result = std::move(result);
      }
      under_test.changed();
    };
  }
  bool here() const {
    const std::scoped_lock lock(held_->mutex);
    return held_->times > 0;
  }
  Result<T> take() {
    if (!under_test_.wait_until([this] { return here(); })) return fail(ErrorKind::internal, "no_answer", "no answer came");
    const std::scoped_lock lock(held_->mutex);
    EXPECT_EQ(held_->times, 1);
    return std::move(*held_->result);
  }

 private:
  struct Held {
    std::mutex mutex;
    int times = 0;
    std::optional<Result<T>> result;
  };
  ClusterUnderTest& under_test_;
  std::shared_ptr<Held> held_;
};

}  // namespace

bool ClusterUnderTest::wait_until(const std::function<bool()>& predicate) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (true) {
    std::unique_lock lock(mutex_);
    const auto before = changes_;
    lock.unlock();
    if (predicate()) return true;
    lock.lock();
    // Some predicates ask the cluster itself, which tells nobody: they are asked again now and then.
    condition_.wait_for(lock, std::chrono::milliseconds(100), [&] { return changes_ != before; });
    if (std::chrono::steady_clock::now() > end) return false;
  }
}

void ClusterUnderTest::changed() {
  {
    const std::scoped_lock lock(mutex_);
    ++changes_;
  }
  condition_.notify_all();
}

// --- Observed ---
ClusterSink Observed::sink() {
  return [this](ClusterEvent event) {
    take(std::move(event));
    under_test_.changed();
  };
}

void Observed::begin(Resource resource) {
  Watched& watched = watched_[static_cast<std::size_t>(resource)];
  watched.listing = true;
  watched.seen.clear();  // an interrupted list begins again
}

void Observed::end(Resource resource) {
  Watched& watched = watched_[static_cast<std::size_t>(resource)];
  if (!watched.listing && fault_.empty()) fault_ = fmt::format("ListEnd of {} without its ListBegin", to_string(resource));
  watched.listing = false;
  ++watched.completed;
  const auto unseen = [&watched](const std::string& key) { return !watched.seen.contains(key); };
  if (resource == Resource::namespaces) {
    std::erase_if(namespaces_, [&](const auto& entry) { return unseen(entry.first); });
  } else if (resource == Resource::autoscalers) {
    std::erase_if(autoscalers_, [&](const auto& entry) { return unseen(entry.first.first + "/" + entry.first.second); });
  } else {
    std::erase_if(workloads_,
                  [&](const auto& entry) { return listed_as(entry.first.kind) == resource && unseen(key_of(entry.first)); });
  }
}

void Observed::take(ClusterEvent event) {
  const std::scoped_lock lock(mutex_);
  const auto seen = [this](Resource resource, const std::string& key) {
    Watched& watched = watched_[static_cast<std::size_t>(resource)];
    if (!watched.listing && watched.completed == 0 && fault_.empty()) fault_ = key + " was seen before the first ListBegin";
    watched.seen.insert(key);
  };
  if (const auto* list_begin = std::get_if<ListBegin>(&event)) {
    begin(list_begin->resource);
  } else if (const auto* list_end = std::get_if<ListEnd>(&event)) {
    end(list_end->resource);
  } else if (auto* workload = std::get_if<WorkloadSeen>(&event)) {
    const WorkloadRef ref = workload->workload.ref;
    seen(listed_as(ref.kind), key_of(ref));
    workloads_.insert_or_assign(ref, std::move(workload->workload));
  } else if (const auto* workload_gone = std::get_if<WorkloadGone>(&event)) {
    gone_.insert(workload_gone->uid);
    workloads_.erase(workload_gone->ref);
  } else if (const auto* ns = std::get_if<NamespaceSeen>(&event)) {
    seen(Resource::namespaces, ns->ns.name);
    namespaces_.insert_or_assign(ns->ns.name, ns->ns);
  } else if (const auto* ns_gone = std::get_if<NamespaceGone>(&event)) {
    gone_.insert(ns_gone->uid);
    namespaces_.erase(ns_gone->name);
  } else if (const auto* autoscaler = std::get_if<AutoscalerSeen>(&event)) {
    const Autoscaler& a = autoscaler->autoscaler;
    seen(Resource::autoscalers, a.ns + "/" + a.name);
    autoscalers_.insert_or_assign({a.ns, a.name}, a);
  } else if (const auto* autoscaler_gone = std::get_if<AutoscalerGone>(&event)) {
    autoscalers_.erase({autoscaler_gone->ns, autoscaler_gone->name});
  }
}

std::optional<Workload> Observed::workload(const WorkloadRef& ref) const {
  const std::scoped_lock lock(mutex_);
  const auto found = workloads_.find(ref);
  return found == workloads_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Namespace> Observed::ns(const std::string& name) const {
  const std::scoped_lock lock(mutex_);
  const auto found = namespaces_.find(name);
  return found == namespaces_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Autoscaler> Observed::autoscaler(const std::string& ns, const std::string& name) const {
  const std::scoped_lock lock(mutex_);
  const auto found = autoscalers_.find({ns, name});
  return found == autoscalers_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Workload> Observed::workloads_in(const std::string& ns) const {
  const std::scoped_lock lock(mutex_);
  std::vector<Workload> result;
  for (const auto& [ref, workload] : workloads_) {
    if (ref.ns == ns) result.push_back(workload);
  }
  return result;
}

bool Observed::saw_gone(const std::string& uid) const {
  const std::scoped_lock lock(mutex_);
  return gone_.contains(uid);
}

int Observed::lists(Resource resource) const {
  const std::scoped_lock lock(mutex_);
  return watched_[static_cast<std::size_t>(resource)].completed;
}

std::string Observed::fault() const {
  const std::scoped_lock lock(mutex_);
  return fault_;
}

// --- ClusterContract ---
void ClusterContract::SetUp() {
  under_test_ = GetParam().make();
  observed_ = std::make_unique<Observed>(*under_test_);
}

void ClusterContract::TearDown() {
  EXPECT_EQ(observed_->fault(), "");
  under_test_->cluster().stop();  // no event after it: observed_ goes first
  observed_.reset();
  under_test_.reset();
}

void ClusterContract::start() {
  under_test_->cluster().start(observed_->sink());
  ASSERT_TRUE(wait([this] {
    for (std::size_t i = 0; i < resource_count; ++i) {
      if (observed_->lists(static_cast<Resource>(i)) == 0) return false;
    }
    return true;
  })) << "not everything was listed";
}

std::string ClusterContract::unique_name(const std::string& word) {
  static std::atomic<int> count{0};
  const auto now = std::chrono::system_clock::now().time_since_epoch() / std::chrono::milliseconds(1);
  return fmt::format("{}-{:x}-{:x}-{}", word, getpid(), now & 0xFFFFFFF, ++count);
}

std::string ClusterContract::new_namespace(const std::string& word) {
  const std::string name = unique_name(word);
  under_test_->create_namespace(name, {{"cost-center", "CC-001"}}, {});
  return name;
}

WorkloadRef ClusterContract::new_workload(WorkloadKind kind, const std::string& ns, const std::string& name,
                                          const WorkloadSetup& setup) {
  const WorkloadRef ref{kind, ns, name};
  under_test_->create(ref, setup);
  return ref;
}

Result<std::optional<Workload>> ClusterContract::read(const WorkloadRef& ref) {
  Answer<std::optional<Workload>> answer(*under_test_);
  under_test_->cluster().read(ref, answer.reply());
  return answer.take();
}

Result<Workload> ClusterContract::patch(const WorkloadRef& ref, const WorkloadPatch& what) {
  Answer<Workload> answer(*under_test_);
  under_test_->cluster().patch(ref, what, answer.reply());
  return answer.take();
}

Result<std::string> ClusterContract::run(const std::string& command, const std::string& ns) {
  auto parsed = parse_command(command, ns);
  if (!parsed) return fail(parsed.error());
  Answer<std::string> answer(*under_test_);
  under_test_->cluster().run_command(std::move(*parsed), ns, answer.reply());
  return answer.take();
}

Result<Workload> ClusterContract::patch_current(const WorkloadRef& ref, WorkloadPatch what) {
  for (int attempt = 0;; ++attempt) {
    const auto current = read(ref);
    if (!current) return fail(current.error());
    if (!*current) return fail(ErrorKind::not_found, "not_found", "it is not there to be patched");
    what.resource_version = (*current)->resource_version;
    auto result = patch(ref, what);
    // Controllers write too; more than a few in a row would be a storm.
    if (result || result.error().kind != ErrorKind::conflict || attempt == 10) return result;
  }
}

bool ClusterContract::wait_for_replicas(const WorkloadRef& ref, int replicas) {
  return wait([&] {
    const auto workload = observed_->workload(ref);
    return workload && workload->replicas == replicas;
  });
}

WorkloadPatch off_patch(WorkloadKind kind, std::int64_t number, int original_replicas) {
  WorkloadPatch patch;
  if (kind == WorkloadKind::daemon_set) {
    patch.hold = true;
  } else {
    patch.replicas = 0;
  }
  const Seconds at{std::chrono::seconds(1'795'395'600)};
  const std::string operation = "op_contract" + std::to_string(number);
  patch.original_edit = WorkloadPatch::OriginalEdit::set;
  patch.original = Original{original_replicas, operation, at, Cause::person, "ana.gómez@ejemplo.co \"turno\\noche\""};
  patch.stamp = Stamp{number, operation, true};
  return patch;
}

WorkloadPatch on_patch(WorkloadKind kind, std::int64_t number, int replicas) {
  WorkloadPatch patch;
  if (kind == WorkloadKind::daemon_set) {
    patch.hold = false;
  } else {
    patch.replicas = replicas;
  }
  patch.original_edit = WorkloadPatch::OriginalEdit::remove;
  patch.stamp = Stamp{number, "op_contract" + std::to_string(number), false};
  return patch;
}

}  // namespace nss
