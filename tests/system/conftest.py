"""Fixtures of the system tests: one cluster a module, products that end with their test, namespaces of one's own."""

import itertools

import pytest
from product import Product
from testcluster import TestCluster

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def cluster():
    """A cluster for the tests of one file, with controllers and without kubelet: pods are made and stay pending."""
    with TestCluster() as running:
        yield running


@pytest.fixture
def products(tmp_path):
    """Makes products whose processes end with the test; their logs are printed for a failure's report."""
    made = []

    def make(cluster, **options):
        made.append(Product(cluster, tmp_path / f"product{len(made)}", **options))
        return made[-1]

    yield make
    for product in made:
        product.kill()
        product.show_log()


@pytest.fixture
def own(cluster):
    """A label that only this test's namespaces have: (labels, settings) so that a product manages these and no others."""
    value = f"t{next(_numbers)}"
    labels = {"test": value}
    yield labels, {"NSCHED_NAMESPACE_SELECTOR": f"test={value}"}
    for item in cluster.api("GET", f"/api/v1/namespaces?labelSelector=test%3D{value}")["items"]:
        cluster.api("DELETE", f"/api/v1/namespaces/{item['metadata']['name']}")
