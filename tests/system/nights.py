"""A night on a real API server, for tests that do something in the middle of it."""

from objects import create_namespace, read, usual
from snapshots import all_asleep, assert_same, snapshot, wanted, workloads
from testcluster import wait_until


class Night:
    """A namespace with one workload of each kind that we switched off on Monday at 20:00."""

    def __init__(self, cluster, products, own, **options):
        self.labels, settings = own
        self.cluster = cluster
        self.ns = f"pagos-{self.labels['test']}"
        create_namespace(cluster, self.ns, *usual(), labels=self.labels)
        settle(cluster, self.ns)
        self.before = snapshot(cluster, [self.ns])
        self.product = products(cluster, settings={**settings, **options.get("settings", {})})
        self.product.set_clock("mon 19:59")
        self.product.start()
        self.product.adopted(self.ns)
        self.product.set_clock("mon 20:00:01")
        self.product.settled(self.ns, 1)
        assert all_asleep(cluster, self.ns)

    def read(self, kind="Deployment", name="web"):
        return read(self.cluster, self.ns, kind, name)

    def wanted(self, kind="Deployment", name="web"):
        return wanted(self.read(kind, name))

    def kubectl(self, *arguments, **options):
        return self.cluster.kubectl("-n", self.ns, *arguments, **options)

    def wait_wanted(self, count, name="web", kind="Deployment"):
        def so():
            self.product.get("/api/tasks")   # also makes it look at the clock at once
            return self.wanted(kind, name) == count
        wait_until(so, what=f"{kind} {name} at {count}")

    def morning(self, operations=2):
        self.product.set_clock("tue 07:00:01")
        return self.product.settled(self.ns, operations)

    def back_as_it_was(self):
        assert_same(self.before, snapshot(self.cluster, [self.ns]))


def settle(cluster, *namespaces):
    """Waits until the controllers have seen every workload: what they write then is part of "before"."""
    def seen():
        return all(item["metadata"]["generation"] == item["status"].get("observedGeneration")
                   and (kind != "Deployment" or "deployment.kubernetes.io/revision" in item["metadata"]["annotations"])
                   for (kind, _, _), item in workloads(cluster, *namespaces).items())
    wait_until(seen, what="the controllers at rest")
