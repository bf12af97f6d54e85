#include "adapters/simulated_cluster/simulated_faults.h"

#include <fmt/core.h>

namespace nss {
namespace {

Error about(ErrorKind kind, const char* code, const WorkloadRef& ref, const char* spanish, const char* english) {
  const auto name = fmt::format("{}/{}", to_string(ref.kind), ref.name);
  return Error{kind, code, Text{name + ": " + spanish, name + ": " + english}};
}

}  // namespace

Error stopping_error() {
  return Error{ErrorKind::unavailable, "stopping", Text{"el programa se está deteniendo", "the program is stopping"}};
}

Error fault_error(FaultKind kind, const WorkloadRef& ref, Mono retry_after) {
  switch (kind) {
    case FaultKind::conflict:
      return about(ErrorKind::conflict, "conflict", ref, "alguien lo cambió al mismo tiempo",
                   "somebody changed it at the same time");
    case FaultKind::throttled: {
      Error error = about(ErrorKind::throttled, "throttled", ref, "el clúster pide esperar", "the cluster asks to wait");
      error.retry_after = retry_after;
      return error;
    }
    case FaultKind::forbidden:
      return about(ErrorKind::forbidden, "forbidden", ref, "sin permiso para modificarlo", "no permission to change it");
    case FaultKind::invalid:
      return about(ErrorKind::invalid, "invalid", ref, "el clúster no acepta el cambio",
                   "the cluster does not accept the change");
    case FaultKind::unavailable:
      return about(ErrorKind::unavailable, "unavailable", ref, "el clúster no responde", "the cluster does not answer");
    case FaultKind::none:
    case FaultKind::transient_before:
    case FaultKind::transient_after: break;
  }
  return about(ErrorKind::transient, "unknown_outcome", ref, "la respuesta se perdió", "the answer was lost");
}

}  // namespace nss
