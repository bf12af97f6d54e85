"""Faults of the network, the API server, credentials, settings and files: one clear line or a readiness that names it, and
nothing changed in the cluster; when the fault is over, the work is done."""

import base64
import concurrent.futures
import http.client
import json
import os
import pathlib
import socket
import sqlite3
import subprocess
import threading

import pytest
from objects import create_namespace, deployment, path_of, usual
from product import pause
from snapshots import all_asleep, assert_same, none_held, snapshot, wanted, workloads
from testcluster import TestCluster, wait_until

FEW_REQUESTS = ["--enable-priority-and-fairness=false", "--max-requests-inflight=8", "--max-mutating-requests-inflight=4"]


@pytest.fixture(scope="module")
def cluster():
    """Without controllers: nothing but our product and the tests touches the workloads."""
    with TestCluster(audit=True, controllers=False) as running:
        yield running


def evening(cluster, products, own, *names, items=None, **options):
    """A product that has adopted these namespaces; it is Monday, a minute before 20:00."""
    labels, settings = own
    for name in names:
        create_namespace(cluster, name, *(items or usual()), labels=labels)
    product = products(cluster, settings={**settings, **options.pop("settings", {})}, **options)
    product.set_clock("mon 19:59")
    product.start()
    product.adopted(*names)
    return product


def patches_of_ours(cluster):
    return [event for event in cluster.audit_events()
            if event["user"]["username"] == "namespace-scheduler" and event["verb"] == "patch"]


# ---- the API server ----

def test_409_storms_by_a_second_writer_cost_only_time(cluster, products, own):
    before_storm = [deployment(f"web{i}", 2) for i in range(8)]
    product = evening(cluster, products, own, "tormenta", items=before_storm)
    before = snapshot(cluster, ["tormenta"])
    stop = threading.Event()

    def writer(half):
        while not stop.is_set():
            for i in range(half, 8, 2):
                cluster.patch(path_of("tormenta", "Deployment", f"web{i}"),
                              {"metadata": {"annotations": {"storm": os.urandom(4).hex()}}})

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        storm = [pool.submit(writer, half) for half in (0, 1)]
        try:
            product.set_clock("mon 20:00:01")
            product.settled("tormenta", 1)
            assert all_asleep(cluster, "tormenta")
            product.set_clock("tue 07:00:01")
            product.settled("tormenta", 2)
        finally:
            stop.set()
        for each in storm:
            each.result()
    assert product.metric("nsched_kube_conflicts_total") > 0
    for i in range(8):
        cluster.patch(path_of("tormenta", "Deployment", f"web{i}"), {"metadata": {"annotations": {"storm": None}}})
    assert_same(before, snapshot(cluster, ["tormenta"]))


@pytest.fixture(scope="module")
def narrow_cluster():
    """An API server that takes few requests at a time and answers 429 to the others."""
    with TestCluster(api_flags=FEW_REQUESTS, controllers=False) as running:
        yield running


CROWD = ["crowd-a", "crowd-b", "crowd-c"]


@pytest.fixture(scope="module")
def crowd(narrow_cluster):
    for name in CROWD:
        create_namespace(narrow_cluster, name, *[deployment(f"web{i}", 1 + i % 3) for i in range(15)])
    return snapshot(narrow_cluster, CROWD)


def test_429_by_a_busy_server_is_obeyed_and_everything_is_done(narrow_cluster, crowd, products):
    product = products(narrow_cluster, settings={"NSCHED_KUBE_MAX_IN_FLIGHT": "64"})
    product.set_clock("mon 19:59")
    product.start()
    product.adopted(*CROWD)
    product.set_clock("mon 20:00:01")
    for name in CROWD:
        assert product.settled(name, 1)[0]["status"] == "completed"
    assert product.metric("nsched_kube_throttled_total") > 0
    assert all_asleep(narrow_cluster, *CROWD)
    product.set_clock("tue 07:00:01")
    for name in CROWD:
        assert product.settled(name, 2)[1]["status"] == "completed"
    assert_same(crowd, snapshot(narrow_cluster, CROWD))
    product.stop()


