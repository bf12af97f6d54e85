"""What the fuzzer (schemathesis) asks and holds beside its own checks. Loaded by it through SCHEMATHESIS_HOOKS."""

import io
import json
import re
import zipfile

import schemathesis
from schemathesis import GenerationMode

# Words of our own code, of its libraries and of the machine, which no answer may hold.
LEAKS = re.compile(r"\bnss::|\bstd::|\bboost\b|sqlite|\.(cc|cpp|h|so)\b|/(root|home|tmp|usr|var|etc|proc)/|\b0x[0-9a-f]{6,}|errno|"
                   r"basic_string|what\(\)|terminate|nlohmann|\bcctz\b|\blibcurl\b", re.IGNORECASE)
# Those that a server sends about the message, not about its content.
OF_EVERY_ANSWER = {"content-type", "content-length", "date", "connection", "x-content-type-options", "cache-control",
                   "transfer-encoding", "keep-alive"}
# A generated name is almost never one that exists, nor a text a cron entry: in three of four requests that the document
# allows they are. What is made to break the document stays as it was made.
KNOWN = {"namespace": ("tienda-qa", "bodega-integracion", "cartera-pruebas", "kube-system"),
         "cost_center": ("CC-002", "CC-005", "CC-008", "system"),
         "id": ("builtin-startup", "builtin-shutdown"),
         "schedule": ("0 9 * * 6", "@daily", "*/30 8-18 * * MON-FRI"),
         "command": ("get pods", "scale deployment/web --replicas=2"),
         "timezone": ("America/Bogota", "Europe/Berlin"),
         "year": ("1984", "2026", "2030", "2100"), "date": ("2026-12-07", "2027-01-04", "2026-11-23"),
         "start_date": ("2026-11-20", "2026-11-22"), "end_date": ("2026-11-23", "2026-12-24"),
         "If-Match": ("*",)}


def _make_known(values):
    for name, known in KNOWN.items():
        value = values.get(name)
        if isinstance(value, str) and (choice := sum(value.encode("utf-8", "replace")) % (4 * len(known))) < 3 * len(known):
            values[name] = known[choice % len(known)]


@schemathesis.hook
def map_case(context, case):
    if case.meta is not None and case.meta.generation.mode == GenerationMode.POSITIVE:
        for values in (case.path_parameters, case.query, case.headers, case.body):
            if hasattr(values, "get"):
                _make_known(values)
    return case


def _sent(case):
    """All that the request held, as one text: an answer may repeat it."""
    return json.dumps([case.path_parameters, case.query, case.body if isinstance(case.body, (dict, list, str)) else None,
                       dict(case.headers or {})], default=str, ensure_ascii=False)


def _texts(content):
    """What a reader of the answer sees: a workbook is a zip, whose packed bytes may spell anything."""
    if not content.startswith(b"PK\x03\x04"):
        return [content.decode("utf-8", "replace")]
    with zipfile.ZipFile(io.BytesIO(content)) as workbook:
        return [workbook.read(name).decode("utf-8", "replace") for name in workbook.namelist()]


@schemathesis.check
def no_leak_of_paths_or_types(ctx, response, case):
    # /metrics speaks of the process by design, the document of its own words.
    if case.path in ("/metrics", "/api/openapi.json", "/api/settings"):
        return
    sent = _sent(case)
    for text in _texts(response.content):
        for leak in LEAKS.finditer(text):
            assert leak.group(0) in sent, f"{leak.group(0)!r} in the answer: …{text[max(0, leak.start() - 80):leak.end() + 80]}…"


@schemathesis.check
def no_undocumented_header(ctx, response, case):
    responses = case.operation.definition.raw.get("responses", {})
    described = responses.get(str(response.status_code))
    if described is None:
        return  # status_code_conformance speaks of that
    if "$ref" in described:
        name = described["$ref"].rsplit("/", 1)[1]
        described = case.operation.schema.raw_schema["components"]["responses"][name]
    documented = {name.lower() for name in described.get("headers", {})}
    undocumented = {name.lower() for name in response.headers} - documented - OF_EVERY_ANSWER
    assert not undocumented, f"headers that the document does not know: {sorted(undocumented)}"


@schemathesis.check
def refusals_say_why(ctx, response, case):
    """RFC 9457 members agree with the status line, and nothing in the text was left unfilled."""
    if response.status_code < 400 or case.method == "HEAD":
        return
    problem = response.json()
    assert problem["status"] == response.status_code and problem["success"] is False
    assert problem["message"] == problem["detail"] and problem["message"].strip()
    assert "{}" not in problem["message"] or "{}" in _sent(case)
