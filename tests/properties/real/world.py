"""A world for one case of a property: a product with its calendar, and namespaces of its own on the shared API server."""

import datetime
import itertools
import json
import time

from objects import create_namespace, deployment, path_of, stateful_set
from product import BOGOTA, Product, instant
from snapshots import wanted, workloads
from testcluster import wait_until

TEAMS = ("pagos", "ventas", "cartera", "bodega", "nomina", "riesgo", "legal", "fraude", "tienda", "soporte")
MINUTE, HOUR, DAY = 60, 3600, 86400
BUSINESS = (7 * HOUR, 20 * HOUR)
LOOKS = 4

_numbers = itertools.count(1)


def clock_of(seconds):
    return datetime.datetime.fromtimestamp(seconds, BOGOTA)


def is_business(seconds):
    """The oracle, apart from the product's own: Monday to Friday from 07:00 to 20:00."""
    local = clock_of(seconds)
    return local.weekday() < 5 and BUSINESS[0] <= _of_day(local) < BUSINESS[1]


def _of_day(local):
    return local.hour * HOUR + local.minute * MINUTE + local.second


def clear_of_edges(seconds):
    """That instant, or a later one from which no business hours begin or end within a minute: the calendar goes on while
    a test looks."""
    for edge in BUSINESS:
        if -90 <= _of_day(clock_of(seconds)) - edge <= 5:
            return seconds + 2 * MINUTE
    return seconds


def non_business_instant(draw):
    """Some time outside business hours in the week after Monday at 20:00."""
    first = instant("mon 20:05")
    while True:
        seconds = clear_of_edges(first + draw.randrange(6 * DAY))
        if not is_business(seconds):
            return seconds


def business_instant(draw):
    return instant(draw.choice(("tue", "wed", "thu", "fri")) + f" {draw.randrange(8, 19):02}:30")


def duration(draw):
    """Minutes of an activation; None: until the next automatic shutdown."""
    return draw.choice((None, draw.randrange(1, 90), draw.randrange(90, 2000)))


class Answer:
    """An answer of the product: status, the whole body, and the operation in it (None in a refusal)."""

    def __init__(self, status, text):
        self.status = status
        self.body = json.loads(text)
        self.success = status < 300
        self.data = self.body["data"] if self.success else None
        self.code = self.body.get("code")
        self.message = self.body["message"]


