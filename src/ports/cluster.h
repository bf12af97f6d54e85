// The cluster as the product needs it: a stream of what there is and how it changes, one read, one write.
// - start(sink): every event comes through the sink, from the adapter's own thread, in order per resource. For each
//   resource a (re)list is `ListBegin, Seen …, ListEnd`; between lists `Seen` and `Gone` follow the watch. What was there
//   before a ListBegin and is not Seen by its ListEnd is gone, unless the list held something that cannot be read
//   (`whole` is false): then nobody can say what is gone. Pages arrive as they come: memory stays bounded.
// - patch(): one merge patch with the resourceVersion of the patch. Errors: conflict (409), not_found, forbidden, invalid,
//   throttled, unauthorized, transient (outcome unknown), unavailable. The adapter bounds how many are in flight, halves the
//   bound on 429, obeys Retry-After; callers may ask for any number, they wait in its queue.
// - run_command(): carries out a task's command (SPEC 8) in that namespace and answers what kubectl would have printed,
//   lines that end with a line end (of a list at most 500 objects; who keeps it cuts it). Errors as of patch(), and `refused`
//   (code command_refused) where kubectl would refuse because of what is there: another value and no --overwrite, a
//   Deployment that is paused already, a rollout that exceeded its deadline.
// - Replies come from the adapter's own thread, once each, also on stop() (kind unavailable, code `stopping`).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "base/result.h"
#include "domain/command.h"
#include "domain/workload.h"
#include "ports/storage.h"

namespace nss {

enum class Resource : std::uint8_t { namespaces, deployments, stateful_sets, daemon_sets, autoscalers };
inline constexpr std::size_t resource_count = 5;
const char* to_string(Resource resource);
Resource resource_of(WorkloadKind kind);  // where workloads of that kind are listed and watched

struct ListBegin {
  Resource resource;
};
struct ListEnd {
  Resource resource;
  bool whole = true;
};
struct NamespaceSeen {
  Namespace ns;
};
struct NamespaceGone {
  std::string name;
  std::string uid;
};
struct WorkloadSeen {
  Workload workload;
};
struct WorkloadGone {
  WorkloadRef ref;
  std::string uid;
};
struct AutoscalerSeen {
  Autoscaler autoscaler;
};
struct AutoscalerGone {
  std::string ns;
  std::string name;
};
// The connection to one resource's stream: `problem` empty when it works again. Optional resources (autoscalers) may be
// forbidden for ever: `optional` is true and the product goes on without.
struct StreamState {
  Resource resource;
  std::optional<Error> problem;
  bool optional = false;
};
// The server's own clock, from the Date header of an answer: how far ours is ahead of it.
struct ServerTime {
  std::chrono::seconds ahead;
};

using ClusterEvent = std::variant<ListBegin, ListEnd, NamespaceSeen, NamespaceGone, WorkloadSeen, WorkloadGone, AutoscalerSeen,
                                  AutoscalerGone, StreamState, ServerTime>;
using ClusterSink = std::function<void(ClusterEvent)>;

struct ClusterIdentity {
  std::string uid;  // of kube-system; "simulation" for the simulated one
};

class Cluster {
 public:
  virtual ~Cluster() = default;
  virtual void identify(Reply<ClusterIdentity> reply) = 0;
  virtual void start(ClusterSink sink) = 0;
  virtual void resync() = 0;                                                     // list everything again
  virtual void read(WorkloadRef ref, Reply<std::optional<Workload>> reply) = 0;  // empty: there is none
  virtual void patch(WorkloadRef ref, WorkloadPatch patch, Reply<Workload> reply) = 0;
  virtual void run_command(TaskCommand command, std::string ns, Reply<std::string> reply) = 0;
  virtual void stop() = 0;  // waits; no event after it
};

}  // namespace nss
