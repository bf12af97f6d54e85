"""The store in DynamoDB, against Amazon's DynamoDB Local on this machine. For bench/run.

calls   an activation's transaction and a page of the activity table, beside the same bytes at the wire and beside boto3
idle    of a sweep's time, the share during which no patch is under way (bench/run's sweeps measure it on either store)
"""

import contextlib
import datetime
import pathlib
import statistics
import subprocess
import tempfile

from dynamodb_local import DynamoDbLocal
from product import Product
from stores import DynamoDbStore
from testcluster import REPOSITORY, spawn

HERE = pathlib.Path(__file__).resolve().parent
WARM_UP = 2000   # of each way
CALLS = {"commit": 300, "query": 200}   # of each way in one pair
TURN = 50   # so many of one way, then of the next: what else the machine does hits all of them


@contextlib.contextmanager
def dynamodb_local():
    """DynamoDB Local with the product's tables in it, as a store of the system tests."""
    with DynamoDbLocal() as local, tempfile.TemporaryDirectory() as folder:
        store = DynamoDbStore(local.url, "bench")
        with contextlib.redirect_stdout(None):
            store.create(Product(None, folder, settings=store.settings))
        yield store


class Asked:
    """A program that answers line by line."""

    def __init__(self, *command):
        self._process = spawn(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *lines, answers=1):
        self._process.stdin.write("".join(f"{line}\n" for line in lines))
        self._process.stdin.flush()
        said = [self._process.stdout.readline().rstrip("\n") for _ in range(answers)]
        assert all(said), f"it ended before it answered {lines[0]}"
        return said

    def end(self):
        self._process.stdin.close()
        assert self._process.wait() == 0


class Ways:
    """The seconds that `count` calls take by each way."""

    def __init__(self, build, store):
        packages = subprocess.run(["bash", "-c", ". scripts/common.sh; test_venv"], cwd=REPOSITORY, capture_output=True, text=True,
                                  check=True).stdout.strip()
        endpoint = store.settings["AWS_ENDPOINT_URL_DYNAMODB"]
        self._bench = Asked(build / "bench_dynamodb", endpoint, *store.tables.values())
        self._boto3 = Asked(pathlib.Path(packages, "bin/python"), HERE / "dynamodb_boto3.py", endpoint)

    def product(self, call, count):
        return float(self._bench.ask(f"{call} {count}")[0])

    def wire(self, call, count):
        return float(self._bench.ask(f"bare-{call} {count}")[0])

    def boto3(self, call, count):
        bodies = (self._bench.ask(f"commit-bodies {count}", answers=count) if call == "commit" else
                  self._bench.ask("query-body"))
        return float(self._boto3.ask(f"{call} {count}", *bodies)[0])

    def turns(self, call, count):
        """One pair: {way: seconds of `count` calls}, in turns."""
        taken = {"product": 0.0, "wire": 0.0, "boto3": 0.0}
        for _ in range(count // TURN):
            for way in taken:
                taken[way] += getattr(self, way)(call, TURN)
        return taken

    def end(self):
        self._bench.end()
        self._boto3.end()


def calls(build, pairs):
    with dynamodb_local() as store:
        ways = Ways(build, store)
        for call, title in (("commit", "activation"), ("query", "page of 51 activities")):
            ways.turns(call, WARM_UP)
            rows = [ways.turns(call, CALLS[call]) for _ in range(pairs)]
            middle = {way: statistics.median(row[way] for row in rows) * 1000 / CALLS[call] for way in rows[0]}
            ratio = {way: statistics.median(row["product"] / row[way] for row in rows) for way in ("wire", "boto3")}
            print(f"\n{title} on DynamoDB Local, ms, medians of {pairs} pairs of {CALLS[call]}: product {middle['product']:.2f}, wire "
                  f"{middle['wire']:.2f}, boto3 {middle['boto3']:.2f}; ratio to the wire {ratio['wire']:.2f} (goal <= 1.2), to boto3 "
                  f"{ratio['boto3']:.2f}")
        ways.end()


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def idle(events, begin, end):
    """The share of [begin, end] in which the API server works at no patch of ours. `events`: its audit log."""
    patches = sorted((instant(event["requestReceivedTimestamp"]), instant(event["stageTimestamp"])) for event in events
                     if event["verb"] == "patch" and event["user"]["username"] == "namespace-scheduler")
    nothing, until = 0.0, begin
    for received, answered in patches:
        if answered <= begin or received >= end:
            continue
        nothing += max(0.0, received - until)
        until = max(until, answered)
    return (nothing + max(0.0, end - until)) / (end - begin)
