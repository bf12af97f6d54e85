"""Our Signature V4 beside AWS's: the published test suite, as botocore's source package carries it, step by step; and 10,000
requests of every sort, each signed by botocore too. NSS_SIGNATURE_SEED draws others, NSS_SIGNATURE_CASES more."""

import base64
import json
import os
import pathlib
import re
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "system"))
import packages  # noqa: E402
from testcluster import REPOSITORY  # noqa: E402

SEED = int(os.environ.get("NSS_SIGNATURE_SEED", "20261127"))
CASES = int(os.environ.get("NSS_SIGNATURE_CASES", "10000"))


def _suite():
    said = subprocess.run(["bash", "-c", ". scripts/common.sh; botocore_source"], cwd=REPOSITORY, check=True, capture_output=True,
                          text=True)
    folder = pathlib.Path(said.stdout.strip()) / "tests/unit/auth/aws4_testsuite"
    return {str(file.parent.relative_to(folder)): file for file in sorted(folder.rglob("*.req"))}


def _sign(requests):
    program = pathlib.Path(os.environ["NSS_TEST_BUILD_DIR"]) / "aws_sign_requests"
    lines = "".join(json.dumps(each) + "\n" for each in requests)
    done = subprocess.run([program], input=lines, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def _header(headers, name):
    found = [value.strip() for key, _, value in (line.partition(":") for line in headers) if key.lower() == name]
    assert len(found) <= 1, f"{name} is there {len(found)} times"
    return found[0] if found else ""


def _published_request(text, canonical):
    """A .req file, and the token that its .creq signs. Lines that begin with white space belong to the header before them (the old
    folding of HTTP)."""
    head, _, body = text.partition("\n\n")
    first, *lines = re.sub(r"\n[ \t]+", " ", head).split("\n")
    method, target = re.fullmatch(r"(\S+) (.*) HTTP/1\.1", first).groups()
    token = re.search(r"^x-amz-security-token:(.*)$", canonical, re.MULTILINE)
    return {"method": method, "url": f"https://{_header(lines, 'host')}{target}", "headers": lines,
            "body": base64.b64encode(body.encode()).decode(), "access": "AKIDEXAMPLE",
            "secret": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "token": token.group(1) if token else "",
            "region": "us-east-1", "service": "service", "now": 1440938160}  # 2015-08-30T12:36:00Z


def test_the_published_suite_is_whole():
    assert len(_suite()) == 34


@pytest.mark.parametrize("case", _suite())
def test_published_case(case):
    file = _suite()[case]
    expected = {suffix: file.with_suffix(suffix).read_text().replace("\r", "") for suffix in (".creq", ".sts", ".authz")}
    signed, = _sign([_published_request(file.read_text().replace("\r", ""), expected[".creq"])])
    assert signed["canonical_request"] == expected[".creq"]
    assert signed["string_to_sign"] == expected[".sts"]
    assert _header(signed["headers"], "authorization") == expected[".authz"]
    assert _header(signed["headers"], "x-amz-date") == "20150830T123600Z"


def test_the_same_as_botocore():
    said = packages.run(HERE / "signature_oracle.py", str(CASES), str(SEED), seconds=600)
    expected = [json.loads(line) for line in said.splitlines()]
    assert len(expected) == CASES
    answers = _sign([each["request"] for each in expected])
    assert len(answers) == CASES
    for theirs, ours in zip(expected, answers):
        assert ours["canonical_request"] == theirs["canonical_request"], theirs["request"]
        assert ours["string_to_sign"] == theirs["string_to_sign"], theirs["request"]
        assert _header(ours["headers"], "authorization") == theirs["authorization"], theirs["request"]
        assert _header(ours["headers"], "x-amz-date") == theirs["date"]
        assert _header(ours["headers"], "x-amz-security-token") == theirs["token"]
