#!/usr/bin/python3
"""The tour of the API, docs/api-tour.md: curl commands and what the shipping binary really answers to them, beside the
simulated cluster at a fixed time. scripts/tour writes the page; test_tour.py runs the tour again and compares.
"""

import contextlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

from product import Product
from testcluster import REPOSITORY, wait_until
from tour_steps import STEPS

PAGE = REPOSITORY / "docs/api-tour.md"
ADDRESS = "localhost:8080"
BEGIN = "2026-11-23T21:00:00Z"
SHOWN_HEADERS = ("allow", "content-language", "etag", "idempotency-replayed", "location", "retry-after")
LONGEST_LIST, LONGEST_TEXT, MOST_LINES = 2, 12, 60
LOOKS = 15

HEAD = f"""# A tour of the API

Written by `scripts/tour`, which starts the product beside the simulated cluster on Monday 23 November 2026 at 16:00 in
Bogotá ({BEGIN}) and sends these commands one after the other; every answer is a real one. `tests/system/test_tour.py`
runs the tour again and fails when this page no longer says what the product does. Lists are cut to their first {LONGEST_LIST}
elements and long answers to their first lines; where something is left out there is a `…`. Of the headers, those that
matter are shown. Words in capitals, such as `$TASK`, stand for what an answer before them held.

To follow it by hand:

```
NSCHED_SIMULATED_TIME={BEGIN} NSCHED_LOCALE=en make run
```
"""


class Tour:
    def __init__(self, product):
        self._product = product
        self._port = product.port
        self._kept = {}
        self._written = True
        self.page = [HEAD]

    def go(self, step):
        if step.title:
            self.page.append(f"## {step.title}\n")
        if step.text:
            self.page.append(step.text + "\n")
        if self._written and not step.writes:
            self._settle()
        self._written = step.writes
        # The first request of a key may still be being kept when its answer is here already.
        status, headers, body = wait_until(lambda: self._unless_in_progress(step.command), what="the key's first answer kept")
        shown = self._shown(status, headers, body)
        self.page.append(f"```\n{step.command}\n```\n\n```http\n{shown}\n```\n")
        if int(status.split()[1]) != step.status:
            raise AssertionError(f"{step.command}: {status}, not {step.status}: {body[:600]}")
        for name, path in step.keep.items():
            self._kept[name] = found(json.loads(body), path)

    def _settle(self):
        """Waits until the views stay as they are: they follow what is written a tenth of a second later."""
        looks = []

        def at_rest():
            pending = [each["id"] for each in self._product.operations() if not each["completed_at"]]
            looks.append((self._product.get("/api/namespaces/status")["off_hours"], self._product.states(), pending))
            return len(looks) >= LOOKS and all(look == (*looks[-1][:2], []) for look in looks[-LOOKS:])
        wait_until(at_rest, what="a product at rest", every=0.02)

    def _unless_in_progress(self, command):
        answer = self._curl(command)
        return None if " 409 " in answer[0] and '"idempotency_in_progress"' in answer[2] else answer

    def _curl(self, command):
        words = shlex.split(command.replace("\\\n", ""))
        assert words[0] == "curl"
        for name, value in self._kept.items():
            words = [word.replace(f"${name}", value) for word in words]
        done = subprocess.run(["curl", "-sS", "-i", "--max-time", "20", "--connect-to",
                               f"{ADDRESS}:127.0.0.1:{self._port}", *words[1:]],
                              capture_output=True, text=True, check=False)
        # 28: the time is up. A stream does not end by itself.
        if done.returncode not in ((0, 28) if "/api/events" in words[-1] else (0,)):
            raise RuntimeError(f"curl ended with {done.returncode}: {done.stderr}")
        head, _, body = done.stdout.replace("\r\n", "\n").partition("\n\n")
        status, *headers = head.split("\n")
        return status, headers, body

    @staticmethod
    def _shown(status, headers, body):
        lines = [status] + [line for line in headers if line.split(":")[0].lower() in SHOWN_HEADERS]
        try:
            text, most = fold(json.dumps(cut(json.loads(body)), indent=2, ensure_ascii=False)), MOST_LINES
        except ValueError:
            text, most = body.rstrip("\n"), LONGEST_TEXT
            if text.startswith("retry:"):
                text = text.split("\n")[0] + "\n\n…"  # what follows is what happens meanwhile
        body_lines = text.split("\n")
        if len(body_lines) > most:
            body_lines = [*body_lines[:most], "…"]
        return "\n".join([*lines, "", *body_lines])


