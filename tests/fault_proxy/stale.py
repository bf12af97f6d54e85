"""Indexes that lag: queries of an index are answered from tables as they were a while ago.

The lag is a copy of each table in the same DynamoDB Local, under another name: a query of an index is sent there, so that Local
itself evaluates it. What reads the table, and not an index, sees everything at once, as with the real service.
"""

import json

import boto3
import botocore.config

MARK = "-a-while-ago"


class StaleIndexes:
    def __init__(self, endpoint):
        self._client = boto3.client("dynamodb", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="stale",
                                    aws_secret_access_key="stale", config=botocore.config.Config(retries={"max_attempts": 1}))
        self._tables = set()

    def freeze(self, tables):
        """From now on their indexes show what they show now. Blocks."""
        for table in tables:
            self._copy(table)
            self._tables.add(table)

    def thaw(self):
        for table in self._tables:
            self._client.delete_table(TableName=table + MARK)
        self._tables.clear()

    def redirected(self, request, facts):
        """The request, for the copy if it asks a lagging index."""
        if facts.operation != "Query" or not facts.index or facts.document.get("TableName") not in self._tables:
            return request
        return request.with_body(json.dumps({**facts.document, "TableName": facts.document["TableName"] + MARK}).encode())

    def _copy(self, table):
        if table in self._tables:
            self._client.delete_table(TableName=table + MARK)
        found = self._client.describe_table(TableName=table)["Table"]
        indexes = [{name: each[name] for name in ("IndexName", "KeySchema", "Projection")}
                   for each in found.get("GlobalSecondaryIndexes", [])]
        self._client.create_table(TableName=table + MARK, KeySchema=found["KeySchema"], BillingMode="PAY_PER_REQUEST",
                                  AttributeDefinitions=found["AttributeDefinitions"],
                                  **({"GlobalSecondaryIndexes": indexes} if indexes else {}))
        for page in self._client.get_paginator("scan").paginate(TableName=table):
            for item in page["Items"]:
                self._client.put_item(TableName=table + MARK, Item=item)
