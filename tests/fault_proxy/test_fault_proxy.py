"""The fault proxy does what its rules say, as AWS's own client (boto3) and plain sockets see it, before DynamoDB Local and before a
real API server."""

import concurrent.futures
import email.utils
import http.client
import json
import ssl
import threading
import time
import zlib

import pytest
from dynamodb_fixtures import aws, local  # noqa: F401
from dynamodb_local import client_of
from faults import FaultProxy
from stores import KEY, REGION, SECRET
from testcluster import TestCluster, wait_until

import botocore.exceptions

from answers import AWS

TABLE = "things"
ERROR = botocore.exceptions.ClientError


@pytest.fixture
def proxy(aws, local):
    """The proxy without rules, before one empty table with an index."""
    local.client.create_table(
        TableName=TABLE, BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("id", "color")],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        GlobalSecondaryIndexes=[{"IndexName": "by-color", "KeySchema": [{"AttributeName": "color", "KeyType": "HASH"}],
                                 "Projection": {"ProjectionType": "ALL"}}])
    yield aws
    aws.clear()
    aws.check_signatures({})
    aws.set_clock(0)
    local.client.delete_table(TableName=TABLE)


def thing(name, color="red"):
    return {"id": {"S": name}, "color": {"S": color}}


def put(client, name, color="red"):
    return client.put_item(TableName=TABLE, Item=thing(name, color))


def put_two(client):
    return client.transact_write_items(TransactItems=[{"Put": {"TableName": TABLE, "Item": thing(name)}} for name in ("a", "b")])


def names(local):
    return sorted(item["id"]["S"] for item in local.items(TABLE))


def refused(call, *arguments):
    with pytest.raises(ERROR) as error:
        call(*arguments)
    return error.value.response


# ---- AWS ----

def test_without_rules_it_is_dynamodb(proxy, local):
    client, begin = client_of(proxy.url), proxy.count()
    put_two(client)
    assert names(local) == ["a", "b"]
    answer = client.get_item(TableName=TABLE, Key={"id": {"S": "a"}})
    assert answer["Item"] == thing("a")
    headers = answer["ResponseMetadata"]["HTTPHeaders"]
    assert headers["date"].endswith("GMT") and headers["x-amzn-requestid"] and int(headers["x-amz-crc32"]) > 0
    assert [(each["operation"], each["tables"], each["status"]) for each in proxy.seen(begin)] == [
        ("TransactWriteItems", [TABLE], 200), ("GetItem", [TABLE], 200)]


@pytest.mark.parametrize("name", sorted(AWS))
def test_each_refusal_is_one_that_awss_client_reads(proxy, local, name):
    number = proxy.rule({"answer": name})
    client = client_of(proxy.url)
    answer = refused(put, client, "a")
    assert answer["Error"]["Code"] == name
    assert answer["Error"]["Message"] == AWS[name][2]
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == AWS[name][0]
    assert proxy.hits(number) == 1
    assert names(local) == []
    put(client, "a")
    assert names(local) == ["a"], "a rule holds once, unless it says otherwise"


def test_a_cancelled_transaction_gives_a_reason_for_each_item(proxy, local):
    proxy.rule({"answer": "TransactionCanceledException", "reasons": {"1": "TransactionConflict"}})
    answer = refused(put_two, client_of(proxy.url))
    assert [each["Code"] for each in answer["CancellationReasons"]] == ["None", "TransactionConflict"]
    assert names(local) == []


def test_what_a_throttled_index_says(proxy):
    proxy.rule({"answer": "ProvisionedThroughputExceededException", "retry_after_ms": 70})
    answer = refused(put, client_of(proxy.url), "a")
    assert TABLE in answer["ThrottlingReasons"][0]["resource"]
    assert answer["ResponseMetadata"]["HTTPHeaders"]["x-amz-retry-after"] == "70"


def test_a_burst_ends_and_begins_where_it_is_told(proxy, local):
    number = proxy.rule({"answer": "ThrottlingException"}, skip=1, times=2, operation=["PutItem", "UpdateItem"])
    client = client_of(proxy.url)
    client.get_item(TableName=TABLE, Key={"id": {"S": "a"}})
    put(client, "first")
    for _ in range(2):
        refused(put, client, "lost")
    put(client, "last")
    assert (names(local), proxy.hits(number)) == (["first", "last"], 2)


def test_a_share_of_the_requests(proxy, local):
    number = proxy.always({"status": 503}, rate=0.5, operation="PutItem")
    client = client_of(proxy.url)
    outcomes = []
    for each in range(60):
        try:
            put(client, f"{each:02}")
            outcomes.append(f"{each:02}")
        except ERROR as error:
            assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 503
    assert 10 < len(outcomes) < 50
    assert (proxy.hits(number), names(local)) == (60 - len(outcomes), outcomes)


def test_a_reply_lost_after_the_commit(proxy, local):
    proxy.rule({"lost_reply": True})
    with pytest.raises(botocore.exceptions.ConnectionClosedError):
        put(client_of(proxy.url), "a")
    assert names(local) == ["a"]


