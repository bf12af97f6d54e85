"""SIGKILL in the middle of requests that carry an Idempotency-Key, on each store: after each restart every request is repeated.

What was answered is answered again and done once; what was not answered is done once by its repeat. Counters, places, runs
and the audit chains agree with what was done. NSS_CRASH_SEED repeats the instants; the seed is printed.
"""

import collections
import http.client
import json
import os
import random
import threading

from product import Product
from testcluster import wait_until

SEED = int(os.environ.get("NSS_CRASH_SEED", str(random.randrange(1_000_000))))
# A Monday, 21:00 in Bogotá, that is still to come: DynamoDB Local removes what expires by the machine's calendar, and with a time
# that has passed it would remove keys that are a minute old.
SIMULATED = "2035-11-27T02:00:00Z"
ROUNDS = 8
CLIENTS = 6
NAMESPACES = ("tienda-qa", "bodega-integracion", "cartera-pruebas", "compras-pruebas")


class Request:
    """One request with its key, as often as it takes until it has an answer."""

    def __init__(self, key, path, body):
        self.key, self.path, self.body = key, path, body
        self.answer = None   # (status, JSON) of the first that came

    def send(self, product):
        connection = http.client.HTTPConnection("127.0.0.1", product.port, timeout=30)
        try:
            connection.request("POST", self.path, body=json.dumps(self.body),
                               headers={"Content-Type": "application/json", "Idempotency-Key": self.key})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read()), answer.headers.get("Idempotency-Replayed")
        finally:
            connection.close()


def requests_of(draw, round_number, task_id):
    made = []
    for number in range(CLIENTS * 4):
        key = f"round-{round_number}-{number}"
        kind = draw.choice(("task", "run", "switch", "permission"))
        if kind == "task":
            made.append(Request(key, "/api/tasks", {
                "title": key, "operation_type": "deactivate", "schedule": "0 3 * * *", "namespace": "tienda-qa",
                "cost_center": "CC-001"}))
        elif kind == "run":
            made.append(Request(key, f"/api/tasks/{task_id}/run", {}))
        elif kind == "switch":
            word = draw.choice(("activate", "deactivate"))
            body = {"reason": key, **({"cost_center": "CC-001", "duration_minutes": 60} if word == "activate" else {})}
            made.append(Request(key, f"/api/namespaces/{draw.choice(NAMESPACES)}/{word}", body))
        else:
            made.append(Request(key, f"/api/cost-centers/CC-{key}/permissions", {"is_authorized": True, "name": key}))
    return made


def send_until_it_dies(product, requests, rest):
    """`rest` takes the ones without an answer."""
    while requests:
        request = requests.pop()
        try:
            status, body, _ = request.send(product)
            if status in (429, 503):
                rest.append(request)
            else:
                request.answer = (status, body)
        except (OSError, http.client.HTTPException, ValueError):
            rest.append(request)


def repeat(product, request):
    """(status, JSON, whether it is the first answer again)."""
    found = []

    def answered():
        found[:] = request.send(product)
        return found[0] != 503 and found[1].get("code") != "idempotency_in_progress"
    wait_until(answered, seconds=60, what=f"an answer to {request.path}", every=0.05)
    return found


def identity(body):
    data = body.get("data") or {}
    return data.get("id") or data.get("cost_center") or body.get("code")


def test_every_request_is_done_once_whatever_is_killed(store, tmp_path, capsys):
    draw = random.Random(SEED)
    product = Product(None, tmp_path / "product", hooks=False, settings={
        **store.settings, "NSCHED_CLUSTER": "simulated", "NSCHED_SIMULATED_TIME": SIMULATED})
    store.create(product)
    with capsys.disabled():
        print(f"\nseed {SEED}")
    product.start()
    del product.settings["NSCHED_SIMULATED_TIME"]   # the store's clock goes on from where it was
    product.post("/api/cost-centers/CC-001/permissions", {"is_authorized": True, "max_concurrent_namespaces": 5})
    command = product.post("/api/tasks", {
        "title": "lista", "operation_type": "command", "command": "get pods", "schedule": "0 4 * * *",
        "namespace": "tienda-qa", "cost_center": "CC-001"})
    all_requests, answered_before = [], 0
    for number in range(ROUNDS):
        requests = requests_of(draw, number, command["id"])
        all_requests += requests
        waiting, rest = list(requests), []
        clients = [threading.Thread(target=send_until_it_dies, args=(product, waiting, rest)) for _ in range(CLIENTS)]
        killer = threading.Timer(draw.uniform(0.0, 0.15), product.process.kill)
        for thread in (*clients, killer):
            thread.start()
        for thread in (*clients, killer):
            thread.join()
        product.wait_killed()
        answered_before += sum(1 for request in requests if request.answer)
        product.start()
        for request in requests:
            status, body, replayed = repeat(product, request)
            if request.answer is not None:
                assert identity(body) == identity(request.answer[1]), (request.path, request.answer, body)
                assert replayed == "true", (request.path, status)
            else:
                request.answer = (status, body)
    product.kill()
    product.start()
    check(product, all_requests, command["id"])
    with capsys.disabled():
        print(f"{len(all_requests)} requests, {answered_before} of them answered before the kill")
    product.stop()


def check(product, requests, command_id):
    done = [request for request in requests if request.answer[0] < 300]
    assert len(done) > len(requests) / 3, "next to nothing was done"
    titles = collections.Counter(task["title"] for task in product.get("/api/tasks?limit=500")["items"])
    wanted = {request.body["title"] for request in done if request.path == "/api/tasks"}
    assert {title: count for title, count in titles.items() if title.startswith("round-")} == {title: 1 for title in wanted}
    centers = {each["cost_center"] for each in product.get("/api/cost-centers?limit=500")["items"]}
    assert {request.path.split("/")[3] for request in done if "/permissions" in request.path} <= centers

    runs = product.get(f"/api/tasks/{command_id}/runs?limit=500")["items"]
    by_hand = [request for request in done if request.path.endswith("/run")]
    assert {run["id"] for run in runs} == {request.answer[1]["data"]["id"] for request in by_hand}
    wait_until(lambda: product.get(f"/api/tasks/{command_id}")["status"] != "running", seconds=30, what="the last run over")
    task = product.get(f"/api/tasks/{command_id}")
    assert task["run_count"] == len(runs) == task["success_count"] + task["error_count"]
    records = product.get("/api/activities?operation_type=command&namespace=tienda-qa&limit=500")["items"]
    assert len(records) == len(runs), "a record for each run"

    reasons = collections.Counter(each["reason"] for each in product.operations())
    doubled = {reason: count for reason, count in reasons.items() if reason and reason.startswith("round-") and count > 1}
    assert not doubled, doubled
    places = product.get("/api/namespaces/status?limit=500")["off_hours"]
    assert places["used"] <= places["limit"] and len(places["holders"]) == places["used"]
    assert product.post("/api/audit/verify")["valid"] is True
