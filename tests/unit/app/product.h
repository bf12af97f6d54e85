// The whole product but its HTTP and its disks, in one thread and in time that moves only when told: Controller on the
// simulated cluster, MemoryStorage and a spool in memory. A crash is restart(): everything volatile is dropped, the cluster
// and the store stay.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/memory_storage/memory_storage.h"
#include "adapters/memory_storage/storage_faults.h"
#include "adapters/simulated_cluster/simulated_cluster.h"
#include "app/controller.h"
#include "base/check.h"
#include "support/fake_timers.h"

namespace nss {

class MemorySpool : public Spool {
 public:
  Result<void> check() override;
  Result<void> append(const SpooledOperation& entry) override;
  Result<std::vector<SpooledOperation>> read_all() override;
  Result<void> remove(const std::string& operation_id) override;

  std::vector<SpooledOperation> entries;
  bool broken = false;
};

class FixedRandom : public Random {
 public:
  double unit() override { return 0.5; }
  std::string id() override;

 private:
  int last_ = 0;
};

// What one process holds of the world: when the process is gone, nothing reaches it any more.
class ProcessTimers : public Timers {
 public:
  explicit ProcessTimers(Timers& timers) : timers_(timers) {}
  ~ProcessTimers() override { *alive_ = false; }
  TimerId at(Instant wall, std::function<void()> callback) override { return timers_.at(wall, guarded(std::move(callback))); }
  TimerId after(Mono delay, std::function<void()> callback) override {
    return timers_.after(delay, guarded(std::move(callback)));
  }
  void cancel(TimerId id) override { timers_.cancel(id); }
  void post(std::function<void()> work) override { timers_.post(guarded(std::move(work))); }

 private:
  std::function<void()> guarded(std::function<void()> work) const {
    return [alive = alive_, work = std::move(work)] {
      if (*alive) work();
    };
  }
  Timers& timers_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

class ProcessCluster : public Cluster {
 public:
  // `sink` is the cluster's one listener; it passes on to the process that lives.
  ProcessCluster(SimulatedCluster& cluster, std::shared_ptr<ClusterSink> sink) : cluster_(cluster), sink_(std::move(sink)) {}
  ~ProcessCluster() override;
  void identify(Reply<ClusterIdentity> reply) override { cluster_.identify(guarded(std::move(reply))); }
  void start(ClusterSink sink) override;
  void resync() override { cluster_.resync(); }
  void read(WorkloadRef ref, Reply<std::optional<Workload>> reply) override {
    cluster_.read(std::move(ref), guarded(std::move(reply)));
  }
  void patch(WorkloadRef ref, WorkloadPatch patch, Reply<Workload> reply) override {
    cluster_.patch(std::move(ref), std::move(patch), guarded(std::move(reply)));
  }
  void run_command(TaskCommand command, std::string ns, Reply<std::string> reply) override {
    cluster_.run_command(std::move(command), std::move(ns), guarded(std::move(reply)));
  }
  void stop() override {}

 private:
  template <typename T>
  Reply<T> guarded(Reply<T> reply) const {
    return [alive = alive_, reply = std::move(reply)](Result<T> result) {
      if (*alive) reply(std::move(result));
    };
  }
  SimulatedCluster& cluster_;
  std::shared_ptr<ClusterSink> sink_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

struct ProductSetup {
  std::string now = "2026-11-23T15:00:00Z";  // Monday, 10:00 in Bogotá: business hours
  bool dry_run = false;
  Mono sample_every{0};  // of the metrics' history
  std::string selector = {};
  std::chrono::seconds grace{900};
  std::string zone = "America/Bogota";
  std::vector<std::string> cost_centers{"CC-001", "CC-002"};  // authorised from the start, for every namespace
  FixedSettings fixed = {};
};

class Product {
 public:
  explicit Product(ProductSetup setup = {});
  ~Product();

  // Starts the controller, with what is wrong with its storage; later ones are restarts after a crash.
  void start(const std::function<void(StorageFaults&)>& wrong = {});
  void crash();
  void restart() {
    crash();
    start();
  }
  void end_dry_run() {  // the next process runs in earnest
    setup_.dry_run = false;
    restart();
  }
  void lose_store() { tables_ = std::make_shared<MemoryTables>(); }

  // A namespace with a Deployment "web" of 3, a StatefulSet "db" of 2 and a DaemonSet "agent".
  void add_namespace(const std::string& name, std::map<std::string, std::string> labels = {});
  void to(const std::string& rfc3339) { timers.advance_to(instant(rfc3339)); }
  void pass(Milliseconds by) { timers.advance(by); }

  NamespaceView view(const std::string& name);
  int replicas(const std::string& ns, const std::string& name, WorkloadKind kind = WorkloadKind::deployment) const;
  bool asleep(const std::string& ns) const;   // all three at zero because of us
  bool as_made(const std::string& ns) const;  // all three as add_namespace made them, no original left
  Result<OperationView> switch_to(SwitchRequest request);
  std::vector<OperationView> log(const std::string& ns = {});
  std::shared_ptr<ClusterSink> sink() const { return sink_; }

  FakeClock clock;
  FakeTimers timers;
  Metrics metrics;
  std::unique_ptr<SimulatedCluster> cluster;
  MemorySpool spool;
  FixedRandom random;
  std::unique_ptr<MemoryStorage> storage;
  std::vector<Error> fatal;

  // Asks the controller and lets time pass until the answer is there.
  template <typename T>
  Result<T> wait_for(const std::function<void(Reply<T>)>& ask) {
    std::optional<Result<T>> answer;
    ask([&answer](Result<T> result) { answer = std::move(result); });
    timers.advance_until([&answer] { return answer.has_value(); }, std::chrono::minutes(1));
    NSS_CHECK(answer.has_value());
    return std::move(*answer);
  }

 private:
  ProductSetup setup_;
  std::shared_ptr<MemoryTables> tables_;
  std::shared_ptr<ClusterSink> sink_;
  std::unique_ptr<ProcessTimers> process_timers_;
  std::unique_ptr<ProcessCluster> process_cluster_;

 public:
  std::unique_ptr<Controller> controller;  // after what it refers to
};

// Bogotá local time as RFC 3339: bogota(24, 20, 0) is 20:00 of 24 November 2026.
std::string bogota(int day, int hour, int minute = 0, int second = 0);

}  // namespace nss
