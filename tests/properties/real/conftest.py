"""The properties on a real API server: one cluster for all files, and chance that can be drawn again.

A test that takes `draw` runs once a case, each with a random.Random of its own; the seed is in the test's name, and
NSS_PROPERTY_SEED=N draws the same cases again, NSS_PROPERTY_CASES=N more of them. NSS_PROPERTY_STORE=dynamodb: on DynamoDB Local."""

import itertools
import os
import pathlib
import random
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "system"))

from fake_kubelet import FakeKubelet  # noqa: E402 (the path above)
from stores import DynamoDbStore, SqliteStore  # noqa: E402
from testcluster import TestCluster  # noqa: E402
from world import World  # noqa: E402

FIRST_SEED = int(os.environ.get("NSS_PROPERTY_SEED") or random.SystemRandom().randrange(1_000_000))


def pytest_generate_tests(metafunc):
    if "draw" in metafunc.fixturenames:
        cases = int(os.environ.get("NSS_PROPERTY_CASES") or getattr(metafunc.function, "cases", 3))
        seeds = range(FIRST_SEED, FIRST_SEED + cases)
        metafunc.parametrize("draw", [random.Random(seed) for seed in seeds], ids=[f"seed={seed}" for seed in seeds])


@pytest.fixture(scope="session")
def cluster():
    with TestCluster() as running, FakeKubelet(running):
        yield running


@pytest.fixture(scope="session")
def new_store():
    """Makes the store of a world, empty."""
    if os.environ.get("NSS_PROPERTY_STORE") != "dynamodb":
        yield SqliteStore
        return
    from dynamodb_local import DynamoDbLocal   # only where it is needed: boto3 comes with it
    numbers = itertools.count(1)
    with DynamoDbLocal() as local:
        yield lambda: DynamoDbStore(local.url, f"world{next(numbers)}")


@pytest.fixture
def world(cluster, new_store, tmp_path):
    """Makes the worlds of a case: world(3) is a product and three namespaces, all asleep on Monday at 20:00."""
    made = []

    def make(count):
        made.append(World(cluster, new_store(), tmp_path / f"world{len(made)}", count))
        return made[-1].fall_asleep()

    yield make
    for each in made:
        each.close()