def test_a_reset_before_the_server_is_asked(proxy, local):
    proxy.rule({"reset": True})
    with pytest.raises(botocore.exceptions.ConnectionClosedError):
        put(client_of(proxy.url), "a")
    assert names(local) == []


def test_a_500_after_the_commit(proxy, local):
    proxy.rule({"answer": "InternalServerError", "committed": True})
    assert refused(put, client_of(proxy.url), "a")["Error"]["Code"] == "InternalServerError"
    assert names(local) == ["a"]


def signed_by_nobody(operation):
    """Headers of a request that Local takes: it wants a signature to be there, and does not look at it."""
    return {"X-Amz-Target": f"DynamoDB_20120810.{operation}", "Content-Type": "application/x-amz-json-1.0",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={KEY}/20261127/{REGION}/dynamodb/aws4_request, SignedHeaders=host, Signature=0"}


def raw_get(proxy):
    """(answer, body as far as it came, seconds) of a GetItem of "a", without AWS's client."""
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=30)
    begun = time.monotonic()
    try:
        connection.request("POST", "/", body=json.dumps({"TableName": TABLE, "Key": {"id": {"S": "a"}}}),
                           headers=signed_by_nobody("GetItem"))
        answer = connection.getresponse()
        try:
            return answer, answer.read(), time.monotonic() - begun
        except http.client.IncompleteRead as cut:
            return answer, cut.partial, time.monotonic() - begun
    finally:
        connection.close()


def test_a_wrong_sum_a_cut_and_a_slow_body(proxy, local):
    put(local.client, "a")
    answer, whole, _ = raw_get(proxy)
    assert int(answer.headers["x-amz-crc32"]) == zlib.crc32(whole)
    proxy.rule({"wrong_crc": True})
    answer, body, _ = raw_get(proxy)
    assert body == whole and int(answer.headers["x-amz-crc32"]) != zlib.crc32(whole)
    proxy.rule({"cut": True})
    answer, body, _ = raw_get(proxy)
    assert int(answer.headers["Content-Length"]) == len(whole) and body == whole[:len(whole) // 2]
    proxy.rule({"slow": 0.5})
    answer, body, seconds = raw_get(proxy)
    assert body == whole and seconds >= 0.5
    proxy.rule({"delay": 0.3})
    answer, body, seconds = raw_get(proxy)
    assert body == whole and seconds >= 0.3


def test_what_is_held_goes_on_when_the_rule_is_taken_away(proxy, local):
    number = proxy.always({"hold": True})
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        calls = [pool.submit(put, client_of(proxy.url), name) for name in "abc"]
        wait_until(lambda: proxy.hits(number) == 3, what="three held")
        assert names(local) == []
        proxy.clear(number)
        for call in calls:
            call.result()
    assert names(local) == ["a", "b", "c"]


def test_who_gives_up_while_it_is_held_has_written_nothing(proxy, local):
    number = proxy.always({"hold": True})
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port)
    connection.request("POST", "/", body=json.dumps({"TableName": TABLE, "Item": thing("a")}), headers=signed_by_nobody("PutItem"))
    wait_until(lambda: proxy.hits(number) == 1, what="held")
    connection.close()
    wait_until(lambda: proxy.seen()[-1]["status"] == "gone", what="seen to be gone")
    proxy.clear(number)
    assert raw_get(proxy)[1] == b"{}"
    assert names(local) == []


def test_indexes_lag_and_the_table_does_not(proxy, local):
    client = client_of(proxy.url)

    def reds():
        found = client.query(TableName=TABLE, IndexName="by-color", KeyConditionExpression="color = :c",
                             ExpressionAttributeValues={":c": {"S": "red"}})["Items"]
        return sorted(item["id"]["S"] for item in found)

    put(client, "old")
    proxy.freeze_indexes(TABLE)
    put(client, "new")
    put(client, "old", "blue")
    assert reds() == ["old"], "as it was"
    assert client.get_item(TableName=TABLE, Key={"id": {"S": "new"}}, ConsistentRead=True)["Item"] == thing("new")
    proxy.thaw_indexes()
    assert reds() == ["new"]
    assert client.list_tables()["TableNames"] == [TABLE]


# ---- signatures ----

def test_signatures_are_checked_against_the_known_secrets(proxy, local):
    proxy.check_signatures({KEY: {"secret": SECRET}, "ASIATOKEN": {"secret": SECRET, "token": "session"},
                            "ASIAOLD": {"secret": SECRET, "token": "session", "expired": True}})
    put(client_of(proxy.url), "signed")
    put(client_of(proxy.url, aws_access_key_id="ASIATOKEN", aws_session_token="session"), "with a token")
    wrong = {
        "InvalidSignatureException": {"aws_secret_access_key": SECRET + "x"},
        "UnrecognizedClientException": {"aws_access_key_id": "AKIDNOBODY"},
        "ExpiredTokenException": {"aws_access_key_id": "ASIAOLD", "aws_session_token": "session"},
    }
    for code, options in wrong.items():
        assert refused(put, client_of(proxy.url, **options), code)["Error"]["Code"] == code
    other = client_of(proxy.url, aws_access_key_id="ASIATOKEN", aws_session_token="another")
    assert refused(put, other, "other token")["Error"]["Code"] == "UnrecognizedClientException"
    assert names(local) == ["signed", "with a token"]


