"""What the tests put into a cluster: namespaces and workloads, small and ordinary."""

from snapshots import WORKLOADS

APPS = "/apis/apps/v1/namespaces"


def _template(name, **pod):
    container = {"name": "web", "image": f"registry.example/{name}:1",
                 "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}}}
    return {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container], **pod}}


def _workload(kind, name, annotations, pod, spec):
    return {"apiVersion": "apps/v1", "kind": kind,
            "metadata": {"name": name, "labels": {"app": name}, "annotations": annotations or {}},
            "spec": {"selector": {"matchLabels": {"app": name}}, "template": _template(name, **(pod or {})), **spec}}


def deployment(name, replicas=3, annotations=None, **spec):
    return _workload("Deployment", name, annotations, None, {"replicas": replicas, **spec})


def stateful_set(name, replicas=2, annotations=None, **spec):
    return _workload("StatefulSet", name, annotations, None, {"replicas": replicas, "serviceName": name, **spec})


def daemon_set(name, annotations=None, node_selector=None):
    return _workload("DaemonSet", name, annotations, {"nodeSelector": node_selector} if node_selector else None, {})


def volume_claim(name):
    return {"metadata": {"name": name},
            "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}


def autoscaler(target, least, most):
    return {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": target},
            "spec": {"minReplicas": least, "maxReplicas": most,
                     "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": target},
                     "metrics": [{"type": "Resource", "resource": {
                         "name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}]}}


def path_of(namespace, item_or_kind, name=None):
    """The path of a workload: of an object, or by kind and name."""
    kind = item_or_kind if name else item_or_kind["kind"]
    return f"{APPS}/{namespace}/{WORKLOADS[kind]}/{name or item_or_kind['metadata']['name']}"


def create_namespace(cluster, name, *items, labels=None, annotations=None):
    cluster.api("POST", "/api/v1/namespaces",
                {"metadata": {"name": name, "labels": labels or {}, "annotations": annotations or {}}})
    for item in items:
        create(cluster, name, item)


def create(cluster, namespace, item):
    if item["kind"] == "HorizontalPodAutoscaler":
        return cluster.api("POST", f"/apis/autoscaling/v2/namespaces/{namespace}/horizontalpodautoscalers", item)
    return cluster.api("POST", f"{APPS}/{namespace}/{WORKLOADS[item['kind']]}", item)


def read(cluster, namespace, kind, name):
    return cluster.api("GET", path_of(namespace, kind, name))


def usual():
    """One workload of each kind."""
    return [deployment("web", 3), stateful_set("db", 2), daemon_set("agent")]
