"""The test cluster keeps what the other tests rely on: real controllers, our user's grants, faults, no leftovers."""

import os
import signal
import subprocess
import sys

import pytest
from fake_kubelet import FakeKubelet
from testcluster import ApiError, TestCluster, wait_until

TEMPLATE = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "web", "image": "web:1"}]}}
APPS = "/apis/apps/v1/namespaces/tienda"


def workload(kind, **spec):
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": "web"},
            "spec": {"selector": {"matchLabels": {"app": "web"}}, "template": TEMPLATE, **spec}}


@pytest.fixture(scope="module")
def cluster():
    with TestCluster(audit=True) as running:
        running.api("POST", "/api/v1/namespaces", {"metadata": {"name": "tienda"}})
        yield running


def status(cluster, plural):
    return cluster.api("GET", f"{APPS}/{plural}/web").get("status", {})


def test_controllers_make_pods_and_the_fake_kubelet_makes_them_ready(cluster):
    with FakeKubelet(cluster):
        cluster.api("POST", f"{APPS}/deployments", workload("Deployment", replicas=2))
        cluster.api("POST", f"{APPS}/statefulsets", workload("StatefulSet", replicas=2, serviceName="web"))
        cluster.api("POST", f"{APPS}/daemonsets", workload("DaemonSet"))
        wait_until(lambda: status(cluster, "deployments").get("readyReplicas") == 2, what="Deployment ready")
        wait_until(lambda: status(cluster, "statefulsets").get("readyReplicas") == 2, what="StatefulSet ready")
        wait_until(lambda: status(cluster, "daemonsets").get("numberReady") == 1, what="DaemonSet ready")

        cluster.patch(f"{APPS}/deployments/web", {"spec": {"replicas": 0}})
        cluster.patch(f"{APPS}/statefulsets/web", {"spec": {"replicas": 0}})
        nowhere = {"spec": {"template": {"spec": {"nodeSelector": {"nowhere": "true"}}}}}
        cluster.patch(f"{APPS}/daemonsets/web", nowhere)
        pods = "/api/v1/namespaces/tienda/pods"
        wait_until(lambda: not cluster.api("GET", pods)["items"], what="no pods left")


def test_our_user_may_patch_workloads_and_nothing_more(cluster):
    path = f"{APPS}/deployments/web"
    cluster.api("GET", path, user="namespace-scheduler")
    cluster.patch(path, {"metadata": {"annotations": {"touched": "yes"}}}, user="namespace-scheduler")
    for method, forbidden in (("DELETE", path), ("GET", "/api/v1/namespaces/tienda/secrets"),
                              ("POST", "/api/v1/namespaces")):
        with pytest.raises(ApiError) as refusal:
            cluster.api(method, forbidden, {} if method == "POST" else None, user="namespace-scheduler")
        assert refusal.value.status == 403
    writes = [event for event in cluster.audit_events()
              if event["verb"] == "patch" and event["user"]["username"] == "namespace-scheduler"]
    assert len(writes) == 1


def test_the_api_server_comes_back_at_its_address_with_its_data(cluster):
    before = cluster.api("GET", f"{APPS}/deployments/web")["metadata"]["uid"]
    cluster.kill_apiserver()
    with pytest.raises(OSError):
        cluster.api("GET", "/readyz")
    cluster.restart_apiserver()
    assert cluster.api("GET", f"{APPS}/deployments/web")["metadata"]["uid"] == before


def test_without_controllers_nothing_follows_and_it_does_when_they_start(cluster):
    cluster.stop_controllers()
    cluster.patch(f"{APPS}/deployments/web", {"spec": {"replicas": 3}})
    assert status(cluster, "deployments").get("replicas", 0) == 0
    cluster.start_controllers()
    wait_until(lambda: status(cluster, "deployments").get("replicas") == 3, what="controllers at work")


def test_two_clusters_side_by_side_are_two(cluster):
    with TestCluster(api_flags=["--max-requests-inflight=8"], controllers=False) as other:
        assert other.port != cluster.port
        uids = {each.api("GET", "/api/v1/namespaces/kube-system")["metadata"]["uid"] for each in (cluster, other)}
        assert len(uids) == 2


def test_its_processes_die_with_the_process_that_made_it(tmp_path):
    script = os.path.join(os.path.dirname(__file__), "testcluster.py")
    environment_file = tmp_path / "env"
    owner = subprocess.Popen([sys.executable, script, "--no-controllers", "--env", str(environment_file)])
    wait_until(environment_file.exists, what="a cluster of another process")
    folder = environment_file.read_text().split("NSS_TEST_CLUSTER_DIR='")[1].split("'")[0]
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    left = lambda: subprocess.run(["pgrep", "-f", folder], stdout=subprocess.PIPE, text=True).stdout.split()
    wait_until(lambda: not left(), seconds=20, what="no process left behind")
    subprocess.run(["rm", "-r", folder], check=True)
