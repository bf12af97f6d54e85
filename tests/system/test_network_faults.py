"""What a network and an overloaded API server do between the product and a real API server (the fault proxy in front of it): a night and a
morning happen all the same, each once, and everything is as it was."""

import pytest
from faults import FaultProxy
from objects import create_namespace, usual
from snapshots import all_asleep, assert_same, none_held, snapshot
from testcluster import TestCluster, wait_until


@pytest.fixture(scope="module")
def cluster():
    """Without controllers: nothing but our product and the tests touches the workloads."""
    with TestCluster(controllers=False) as running:
        yield running


@pytest.fixture(scope="module")
def proxies(cluster):
    with FaultProxy.before(cluster) as running:
        yield running


@pytest.fixture
def proxy(proxies):
    """Without rules."""
    yield proxies
    proxies.clear()


@pytest.fixture
def evening(cluster, products, own, proxy, tmp_path):
    """(product behind the proxy, namespaces, what they were): it is Monday, a minute before 20:00."""
    labels, settings = own
    names = [f"red-{labels['test']}-{number}" for number in range(3)]
    for name in names:
        create_namespace(cluster, name, *usual(), labels=labels)
    before = snapshot(cluster, names)
    product = products(cluster, settings=settings, kubeconfig=proxy.kubeconfig(cluster, tmp_path / "proxied.kubeconfig"))
    product.set_clock("mon 19:59")
    product.start()
    product.adopted(*names)
    return product, names, before


def off_and_on(cluster, evening):
    product, names, before = evening
    product.set_clock("mon 20:00:01")
    for name in names:
        product.settled(name, 1)
    assert all_asleep(cluster, *names)
    product.set_clock("tue 07:00:01")
    for name in names:
        product.settled(name, 2)
    assert none_held(cluster, *names)
    assert_same(before, snapshot(cluster, names))


WHILE_PATCHING = {
    "the answer is lost": {"lost_reply": True},
    "500 after it was done": {"kubernetes": "InternalError", "committed": True},
    "reset": {"reset": True},
    "half an answer": {"cut": True},
    "409": {"kubernetes": "Conflict"},
    "429": {"kubernetes": "TooManyRequests", "retry_after": 1},
    "500": {"kubernetes": "InternalError"},
    "503": {"kubernetes": "ServiceUnavailable"},
    "504 after it was done": {"kubernetes": "Timeout", "committed": True},
    "a load balancer's 502": {"status": 502},
}


@pytest.mark.parametrize("fault", WHILE_PATCHING.values(), ids=WHILE_PATCHING.keys())
def test_every_third_patch_fails(cluster, evening, proxy, fault):
    number = proxy.rule(fault, times=None, rate=0.34, method="PATCH")
    off_and_on(cluster, evening)
    assert proxy.hits(number) > 0


WHILE_WATCHING = {
    "the lists are cut": ({"cut": True}, 4, r"\?limit="),
    "the lists are refused as too old": ({"kubernetes": "Expired"}, 4, r"\?limit="),
    "watches are refused as too old": ({"kubernetes": "Expired"}, 6, r"watch=1"),
    "watches are reset": ({"reset": True}, 6, r"watch=1"),
}


@pytest.mark.parametrize("fault, times, path", WHILE_WATCHING.values(), ids=WHILE_WATCHING.keys())
def test_lists_and_watches_fail(cluster, evening, proxy, fault, times, path):
    product, names, _ = evening
    product.kill()
    number = proxy.rule(fault, times=times, method="GET", path=path)
    product.start()
    product.adopted(*names)
    off_and_on(cluster, evening)
    assert proxy.hits(number) > 0


def test_a_hand_is_seen_after_every_connection_broke(cluster, evening, proxy):
    product, names, _ = evening
    product.set_clock("mon 20:00:01")
    for name in names:
        product.settled(name, 1)
    refused = proxy.rule({"reset": True}, times=3, path=r"watch=1")
    proxy.break_connections()
    cluster.kubectl("-n", names[0], "scale", "deployment/web", "--replicas=1")
    wait_until(lambda: product.state(names[0])["workloads"]["active"] == 1, what="the hand is seen")
    assert proxy.hits(refused) == 3
