"""Requests of every sort, and what botocore makes of them; run by the venv's Python (packages.py). Prints COUNT lines, each
{"request": a line for sign_requests, "authorization", "date", "token", "canonical_request", "string_to_sign"}. The seed decides
them all.

Values of the query and of the path are percent-encoded, as they are sent. The host is in lower case: botocore makes it so,
we sign it as it is sent.
"""

import base64
import datetime
import json
import random
import string
import sys
from urllib.parse import quote

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

count, seed = (int(each) for each in sys.argv[1:])
draw = random.Random(seed)

SAFE = string.ascii_letters + string.digits + "-_.~"
ODD = " %/?&=+:;,@!$'()*#[]{}<>|\\^`\"\tñäßሴ😀\u2028"
SCOPES = [("eu-west-1", "dynamodb"), ("us-east-1", "sts"), ("sa-east-1", "dynamodb"), ("cn-north-1", "dynamodb"),
          ("us-east-1", "service")]
# Of each, several requests: the day and the key change between them, and come back.
DAYS = [datetime.datetime(2026, 11, 27), datetime.datetime(2026, 11, 28), datetime.datetime(2024, 2, 29),
        datetime.datetime(2099, 12, 31)]
KEYS = [("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""), ("ASIAEXAMPLE2", "secret/+=2", "tok/en+//=="),
        ("A", "s", "t")]
UNSIGNED = ["User-Agent", "Expect", "Connection", "X-Amzn-Trace-Id", "Transfer-Encoding", "Keep-Alive", "Upgrade", "traceparent"]
NAMES = ["Content-Type", "X-Amz-Target", "x-amz-meta-a", "X-Amz-Meta-A", "X-Amz-Meta-AB", "Accept", "x-amz-content-b", "Zebra",
         "A"]
ADDRESSES = [("https", ""), ("https", ":443"), ("https", ":8443"), ("http", ""), ("http", ":80"), ("http", ":8000"),
             ("http", ":443")]


def word(letters, least, most):
    return "".join(draw.choice(letters) for _ in range(draw.randint(least, most)))


def text(least, most):
    return word(SAFE if draw.random() < 0.5 else SAFE + ODD, least, most)


def header_value():
    blank = draw.choice(["", " ", "   ", "\t", " \t "])
    words = [word(SAFE + ":;,/=+\"'()", 1, 12) for _ in range(draw.randint(1, 4))]
    return blank + draw.choice([" ", "  ", "\t", "   "]).join(words) + blank


def path():
    segments = [draw.choice(["", ".", "..", "a", "..."]) if draw.random() < 0.3 else quote(text(1, 12), safe="")
                for _ in range(draw.randint(0, 6))]
    return "/" + "/".join(segments)


def query():
    names = [quote(text(0, 6), safe="-_.~") for _ in range(draw.randint(1, 6))]
    pairs = []
    for name in names:
        value = quote(text(0, 10), safe="-_.~")
        pairs.append(draw.choice([f"{name}={value}", f"{name}={value}", f"{name}=", name]) if name else f"k={value}")
    if draw.random() < 0.3:
        pairs.append(pairs[0].partition("=")[0] + "=again")
    return "&".join(pairs)


def url():
    scheme, port = draw.choice(ADDRESSES)
    host = draw.choice(["dynamodb.eu-west-1.amazonaws.com", "localhost", "127.0.0.1", "[::1]", "[fd00:ec2::23]", "a-b.example"])
    return f"{scheme}://{host}{port}" + draw.choice(["", "/", path(), path()]) + draw.choice(["", "", "?" + query()])


def one():
    region, service = draw.choice(SCOPES)
    access, secret, token = draw.choice(KEYS)
    if draw.random() < 0.2:
        access, secret, token = word(SAFE, 1, 20), text(1, 40), draw.choice(["", word(SAFE + "/+=", 1, 400)])
    now = draw.choice(DAYS) + datetime.timedelta(seconds=draw.randint(0, 86_399))
    body = draw.choice([b"", draw.randbytes(draw.randint(1, 300)), json.dumps({"TableName": text(1, 20)}).encode()])
    headers = [(draw.choice(NAMES), header_value()) for _ in range(draw.randint(0, 6))]
    headers += [(draw.choice(UNSIGNED), word(SAFE, 1, 9)) for _ in range(draw.randint(0, 2))]
    if draw.random() < 0.2:
        headers.append(("Host", "given.example:81"))
    if draw.random() < 0.2:  # of a signature before
        headers += [("x-amz-date", "20200101T000000Z"), ("Authorization", "old")]
        headers += [("X-AMZ-Security-Token", "old")] if token else []
    draw.shuffle(headers)
    return {"method": draw.choice(["GET", "POST", "PUT", "DELETE"]), "url": url(),
            "headers": [f"{name}:{value}" for name, value in headers], "body": base64.b64encode(body).decode(),
            "access": access, "secret": secret, "token": token, "region": region, "service": service,
            "now": int(now.replace(tzinfo=datetime.timezone.utc).timestamp())}


class RecordingSigner(botocore.auth.SigV4Auth):
    """botocore's signer, with the steps that it went through."""

    def canonical_request(self, request):
        self.canonical = super().canonical_request(request)
        return self.canonical

    def string_to_sign(self, request, canonical_request):
        self.to_sign = super().string_to_sign(request, canonical_request)
        return self.to_sign


def signed(line):
    request = AWSRequest(method=line["method"], url=line["url"], data=base64.b64decode(line["body"]))
    for header in line["headers"]:
        name, _, value = header.partition(":")
        request.headers[name] = value
    credentials = Credentials(line["access"], line["secret"], line["token"] or None)
    signer = RecordingSigner(credentials, line["service"], line["region"])
    botocore.auth.get_current_datetime = lambda: datetime.datetime.fromtimestamp(line["now"], datetime.timezone.utc)
    signer.add_auth(request)
    return {"request": line, "authorization": request.headers["Authorization"], "date": request.headers["X-Amz-Date"],
            "token": request.headers.get("X-Amz-Security-Token", ""), "canonical_request": signer.canonical,
            "string_to_sign": signer.to_sign}


for _ in range(count):
    print(json.dumps(signed(one())))
