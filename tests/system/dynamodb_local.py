"""Amazon's DynamoDB Local for the tests: one process, in memory, and a client of boto3 to look into it.

    with DynamoDbLocal() as local:
        local.url                            "http://127.0.0.1:…"
        local.client.scan(TableName="…")     boto3's
        local.items("scheduler_state")       every item of a table, typed as on the wire
"""

import os
import subprocess

import packages
from stores import KEY, REGION, SECRET
from testcluster import REPOSITORY, spawn

packages.importable()
import boto3  # noqa: E402
import botocore.config  # noqa: E402


def client_of(url, **options):
    """boto3's client of whatever listens there; it asks once and tells every refusal."""
    given = {"region_name": REGION, "aws_access_key_id": KEY, "aws_secret_access_key": SECRET, **options}
    config = botocore.config.Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30)
    return boto3.client("dynamodb", endpoint_url=url, config=config, **given)


class DynamoDbLocal:
    def __enter__(self):
        with open(os.devnull, "wb") as nowhere:
            self._process = spawn([REPOSITORY / "scripts/dynamodb-local", "0"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=nowhere, text=True)
        said = self._process.stdout.readline().strip()
        if not said:
            raise RuntimeError("DynamoDB Local did not start: run scripts/setup test, then scripts/dynamodb-local 0")
        self.url = f"http://127.0.0.1:{said}"
        self.client = client_of(self.url)
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def tables(self):
        return {name for page in self.client.get_paginator("list_tables").paginate() for name in page["TableNames"]}

    def items(self, table):
        pages = self.client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        return [item for page in pages for item in page["Items"]]