def test_the_api_server_killed_in_the_middle_of_an_operation(narrow_cluster, crowd, products):
    product = products(narrow_cluster, settings={"NSCHED_KUBE_MAX_IN_FLIGHT": "1"})
    product.set_clock("mon 19:59")
    product.start()
    product.adopted(*CROWD)
    for at, operations in (("mon 20:00:01", 1), ("tue 07:00:01", 2)):
        sleeping = count_asleep(narrow_cluster)
        product.set_clock(at)
        wait_until(lambda: product.get("/api/tasks") and count_asleep(narrow_cluster) != sleeping, what="begun", every=0.01)
        narrow_cluster.kill_apiserver()
        wait_until(lambda: "cluster: " in product.problem(), what="readiness names the cluster")
        narrow_cluster.restart_apiserver()
        for name in CROWD:
            assert product.settled(name, operations)[-1]["status"] == "completed"
        wait_until(product.ready, what="ready again")
        if operations == 1:
            assert all_asleep(narrow_cluster, *CROWD)
    assert_same(crowd, snapshot(narrow_cluster, CROWD))
    product.stop()


def count_asleep(cluster):
    return sum(1 for item in workloads(cluster, *CROWD).values() if wanted(item) == 0)


def test_the_store_of_another_real_cluster_is_refused(cluster, narrow_cluster, products, own):
    product = evening(cluster, products, own, "ajeno")
    product.kill()
    stranger = products(narrow_cluster)
    stranger.set_clock("mon 20:30")
    code, _, errors = stranger.run_to_end("serve", settings={"NSCHED_SQLITE_PATH": str(product.store)})
    assert code == 1
    assert "the store belongs to cluster" in errors
    assert not all_asleep(narrow_cluster, *CROWD)


def test_history_that_is_gone_is_read_anew(cluster, products, own):
    """The watches break while we are away, and etcd has forgotten what they stood at: 410, and a complete list."""
    product = evening(cluster, products, own, "historia")
    lists = product.metric("nsched_kube_relists_total")
    product.freeze()
    create_namespace(cluster, "otra-historia")   # the server's history begins after what our watches have seen
    compact(cluster)
    cluster.restart_apiserver()
    cluster.api("DELETE", path_of("historia", "StatefulSet", "db"))
    cluster.patch(path_of("historia", "Deployment", "web"), {"spec": {"replicas": 9}})
    product.thaw()

    def seen():
        shown = {each["name"]: each["replicas"] for each in product.state("historia")["workloads_detail"]}
        return shown == {"web": 9, "agent": 1}
    wait_until(seen, what="what changed meanwhile")
    wait_until(product.ready, what="ready again")
    assert product.metric("nsched_kube_relists_total") > lists, "a list, not luck"
    product.set_clock("mon 20:00:01")
    assert len(product.settled("historia", 1)[0]["workloads"]) == 2


def compact(cluster):
    """Throws etcd's history away, up to now."""
    address = cluster.etcd_url.removeprefix("http://")

    def post(path, body):
        connection = http.client.HTTPConnection(address, timeout=10)
        connection.request("POST", path, json.dumps(body))
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        return json.loads(answer.read())
    revision = post("/v3/kv/range", {"key": base64.b64encode(b"/").decode()})["header"]["revision"]
    post("/v3/kv/compaction", {"revision": revision, "physical": True})


def test_a_quiet_cluster_costs_no_request_but_the_watches(cluster, products, own):
    product = evening(cluster, products, own, "quieto")
    product.set_clock("mon 20:00:01")
    product.settled("quieto", 1)
    wait_until(lambda: product.get("/api/tasks")["items"][0]["status"] != "running", what="the evening over")

    def requests():
        return [event for event in cluster.audit_events() if event["user"]["username"] == "namespace-scheduler"]
    begun = len(requests())
    asked = product.metric("nsched_kube_requests_total")
    pause(20)
    new = [event for event in requests()[begun:] if event["verb"] != "watch"]
    assert [(event["verb"], event["requestURI"]) for event in new] == []
    assert product.metric("nsched_kube_requests_total") - asked <= 5, "at most each watch renewed once"


# ---- credentials ----

def kubeconfig(folder, cluster, ca=None, user=None):
    """A kubeconfig of ours with another CA, or other credentials."""
    ca = base64.b64encode(pathlib.Path(ca or cluster.folder / "ca.crt").read_bytes()).decode()
    path = pathlib.Path(folder, "kubeconfig")
    path.write_text(json.dumps({
        "apiVersion": "v1", "kind": "Config", "current-context": "c",
        "clusters": [{"name": "c", "cluster": {"server": cluster.url, "certificate-authority-data": ca}}],
        "users": [{"name": "u", "user": user or {"token": cluster.token()}}],
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}]}))
    return str(path)


