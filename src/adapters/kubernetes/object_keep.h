// Which members of Kubernetes objects we keep: one object's, those of a list of them (its items one by one), and those of
// a watch's lines. The rest of an object is read over and forgotten. Built once; any thread.
#pragma once

#include "adapters/kubernetes/json_tree.h"
#include "ports/cluster.h"

namespace nss {

const Keep& object_keep(Resource resource);
const Keep& list_keep(Resource resource);
const Keep& watch_keep(Resource resource);

}  // namespace nss
