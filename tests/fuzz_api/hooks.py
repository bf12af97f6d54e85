"""What the fuzzer (schemathesis) asks and holds beside its own checks. Loaded by it through SCHEMATHESIS_HOOKS."""

import json
import re

import schemathesis

# Words of our own code, of its libraries and of the machine, which no answer may hold.
LEAKS = re.compile(r"\bnss::|\bstd::|\bboost\b|sqlite|\.(cc|cpp|h|so)\b|/(root|home|tmp|usr|var|etc|proc)/|\b0x[0-9a-f]{6,}|errno|"
                   r"basic_string|what\(\)|terminate|nlohmann|\bcctz\b|\blibcurl\b", re.IGNORECASE)
# Those that a server sends about the message, not about its content.
OF_EVERY_ANSWER = {"content-type", "content-length", "date", "connection", "x-content-type-options", "cache-control",
                   "transfer-encoding", "keep-alive"}
# A generated name is almost never one that exists: in three of four cases the path holds one that does.
KNOWN = {"namespace": ("tienda-qa", "bodega-integracion", "cartera-pruebas", "kube-system"),
         "cost_center": ("CC-002", "CC-005", "CC-008", "system"),
         "id": ("builtin-startup", "builtin-shutdown"),
         "year": ("1984", "2026", "2030", "2100"), "date": ("2026-12-07", "2027-01-04")}


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    for name, known in KNOWN.items():
        value = (path_parameters or {}).get(name)
        if isinstance(value, str) and (choice := sum(value.encode("utf-8", "replace")) % (len(known) + 1)) < len(known):
            path_parameters[name] = known[choice]
    return path_parameters


@schemathesis.hook
def map_body(context, body):
    if isinstance(body, dict) and isinstance(body.get("cost_center"), str):
        known = KNOWN["cost_center"]
        if (choice := len(body["cost_center"]) % (len(known) + 1)) < len(known):
            body["cost_center"] = known[choice]
    if isinstance(body, dict) and isinstance(body.get("date"), str) and "name" in body:
        known = KNOWN["date"]
        if (choice := sum(body["date"].encode("utf-8", "replace")) % (len(known) + 1)) < len(known):
            body["date"] = known[choice]
    return body


def _sent(case):
    """All that the request held, as one text: an answer may repeat it."""
    return json.dumps([case.path_parameters, case.query, case.body if isinstance(case.body, (dict, list, str)) else None,
                       dict(case.headers or {})], default=str, ensure_ascii=False)


@schemathesis.check
def no_leak_of_paths_or_types(ctx, response, case):
    # /metrics speaks of the process by design, the document of its own words.
    if case.path in ("/metrics", "/api/openapi.json", "/api/settings"):
        return
    sent = _sent(case)
    for leak in LEAKS.finditer(response.text):
        assert leak.group(0) in sent, f"{leak.group(0)!r} in the answer: …{response.text[max(0, leak.start() - 80):leak.end() + 80]}…"


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
