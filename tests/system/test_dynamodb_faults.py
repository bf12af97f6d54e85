"""Every row of AWS's errors, and what networks do, between the product and DynamoDB: each with the reaction that the table in
docs/dynamodb.md names. The proxy makes the fault in front of DynamoDB Local; what is then in the tables decides."""

import http.server
import json
import threading
import time

import pytest
from dynamodb_fixtures import aws, local, proxy, simulated, store, tables  # noqa: F401
from product import HttpError
from stores import KEY, SECRET
from testcluster import wait_until

WRITE = "TransactWriteItems"   # every commit is one


def cancelled(code):
    return {"answer": "TransactionCanceledException", "reasons": {"0": code}}


def answer(name, **more):
    return {"answer": name, **more}


@pytest.fixture
def product(products, tables):
    """It runs on the simulated cluster, on a Monday at 21:00."""
    running = products(None, hooks=False, settings=simulated(tables))
    running.start()
    quiet(running)
    return running


def quiet(product):
    """Waits until it has recorded every namespace that it took over: what is asked after that is what the test asks."""
    managed = [name for name, state in product.states().items() if state != "excluded"]
    wait_until(lambda: len(product.items("/api/activities")) >= len(managed), what="every namespace adopted")


def permission(local, tables, name):
    """The stored permission of that cost centre; None if there is none."""
    found = [item for item in local.items(tables.tables["permissions"]) if name in json.dumps(item)]
    assert len(found) <= 1
    return found[0] if found else None


def version(item):
    return int(item["version"]["N"])


# ---- writes: what is tried again, and written once ----

TRIED_AGAIN = {
    **{name: answer(name) for name in (
        "ProvisionedThroughputExceededException", "ThrottlingException", "Throttling", "RequestLimitExceeded", "LimitExceededException",
        "TooManyRequestsException", "InternalServerError", "TransactionConflictException", "TransactionInProgressException",
        "ReplicatedWriteConflictException")},
    **{f"a plain {status}": {"status": status} for status in (500, 502, 503, 504)},
    **{f"cancelled: {code}": cancelled(code) for code in ("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded")},
    "reset before the commit": {"reset": True},
    "500 after the commit": answer("InternalServerError", committed=True),
    "reply lost after the commit": {"lost_reply": True},
    "sum of another body": {"wrong_crc": True},
    "half a body": {"cut": True},
    "throttled with a time to wait": answer("ThrottlingException", retry_after_ms=50),
}


@pytest.mark.parametrize("fault", TRIED_AGAIN.values(), ids=TRIED_AGAIN.keys())
def test_a_write_is_tried_again_and_happens_once(product, proxy, local, tables, fault):
    number = proxy.rule(fault, times=2, operation=WRITE, body="CC-ROW")
    product.authorize("CC-ROW")
    assert proxy.hits(number) == 2, "the fault was met, and its retry met it again"
    item = permission(local, tables, "CC-ROW")
    assert version(item) == 1, "written once"
    assert product.get("/api/cost-centers/CC-ROW")["is_authorized"] is True
    assert product.ready()


def test_an_answer_that_does_not_come_is_waited_for_once(product, proxy, local, tables):
    number = proxy.rule({"hold": True}, operation=WRITE, body="CC-SLOW")
    begun = time.monotonic()
    product.authorize("CC-SLOW")
    assert time.monotonic() - begun < 20
    assert proxy.hits(number) == 1
    assert version(permission(local, tables, "CC-SLOW")) == 1


@pytest.mark.parametrize("fault", [{"lost_reply": True}, answer("InternalServerError", committed=True), {"wrong_crc": True}],
                         ids=["lost reply", "500 after the commit", "sum of another body"])
def test_an_activation_whose_outcome_is_unknown_is_one_activation(product, proxy, local, tables, fault):
    product.authorize("CC-1")
    name = sorted(product.states())[0]
    before = len(product.operations(name))
    number = proxy.rule(fault, times=3, operation=WRITE, body=f"{name}.*manual_activation|manual_activation.*{name}")
    done = product.post(f"/api/namespaces/{name}/activate", {"cost_center": "CC-1", "duration_minutes": 60})
    assert proxy.hits(number) >= 1
    assert done["operation_type"] == "manual_activation"
    assert len(product.settled(name, before + 1)) == before + 1
    found = product.items(f"/api/activities?namespace={name}&operation_type=manual_activation")
    assert len(found) == 1 and found[0]["status"] == "active"
    wait_until(lambda: product.get("/api/namespaces/status")["off_hours"]["used"] == 1, what="one place taken")
    assert product.post("/api/audit/verify")["valid"] is True


