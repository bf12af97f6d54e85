"""Requests made from the OpenAPI document (schemathesis), against the shipping binary with the simulated cluster.

No 5xx, no undocumented status, header or content type, no answer of another shape, no acceptance of what the document
forbids, no leak of paths or types. NSS_FUZZ_SECONDS is how long, NSS_FUZZ_SEED what is drawn (make fuzz-api: longer, and
something else each time); a finding is printed as the curl command that repeats it."""

import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "system"))
from product import Product  # noqa: E402
from testcluster import REPOSITORY  # noqa: E402

# The stream never ends, and moving the clock would expire what other requests need.
LEFT_OUT = ("/api/events", "/api/simulation/advance")
# positive_data_acceptance: what the document allows may still be refused by what is (five places, a name that is taken).
CHECKS_LEFT_OUT = "positive_data_acceptance"


def _operations(product):
    paths = json.loads(product.request("GET", "/api/openapi.json")[1])["paths"]
    return {(method.upper(), re.sub(r"{[a-z_]+}", "{}", path)) for path, methods in paths.items() for method in methods
            if path not in LEFT_OUT}


def _succeeded(product):
    """(method, route) of what was answered with 2xx, by the product's own count."""
    line = re.compile(r'duration_seconds_count\{http_request_method="(\w+)",http_route="([^"]+)",http_response_status_code="2')
    return set(line.findall(product.request("GET", "/metrics")[1]))


def test_no_request_from_the_document_is_answered_otherwise_than_it_says(tmp_path):
    seconds = int(os.environ.get("NSS_FUZZ_SECONDS", "60"))
    product = Product(None, tmp_path / "product", hooks=False,
                      settings={"NSCHED_CLUSTER": "simulated", "NSCHED_SIMULATED_TIME": "2026-11-23T21:00:00Z"})
    product.start()
    venv = subprocess.run(["bash", "-c", ". scripts/common.sh; test_venv"], cwd=REPOSITORY, check=True, capture_output=True,
                          text=True).stdout.strip()
    seed = os.environ.get("NSS_FUZZ_SEED", "1")
    command = [f"{venv}/bin/schemathesis", "run", f"http://127.0.0.1:{product.port}/api/openapi.json", "--max-time", str(seconds), "--seed", seed,
               "--exclude-checks", CHECKS_LEFT_OUT, "--continue-on-failure", "--no-shrink", "--warnings", "off", "--no-color",
               *(word for path in LEFT_OUT for word in ("--exclude-path", path))]
    done = subprocess.run(command, cwd=tmp_path, env={**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE)},
                          capture_output=True, text=True, timeout=seconds * 4 + 120)
    print(done.stdout[-20000:], done.stderr[-4000:])
    assert done.returncode == 0, "the fuzzer found something: see above"
    passed = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert passed and int(passed.group(1)) == int(passed.group(2)) > 500, "it asked next to nothing"
    operations = _operations(product)
    untouched = operations - _succeeded(product)
    print(f"never answered with 2xx: {sorted(untouched)}")
    assert len(untouched) <= len(operations) / 8, f"never answered with 2xx, so hardly fuzzed: {sorted(untouched)}"
    assert product.running()
    product.stop()