def found(value, path):
    for part in path.split("."):
        value = value[int(part) if part.isdigit() else part]
    return value


def cut(value):
    """The value with every list in it cut short."""
    if isinstance(value, dict):
        return {name: cut(each) for name, each in value.items()}
    if isinstance(value, list):
        return [cut(each) for each in value[:LONGEST_LIST]] + (["…"] if len(value) > LONGEST_LIST else [])
    return value


def fold(text, width=120):
    """The text with objects and lists that hold no others on one line each, where it is not too long."""
    def one_line(match):
        line = match.group(1) + re.sub(r"\s*\n\s*", " ", match.group(2)).replace("{ ", "{").replace(" }", "}")
        line = line.replace("[ ", "[").replace(" ]", "]")
        return line if len(line) <= width else match.group()
    return re.sub(r"(?m)^([^\n{\[]*)(\{[^{}\[\]]*\}|\[[^\[\]{}]*\])", one_line, text)


def written():
    """The page, as the product of today has it."""
    settings = {"NSCHED_CLUSTER": "simulated", "NSCHED_SIMULATED_TIME": BEGIN, "NSCHED_LOCALE": "en"}
    with tempfile.TemporaryDirectory() as folder:
        product = Product(None, folder, hooks=False, settings=settings)
        try:
            product.start()
            wait_until(lambda: len(product.get("/api/upcoming")["items"]) > 0, what="the namespaces known")
            paths = json.loads(product.request("GET", "/api/openapi.json")[1])["paths"]
            tour = Tour(product)
            for step in STEPS:
                if step.needs is None or step.needs in paths:
                    tour.go(step)
            product.stop()
        finally:
            product.kill()
    return "\n".join(tour.page)


# What differs from run to run: ids, hashes, tags, seconds, versions and what is measured.
MASKS = [(re.compile(pattern), mask) for pattern, mask in (
    (r"\b(op|t|r)_[0-9a-z_]{6,}", r"\1_ID"),
    (r"\b[0-9a-f]{64}\b", "HASH"),
    (r"(?m)^(ETag: ).*", r"\1TAG"),
    (r'("etag": ).*', r"\1TAG"),
    (r'("(scheduled|actual)Hours": )[0-9.]+', r"\1HOURS"),
    (r'("(wanted|ready)": )\d+', r"\1COUNT"),  # of a DaemonSet just switched on, its controller says how many
    (r'("version": ).*', r"\1VERSION"),
    (r'("next_cursor": )"[^"]*"', r"\1CURSOR"),
    (r"\b1[0-9]{9}\b", "SECONDS"),
    (r"(T\d\d:\d\d):\d\d", r"\1:SS"),
    (r"(?m)^([a-z_]+(\{[^}]*\})?) [0-9.e+-]+$", r"\1 NUMBER"),
    (r"(?m)^(Retry-After: )\d+", r"\1SECONDS"),
)]


def masked(text):
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    return text


def main():
    os.environ.setdefault("NSS_TEST_BUILD_DIR", str(REPOSITORY / "build/release"))
    with contextlib.redirect_stdout(sys.stderr):
        page = written()
    pathlib.Path(PAGE).write_text(page)
    print(f"{PAGE.relative_to(REPOSITORY)}: {page.count('curl ')} commands")


if __name__ == "__main__":
    main()