@pytest.mark.parametrize("reads", [{"reset": True}, {"status": 503}], ids=["reset", "503"])
def test_an_activation_of_which_nobody_knows_is_carried_out_when_the_store_answers(product, proxy, reads):
    """The reply of the commit is lost four times, and what would tell what became of it has no answer either."""
    product.authorize("CC-1")
    name = sorted(product.states())[0]
    product.post(f"/api/namespaces/{name}/deactivate")
    wait_until(lambda: product.states()[name] == "inactive", what="asleep")
    before = len(product.operations(name))
    proxy.always({"lost_reply": True}, operation=WRITE, body=f"{name}.*manual_activation|manual_activation.*{name}")
    proxy.always(reads, operation=["BatchGetItem", "Query", "GetItem"])
    with pytest.raises(HttpError) as unknown:
        product.post(f"/api/namespaces/{name}/activate", {"cost_center": "CC-1", "duration_minutes": 60})
    assert (unknown.value.status, unknown.value.code) == (503, "store_unavailable")
    assert "not known" in unknown.value.body["message"]
    proxy.clear()
    wait_until(lambda: product.states()[name] == "active", what="what the store kept is carried out")
    assert len(product.settled(name, before + 1)) == before + 1
    wait_until(lambda: product.get("/api/namespaces/status")["off_hours"]["used"] == 1, what="one place taken")
    assert product.post("/api/audit/verify")["valid"] is True


# ---- writes: what is an answer, and what is for ever ----

PERMANENT = ["ValidationException", "SerializationException", "ResourceNotFoundException", "AccessDeniedException",
             "MissingAuthenticationTokenException", "IncompleteSignatureException", "IdempotentParameterMismatchException"]


@pytest.mark.parametrize("name", PERMANENT)
def test_what_cannot_succeed_is_not_tried_again_and_says_so(product, proxy, local, tables, name):
    number = proxy.always(answer(name), operation=WRITE, body="CC-NEVER")
    with pytest.raises(HttpError) as refused:
        product.authorize("CC-NEVER")
    internal = name in ("ValidationException", "IdempotentParameterMismatchException")
    assert refused.value.status == (500 if internal else 503)
    assert not internal or refused.value.body["incident"], "our mistake has a number, under which the log says more"
    said = "no such table" if name == "ResourceNotFoundException" else name
    assert any(line.get("message") == "store fails" and said in line["detail"] for line in product.log_lines()), "it says why"
    assert proxy.hits(number) == 1
    assert permission(local, tables, "CC-NEVER") is None
    proxy.clear(number)
    product.authorize("CC-NEVER")
    assert version(permission(local, tables, "CC-NEVER")) == 1



def test_a_condition_that_does_not_hold_is_an_answer(product, proxy, local, tables):
    """Somebody else wrote: it is said, and is no failure of the store; who asks again is served."""
    number = proxy.rule(cancelled("ConditionalCheckFailed"), operation=WRITE, body="CC-OTHER")
    with pytest.raises(HttpError) as refused:
        product.authorize("CC-OTHER")
    assert (refused.value.status, proxy.hits(number)) == (503, 1)
    assert product.ready()
    assert permission(local, tables, "CC-OTHER") is None
    product.authorize("CC-OTHER")
    assert version(permission(local, tables, "CC-OTHER")) == 1


def test_an_activation_that_lost_a_race_is_decided_anew(product, proxy):
    product.authorize("CC-1")
    name = sorted(product.states())[0]
    number = proxy.rule(cancelled("ConditionalCheckFailed"), operation=WRITE, body=f"{name}.*manual_activation|manual_activation.*{name}")
    done = product.post(f"/api/namespaces/{name}/activate", {"cost_center": "CC-1", "duration_minutes": 60})
    assert (done["operation_type"], proxy.hits(number)) == ("manual_activation", 1)
    assert len(product.items(f"/api/activities?namespace={name}&operation_type=manual_activation")) == 1


# ---- the tables ----

@pytest.mark.parametrize("fault", [{"lost_reply": True}, {"reset": True}, answer("LimitExceededException"), {"status": 500}],
                         ids=["lost reply", "reset", "too many at once", "a plain 500"])
@pytest.mark.parametrize("operation", ["CreateTable", "UpdateTimeToLive", "DescribeTable"])
def test_tables_are_made_once_whatever_is_lost(products, proxy, local, store, operation, fault):
    number = proxy.rule(fault, operation=operation)
    product = products(None, hooks=False, settings=store.settings)
    store.create(product)
    assert proxy.hits(number) == 1
    assert "as they should be" in product.run_to_end("init-dynamodb", check=0)[1]
    assert set(store.tables.values()) <= local.tables()


# ---- reads ----

READ_AGAIN = {
    "ThrottlingException": answer("ThrottlingException"), "InternalServerError": answer("InternalServerError"),
    "a plain 503": {"status": 503}, "reset": {"reset": True}, "lost reply": {"lost_reply": True}, "sum of another body": {"wrong_crc": True},
    "half a body": {"cut": True},
}


@pytest.mark.parametrize("fault", READ_AGAIN.values(), ids=READ_AGAIN.keys())
def test_a_read_is_tried_again(product, proxy, fault):
    name = sorted(product.states())[0]
    product.post(f"/api/namespaces/{name}/deactivate")
    expected = product.items(f"/api/activities?namespace={name}")
    number = proxy.rule(fault, times=2, operation="Query", body=name)
    assert product.items(f"/api/activities?namespace={name}") == expected
    assert proxy.hits(number) == 2


