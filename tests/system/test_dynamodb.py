"""The product on Amazon's DynamoDB Local, every signature checked on the way: its tables, its nights on a real API server, several
servers and several clusters on one set of tables."""

import concurrent.futures
import json
import re
import subprocess

import packages
import pytest
from dynamodb_fixtures import aws, local, proxy, simulated, store, tables  # noqa: F401
from nights import Night
from objects import create_namespace, deployment
from product import HttpError
from snapshots import all_asleep, assert_same, snapshot, wanted, workloads
from testcluster import wait_until

# The same nights as on SQLite: `night` is this file's.
from test_night import (  # noqa: F401
    test_a_403_on_one_workload_leaves_the_others_done_and_is_retried,
    test_a_dry_run_records_and_writes_nothing,
    test_a_hand_that_scales_up_has_its_grace_and_the_first_original_stays,
    test_a_lost_annotation_is_restored_from_the_intent_after_a_crash,
    test_a_narrower_selector_restores_first,
    test_a_namespace_deleted_in_the_middle_of_an_operation_is_forgotten,
    test_a_namespace_made_anew_while_asleep_starts_as_new,
    test_a_person_switches_on_at_night_for_two_hours_and_the_day_goes_on,
    test_a_persons_switch_off_outlives_the_morning,
    test_a_workload_deleted_and_made_anew_is_a_new_one,
    test_an_excluded_namespace_is_restored_first,
    test_an_excluded_workload_alone_is_restored,
    test_apply_at_night_gives_a_new_original,
    test_foreign_values_in_our_annotations_cost_no_replica,
    test_replace_without_our_annotations_gives_a_new_original,
    test_restore_beside_a_running_server_is_left_on_until_the_next_shutdown,
    test_what_restore_prints_does_the_same_by_hand,
    test_what_somebody_brought_up_is_not_lowered_in_the_morning,
    test_whoever_reverts_us_by_manifest_three_times_is_left_and_named,
)

INDEXES = {"cluster-timestamp-index", "cost-center-timestamp-index", "operation-type-timestamp-index", "requested-by-timestamp-index"}


@pytest.fixture
def night(cluster, products, own, tables):
    return Night(cluster, products, own, settings=tables.settings)


# ---- init-dynamodb ----

def listed(local, store):
    return sorted(set(store.tables.values()) & local.tables())


