"""What people, other programs and accidents do while namespaces sleep, on a real API server: nothing is lost."""

import json
import shlex
import sqlite3
import threading

import pytest
from nights import Night, settle
from objects import create, create_namespace, deployment, path_of
from product import HttpError
from refusals import denied
from snapshots import all_asleep, assert_same, none_held, original, seq, snapshot, wanted, workloads
from testcluster import wait_until


@pytest.fixture
def night(cluster, products, own):
    return Night(cluster, products, own)


# ---- people and their tools ----

def test_a_hand_that_scales_up_has_its_grace_and_the_first_original_stays(night):
    night.kubectl("scale", "deployment/web", "--replicas=1")
    # Seen before the clock moves: the grace counts from there.
    wait_until(lambda: night.product.state(night.ns)["workloads"]["active"] == 1, what="the hand is seen")
    night.product.move_clock(14 * 60)
    night.product.get("/api/tasks")   # makes it look at the clock
    assert len(night.product.operations(night.ns)) == 1
    assert night.wanted() == 1
    night.product.move_clock(2 * 60)
    night.wait_wanted(0)
    assert original(night.read())["r"] == 3
    assert [each["trigger"] for each in night.product.settled(night.ns, 2)] == ["schedule", "drift"]
    night.morning(3)
    night.back_as_it_was()


def test_what_somebody_brought_up_is_not_lowered_in_the_morning(night):
    night.product.set_clock("tue 06:55")
    night.kubectl("scale", "deployment/web", "--replicas=7")
    wait_until(lambda: night.product.state(night.ns)["workloads"]["active"] == 1, what="the hand is seen")
    woken = {each["name"]: each["outcome"] for each in night.morning()[-1]["workloads"]}
    assert woken == {"web": "externally_changed", "db": "patched", "agent": "patched"}
    assert night.wanted() == 7
    assert none_held(night.cluster, night.ns)


def test_apply_at_night_gives_a_new_original(night):
    night.product.move_clock(10 * 60)   # later than a revert would be
    manifest = json.dumps({**deployment("web", 5), "metadata": {"name": "web", "labels": {"app": "web"}}})
    night.kubectl("apply", "-f", "-", stdin=manifest)
    wait_until(lambda: night.product.state(night.ns)["workloads"]["active"] == 1, what="the manifest is seen")
    night.product.move_clock(16 * 60)
    night.wait_wanted(0)
    assert original(night.read())["r"] == 5
    night.morning(3)
    assert night.wanted() == 5


def test_replace_without_our_annotations_gives_a_new_original(night):
    night.product.move_clock(10 * 60)
    night.kubectl("replace", "-f", "-", stdin=json.dumps(deployment("web", 4)))
    wait_until(lambda: night.product.state(night.ns)["workloads"]["active"] == 1, what="the manifest is seen")
    assert original(night.read()) is None
    night.product.move_clock(16 * 60)
    night.wait_wanted(0)
    assert original(night.read())["r"] == 4
    night.morning(3)
    assert night.wanted() == 4


def test_a_lost_annotation_is_restored_from_the_intent_after_a_crash(night):
    night.kubectl("annotate", "deployment/web", "namespace-scheduler.io/original-")
    night.product.restart()
    woken = {each["name"]: each for each in night.morning()[-1]["workloads"]}
    assert woken["web"]["after"] == 3
    night.back_as_it_was()


def test_a_damaged_annotation_is_reported_and_nothing_is_guessed(night):
    night.kubectl("annotate", "--overwrite", "deployment/web", "namespace-scheduler.io/original={")
    night.product.kill()
    night.product.lose_store()
    night.product.start()
    night.product.set_clock("tue 07:00:01")
    night.wait_wanted(2, "db", "StatefulSet")
    wait_until(lambda: night.product.operations(night.ns)[-1]["status"] == "partial", what="the failure recorded")
    last = night.product.operations(night.ns)[-1]
    assert {each["name"]: each["outcome"] for each in last["workloads"]} == {
        "web": "failed", "db": "patched", "agent": "patched"}
    assert night.wanted() == 0
    wait_until(lambda: night.product.states()[night.ns] == "degraded", what="shown as degraded")


FOREIGN = [
    # what stands in our annotations although we did not write it
    ("no JSON", {"original": "three", "seq": "first"}),
    ("of another version", {"original": '{"v":9,"replicas":"many"}', "seq": "1.5 op off"}),
    ("far too long", {"original": "x" * 100_000, "seq": "1 " + "y" * 100_000}),
    ("the highest number there is", {"original": '{"v":1,"r":99999999999999999999}', "seq": "9223372036854775807 zz off"}),
    ("negative", {"original": '{"v":1,"r":-3}', "seq": "-1 op"}),
]