def not_ready(product, *words):
    """It serves, and says of itself that it is not ready and why."""
    product.start(ready=False)
    wait_until(product.find_port, what="its port")
    wait_until(lambda: product.problem() and all(word in product.problem() for word in words), seconds=30,
               what=f"readiness that says {words}")
    assert product.request("GET", "/livez")[0] == 200


def test_a_wrong_ca_is_named_and_nothing_is_sent(cluster, products, tmp_path):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                    "/CN=stranger", "-keyout", tmp_path / "ca.key", "-out", tmp_path / "ca.crt"],
                   check=True, capture_output=True)
    product = products(cluster, kubeconfig=kubeconfig(tmp_path, cluster, ca=tmp_path / "ca.crt"))
    not_ready(product, "cluster: ", "certificate")
    product.stop()


def test_a_wrong_token_is_named_and_a_new_one_in_its_file_is_taken_without_a_restart(cluster, products, tmp_path, own):
    create_namespace(cluster, "credencial", *usual(), labels=own[0])
    token = tmp_path / "token"
    token.write_text("not-a-token")
    product = products(cluster, settings=own[1], kubeconfig=kubeconfig(tmp_path, cluster, user={"tokenFile": str(token)}))
    product.set_clock("mon 10:00")
    not_ready(product, "cluster: ", "401")
    token.write_text(cluster.token())
    wait_until(product.ready, seconds=90, what="ready with the new token")
    product.adopted("credencial")


def test_a_token_that_expires_at_night_makes_the_morning_late_and_not_lost(cluster, products, tmp_path, own):
    account = "/api/v1/namespaces/kube-public/serviceaccounts"
    cluster.api("POST", account, {"metadata": {"name": "scheduler"}})
    cluster.api("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {
        "metadata": {"name": "scheduler-account"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "kubectl-runner"},
        "subjects": [{"kind": "ServiceAccount", "name": "scheduler", "namespace": "kube-public"}]})
    issued = cluster.api("POST", f"{account}/scheduler/token", {"spec": {"expirationSeconds": 600}})
    token = tmp_path / "token"
    token.write_text(issued["status"]["token"])
    product = evening(cluster, products, own, "vencido",
                      kubeconfig=kubeconfig(tmp_path, cluster, user={"tokenFile": str(token)}))
    before = snapshot(cluster, ["vencido"])
    product.set_clock("mon 20:00:01")
    product.settled("vencido", 1)
    cluster.api("DELETE", f"{account}/scheduler")   # a token of a deleted account is worth as much as an expired one
    wait_until(lambda: not accepted(cluster, token.read_text()), what="the token refused")
    product.set_clock("tue 07:00:01")
    wait_until(lambda: product.operations("vencido")[-1]["status"] == "partial", what="partial")
    assert {each["outcome"] for each in product.operations("vencido")[-1]["workloads"]} == {"failed"}
    assert "401" in product.operations("vencido")[-1]["error_message"]
    token.write_text(cluster.token())
    assert product.settled("vencido", 2)[-1]["status"] == "completed"
    assert_same(before, snapshot(cluster, ["vencido"]))


def accepted(cluster, token):
    review = cluster.api("POST", "/apis/authentication.k8s.io/v1/tokenreviews", {"spec": {"token": token}})
    return review["status"].get("authenticated", False)


def test_missing_grants_are_named(cluster, products, own):
    """Our role without one of its watches: nothing is switched off on what may be half of the picture."""
    rules = cluster.api("GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles/kubectl-runner")["rules"]
    product = evening(cluster, products, own, "permisos")
    product.kill()
    fewer = [rule for rule in rules if "daemonsets" not in rule["resources"]]
    role = "/apis/rbac.authorization.k8s.io/v1/clusterroles/kubectl-runner"
    cluster.patch(role, {"rules": fewer})
    try:
        wait_until(lambda: not allowed(cluster, "daemonsets"), what="the grants gone")
        product.set_clock("mon 20:00:01")
        not_ready(product, "cluster: ", "daemonsets", "403")
        assert none_held(cluster, "permisos")
    finally:
        cluster.patch(role, {"rules": rules})
    product.settled("permisos", 1)
    assert all_asleep(cluster, "permisos")


