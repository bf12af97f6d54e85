#include "adapters/simulated_cluster/simulated_stream.h"

namespace nss {
namespace {

constexpr std::size_t batch = 100;

struct ResourceOfEvent {
  Resource operator()(const ListBegin& event) const { return event.resource; }
  Resource operator()(const ListEnd& event) const { return event.resource; }
  Resource operator()(const StreamState& event) const { return event.resource; }
  Resource operator()(const NamespaceSeen&) const { return Resource::namespaces; }
  Resource operator()(const NamespaceGone&) const { return Resource::namespaces; }
  Resource operator()(const WorkloadSeen& event) const { return resource_of(event.workload.ref.kind); }
  Resource operator()(const WorkloadGone& event) const { return resource_of(event.ref.kind); }
  Resource operator()(const AutoscalerSeen&) const { return Resource::autoscalers; }
  Resource operator()(const AutoscalerGone&) const { return Resource::autoscalers; }
  Resource operator()(const ServerTime&) const { return Resource::namespaces; }
};

}  // namespace

void SimulatedStream::start(ClusterSink sink) { sink_ = std::move(sink); }

void SimulatedStream::watch(ClusterEvent event) {
  if (faults_.drop && faults_.drop(event)) return;
  list(std::move(event));
}

void SimulatedStream::list(ClusterEvent event) {
  if (!broken_[static_cast<std::size_t>(std::visit(ResourceOfEvent{}, event))]) push(std::move(event));
}

void SimulatedStream::tell(ClusterEvent event) { push(std::move(event)); }

void SimulatedStream::push(ClusterEvent event) {
  if (!sink_) return;
  waiting_.push_back(std::move(event));
  if (posted_) return;
  posted_ = true;
  timers_.post([this, alive = std::weak_ptr<bool>(alive_)] {
    if (!alive.expired()) deliver();
  });
}

void SimulatedStream::deliver() {
  posted_ = false;
  // The sink may stop us: then sink_ is empty and nothing waits any more.
  for (std::size_t i = 0; i < batch && !waiting_.empty(); ++i) {
    ClusterEvent event = std::move(waiting_.front());
    waiting_.pop_front();
    const ClusterSink sink = sink_;
    sink(std::move(event));
  }
  if (waiting_.empty() || posted_) return;
  posted_ = true;
  timers_.post([this, alive = std::weak_ptr<bool>(alive_)] {
    if (!alive.expired()) deliver();
  });
}

void SimulatedStream::stop() {
  alive_.reset();
  sink_ = nullptr;
  waiting_.clear();
}

}  // namespace nss