@pytest.mark.parametrize("values", [row[1] for row in FOREIGN], ids=[row[0] for row in FOREIGN])
def test_foreign_values_in_our_annotations_cost_no_replica(night, values):
    night.morning()
    annotations = {f"namespace-scheduler.io/{name}": value for name, value in values.items()}
    night.cluster.patch(path_of(night.ns, "Deployment", "web"), {"metadata": {"annotations": annotations}})
    night.product.set_clock("tue 20:00:01")
    night.wait_wanted(0, "db", "StatefulSet")
    night.product.set_clock("wed 07:00:01")
    night.wait_wanted(2, "db", "StatefulSet")
    night.wait_wanted(3)
    assert night.product.request("GET", "/livez")[0] == 200


def test_a_dry_run_records_and_writes_nothing(night):
    night.morning()
    night.product.kill()
    night.product.settings["NSCHED_DRY_RUN"] = "true"
    night.product.start()
    before = workloads(night.cluster, night.ns)
    night.product.set_clock("tue 20:00:01")
    last = night.product.settled(night.ns, 3)[-1]
    assert (last["operation_type"], last["dry_run"], last["changed"]) == ("auto_shutdown", True, False)
    night.product.set_clock("wed 07:00:01")
    night.product.get("/api/tasks")
    assert workloads(night.cluster, night.ns) == before, "not even a stamp"


def test_a_workload_deleted_and_made_anew_is_a_new_one(night):
    night.kubectl("delete", "deployment/web", "--wait=true")
    create(night.cluster, night.ns, deployment("web", 6))
    wait_until(lambda: night.product.state(night.ns)["workloads"]["active"] == 1, what="the new one is seen")
    night.product.move_clock(16 * 60)
    night.wait_wanted(0)
    assert original(night.read())["r"] == 6
    night.morning(3)
    assert night.wanted() == 6


def test_whoever_reverts_us_by_manifest_three_times_is_left_and_named(night):
    path = path_of(night.ns, "Deployment", "web") + "?fieldManager=argocd-controller"
    stop = threading.Event()
    healed = set()   # generations: a repetition that changes nothing makes none

    def self_heal():
        for _, item in night.cluster.watch(f"/apis/apps/v1/namespaces/{night.ns}/deployments", stop):
            if wanted(item) == 0:
                healed.add(night.cluster.patch(path, {"spec": {"replicas": 3}})["metadata"]["generation"])

    healer = threading.Thread(target=self_heal)
    healer.start()
    try:
        wait_until(lambda: night.product.state(night.ns)["contested"], what="contested")
    finally:
        stop.set()
        healer.join()
    state = night.product.state(night.ns)
    assert len(healed) == 3, "two reverts are corrected, the third is left"
    assert state["contested"] == "argocd-controller"
    assert state["status"] == "degraded"
    assert night.wanted() == 3
    operations = len(night.product.operations(night.ns))
    night.product.move_clock(3 * 3600)
    night.product.get("/api/tasks")
    assert night.wanted() == 3, "we have stopped"
    night.morning(operations + 1)
    wait_until(lambda: night.product.state(night.ns)["contested"] is None, what="it ends with the next transition")
    night.back_as_it_was()


# ---- namespaces come, go and leave management ----

def test_a_namespace_deleted_in_the_middle_of_an_operation_is_forgotten(night):
    with denied(night.cluster, night.ns, "web"):
        night.product.set_clock("tue 07:00:01")
        night.wait_wanted(2, "db", "StatefulSet")
        wait_until(lambda: night.product.operations(night.ns)[-1]["status"] == "partial", what="partial")
        night.kubectl("delete", "namespace", night.ns, "--wait=true")
    wait_until(lambda: night.ns not in night.product.states(), what="forgotten")
    assert night.product.ready()


def test_a_namespace_made_anew_while_asleep_starts_as_new(night):
    night.kubectl("delete", "namespace", night.ns, "--wait=true")
    wait_until(lambda: night.ns not in night.product.states(), what="forgotten")
    create_namespace(night.cluster, night.ns, deployment("web", 4), labels=night.labels)
    wait_until(lambda: night.product.states().get(night.ns) == "active", what="seen again")
    night.product.set_clock("mon 23:00")
    night.product.get("/api/tasks")
    settle(night.cluster, night.ns)
    assert night.wanted() == 4, "adopted as it is until the next shutdown"
    night.product.set_clock("tue 20:00:01")
    night.wait_wanted(0)
    night.product.set_clock("wed 07:00:01")
    night.wait_wanted(4)