def allowed(cluster, resource):
    review = cluster.api("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {"spec": {
        "user": "namespace-scheduler", "groups": ["system:serviceaccounts"],
        "resourceAttributes": {"group": "apps", "resource": resource, "verb": "list"}}})
    return review["status"]["allowed"]


# ---- settings and files ----

BAD_STARTS = [
    # what is wrong, settings, exit code, what its one line says
    ("no such kubeconfig", {"KUBECONFIG": "nowhere/config"}, 1, ["nowhere/config"]),
    ("a kubeconfig that is no YAML", {"KUBECONFIG": "bad.yaml"}, 1, ["bad.yaml"]),
    ("a context that is not there", {"NSCHED_KUBE_CONTEXT": "produccion"}, 1, ["produccion"]),
    ("an unknown zone", {"NSCHED_TIMEZONE": "America/Bogotá"}, 2, ["NSCHED_TIMEZONE", "America/Bogota"]),
    ("hours that end before they begin", {"NSCHED_BUSINESS_HOURS": "20:00-07:00"}, 2, ["NSCHED_BUSINESS_HOURS"]),
    ("hours that no clock has", {"NSCHED_BUSINESS_HOURS": "07:00-25:00"}, 2, ["NSCHED_BUSINESS_HOURS"]),
    ("an unknown name", {"NSCHED_TIMEZON": "UTC"}, 2, ["NSCHED_TIMEZON", "NSCHED_TIMEZONE"]),
    ("an address that is none", {"NSCHED_LISTEN": "everywhere"}, 2, ["NSCHED_LISTEN"]),
    ("a folder that does not exist", {"NSCHED_SQLITE_PATH": "nowhere/store.db"}, 1, ["nowhere/store.db"]),
    ("a file that is no database", {"NSCHED_SQLITE_PATH": "text.db"}, 1, ["text.db", "damaged"]),
    ("another program's database", {"NSCHED_SQLITE_PATH": "foreign.db"}, 1, ["foreign.db", "another program"]),
]


@pytest.mark.parametrize("settings, code, words", [row[1:] for row in BAD_STARTS], ids=[row[0] for row in BAD_STARTS])
def test_a_wrong_start_ends_with_one_clear_line(cluster, products, settings, code, words):
    product = products(cluster, hooks=False)
    (product.folder / "bad.yaml").write_text("{[")
    (product.folder / "text.db").write_text("this is not a database\n" * 100)
    with sqlite3.connect(product.folder / "foreign.db") as foreign:
        foreign.execute("CREATE TABLE theirs(x)")
    foreign.close()
    one_clear_line(product, code, words, settings)


def one_clear_line(product, code, words, settings=None):
    patched = len(patches_of_ours(product.cluster))
    ended, _, errors = product.run_to_end("serve", settings=settings)
    lines = [line for line in errors.splitlines() if line and not line.startswith("{")]
    assert ended == code, errors
    assert len(lines) == 1 and lines[0].startswith("namespace-scheduler: "), errors
    for word in words:
        assert word in lines[0]
    assert len(patches_of_ours(product.cluster)) == patched


def test_a_port_in_use_is_refused_before_anything_is_written(cluster, products):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        one_clear_line(products(cluster, hooks=False), 1, [address], {"NSCHED_LISTEN": address})


def test_a_corrupt_store_and_one_of_a_newer_version_are_refused(cluster, products, own):
    product = evening(cluster, products, own, "danado")
    product.set_clock("mon 20:00:01")
    product.settled("danado", 1)
    product.stop()
    asleep = snapshot(cluster, ["danado"])
    product.set_clock("tue 07:00:01")
    sound = product.store.read_bytes()
    with sqlite3.connect(product.store) as store:
        store.execute("PRAGMA user_version = 99")
    store.close()
    one_clear_line(product, 1, ["store.db", "99", "newer"])
    product.store.write_bytes(sound[:8192] + os.urandom(len(sound) - 8192))
    one_clear_line(product, 1, ["store.db", "damaged"])
    assert_same(asleep, snapshot(cluster, ["danado"]))
    code, _, _ = product.run_to_end("restore")
    assert code == 0
    assert none_held(cluster, "danado"), "and yet everything can be brought back"
