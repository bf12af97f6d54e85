"""SIGKILL at every named crash point and at random instants, while namespaces are switched off and on, on a real API server,
with each store.

After each restart the cluster converges: what should sleep sleeps with its original, what should be awake is as it was,
field by field, and each decision has exactly one operation a namespace in the log.

NSS_CRASH_KILLS=n goes on until n kills; NSS_CRASH_SOAK_MINUTES=n for that long (make crash-soak). NSS_CRASH_SEED repeats
an order of points; the seed is printed.
"""

import collections
import http.client
import json
import os
import random
import re
import threading
import time

import pytest
from objects import create_namespace, daemon_set, deployment, stateful_set, usual
from product import Product, instant, rfc3339
from snapshots import all_asleep, assert_same, original, snapshot, wanted, workloads
from testcluster import REPOSITORY, TestCluster, wait_until

NAMES = ["cartera", "nomina", "pagos", "tienda"]
KILLS = int(os.environ.get("NSS_CRASH_KILLS", "60"))
SOAK_SECONDS = 60 * float(os.environ.get("NSS_CRASH_SOAK_MINUTES", "0"))
SEED = int(os.environ.get("NSS_CRASH_SEED", str(random.randrange(1_000_000))))
RANDOM = "a random instant"
BY_PERSONS_ONLY = {"c10.before_reply"}   # its own test below
EACH = 2          # kills at each point in each direction, at least
MOST_PASSES = {"c4": 12, "c5": 12, "c6": 12, "c13": 6, "t1": 1, "t2": 2, "t3": 2}


def points_of(store):
    """The named points that a product with that store can pass, and any instant."""
    text = "".join(path.read_text() for path in (REPOSITORY / "src").rglob("*.cc"))
    named = sorted(set(re.findall(r'\bcrash_point\("([^"]+)"\)', text)) - BY_PERSONS_ONLY)
    others = {"sqlite", "dynamodb"} - {store.name}
    return [each for each in named if not others & set(each.split("."))] + [RANDOM]


def transitions():
    """("off" or "on", seconds) without end: 20:00 and 07:00 of each business day."""
    week = 0
    while True:
        for day in ("mon", "tue", "wed", "thu", "fri"):
            yield "off", instant(f"{day}+{week * 7} 20:00")
            following = {"mon": "tue", "tue": "wed", "wed": "thu", "thu": "fri", "fri": "mon"}[day]
            yield "on", instant(f"{following}+{(week + (day == 'fri')) * 7} 07:00")
        week += 1


@pytest.fixture(scope="module")
def cluster():
    """Without controllers: they add nothing here, and sixty kills shall be quick."""
    with TestCluster(controllers=False) as running:
        for number, name in enumerate(NAMES):
            create_namespace(running, name, *usual(), labels={"cost-center": f"CC-{number}"})
        create_namespace(running, "rarezas", deployment("parked", 0), stateful_set("big", 17),
                         daemon_set("picky", node_selector={"disk": "ssd"}))
        yield running


ALL = [*NAMES, "rarezas"]


def product_on(store, cluster, folder):
    product = Product(cluster, folder / "product", settings=store.settings)
    store.create(product)
    return product