def test_an_excluded_namespace_is_restored_first(night):
    night.kubectl("annotate", "namespace", night.ns, "namespace-scheduler.io/exclude=true")
    wait_until(lambda: none_held(night.cluster, night.ns), what="everything back")
    night.back_as_it_was()
    wait_until(lambda: night.product.states()[night.ns] == "excluded", what="shown as excluded")
    with pytest.raises(HttpError) as refused:
        night.product.post(f"/api/namespaces/{night.ns}/deactivate")
    assert refused.value.code == "namespace_excluded"


def test_an_excluded_workload_alone_is_restored(night):
    night.kubectl("annotate", "statefulset/db", "namespace-scheduler.io/exclude=true")
    night.wait_wanted(2, "db", "StatefulSet")
    assert original(night.read("StatefulSet", "db")) is None
    assert night.wanted() == 0


def test_a_narrower_selector_restores_first(night):
    night.product.kill()
    night.product.settings["NSCHED_NAMESPACE_SELECTOR"] += ",team=nobody"
    night.product.move_clock(60)   # the log orders by the second
    night.product.start()
    wait_until(lambda: none_held(night.cluster, night.ns), what="everything back")
    night.back_as_it_was()
    night.product.set_clock("tue 20:00:01")
    assert [each["operation_type"] for each in night.product.settled(night.ns, 2)] == ["auto_shutdown", "auto_startup"]
    assert none_held(night.cluster, night.ns)


# ---- refusals of the cluster ----

def test_a_403_on_one_workload_leaves_the_others_done_and_is_retried(night):
    night.product.set_clock("tue 06:59")
    with denied(night.cluster, night.ns, "web") as _:
        night.product.set_clock("tue 07:00:01")
        wait_until(lambda: night.product.operations(night.ns)[-1]["status"] == "partial", what="partial")
        last = night.product.operations(night.ns)[-1]
        outcomes = {each["name"]: each for each in last["workloads"]}
        assert outcomes["web"]["outcome"] == "failed"
        assert "frozen by the platform team" in outcomes["web"]["message"]
        assert (night.wanted("StatefulSet", "db"), night.wanted("DaemonSet", "agent"), night.wanted()) == (2, 1, 0)
        assert original(night.read())["r"] == 3
    assert night.product.settled(night.ns, 2)[-1]["status"] == "completed"
    night.back_as_it_was()


# ---- the store ----

def refused_start(product, *words, **options):
    """A start that ends with 1 and one line on stderr that says these words."""
    code, _, errors = product.run_to_end("serve", **options)
    lines = [line for line in errors.splitlines() if line.startswith("namespace-scheduler: ")]
    assert code == 1
    assert len(lines) == 1, errors
    for word in words:
        assert word in lines[0]


def test_the_store_of_another_cluster_is_refused_and_nothing_is_touched(night):
    night.product.kill()
    refused_start(night.product, "belongs to cluster", settings={"NSCHED_CLUSTER": "simulated"})
    before = snapshot(night.cluster, [night.ns])
    with sqlite3.connect(night.product.store) as store:
        changed = store.execute("UPDATE items SET body = replace(body, '\"cluster_uid\":\"', '\"cluster_uid\":\"other-')"
                                " WHERE body LIKE '%cluster_uid%'")
        assert changed.rowcount == 1
    store.close()
    night.product.set_clock("tue 07:00:01")
    refused_start(night.product, "belongs to cluster other-")
    assert_same(before, snapshot(night.cluster, [night.ns]))


def test_a_second_process_on_the_same_file_is_refused_and_names_the_first(night):
    refused_start(night.product, "another process (pid ")
    assert night.product.ready()


def test_a_store_lost_while_asleep_is_rebuilt_from_the_annotations(night):
    night.product.kill()
    night.product.lose_store()
    night.product.start()
    night.product.adopted(night.ns)
    assert all_asleep(night.cluster, night.ns)
    assert night.product.states()[night.ns] == "inactive"
    (morning,) = night.morning(1)
    assert morning["operation_type"] == "auto_startup"
    assert {seq(item) for item in workloads(night.cluster, night.ns).values()} == {2}, "above the cluster's highest number"
    night.back_as_it_was()


