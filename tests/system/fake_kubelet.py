"""A kubelet without containers: makes one Node, binds pending pods to it, reports them Running and Ready, and lets
Terminating pods go. With it the controllers of the test cluster see workloads become ready.

    with TestCluster() as cluster, FakeKubelet(cluster) as kubelet:
        ...

`may_run`, when given, decides for each pod object whether it becomes ready (a pod that never does: lambda pod: False);
after a change of mind, call `look_again()`.
"""

import concurrent.futures
import http.client
import threading

from testcluster import ApiError

NODE = "fake-node"
PODS = "/api/v1/pods"


class FakeKubelet:
    def __init__(self, cluster, may_run=None, bind=True):
        """bind=False leaves the pods without a node: one request a pod instead of three, for thousands of them."""
        self._cluster = cluster
        self._may_run = may_run or (lambda pod: True)
        self._bind = bind
        self._stop = threading.Event()
        self._workers = concurrent.futures.ThreadPoolExecutor(max_workers=4, thread_name_prefix="kubelet")
        self._thread = threading.Thread(target=self._run, name="kubelet-watch", daemon=True)

    def start(self):
        self._make_node()
        self._thread.start()
        return self

    def stop(self):
        self._stop.set()
        self._thread.join()
        self._workers.shutdown()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def look_again(self):
        for pod in self._cluster.api("GET", PODS)["items"]:
            self._workers.submit(self._tend, pod)

    def _make_node(self):
        node = {"apiVersion": "v1", "kind": "Node",
                "metadata": {"name": NODE, "labels": {"kubernetes.io/hostname": NODE, "kubernetes.io/os": "linux"}}}
        try:
            self._cluster.api("POST", "/api/v1/nodes", node)
        except ApiError as error:
            if error.status != 409:
                raise
        room = {"cpu": "1k", "memory": "1Ti", "pods": "100k"}
        self._cluster.patch(f"/api/v1/nodes/{NODE}/status", {"status": {
            "conditions": [{"type": "Ready", "status": "True", "reason": "FakeKubelet"}],
            "capacity": room, "allocatable": room}})
        # Admission taints a new node as not ready, and no node controller is there to take that away.
        self._cluster.patch(f"/api/v1/nodes/{NODE}", {"spec": {"taints": None}})

    def _run(self):
        for kind, pod in self._cluster.watch(PODS, self._stop):
            if kind != "DELETED":
                self._workers.submit(self._tend, pod)

    def _tend(self, pod):
        try:
            self._next_step(pod)
        except ApiError as error:
            if error.status not in (404, 409):  # gone, or bound meanwhile: the next event says how it goes on
                print(f"fake kubelet: {error}")
        except (OSError, http.client.HTTPException):
            pass  # the API server was killed by a test; the watch begins again with all pods

    def _next_step(self, pod):
        meta = pod["metadata"]
        path = f"/api/v1/namespaces/{meta['namespace']}/pods/{meta['name']}"
        if meta.get("deletionTimestamp"):
            self._cluster.api("DELETE", path, {"gracePeriodSeconds": 0, "preconditions": {"uid": meta["uid"]}})
        elif self._bind and not pod["spec"].get("nodeName"):
            self._cluster.api("POST", f"{path}/binding", {
                "apiVersion": "v1", "kind": "Binding", "metadata": {"name": meta["name"], "uid": meta["uid"]},
                "target": {"apiVersion": "v1", "kind": "Node", "name": NODE}})
        elif pod["status"].get("phase") != "Running" and self._may_run(pod):
            self._cluster.patch(f"{path}/status", {"metadata": {"uid": meta["uid"]}, "status": self._running(pod)})

    @staticmethod
    def _running(pod):
        started = pod["metadata"]["creationTimestamp"]
        conditions = [{"type": kind, "status": "True", "lastTransitionTime": started}
                      for kind in ("PodScheduled", "Initialized", "ContainersReady", "Ready")]
        containers = [{"name": each["name"], "image": each["image"], "imageID": "", "ready": True, "started": True,
                       "restartCount": 0, "state": {"running": {"startedAt": started}}}
                      for each in pod["spec"]["containers"]]
        return {"phase": "Running", "startTime": started, "conditions": conditions, "containerStatuses": containers}
