"""The main job on a real cluster: off at the end of the business hours, on at their beginning, exactly as it was."""

import concurrent.futures
import datetime
import json
import pathlib
import struct
import time

import pytest
from fake_kubelet import FakeKubelet
from objects import (APPS, autoscaler, create, create_namespace, daemon_set, deployment, path_of, read, stateful_set,
                     usual, volume_claim)
from snapshots import all_asleep, assert_same, none_held, original, seq, snapshot, wanted, workloads
from testcluster import TestCluster, wait_until

MANY = 1200


@pytest.fixture(scope="module")
def cluster():
    with TestCluster(audit=True) as running, FakeKubelet(running):
        yield running


def ready_pods(cluster, namespace):
    pods = cluster.api("GET", f"/api/v1/namespaces/{namespace}/pods")["items"]
    return sum(1 for pod in pods if pod["status"].get("phase") == "Running")


# ---- real minutes ----

def zone_with_local_time(folder, local):
    """A folder for TZDIR whose America/Bogota is a zone of fixed offset in which it is `local` seconds after midnight now."""
    now = int(time.time())
    offset = (local - now) % 86400
    if offset > 43200:
        offset -= 86400
    path = pathlib.Path(folder, "America/Bogota")
    path.parent.mkdir(parents=True)
    header = struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, 0, 1, 4)
    body = struct.pack(">lbb4s", offset, 0, 0, b"TST\0")
    sign, rest = ("-" if offset > 0 else "+"), abs(offset)
    rule = f"\n<TST>{sign}{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}\n"
    path.write_bytes(header + body + header + body + rule.encode())
    return offset


class Recorder:
    """What happens, as it happens, in the product's local time."""

    def __init__(self, offset):
        self._offset = offset
        self._last = {}
        self.lines = []

    def note(self, what, value):
        if self._last.get(what) == value:
            return
        self._last[what] = value
        local = datetime.datetime.fromtimestamp(time.time() + self._offset, datetime.timezone.utc)
        self.lines.append(f"{local:%H:%M:%S}  {what}: {value}")
        print(self.lines[-1], flush=True)


def test_a_recorded_day_of_the_shipping_binary_in_real_minutes(cluster, products, tmp_path, capsys):
    """Business hours from 00:00 to 23:59 in a zone where it is 23:58:40 now: the night lasts one real minute."""
    names = ["tienda", "bodega", "nomina"]
    for name in names:
        create_namespace(cluster, name, *usual(), labels={"cost-center": f"CC-{name}"})
    for name in names:
        wait_until(lambda: ready_pods(cluster, name) == 6, what=f"{name} at work")
    before = snapshot(cluster, names)
    offset = zone_with_local_time(tmp_path / "zones", 23 * 3600 + 58 * 60 + 40)
    product = products(cluster, hooks=False, settings={
        "TZDIR": str(tmp_path / "zones"), "NSCHED_BUSINESS_HOURS": "00:00-23:59", "NSCHED_BUSINESS_DAYS": "MON-SUN"})
    product.start()
    product.authorize(*(f"CC-{name}" for name in names))
    product.adopted(*names)
    recorder = Recorder(offset)

    def look():
        for name, state in product.states().items():
            recorder.note(f"{name} is", state)
            recorder.note(f"{name} ready pods", ready_pods(cluster, name))
        return len(product.operations())

    with capsys.disabled():
        print("\nrecorded run of a whole day:")
        wait_until(lambda: look() >= 3 and all_asleep(cluster, *names), seconds=60, what="off at 23:59", every=0.2)
        recorder.note("cluster", "everything is off")
        originals = [original(item)["r"] for item in workloads(cluster, *names).values()]
        wait_until(lambda: look() >= 6 and none_held(cluster, *names), seconds=100, what="on at 00:00", every=0.2)
        wait_until(lambda: look() and all(ready_pods(cluster, name) == 6 for name in names), what="pods back", every=0.2)
        wait_until(lambda: look() and set(product.states()[name] for name in names) == {"active"}, what="active")
        recorder.note("cluster", "everything is on and ready")
    assert sorted(originals) == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert_same(before, snapshot(cluster, names))
    for name in names:
        off, on = product.settled(name, 2)
        assert (off["operation_type"], off["status"], off["task_id"]) == ("auto_shutdown", "completed", "builtin-shutdown")
        assert (on["operation_type"], on["status"], on["task_id"]) == ("auto_startup", "completed", "builtin-startup")
        assert off["cost_center"] == on["cost_center"] == f"CC-{name}"
        local = [(parse(each["requested_at"]) + offset) % 86400 for each in (off, on)]
        assert local[0] - (23 * 3600 + 59 * 60) in (0, 1, 2), "23:59, within two seconds"
        assert local[1] in (0, 1, 2), "00:00, within two seconds"
    product.stop()
    for name in names:
        cluster.api("DELETE", f"/api/v1/namespaces/{name}")


