"""Fixtures of the tests of the DynamoDB store: Local, the fault proxy before it, tables of one's own. Imported by name."""

import itertools

import pytest
from dynamodb_local import DynamoDbLocal
from faults import FaultProxy
from stores import KEY, SECRET, DynamoDbStore

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def local():
    with DynamoDbLocal() as running:
        yield running


@pytest.fixture(scope="module")
def aws(local):
    with FaultProxy(local.url, aws=True) as running:
        yield running


@pytest.fixture
def proxy(aws):
    """Without rules, with signatures checked."""
    aws.check_signatures({KEY: {"secret": SECRET}})
    yield aws
    aws.clear()
    aws.set_clock(0)
    aws.thaw_indexes()


@pytest.fixture
def store(proxy):
    """Tables that are not there yet."""
    return DynamoDbStore(proxy.url, f"t{next(_numbers)}")


@pytest.fixture
def tables(store, products):
    """Tables as init-dynamodb makes them, empty."""
    store.create(products(None, hooks=False, settings=store.settings))
    return store


def simulated(store, **settings):
    return {"NSCHED_CLUSTER": "simulated", "NSCHED_SIMULATED_TIME": "2026-11-24T02:00:00Z", **store.settings, **settings}