@pytest.mark.parametrize("headers, code", [
    ({}, "MissingAuthenticationTokenException"),
    ({"Authorization": "AWS4-HMAC-SHA256 Credential=nonsense"}, "IncompleteSignatureException"),
])
def test_unsigned_and_half_signed_requests_are_refused(proxy, headers, code):
    proxy.check_signatures({KEY: {"secret": SECRET}})
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port)
    connection.request("POST", "/", body="{}", headers={"X-Amz-Target": "DynamoDB_20120810.PutItem", **headers})
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["__type"].partition("#")[2]) == (400, code)
    connection.close()


@pytest.mark.parametrize("offset, words", [(3600, "Signature expired"), (-3600, "Signature not yet current")])
def test_a_clock_that_is_off_is_in_the_date_and_in_the_refusal(proxy, local, offset, words):
    proxy.check_signatures({KEY: {"secret": SECRET}})
    proxy.set_clock(offset)
    error = refused(put, client_of(proxy.url), "a")
    assert error["Error"]["Code"] == "InvalidSignatureException"
    assert error["Error"]["Message"].startswith(words)
    said = error["ResponseMetadata"]["HTTPHeaders"]["date"]
    assert abs(email.utils.parsedate_to_datetime(said).timestamp() - time.time() - offset) < 60
    assert names(local) == []


def test_a_rule_that_it_does_not_know_is_refused(proxy):
    with pytest.raises(ValueError, match="operations"):
        proxy.rule({"reset": True}, operations="Query")


# ---- Kubernetes ----

@pytest.fixture(scope="module")
def cluster():
    with TestCluster(controllers=False) as running:
        yield running


@pytest.fixture
def api(cluster):
    """(proxy, ask): ask(method, path, body?) through the proxy, as the administrator: (status, document)."""
    context = ssl.create_default_context(cafile=str(cluster.folder / "ca.crt"))
    with FaultProxy.before(cluster) as proxy:
        def ask(method, path, body=None):
            connection = http.client.HTTPSConnection("127.0.0.1", proxy.port, context=context, timeout=30)
            try:
                connection.request(method, path, body=None if body is None else json.dumps(body), headers={
                    "Authorization": f"Bearer {cluster.token('admin')}", "Content-Type": "application/merge-patch+json"})
                answer = connection.getresponse()
                return answer.status, json.loads(answer.read())
            finally:
                connection.close()
        yield proxy, ask


DEFAULT = "/api/v1/namespaces/default"


def annotate(ask, value):
    return ask("PATCH", DEFAULT, {"metadata": {"annotations": {"test": value}}})


def annotation(cluster):
    return cluster.api("GET", DEFAULT)["metadata"].get("annotations", {}).get("test")


def test_kubernetes_answers_pass_and_its_refusals_are_status_objects(cluster, api):
    proxy, ask = api
    assert ask("GET", DEFAULT)[1]["metadata"]["name"] == "default"
    proxy.rule({"kubernetes": "TooManyRequests", "retry_after": 1}, method="PATCH", path="/namespaces/default")
    status, said = annotate(ask, "refused")
    assert (status, said["kind"], said["reason"], said["code"]) == (429, "Status", "TooManyRequests", 429)
    assert annotation(cluster) != "refused"
    assert annotate(ask, "taken")[0] == 200
    assert annotation(cluster) == "taken"


def test_a_patch_whose_answer_is_lost_is_done(cluster, api):
    proxy, ask = api
    proxy.rule({"lost_reply": True}, method="PATCH")
    with pytest.raises((OSError, http.client.HTTPException)):
        annotate(ask, "lost")
    assert annotation(cluster) == "lost"


def test_a_watch_comes_through_event_by_event(cluster, api):
    proxy, ask = api
    version = ask("GET", "/api/v1/namespaces")[1]["metadata"]["resourceVersion"]
    context = ssl.create_default_context(cafile=str(cluster.folder / "ca.crt"))
    connection = http.client.HTTPSConnection("127.0.0.1", proxy.port, context=context, timeout=30)
    connection.request("GET", f"/api/v1/namespaces?watch=true&resourceVersion={version}",
                       headers={"Authorization": f"Bearer {cluster.token('admin')}"})
    answer = connection.getresponse()
    found = []

    def read():
        for _ in range(3):
            found.append(json.loads(answer.readline())["object"]["metadata"]["annotations"]["test"])

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(3):
        annotate(ask, f"event {number}")
        wait_until(lambda count=number + 1: len(found) == count, what="the event, while the stream goes on")
    reader.join()
    assert found == ["event 0", "event 1", "event 2"]
    proxy.break_connections()
    with pytest.raises((OSError, http.client.HTTPException)):
        answer.read()
    connection.close()