def test_a_body_that_comes_slowly_is_read_or_asked_for_again(product, proxy):
    name = sorted(product.states())[0]
    expected = product.items(f"/api/activities?namespace={name}")
    number = proxy.rule({"slow": 1}, operation="Query", body=name)
    assert product.items(f"/api/activities?namespace={name}") == expected
    assert proxy.hits(number) == 1


# ---- clock and credentials ----

@pytest.mark.parametrize("offset", [3600, -3600, 20 * 365 * 86400])
def test_a_clock_that_is_off_is_learned_from_the_service(product, proxy, local, tables, offset):
    begin = proxy.count()   # before: what the product asks by itself may be the first that is refused
    proxy.set_clock(offset)
    product.authorize("CC-CLOCK")
    product.authorize("CC-CLOCK-2")
    refused = [each for each in proxy.seen(begin) if each["status"] == 400]
    assert 1 <= len(refused) <= 4, "learned from the first refusal, not from each"
    assert version(permission(local, tables, "CC-CLOCK-2")) == 1
    assert "the clocks of a service and of this machine differ" in product.log()


@pytest.mark.parametrize("name", ["RequestTimeTooSkewed", "RequestExpired"])
def test_the_other_words_for_a_wrong_clock(product, proxy, local, tables, name):
    number = proxy.rule(answer(name), operation=WRITE, body="CC-SKEW")
    product.authorize("CC-SKEW")
    assert proxy.hits(number) == 1
    assert version(permission(local, tables, "CC-SKEW")) == 1


NEW_KEY, NEW_SECRET = "AKIDROTATED", "rotated/secret+EXAMPLE"


def write_keys(path, key, secret):
    path.write_text(f"[default]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n")
    path.chmod(0o600)


def without_keys(settings, **more):
    kept = {name: value for name, value in settings.items() if name not in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    return {**kept, "AWS_EC2_METADATA_DISABLED": "true", **more}


def test_keys_that_are_rotated_in_their_file_are_taken_without_a_restart(products, proxy, local, tables, tmp_path):
    keys = tmp_path / "credentials"
    write_keys(keys, KEY, SECRET)
    product = products(None, hooks=False, settings=without_keys(simulated(tables), AWS_SHARED_CREDENTIALS_FILE=str(keys)))
    product.start()
    quiet(product)
    write_keys(keys, NEW_KEY, NEW_SECRET)
    proxy.check_signatures({NEW_KEY: {"secret": NEW_SECRET}})
    product.authorize("CC-KEYS")
    assert version(permission(local, tables, "CC-KEYS")) == 1
    proxy.check_signatures({"AKIDNOBODY": {"secret": "another"}})
    with pytest.raises(HttpError) as refused:
        product.authorize("CC-KEYS-2")
    assert refused.value.status == 503
    wait_until(lambda: "store" in product.problem(), what="readiness names the store")
    said = json.dumps(refused.value.body) + product.problem() + product.log()
    assert not [secret for secret in (SECRET, NEW_SECRET) if secret in said]


class TokenServer:
    """What an EKS Pod Identity agent answers: credentials that it is told."""

    def __init__(self):
        outer = self
        self.asked = 0

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked += 1
                body = json.dumps(outer.said).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1/credentials"
        self.give("ASIAFIRST", "first")
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def give(self, key, token):
        expires = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600 * 6))
        self.said = {"AccessKeyId": key, "SecretAccessKey": SECRET, "Token": token, "Expiration": expires}

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def agent():
    server = TokenServer()
    yield server
    server.stop()


@pytest.mark.parametrize("name", ["ExpiredTokenException", "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException"])
def test_refused_credentials_are_fetched_anew_at_once(products, proxy, local, tables, agent, name):
    known = {"ASIAFIRST": {"secret": SECRET, "token": "first"}, "ASIASECOND": {"secret": SECRET, "token": "second"}}
    proxy.check_signatures(known)
    product = products(None, hooks=False, settings=without_keys(
        simulated(tables), AWS_CONTAINER_CREDENTIALS_FULL_URI=agent.url))
    product.start()
    asked = agent.asked
    agent.give("ASIASECOND", "second")
    if name == "ExpiredTokenException":
        proxy.check_signatures({**known, "ASIAFIRST": {**known["ASIAFIRST"], "expired": True}})
    elif name == "UnrecognizedClientException":
        proxy.check_signatures({"ASIASECOND": known["ASIASECOND"]})
    else:
        proxy.rule(answer(name), operation=WRITE, body="CC-TOKEN")
    product.authorize("CC-TOKEN")
    assert agent.asked == asked + 1
    assert version(permission(local, tables, "CC-TOKEN")) == 1
    assert product.ready()


def test_credentials_that_stay_refused_are_one_clear_line(products, proxy, store, agent):
    proxy.check_signatures({"ASIAOTHER": {"secret": SECRET}})
    product = products(None, hooks=False, settings=without_keys(
        simulated(store), AWS_CONTAINER_CREDENTIALS_FULL_URI=agent.url))
    code, _, errors = product.run_to_end("serve")
    assert code == 1
    lines = [line for line in errors.splitlines() if line.startswith("namespace-scheduler: ")]
    assert len(lines) == 1 and "credentials" in lines[0].lower() + errors.lower()
    assert SECRET not in errors
