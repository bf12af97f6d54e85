"""The crash tests use the system tests' cluster, product and snapshots, and run on each store."""

import itertools
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))
from stores import DynamoDbStore, SqliteStore  # noqa: E402

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def local():
    from dynamodb_local import DynamoDbLocal   # only where it is needed: boto3 comes with it
    with DynamoDbLocal() as running:
        yield running


@pytest.fixture(params=["sqlite", "dynamodb"])
def store(request):
    """An empty store of the test's own."""
    if request.param == "sqlite":
        return SqliteStore()
    return DynamoDbStore(request.getfixturevalue("local").url, f"crash{next(_numbers)}")
