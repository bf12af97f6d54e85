// The simulated cluster's watch: events wait in one line and are handed to the sink from the loop, a batch a turn, so that
// nothing that a caller does is answered by an event inside its call, and a long list does not hold the loop.
// Thread: the core thread.
#pragma once

#include <array>
#include <deque>
#include <memory>
#include <optional>

#include "adapters/simulated_cluster/simulated_faults.h"
#include "ports/cluster.h"
#include "ports/timers.h"

namespace nss {

class SimulatedStream {
 public:
  SimulatedStream(Timers& timers, const SimulatedFaults& faults) : timers_(timers), faults_(faults) {}

  void start(ClusterSink sink);
  bool started() const { return static_cast<bool>(sink_); }
  void watch(ClusterEvent event);  // dropped while nobody listens, while its resource is broken, and as the faults say
  void list(ClusterEvent event);   // part of a list: only a broken resource drops it
  void tell(ClusterEvent event);   // StreamState and ServerTime: always
  void set_broken(Resource resource, bool broken) { broken_[static_cast<std::size_t>(resource)] = broken; }
  void stop();

 private:
  void push(ClusterEvent event);
  void deliver();

  Timers& timers_;
  const SimulatedFaults& faults_;
  ClusterSink sink_;
  std::deque<ClusterEvent> waiting_;  // bounded by what the cluster holds and does in a turn
  bool posted_ = false;
  std::array<bool, resource_count> broken_{};
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace nss
