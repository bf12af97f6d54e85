"""The cluster before and after, field by field.

    before = snapshot(cluster, ["tienda"])
    …
    assert_same(before, snapshot(cluster, ["tienda"]))

Every field counts but those that the server keeps for itself: resourceVersion, generation, managedFields and status; our
`seq` annotation, which stays on purpose; and on DaemonSets the server's own count of template generations (SPEC 5).
"""

import copy
import json

SEQ = "namespace-scheduler.io/seq"
ORIGINAL = "namespace-scheduler.io/original"
PAUSED = "namespace-scheduler.io/paused"
TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"
WORKLOADS = {"Deployment": "deployments", "StatefulSet": "statefulsets", "DaemonSet": "daemonsets"}
COLLECTIONS = {**{kind: f"/apis/apps/v1/{plural}" for kind, plural in WORKLOADS.items()},
               "HorizontalPodAutoscaler": "/apis/autoscaling/v2/horizontalpodautoscalers",
               "PersistentVolumeClaim": "/api/v1/persistentvolumeclaims"}


def _without_the_servers(kind, item):
    item = copy.deepcopy(item)
    item.pop("status", None)
    metadata = item["metadata"]
    for field in ("resourceVersion", "generation", "managedFields"):
        metadata.pop(field, None)
    annotations = metadata.get("annotations", {})
    annotations.pop(SEQ, None)
    if kind == "DaemonSet":
        annotations.pop(TEMPLATE_GENERATION, None)
    if not annotations:
        metadata.pop("annotations", None)
    return item


def snapshot(cluster, namespaces):
    """{(kind, namespace, name): object}: workloads, autoscalers and volume claims of these namespaces."""
    found = {}
    for kind, path in COLLECTIONS.items():
        for item in cluster.api("GET", path)["items"]:
            metadata = item["metadata"]
            if metadata["namespace"] in namespaces:
                found[kind, metadata["namespace"], metadata["name"]] = _without_the_servers(kind, item)
    return found


def _walk(path, before, after):
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from _walk(f"{path}.{key}", before.get(key), after.get(key))
    elif before != after:
        yield f"{path}: {json.dumps(before)} became {json.dumps(after)}"


def compare(before, after):
    """One line for each field that differs."""
    lines = []
    for key in sorted(before.keys() | after.keys()):
        if key not in after:
            lines.append(f"{' '.join(key)} is gone")
        elif key not in before:
            lines.append(f"{' '.join(key)} is new")
        else:
            lines += _walk(" ".join(key), before[key], after[key])
    return lines


def assert_same(before, after):
    differences = compare(before, after)
    assert not differences, "\n".join(differences[:40])


# ---- what is asleep ----

def workloads(cluster, *namespaces):
    """{(kind, namespace, name): object} as the server has them now."""
    return {(kind, item["metadata"]["namespace"], item["metadata"]["name"]): item
            for kind, plural in WORKLOADS.items() for item in cluster.api("GET", f"/apis/apps/v1/{plural}")["items"]
            if item["metadata"]["namespace"] in namespaces}


def wanted(item):
    """What it wants: replicas; a DaemonSet has 0 while our selector holds it, else 1."""
    selector = item["spec"].get("template", {}).get("spec", {}).get("nodeSelector", {})
    return item["spec"].get("replicas", 0 if PAUSED in selector else 1)


def original(item):
    """Our annotation, decoded, or None."""
    text = item["metadata"].get("annotations", {}).get(ORIGINAL)
    return json.loads(text) if text else None


def seq(item):
    """The number of our stamp; 0 without one."""
    return int(item["metadata"].get("annotations", {}).get(SEQ, "0").split()[0])


def all_asleep(cluster, *namespaces):
    found = workloads(cluster, *namespaces).values()
    return all(wanted(item) == 0 for item in found)


def none_held(cluster, *namespaces):
    """No original of ours is left."""
    return all(original(item) is None and PAUSED not in json.dumps(item["spec"])
               for item in workloads(cluster, *namespaces).values())
