"""The same calls by boto3: for bench/dynamodb_speed.py, run by the interpreter that has it (tests/requirements.txt).

    dynamodb_boto3.py ENDPOINT
reads "commit N" and N lines, or "query N" and one line, each a body as JSON; answers with the seconds that the calls took.
"""

import json
import sys
import time

import boto3


def main():
    client = boto3.client("dynamodb", endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="AKIDEXAMPLE",
                          aws_secret_access_key="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    for line in sys.stdin:
        word, count = line.split()
        if word == "commit":
            call, bodies = client.transact_write_items, [json.loads(next(sys.stdin)) for _ in range(int(count))]
        else:
            call, bodies = client.query, [json.loads(next(sys.stdin))] * int(count)
        begin = time.perf_counter()
        for body in bodies:
            call(**body)
        print(time.perf_counter() - begin, flush=True)


if __name__ == "__main__":
    main()
