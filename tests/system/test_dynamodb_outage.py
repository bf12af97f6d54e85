"""20:00 and 07:00 while DynamoDB is down, throttles or lags, on a real API server: nothing is switched off without a record, everything
comes back in time, and each record is there once."""

import collections
import json
import time

import pytest
from dynamodb_fixtures import aws, local, proxy, store, tables  # noqa: F401
from nights import Night, settle
from objects import create_namespace, usual
from product import HttpError, instant
from snapshots import all_asleep, assert_same, none_held, snapshot, wanted, workloads
from testcluster import wait_until

# How a store is down: it does not answer, it refuses connections, it answers 503.
DOWN = {"silent": {"hold": True}, "reset": {"reset": True}, "503": {"status": 503}}


@pytest.fixture
def night(cluster, products, own, tables):
    return Night(cluster, products, own, settings=tables.settings)


@pytest.fixture
def evening(cluster, products, own, tables):
    """(product, namespaces, what they were): it is Monday, a minute before 20:00."""
    labels, settings = own
    names = [f"tarde-{labels['test']}-{number}" for number in range(3)]
    for name in names:
        create_namespace(cluster, name, *usual(), labels=labels)
    settle(cluster, *names)
    before = snapshot(cluster, names)
    product = products(cluster, settings={**settings, **tables.settings})
    product.set_clock("mon 19:59")
    product.start()
    product.adopted(*names)
    return product, names, before


def store_is_named(product):
    return "store" in product.problem()


def awake(cluster, names):
    return all(wanted(item) > 0 for item in workloads(cluster, *names).values())


def virtual_now(product):
    return int(time.time()) + int((product.folder / "clock").read_text())


@pytest.mark.parametrize("down", DOWN.values(), ids=DOWN.keys())
def test_20_00_with_the_store_down_switches_off_when_it_is_back(cluster, evening, proxy, down):
    product, names, before = evening
    outage = proxy.always(down)
    product.set_clock("mon 20:00:01")
    wait_until(lambda: store_is_named(product), what="readiness names the store")
    assert awake(cluster, names)
    product.set_clock("mon 20:20")
    with pytest.raises(HttpError) as refused:
        product.post(f"/api/namespaces/{names[0]}/deactivate")
    assert refused.value.status == 503
    wait_until(lambda: store_is_named(product), what="readiness still names the store")
    assert awake(cluster, names), "nothing is switched off without a record"
    proxy.clear(outage)
    back = virtual_now(product)
    wait_until(lambda: all_asleep(cluster, *names), what="asleep")
    assert virtual_now(product) - back <= 60
    for name in names:
        (done,) = product.settled(name, 1)
        assert (done["operation_type"], done["status"]) == ("auto_shutdown", "completed")
    wait_until(product.ready, what="ready again")
    product.set_clock("tue 07:00:01")
    for name in names:
        product.settled(name, 2)
    assert_same(before, snapshot(cluster, names))


def spooled(product):
    return list((product.folder / "spool").glob("*.json"))


@pytest.mark.parametrize("down", DOWN.values(), ids=DOWN.keys())
def test_07_00_with_the_store_down_is_not_late_and_its_records_come_once(cluster, evening, proxy, local, tables, down):
    product, names, before = evening
    product.set_clock("mon 20:00:01")
    for name in names:
        product.settled(name, 1)
    product.set_clock("tue 06:59")
    outage = proxy.always(down)
    product.set_clock("tue 07:00:01")
    wait_until(lambda: none_held(cluster, *names), seconds=110, what="everything back, while the store is down")
    assert virtual_now(product) - instant("tue 07:00") <= 120
    assert_same(before, snapshot(cluster, names))
    wait_until(lambda: len(spooled(product)) >= len(names), what="records wait on disk")
    product.set_clock("tue 07:30")
    assert store_is_named(product)
    assert_same(before, snapshot(cluster, names))
    proxy.clear(outage)
    for name in names:
        last = product.settled(name, 2)[-1]
        assert (last["operation_type"], last["status"]) == ("auto_startup", "completed")
    wait_until(lambda: not spooled(product), what="all delivered")
    wait_until(product.ready, what="ready again")
    records_are_there_once(product, names, local, tables)


def records_are_there_once(product, names, local, tables):
    """The startup of Tuesday: one activity record, marked late in the audit; nothing lost, nothing twice."""
    for name in names:
        found = product.items(f"/api/activities?namespace={name}")
        assert [(each["operation_type"], each["status"]) for each in found] == [
            ("auto_startup", "active"), ("auto_shutdown", "completed"), ("auto_startup", "completed")], name
        links = product.items(f"/api/audit/{name}")
        ends = [link for link in links if link["operation_id"] == found[0]["operation_id"]]
        assert ends and all(link["payload"]["late"] is True for link in ends)
        assert collections.Counter(link["event"] for link in ends).most_common(1)[0][1] == 1
        assert found[0]["timestamp_start"] < instant("tue 07:03"), "it says when it happened, not when it was delivered"
    assert product.post("/api/audit/verify")["valid"] is True
    rows = [item for item in local.items(tables.tables["activity"]) if any(name in item["namespace_name"]["S"] for name in names)]
    assert len(rows) == 3 * len(names)


