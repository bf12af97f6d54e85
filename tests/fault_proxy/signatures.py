"""Signature V4 of each request, computed anew by botocore from what came over the wire and compared.

Credentials are {access key id: {"secret": …, "token"?: …, "expired"?: true}}; none: nothing is checked. A refusal is the name of
AWS's error and what it says (answers.py has the usual words).
"""

import datetime
import hmac
import re

import botocore.auth
import botocore.awsrequest
import botocore.credentials

SERVICE = "dynamodb"
TOLERANCE = datetime.timedelta(minutes=15)
FORM = re.compile(r"AWS4-HMAC-SHA256 Credential=([^/, ]+)/(\d{8})/([^/, ]+)/([^/, ]+)/aws4_request,\s*"
                  r"SignedHeaders=([^, ]+),\s*Signature=([0-9a-f]{64})$")
STAMP = "%Y%m%dT%H%M%SZ"


def check(request, credentials, now):
    """None when the signature is right, else {"answer": name, "message"?: text}. now: seconds, the service's clock."""
    if not credentials:
        return None
    authorization = request.header("Authorization")
    if authorization is None:
        return {"answer": "MissingAuthenticationTokenException"}
    form = FORM.match(authorization)
    stamp = request.header("X-Amz-Date")
    if not form or not stamp:
        return {"answer": "IncompleteSignatureException"}
    key, day, region, service, signed, signature = form.groups()
    known = credentials.get(key)
    if known is None or known.get("token") != request.header("X-Amz-Security-Token"):
        return {"answer": "UnrecognizedClientException"}
    if known.get("expired"):
        return {"answer": "ExpiredTokenException"}
    signed = signed.split(";")
    if service != SERVICE or not stamp.startswith(day) or not _all_signed(request, signed):
        return {"answer": "InvalidSignatureException"}
    ours = botocore.credentials.Credentials(key, known["secret"], known.get("token"))
    if not hmac.compare_digest(_signature(request, ours, region, signed, stamp), signature):
        return {"answer": "InvalidSignatureException"}
    return _date(stamp, now)


def _all_signed(request, signed):
    needed = {"host", *(name.lower() for name, _ in request.headers if name.lower().startswith("x-amz-"))}
    return needed <= set(signed) and signed == sorted(signed)


def _signature(request, credentials, region, signed, stamp):
    signer = botocore.auth.SigV4Auth(credentials, SERVICE, region)
    again = botocore.awsrequest.AWSRequest(request.method, f"http://{request.header('Host')}{request.path}", data=request.body)
    for name, value in request.headers:
        if name.lower() in signed:
            again.headers.add_header(name, value)
    again.context["timestamp"] = stamp
    return signer.signature(signer.string_to_sign(again, signer.canonical_request(again)), again)


def _date(stamp, now):
    said = datetime.datetime.strptime(stamp, STAMP).replace(tzinfo=datetime.timezone.utc)
    ours = datetime.datetime.fromtimestamp(now, datetime.timezone.utc)
    if abs(said - ours) <= TOLERANCE:
        return None
    early = said < ours
    edge = ours - TOLERANCE if early else ours + TOLERANCE
    words = ("Signature expired", "is now earlier than", "-") if early else ("Signature not yet current", "is still later than", "+")
    return {"answer": "InvalidSignatureException",
            "message": f"{words[0]}: {stamp} {words[1]} {edge:{STAMP}} ({ours:{STAMP}} {words[2]} 15 min.)"}
