// Kubernetes objects as the product's words, from what object_keep.h keeps of them. Pure; never throws. An object that says
// something impossible of a member we need is an error of that object alone: kind invalid, code undecodable_object, with
// the member's path. Members that we do not know are no concern of ours.
#pragma once

#include "adapters/kubernetes/json_tree.h"
#include "base/result.h"
#include "domain/workload.h"

namespace nss {

Result<Workload> decode_workload(WorkloadKind kind, JsonView object);
Result<Namespace> decode_namespace(JsonView object);
Result<Autoscaler> decode_autoscaler(JsonView object);

// The workload in an answer to GET or PATCH. A body that is not that object is a transport failure: kind transient, code
// bad_answer; what the request did is then unknown.
Result<Workload> decode_workload_answer(const WorkloadRef& ref, std::string_view body);

// Who wrote the wanted count last, by the entries of metadata.managedFields (SPEC 5). `held`: our selector key is there.
ReplicaWriter decode_writer(WorkloadKind kind, bool held, JsonView managed_fields);

}  // namespace nss