@pytest.mark.parametrize("down", DOWN.values(), ids=DOWN.keys())
def test_started_while_the_store_is_down_it_waits_and_makes_the_morning_good(cluster, evening, proxy, down):
    product, names, before = evening
    product.set_clock("mon 20:00:01")
    for name in names:
        product.settled(name, 1)
    product.kill()
    outage = proxy.always(down)
    product.set_clock("tue 06:58")
    product.start(ready=False)
    wait_until(product.find_port, what="it serves")
    assert product.request("GET", "/livez")[0] == 200, "nobody needs to start it again"
    wait_until(lambda: store_is_named(product), what="readiness names the store")
    status, text = product.request("GET", "/api/tasks")
    assert (status, json.loads(text)["code"]) == (503, "not_ready"), "what was not read yet is not said to be nothing"
    product.set_clock("tue 07:10")
    wait_until(lambda: store_is_named(product), what="readiness still names the store")
    assert all_asleep(cluster, *names)
    proxy.clear(outage)
    back = virtual_now(product)
    wait_until(lambda: none_held(cluster, *names), what="everything back")
    assert virtual_now(product) - back <= 60
    for name in names:
        last = product.settled(name, 2)[-1]
        assert (last["operation_type"], last["status"]) == ("auto_startup", "completed")
    assert_same(before, snapshot(cluster, names))
    wait_until(product.ready, what="ready")


def test_killed_with_spooled_records_it_delivers_them_once(cluster, evening, proxy, local, tables):
    product, names, before = evening
    product.set_clock("mon 20:00:01")
    for name in names:
        product.settled(name, 1)
    outage = proxy.always({"reset": True})
    product.set_clock("tue 07:00:01")
    wait_until(lambda: len(spooled(product)) >= len(names), what="records wait on disk")
    product.kill()
    proxy.clear(outage)
    product.start()
    wait_until(lambda: not spooled(product), what="all delivered")
    for name in names:
        product.settled(name, 2)
    assert_same(before, snapshot(cluster, names))
    records_are_there_once(product, names, local, tables)


def test_a_night_and_a_morning_under_throttling_conflicts_and_lost_replies(cluster, evening, proxy):
    product, names, before = evening
    for fault in ({"answer": "ThrottlingException", "retry_after_ms": 20},
                  {"answer": "TransactionCanceledException", "reasons": {"0": "TransactionConflict"}},
                  {"lost_reply": True}, {"wrong_crc": True}):
        proxy.rule(fault, times=None, rate=0.1, operation="TransactWriteItems")
    proxy.rule({"status": 500}, times=None, rate=0.1, operation=["Query", "GetItem", "BatchGetItem"])
    product.set_clock("mon 20:00:01")
    for name in names:
        assert product.settled(name, 1)[0]["status"] == "completed"
    assert all_asleep(cluster, *names)
    product.set_clock("tue 07:00:01")
    for name in names:
        assert product.settled(name, 2)[-1]["status"] == "completed"
    assert_same(before, snapshot(cluster, names))
    proxy.clear()
    wait_until(product.ready, what="ready")
    for name in names:
        assert len(product.items(f"/api/activities?namespace={name}")) == 3
    assert product.post("/api/audit/verify")["valid"] is True


def test_indexes_that_lag_decide_nothing(night, proxy, tables):
    """They are for lists. What is, is read from the tables: also by a restart in the middle of the lag."""
    proxy.freeze_indexes(tables.tables["activity"])
    night.product.authorize("CC-7")
    path = f"/api/namespaces/{night.ns}/activate"
    assert night.product.post(path, {"cost_center": "CC-7", "duration_minutes": 120})["changed"] is True
    assert night.product.post(path, {"cost_center": "CC-7"})["changed"] is False
    night.product.restart()
    assert night.product.get("/api/namespaces/status")["off_hours"]["used"] == 1
    night.product.set_clock("mon 22:00:30")
    assert night.product.settled(night.ns, 3)[-1]["reason"] == "expired"
    night.morning(4)
    night.back_as_it_was()
    proxy.thaw_indexes()
    found = night.product.items(f"/api/activities?cluster_name={tables.settings['EKS_CLUSTER_NAME']}&namespace={night.ns}")
    assert [each["status"] for each in found] == ["active"] + ["completed"] * 4
    assert night.product.post("/api/audit/verify")["valid"] is True
