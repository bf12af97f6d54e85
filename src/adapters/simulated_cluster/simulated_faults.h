// What tests make go wrong in the simulated cluster, call by call. The product never sets any of it.
//   cluster.faults().decide = [](const SimulatedCall& call) { … return Fault{FaultKind::conflict}; };
#pragma once

#include <functional>

#include "ports/cluster.h"
#include "ports/timers.h"

namespace nss {

enum class FaultKind : std::uint8_t {
  none,
  conflict,          // somebody else wrote just before: the resourceVersion has moved on
  transient_before,  // outcome unknown to the caller; nothing happened
  transient_after,   // outcome unknown to the caller; it was done, the reply is lost
  throttled,
  forbidden,
  invalid,
  unavailable,
};

struct Fault {
  FaultKind kind = FaultKind::none;
  Mono delay{0};        // before the call is looked at
  Mono retry_after{0};  // of throttled
};

struct SimulatedCall {
  enum class Verb : std::uint8_t { identify, read, patch, command };
  Verb verb = Verb::patch;
  WorkloadRef ref;                       // empty for identify; without a name for `get` of all
  const WorkloadPatch* patch = nullptr;  // of patch; valid during the call of `decide`
};

struct SimulatedFaults {
  std::function<Fault(const SimulatedCall&)> decide;
  // True: this watch event is lost, until the next list. Events of lists are never lost.
  std::function<bool(const ClusterEvent&)> drop;
};

// What every call is answered after stop().
Error stopping_error();

// The error that a caller sees of a fault (not for none).
Error fault_error(FaultKind kind, const WorkloadRef& ref, Mono retry_after);

}  // namespace nss
