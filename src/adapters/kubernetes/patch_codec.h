// The body of the one write per workload (SPEC 5): a JSON merge patch (RFC 7396) with the resourceVersion that was read.
#pragma once

#include <string>

#include "domain/workload.h"

namespace nss {

std::string encode_patch(WorkloadKind kind, const WorkloadPatch& patch);

}  // namespace nss