class World:
    def __init__(self, cluster, store, folder, count):
        number = next(_numbers)
        self.cluster = cluster
        self.names = [f"{team}-{number}" for team in TEAMS[:count]]
        labels = {"world": f"w{number}"}
        for name in self.names:
            create_namespace(cluster, name, deployment("web", 2), stateful_set("db", 1), labels=labels)
        self.product = Product(cluster, folder, settings={**store.settings, "NSCHED_NAMESPACE_SELECTOR": f"world=w{number}"})
        store.create(self.product)

    def fall_asleep(self):
        wait_until(lambda: all(item["status"].get("readyReplicas") == wanted(item)
                               for item in workloads(self.cluster, *self.names).values()), what="every pod at work")
        self.product.set_clock("mon 19:58")
        self.product.start()
        self.product.adopted(*self.names)
        self.authorize("CC-001")
        self.to("mon 20:00:06")
        assert self.active_count() == 0
        return self

    def close(self):
        self.product.kill()
        self.product.show_log()
        for name in self.names:
            self.cluster.api("DELETE", f"/api/v1/namespaces/{name}")

    # ---- people ----

    def send(self, method, path, body=None):
        answer = Answer(*self.product.request(method, path, body))
        print(f"{clock_of(self.now()):%a %H:%M:%S} {method} {path} {body or ''} -> {answer.status} {answer.message}")
        return answer

    def authorize(self, center, namespaces=()):
        answer = self.send("POST", f"/api/cost-centers/{center}/permissions",
                           {"is_authorized": True, "max_concurrent_namespaces": 1000, "authorized_namespaces": list(namespaces)})
        assert answer.success, answer.body

    def activate(self, name, center="CC-001", minutes=None):
        body = {"cost_center": center, "requested_by": "ana"}
        return self.send("POST", f"/api/namespaces/{name}/activate", body if minutes is None else
                         {**body, "duration_minutes": minutes})

    def deactivate(self, name):
        return self.send("POST", f"/api/namespaces/{name}/deactivate", {"requested_by": "ana"})

    def scale_by_hand(self, name, replicas):
        print(f"{clock_of(self.now()):%a %H:%M:%S} somebody scales {name} to {replicas}")
        self.cluster.patch(path_of(name, "Deployment", "web"), {"spec": {"replicas": replicas}})

    # ---- time ----

    def now(self):
        return int(time.time()) + int((self.product.folder / "clock").read_text())

    def to(self, text_or_seconds):
        """It is that time, and everything due until then is done."""
        seconds = instant(text_or_seconds) if isinstance(text_or_seconds, str) else text_or_seconds
        self.leap(seconds - self.now())
        self.settle()

    def go_on(self, seconds):
        self.to(clear_of_edges(self.now() + seconds))

    def leap(self, seconds):
        """It is that much later; what is due then is only about to be done."""
        later = self.now() + seconds
        self.product.set_clock(later)
        print(f"{clock_of(self.now()):%a %H:%M:%S} it is this late now")
        self._seen(later)

    def _seen(self, seconds):
        """Waits until the product has looked at its calendar."""
        def looked():
            health = self.product.get("/health")
            return datetime.datetime.fromisoformat(health["time"].replace("Z", "+00:00")).timestamp() >= seconds
        wait_until(looked, what="the product knows the time", every=0.02)
        self.product.get("/api/tasks")   # at this question it also looks for what is due

    def settle(self):
        """Waits until what is wanted is so and no operation is under way, some looks in a row: what has just become due is
        wanted only once its operation is written."""
        calm = 0

        def at_rest():
            nonlocal calm
            views = self.statuses()
            so = all(each["status"] == each["desired_status"] for each in views)
            calm = calm + 1 if so and not self.pending() and not self._running_tasks() else 0
            return calm == LOOKS
        wait_until(at_rest, what="a world at rest")

    def restart(self):
        print(f"{clock_of(self.now()):%a %H:%M:%S} SIGKILL and a new start")
        self.product.restart()
        wait_until(lambda: len(self.statuses()) == len(self.names), what="our namespaces known again")

    # ---- what is so ----

    def active(self, name):
        """What the API server says."""
        return any(wanted(item) for item in workloads(self.cluster, name).values())

    def active_count(self):
        on = {namespace for (_, namespace, _), item in workloads(self.cluster, *self.names).items() if wanted(item)}
        return len(on)

    def statuses(self):
        """Of our namespaces: those of the worlds before, on their way out, are shown too."""
        return [each for each in self.product.items("/api/namespaces/status") if each["namespace"] in self.names]

    def off_hours(self):
        return self.product.get("/api/namespaces/status")["off_hours"]

    def operations(self, name=None):
        return [each for each in self.product.operations(name) if each["namespace"] in self.names]

    def steady(self, look):
        """What look() says once it has said the same for some looks: views follow what is written a moment later."""
        looks = []

        def same():
            looks.append(look())
            return len(looks) >= 2 * LOOKS and all(each == looks[-1] for each in looks[-2 * LOOKS:])
        wait_until(same, what="the same for a while")
        return looks[-1]

    def _running_tasks(self):
        """A run is over, and counted, a moment after its last operation."""
        return [each["id"] for each in self.product.items("/api/tasks") if each["status"] == "running"]

    def pending(self):
        return [each["id"] for each in self.operations() if not each["completed_at"]]

    def activities(self, name=None):
        """Newest first; like operations and statuses, of our namespaces: one of the world before that goes only now has its
        record closed in the middle of ours."""
        records = self.product.items("/api/activities" + (f"?namespace={name}" if name else ""))
        return [each for each in records if each["namespace_name"] in self.names]