class Crashes:
    """Drives one store through transitions; every process may die at any time."""

    def __init__(self, cluster, product, points):
        self.cluster = cluster
        self.product = product
        self.points = points
        self.before = snapshot(cluster, ALL)
        self.random = random.Random(SEED)
        self.hits = collections.Counter()
        self.armed = None
        self.times = transitions()
        self.direction, self.at = "on", instant("mon 19:59")
        self.timer = None
        self.operations = []    # those of the transition at hand
        self.crossed = 0

    # ---- processes ----

    def begin(self):
        self.product.set_clock(self.at)
        self.product.start()
        self.product.adopted(*ALL)
        self.product.kill()
        self.start(next_direction="off")

    def start(self, next_direction):
        """A new process, armed with the point that has been hit least on the way that lies ahead."""
        points = list(self.points)
        self.random.shuffle(points)
        self.armed = min(points, key=lambda each: self.hits[each, next_direction])
        crash_at = None
        if self.armed != RANDOM:
            passes = MOST_PASSES.get(self.armed.split(".")[0], len(ALL))
            crash_at = f"{self.armed}:{self.random.randint(1, passes)}"
        self.product.start(crash_at=crash_at, ready=False)
        if self.armed == RANDOM:
            self.kill_soon()

    def kill_soon(self):
        process = self.product.process
        self.timer = threading.Timer(self.random.uniform(0.0, 0.8), process.kill)
        self.timer.start()

    def died(self):
        self.product.wait_killed()
        if self.timer:
            self.timer.cancel()
        self.hits[self.armed, self.direction] += 1

    def stop(self):
        if self.timer:
            self.timer.cancel()
        self.product.kill()

    # ---- one transition ----

    def cross(self):
        """Lets the next transition come and waits until the cluster has followed, over any number of deaths."""
        self.direction, self.at = next(self.times)
        self.crossed += 1
        self.product.set_clock(self.at + 1)
        if self.armed == RANDOM and self.product.running():
            self.kill_soon()
        kills = 0
        while wait_until(self.outcome, what=f"{self.direction} at {rfc3339(self.at)}", every=0.01) == "died":
            kills += 1
            self.died()
            self.start(self.direction)
        if self.timer:
            self.timer.cancel()
        self.check()
        following = "on" if self.direction == "off" else "off"
        if not self.product.running():   # at a point that comes after the last record
            self.died()
            self.start(following)
        elif not kills:
            self.product.kill()          # its point does not lie on this way
            self.start(following)

    def outcome(self):
        if not self.product.running():
            return "died"
        try:
            if self.product.find_port() is None:
                return None
            operations = self.recorded()
        except (OSError, http.client.HTTPException, ValueError):
            return None   # it is starting, or dying
        if operations is None or len(operations) < len(ALL):
            return None
        if not all(each["completed_at"] for each in operations):
            return None
        self.operations = operations
        return "followed"

    def recorded(self):
        status, text = self.product.request("GET", f"/api/logs?limit=200&start={rfc3339(self.at)}")
        return json.loads(text)["data"]["items"] if status == 200 else None

    def check(self):
        operations = collections.Counter((each["namespace"], each["operation_type"]) for each in self.operations)
        expected = "auto_shutdown" if self.direction == "off" else "auto_startup"
        assert operations == {(name, expected): 1 for name in ALL}, "one operation for a decision and a namespace"
        if self.direction == "on":
            return assert_same(self.before, snapshot(self.cluster, ALL))
        for key, item in workloads(self.cluster, *ALL).items():
            was = wanted(self.before[key])
            assert wanted(item) == 0, key
            assert (original(item) or {}).get("r") == (was or None), key

    # ---- the end ----

    def enough(self, begun):
        if SOAK_SECONDS:
            return time.monotonic() - begun > SOAK_SECONDS
        everywhere = all(self.hits[each, way] >= EACH for each in self.points for way in ("off", "on"))
        return everywhere and sum(self.hits.values()) >= KILLS

    def check_the_whole_log(self):
        self.product.kill()
        self.product.start()
        operations = collections.Counter((each["namespace"], each["operation_type"]) for each in self.product.operations())
        assert sum(operations.values()) == self.crossed * len(ALL)
        errors = [line for line in self.product.log_lines() if line.get("level") == "error"]
        assert not errors, errors[:5]

    def report(self):
        print(f"seed {SEED}: {sum(self.hits.values())} kills")
        for point in sorted({point for point, _ in self.hits}):
            print(f"  {point:28} off {self.hits[point, 'off']:3}   on {self.hits[point, 'on']:3}")


def test_kills_at_every_crash_point_and_at_random_instants(cluster, store, tmp_path, capsys):
    crashes = Crashes(cluster, product_on(store, cluster, tmp_path), points_of(store))
    begun = time.monotonic()
    try:
        crashes.begin()
        while not crashes.enough(begun):
            crashes.cross()
            assert SOAK_SECONDS or crashes.crossed < 10 * KILLS, f"points that are never passed: {crashes.hits}"
        if crashes.direction == "off":
            crashes.cross()
        crashes.check_the_whole_log()
    finally:
        with capsys.disabled():
            print(f"\n{crashes.crossed} transitions in {time.monotonic() - begun:.0f} s")
            crashes.report()
        crashes.stop()
        crashes.product.show_log()


@pytest.mark.parametrize("word, kind", [("deactivate", "manual_deactivation"), ("activate", "manual_activation")])
def test_a_crash_before_the_answer_leaves_one_operation_that_is_carried_out(cluster, store, tmp_path, word, kind):
    product = product_on(store, cluster, tmp_path)
    before = snapshot(cluster, ALL)
    body = {"cost_center": "CC-1"} if word == "activate" else {}
    try:
        product.set_clock("mon 10:00")
        product.start()
        product.authorize("CC-1")
        product.adopted(*ALL)
        if word == "activate":
            product.post("/api/namespaces/pagos/deactivate")
        product.restart(crash_at="c10.before_reply")
        with pytest.raises((OSError, http.client.HTTPException)):
            product.post(f"/api/namespaces/pagos/{word}", body)
        product.wait_killed()
        product.start()
        last = product.settled("pagos", 2 if word == "activate" else 1)[-1]
        assert (last["operation_type"], last["status"]) == (kind, "completed")
        assert product.post(f"/api/namespaces/pagos/{word}", body)["changed"] is False
        assert all_asleep(cluster, "pagos") == (word == "deactivate")
        if word == "deactivate":
            product.post("/api/namespaces/pagos/activate", {"cost_center": "CC-1"})
        assert_same(before, snapshot(cluster, ALL))
    finally:
        product.kill()
        product.show_log()