def test_the_tables_are_planned_made_once_and_verified(local, store, products):
    product = products(None, hooks=False, settings=store.settings)
    _, plan, _ = product.run_to_end("init-dynamodb", "--plan", check=0)
    assert all(name in plan for name in store.tables.values())
    assert listed(local, store) == [], "a plan makes nothing"
    store.create(product)
    assert listed(local, store) == sorted(store.tables.values())
    activity = local.client.describe_table(TableName=store.tables["activity"])["Table"]
    assert activity["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert activity["DeletionProtectionEnabled"] is True
    assert [(key["AttributeName"], key["KeyType"]) for key in activity["KeySchema"]] == [
        ("namespace_name", "HASH"), ("timestamp_start", "RANGE")]
    assert {"AttributeName": "timestamp_start", "AttributeType": "N"} in activity["AttributeDefinitions"]
    assert {index["IndexName"] for index in activity["GlobalSecondaryIndexes"]} == INDEXES
    for short in ("metrics", "state"):
        found = local.client.describe_time_to_live(TableName=store.tables[short])["TimeToLiveDescription"]
        assert found["TimeToLiveStatus"] in ("ENABLED", "ENABLING")
    before = {name: local.client.describe_table(TableName=name)["Table"] for name in store.tables.values()}
    store.create(product)
    assert before == {name: local.client.describe_table(TableName=name)["Table"] for name in store.tables.values()}


def test_a_table_of_another_shape_is_named_and_left_as_it_is(local, store, products):
    name = store.tables["state"]
    local.client.create_table(TableName=name, BillingMode="PAY_PER_REQUEST",
                              AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                              KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
    product = products(None, hooks=False, settings=simulated(store))
    _, said, errors = product.run_to_end("init-dynamodb", check=1)
    assert name in said + errors
    assert local.client.describe_table(TableName=name)["Table"]["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]


def test_a_start_without_tables_says_which_and_how_to_make_them(store, products):
    product = products(None, hooks=False, settings=simulated(store))
    code, _, errors = product.run_to_end("serve")
    assert code == 1
    assert any(name in errors for name in store.tables.values()) and "init-dynamodb" in errors


def cfn_lint(template):
    return subprocess.run([packages.interpreter().parent / "cfn-lint", template], capture_output=True, text=True, timeout=120)


def passes_cfn_lint(template):
    done = cfn_lint(template)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_template_passes_cfn_lint(store, products, tmp_path):
    product = products(None, hooks=False, settings=store.settings)
    template = tmp_path / "tables.yaml"
    template.write_text(product.run_to_end("init-dynamodb", "--print=cloudformation", check=0)[1])
    passes_cfn_lint(template)
    assert all(name in template.read_text() for name in store.tables.values())


def test_the_policy_passes_cfn_lint(store, products, tmp_path):
    product = products(None, hooks=False, settings=store.settings)
    policy = json.loads(product.run_to_end("init-dynamodb", "--print=iam-policy", check=0)[1])
    template = tmp_path / "policy.json"
    whole = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
        "Policy": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": policy}}}}
    template.write_text(json.dumps(whole))
    passes_cfn_lint(template)
    policy["Statement"][0]["Effect"] = "Perhaps"
    template.write_text(json.dumps(whole))
    assert cfn_lint(template).returncode != 0, "it looks into policies"


def actions(statement):
    found = statement.get("Action", [])
    return {found} if isinstance(found, str) else set(found)


def test_the_policy_lets_nobody_delete_activity_or_audit(store, products):
    product = products(None, hooks=False, settings=store.settings)
    policy = json.loads(product.run_to_end("init-dynamodb", "--print=iam-policy", check=0)[1])
    assert policy["Version"] == "2012-10-17"
    allowed = [each for each in policy["Statement"] if each["Effect"] == "Allow"]
    everything = set().union(*(actions(each) for each in allowed))
    assert {"dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem"} <= everything
    assert not {"*", "dynamodb:*", "dynamodb:DeleteTable", "dynamodb:Scan"} & everything
    for each in allowed:
        assert "*" not in each["Resource"]
        if f"table/{store.tables['activity']}" in " ".join(each["Resource"]):
            assert "dynamodb:DeleteItem" not in actions(each)
    forbidden = [each for each in policy["Statement"] if each["Effect"] == "Deny" and "#audit#" in json.dumps(each["Condition"])]
    assert {"dynamodb:DeleteItem", "dynamodb:UpdateItem"} <= set().union(*(actions(each) for each in forbidden))


# ---- a night and a morning ----

def test_a_night_and_a_morning(night, local, tables):
    (evening,) = night.product.operations(night.ns)
    assert (evening["operation_type"], evening["status"]) == ("auto_shutdown", "completed")
    evening, morning = night.morning()
    assert (morning["operation_type"], morning["status"]) == ("auto_startup", "completed")
    night.back_as_it_was()
    found = night.product.items(f"/api/activities?namespace={night.ns}")
    assert [(each["operation_type"], each["status"]) for each in found] == [
        ("auto_startup", "active"), ("auto_shutdown", "completed"), ("auto_startup", "completed")]
    assert night.product.post("/api/audit/verify")["valid"] is True
    stored = [item for item in local.items(tables.tables["activity"]) if night.ns in item["namespace_name"]["S"]]
    assert len(stored) == 3 and all(item["timestamp_start"]["N"].isdigit() for item in stored)


def test_killed_asleep_it_goes_on_with_the_tables(night):
    night.product.restart()
    assert all_asleep(night.cluster, night.ns)
    assert len(night.product.operations(night.ns)) == 1
    night.morning()
    night.back_as_it_was()


def test_tables_of_another_cluster_are_refused_and_nothing_is_touched(night, local, tables):
    night.product.kill()
    before = snapshot(night.cluster, [night.ns])
    name = tables.tables["state"]
    (bound,) = [item for item in local.items(name) if item["pk"]["S"].endswith("#cluster") and item["sk"]["S"] == "binding"]
    body = bound["body"]["S"].replace('"cluster_uid":"', '"cluster_uid":"other-')
    local.client.put_item(TableName=name, Item={**bound, "body": {"S": body}})
    night.product.set_clock("tue 07:00:01")
    code, _, errors = night.product.run_to_end("serve")
    assert code == 1 and "belongs to cluster other-" in errors
    assert_same(before, snapshot(night.cluster, [night.ns]))


def test_records_lost_while_asleep_are_rebuilt_from_the_annotations(night, local, tables):
    night.product.kill()
    for name in tables.tables.values():
        keys = [each["AttributeName"] for each in local.client.describe_table(TableName=name)["Table"]["KeySchema"]]
        for item in local.items(name):
            local.client.delete_item(TableName=name, Key={key: item[key] for key in keys})
    night.product.start()
    night.product.adopted(night.ns)
    assert all_asleep(night.cluster, night.ns)
    (morning,) = night.morning(1)
    assert morning["operation_type"] == "auto_startup"
    night.back_as_it_was()


# ---- one set of tables, several clusters, several servers ----


def test_two_clusters_with_equal_names_disturb_nothing(local, tables, products):
    one, two = (products(None, hooks=False, settings=simulated(tables, EKS_CLUSTER_NAME=name)) for name in ("uno", "dos"))
    for product in (one, two):
        product.start()
        product.authorize("CC-1")
        product.settings.pop("NSCHED_SIMULATED_TIME")
    names = sorted(one.states())[:6]
    assert names == sorted(two.states())[:6]
    body = {"cost_center": "CC-1", "duration_minutes": 120}
    for name in names:
        one.post(f"/api/namespaces/{name}/deactivate")
    wait_until(lambda: {one.states()[name] for name in names} == {"inactive"}, what="six asleep in the one")
    assert not [each for each in two.operations() if each["operation_type"] == "manual_deactivation"]
    for name in names[:5]:
        one.post(f"/api/namespaces/{name}/activate", body)
    with pytest.raises(HttpError) as full:
        one.post(f"/api/namespaces/{names[5]}/activate", body)
    assert full.value.code == "limit_exceeded"
    assert two.get("/api/namespaces/status")["off_hours"]["used"] == 0
    for name in names:
        two.post(f"/api/namespaces/{name}/deactivate")
    for name in names[:5]:
        two.post(f"/api/namespaces/{name}/activate", body)
    for product, cluster_name in ((one, "uno"), (two, "dos")):
        product.restart()
        assert product.get("/api/namespaces/status")["off_hours"]["used"] == 5
        assert {each["cluster_name"] for each in product.items("/api/activities")} == {cluster_name}
        assert product.post("/api/audit/verify")["valid"] is True
    for table in tables.tables.values():
        hash_key = local.client.describe_table(TableName=table)["Table"]["KeySchema"][0]["AttributeName"]
        strangers = [item[hash_key] for item in local.items(table) if not re.match(r"(uno|dos)(#|$)", item[hash_key]["S"])]
        assert not strangers, f"{table}: every key begins with its cluster"


RACERS = [f"carrera-{number:02}" for number in range(12)]


def ask_until_decided(server, name):
    """The status that was decided: what lost against another write (503) is asked again, as its answer says."""
    def answer():
        status, _ = server.request("POST", f"/api/namespaces/{name}/activate", {"cost_center": "CC-1", "duration_minutes": 120})
        return status if status not in (202, 429, 503) else None
    return name, wait_until(answer, what=f"a decision about {name}")


def test_three_servers_on_one_set_of_tables_give_five_places(cluster, products, own, tables):
    labels, settings = own
    for name in RACERS:
        create_namespace(cluster, name, deployment("web", 1), labels=labels)
    servers = [products(cluster, settings={**settings, **tables.settings}) for _ in range(3)]
    servers[0].set_clock("fri 19:59")
    servers[0].start()
    servers[0].authorize("CC-1")
    servers[0].adopted(*RACERS)
    servers[0].set_clock("fri 20:00:01")
    wait_until(lambda: all_asleep(cluster, *RACERS), what="all asleep")
    for name in RACERS:
        servers[0].settled(name, 1)
    for server in servers:
        server.set_clock("fri 20:05")
    for server in servers[1:]:
        server.start()
    with concurrent.futures.ThreadPoolExecutor(24) as pool:
        asked = [pool.submit(ask_until_decided, server, name) for name in RACERS for server in servers]
        decided = [each.result() for each in asked]
    winners = {name for name, status in decided if status == 200}
    assert len(winners) == 5
    assert {status for _, status in decided} == {200, 409}
    awake = {namespace for (_, namespace, _), item in workloads(cluster, *RACERS).items() if wanted(item) > 0}
    assert awake == winners
    for server in servers:
        server.restart()
        held = server.get("/api/namespaces/status")["off_hours"]
        assert (held["used"], {each["namespace"] for each in held["holders"]}) == (5, winners)
    assert servers[0].post("/api/audit/verify")["valid"] is True