def parse(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


# ---- odd cases ----

def with_every_odd_case(cluster, name, labels):
    """A namespace with all kinds and the odd cases of SPEC 5."""
    retention = {"persistentVolumeClaimRetentionPolicy": {"whenScaled": "Delete", "whenDeleted": "Retain"}}
    allowed = {"namespace-scheduler.io/allow-pvc-delete": "true"}
    create_namespace(
        cluster, name, *usual(),
        deployment("parked", 0), stateful_set("parked-db", 0),
        deployment("frozen", 2),
        deployment("busy", 2, annotations={"team": "búhos", "example.com/empty": ""}), autoscaler("busy", 2, 6),
        deployment("left-alone", 2, annotations={"namespace-scheduler.io/exclude": "true"}),
        daemon_set("picky", node_selector={"kubernetes.io/os": "linux"}),
        stateful_set("keeps-volumes", 1, volumeClaimTemplates=[volume_claim("data")], **retention),
        stateful_set("may-lose-volumes", 1, annotations=allowed, **retention),
        stateful_set("parallel", 2, podManagementPolicy="Parallel"),
        labels=labels)
    owner = read(cluster, name, "Deployment", "parked")
    reference = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "parked", "uid": owner["metadata"]["uid"],
                 "controller": True, "blockOwnerDeletion": False}
    owned = deployment("operated", 2)
    owned["metadata"]["ownerReferences"] = [reference]
    create(cluster, name, owned)
    wait_until(lambda: read(cluster, name, "Deployment", "frozen")["status"].get("replicas") == 2, what="frozen has its pods")
    cluster.patch(path_of(name, "Deployment", "frozen"), {"spec": {"paused": True}})
    # Absent replicas are one.
    plain = deployment("plain")
    del plain["spec"]["replicas"]
    create(cluster, name, plain)


NEVER_WRITTEN = {"left-alone", "operated"}
UNTOUCHED = NEVER_WRITTEN | {"keeps-volumes"}   # refused in the evening, stamped in the morning like every other
ZERO_BEFORE = {"parked", "parked-db"}
WORKLOADS, PODS, PODS_OF_THE_UNTOUCHED = 14, 20, 5


def test_three_namespaces_of_all_kinds_and_odd_cases_come_back_field_by_field(cluster, products, own):
    labels, settings = own
    names = [f"{word}-{labels['test']}" for word in ("pagos", "cartera", "inventario")]
    for name in names:
        with_every_odd_case(cluster, name, labels)
    wait_until(lambda: all(ready_pods(cluster, name) == PODS for name in names), what="every pod at work")
    before = snapshot(cluster, names)
    product = products(cluster, settings=settings)
    product.set_clock("mon 19:59")
    product.start()
    product.adopted(*names)
    product.set_clock("mon 20:00:01")
    off = {name: product.settled(name, 1)[0] for name in names}
    for name in names:
        check_night(cluster, name, off[name], before)
        wait_until(lambda: ready_pods(cluster, name) == PODS_OF_THE_UNTOUCHED, what="pods of the untouched only")
    product.set_clock("tue 07:00:01")
    on = {name: product.settled(name, 2)[1] for name in names}
    assert {each["status"] for each in on.values()} == {"completed"}
    wait_until(lambda: all(ready_pods(cluster, name) == PODS for name in names), what="every pod back")
    assert_same(before, snapshot(cluster, names))
    for (_, name, workload), item in workloads(cluster, *names).items():
        assert seq(item) == (0 if workload in NEVER_WRITTEN else 2), (name, workload)
    assert product.ready()
    check_writes(cluster, names, product)