def test_the_morning_goes_ahead_while_another_program_holds_the_store(night):
    night.product.set_clock("tue 06:59")
    holder = sqlite3.connect(night.product.store)
    holder.execute("BEGIN IMMEDIATE")
    night.product.set_clock("tue 07:00:01")
    night.wait_wanted(3)
    wait_until(lambda: none_held(night.cluster, night.ns), what="everything back")
    night.back_as_it_was()
    wait_until(lambda: "store: " in night.product.problem(), what="readiness names the store")
    holder.rollback()
    holder.close()
    last = night.product.settled(night.ns, 2)[-1]
    assert (last["operation_type"], last["status"]) == ("auto_startup", "completed")
    wait_until(night.product.ready, what="ready again")
    assert not list((night.product.folder / "spool").glob("*.json"))


# ---- a person, over HTTP ----

def test_a_person_switches_on_at_night_for_two_hours_and_the_day_goes_on(night):
    path = f"/api/namespaces/{night.ns}"
    night.product.authorize("CC-7")
    done = night.product.post(f"{path}/activate", {"cost_center": "CC-7", "requested_by": "ana", "duration_minutes": 120})
    assert (done["operation_type"], done["status"], done["changed"]) == ("manual_activation", "completed", True)
    assert (done["cost_center"], done["requested_by"]) == ("CC-7", "ana")
    night.back_as_it_was()
    again = night.product.post(f"{path}/activate", {"cost_center": "CC-7"})
    assert again["changed"] is False
    night.product.set_clock("mon 22:00:30")
    assert night.product.settled(night.ns, 3)[-1]["reason"] == "expired"
    assert all_asleep(night.cluster, night.ns)
    night.morning(4)
    night.back_as_it_was()


def test_a_persons_switch_off_outlives_the_morning(night):
    night.morning()
    done = night.product.post(f"/api/namespaces/{night.ns}/deactivate", {"requested_by": "ana"})
    assert done["operation_type"] == "manual_deactivation"
    assert all_asleep(night.cluster, night.ns)
    night.product.set_clock("wed 07:00:01")
    night.product.restart()
    assert len(night.product.operations(night.ns)) == 3
    assert all_asleep(night.cluster, night.ns)
    night.product.authorize("CC-7")
    night.product.post(f"/api/namespaces/{night.ns}/activate", {"cost_center": "CC-7"})
    night.back_as_it_was()


# ---- restore ----

def about(night, output):
    """The lines about our namespace: restore knows no selector, and others may still be on their way out."""
    return [line for line in output.splitlines() if night.ns in line]


@pytest.mark.parametrize("store", ["its own", "empty", "unreadable"])
def test_restore_brings_everything_back_whatever_the_store(night, store):
    night.product.kill()
    if store != "its own":
        night.product.lose_store()
    if store == "unreadable":
        night.product.store.mkdir()
    _, output, _ = night.product.run_to_end("restore", check=0)
    assert len(about(night, output)) == 3
    night.back_as_it_was()
    _, output, _ = night.product.run_to_end("restore", check=0)
    assert not about(night, output), "nothing is left to do"
    if store == "its own":
        night.product.start()
        assert [each["reason"] for each in night.product.operations(night.ns)] == ["schedule", "restore"]
        night.product.set_clock("mon 23:00")
        assert len(night.product.settled(night.ns, 2)) == 2
        night.back_as_it_was()


def test_restore_beside_a_running_server_is_left_on_until_the_next_shutdown(night):
    night.product.run_to_end("restore", check=0)
    night.back_as_it_was()
    wait_until(lambda: night.product.states()[night.ns] in ("active", "degraded", "activating"), what="seen as awake")
    night.product.set_clock("mon 23:00")
    night.product.get("/api/tasks")
    wait_until(lambda: shutdowns(night) == 1, what="the log")
    night.back_as_it_was()
    night.product.set_clock("tue 20:00:01")
    night.wait_wanted(0)
    wait_until(lambda: all_asleep(night.cluster, night.ns), what="asleep again")
    wait_until(lambda: shutdowns(night) == 2, what="the log")


def shutdowns(night):
    """The server may have helped the restore along (a startup of its own): that is no harm."""
    return [each["operation_type"] for each in night.product.operations(night.ns)].count("auto_shutdown")


def test_what_restore_prints_does_the_same_by_hand(night):
    _, output, _ = night.product.run_to_end("restore", "--print", check=0)
    assert all_asleep(night.cluster, night.ns), "printing changes nothing"
    commands = [shlex.split(line) for line in about(night, output)]
    assert [command[0] for command in commands] == ["kubectl"] * 3
    for command in commands:
        night.cluster.kubectl(*command[1:])
    night.back_as_it_was()
