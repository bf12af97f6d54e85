"""Which requests the fault proxy meddles with, and how often.

A rule is {"when": …, "skip": 0, "times": 1, "rate": 1.0, "do": …}. The first that matches and is not used up is taken; "times" null is
for ever; "skip" lets so many matching requests through first; "rate" is the share of the matching ones (drawn, from a fixed seed).

when (all that are given must hold; none: every request)
    operation   "Query", or a list                     the AWS operation
    table       "scheduler_state"                      one of the tables that it names
    index       true, false or a name                  whether, or which, index it asks
    method      "PATCH", or a list
    path        a regular expression, searched in the path with its query
    body        a regular expression, searched in the body's text
"""

import asyncio
import json
import random
import re

NAMES_OF_A_TABLE = re.compile(r'"TableName"\s*:\s*"([^"]+)"')


class Facts:
    """What rules ask about a request."""

    def __init__(self, request):
        self.request = request
        target = request.header("X-Amz-Target") or ""
        self.operation = target.partition(".")[2]
        self.document = self._read() if self.operation else {}
        text = request.body.decode("utf-8", "replace")
        requested = self.document.get("RequestItems", {})
        self.tables = sorted({*NAMES_OF_A_TABLE.findall(text), *requested}) if self.operation else []
        self.index = self.document.get("IndexName")
        self.text = text

    def _read(self):
        try:
            document = json.loads(self.request.body)
            return document if isinstance(document, dict) else {}
        except ValueError:
            return {}


def _among(value, wanted):
    return value in wanted if isinstance(wanted, list) else value == wanted


MATCHERS = {
    "operation": lambda facts, wanted: _among(facts.operation, wanted),
    "table": lambda facts, wanted: wanted in facts.tables,
    "index": lambda facts, wanted: bool(facts.index) == wanted if isinstance(wanted, bool) else facts.index == wanted,
    "method": lambda facts, wanted: _among(facts.request.method, wanted),
    "path": lambda facts, wanted: re.search(wanted, facts.request.path) is not None,
    "body": lambda facts, wanted: re.search(wanted, facts.text) is not None,
}


class Rule:
    def __init__(self, number, document):
        unknown = set(document) - {"when", "skip", "times", "rate", "do"} | set(document.get("when", {})) - set(MATCHERS)
        if unknown or "do" not in document:
            raise ValueError(f"a rule has when, skip, times, rate and do; not {sorted(unknown)}")
        self.number = number
        self.when = document.get("when", {})
        self.skip = document.get("skip", 0)
        self.times = document.get("times", 1)
        self.rate = document.get("rate", 1.0)
        self.do = document["do"]
        self.hits = 0
        self.gone = asyncio.Event()   # set when it is taken away: what it holds goes on
        self._random = random.Random(number)

    def takes(self, facts):
        if self.times is not None and self.hits >= self.times:
            return False
        if not all(MATCHERS[name](facts, wanted) for name, wanted in self.when.items()):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.rate < 1.0 and self._random.random() >= self.rate:
            return False
        self.hits += 1
        return True

    def shown(self):
        return {"id": self.number, "when": self.when, "times": self.times, "do": self.do, "hits": self.hits}


class Rules:
    def __init__(self):
        self._rules = []
        self._next = 1

    def add(self, document):
        rule = Rule(self._next, document)
        self._next += 1
        self._rules.append(rule)
        return rule

    def remove(self, number=None):
        """That one, or all."""
        for rule in [each for each in self._rules if number in (None, each.number)]:
            rule.gone.set()
            self._rules.remove(rule)

    def find(self, request):
        facts = Facts(request)
        return facts, next((rule for rule in self._rules if rule.takes(facts)), None)

    def shown(self):
        return [rule.shown() for rule in self._rules]