def check_night(cluster, name, operation, before):
    assert operation["status"] == "completed", operation["error_message"]
    outcomes = {each["name"]: each["outcome"] for each in operation["workloads"]}
    assert outcomes["keeps-volumes"] == "refused"
    assert outcomes["operated"] == outcomes["left-alone"] == "skipped"
    assert outcomes["parked"] == outcomes["parked-db"] == "unchanged"
    for (kind, _, workload), item in workloads(cluster, name).items():
        was = wanted(before[kind, name, workload])
        if workload in UNTOUCHED:
            assert (wanted(item), original(item)) == (was, None), workload
            continue
        assert wanted(item) == 0, workload
        expected = None if workload in ZERO_BEFORE else was
        assert (original(item) or {}).get("r") == expected, workload
    selector = read(cluster, name, "DaemonSet", "picky")["spec"]["template"]["spec"]["nodeSelector"]
    assert selector["kubernetes.io/os"] == "linux", "a user's own selector is untouched"
    claims = cluster.api("GET", f"/api/v1/namespaces/{name}/persistentvolumeclaims")["items"]
    assert [claim["metadata"]["name"] for claim in claims] == ["data-keeps-volumes-0"]


def check_writes(cluster, names, product):
    """One write a workload and transition, and no read of a workload."""
    ours = [event for event in cluster.audit_events()
            if event["user"]["username"] == "namespace-scheduler" and event.get("objectRef", {}).get("namespace") in names]
    conflicts = [event for event in ours if event["responseStatus"]["code"] == 409]
    assert len([event for event in ours if event["verb"] != "patch"]) <= len(conflicts), "read again only after a conflict"
    touched = 2 * WORKLOADS - len(UNTOUCHED) - len(NEVER_WRITTEN)
    accepted = [event for event in ours if event["verb"] == "patch" and event["responseStatus"]["code"] == 200]
    assert len(accepted) == len(names) * touched
    assert product.metric("nsched_kube_patches_total") == len([event for event in ours if event["verb"] == "patch"])


def test_what_the_product_shows_of_odd_cases(cluster, products, own):
    labels, settings = own
    name = f"raros-{labels['test']}"
    with_every_odd_case(cluster, name, labels)
    product = products(cluster, settings=settings)
    product.set_clock("mon 10:00")
    product.start()
    product.adopted(name)
    # Autoscalers are only shown: the product is ready without their list.
    wait_until(lambda: any(each["hpa"] for each in product.state(name)["workloads_detail"]), what="the autoscaler is known")
    detail = product.state(name)
    shown = {each["name"]: each for each in detail["workloads_detail"]}
    assert len(shown) == WORKLOADS
    assert shown["busy"]["hpa"] == {"min": 2, "max": 6} and shown["web"]["hpa"] is None
    assert detail["requests"]["cpu_cores"] > 0
    upcoming = product.get("/api/upcoming")["items"]
    assert [each["operation_type"] for each in upcoming] == ["auto_shutdown", "auto_startup"]
    assert name in upcoming[0]["namespaces"]


# ---- many ----

def test_1200_deployments_in_one_namespace(products):
    """Without controllers: their pods would only cost time."""
    with TestCluster(controllers=False) as bare:
        create_namespace(bare, "multitud")
        body = json.dumps(deployment("x", 1))
        with concurrent.futures.ThreadPoolExecutor(4) as writers:
            list(writers.map(lambda i: bare.api("POST", f"{APPS}/multitud/deployments",
                                                body.replace('"name": "x"', f'"name": "d{i:04}"')), range(MANY)))
        before = snapshot(bare, ["multitud"])
        assert len(before) == MANY
        product = products(bare)
        product.set_clock("mon 19:59")
        product.start()
        product.adopted("multitud")
        product.set_clock("mon 20:00:01")
        begun = time.monotonic()
        (off,) = product.settled("multitud", 1)
        print(f"{MANY} deployments off in {time.monotonic() - begun:.1f} s")
        assert off["status"] == "completed"
        assert len(off["workloads"]) == MANY
        assert all_asleep(bare, "multitud")
        product.set_clock("tue 07:00:01")
        begun = time.monotonic()
        _, on = product.settled("multitud", 2)
        print(f"{MANY} deployments on in {time.monotonic() - begun:.1f} s")
        assert on["status"] == "completed"
        assert_same(before, snapshot(bare, ["multitud"]))
        product.stop()
