"""What the tour of the API asks, in order (tour.py sends it)."""

import dataclasses
import json

HOME = "localhost:8080"


@dataclasses.dataclass
class Step:
    """One command, under its heading if it has one. `keep`: names for what the answer holds ({"TASK": "data.id"}), to stand
    as $TASK in later commands. `needs`: asked only if the product has that path."""
    command: str
    status: int = 200
    text: str = ""
    title: str = ""
    keep: dict = dataclasses.field(default_factory=dict)
    needs: str = None

    @property
    def writes(self):
        return " -X " in self.command or " -d " in self.command


def get(path, status=200, flags="", **rest):
    address = f'"{HOME}{path}"' if "?" in path else HOME + path
    return Step(f"curl {flags}{address}", status, **rest)


def send(method, path, body=None, status=200, flags="", **rest):
    verb = f"-X {method} " if method != "POST" or body is None else ""
    if body is None:
        return Step(f"curl {verb}{flags}{HOME}{path}", status, **rest)
    return Step(f"curl {verb}{flags}{HOME}{path} -H 'Content-Type: application/json' \\\n  -d '{json.dumps(body)}'", status,
                **rest)


def post(path, body=None, status=200, **rest):
    return send("POST", path, body, status, **rest)


SPANISH = "-H 'Accept-Language: es-CO' "
CENTER = "/api/cost-centers/CC-100"
TASK = {"title": "Tienda on Saturdays", "operation_type": "activate", "schedule": "0 9 * * SAT", "namespace": "tienda-qa",
        "cost_center": "CC-100"}
COMMAND = {"title": "Two of everything at noon", "operation_type": "command", "schedule": "0 12 * * *",
           "namespace": "soporte-demo", "command": "kubectl get deployments"}

HEALTH = [
    get("/health", title="Is it well?"),
    get("/livez"),
    get("/readyz?verbose"),
    get("/metrics"),
    get("/api/openapi.json", text="The whole API for programs, as OpenAPI 3.1:"),
    get("/api/whoami"),
    get("/api/settings"),
]

NAMESPACES = [
    get("/api/namespaces?type=user&limit=3", title="Namespaces", text="What there is:"),
    get("/api/namespaces/status?limit=3", text="How it is, and who holds the places outside business hours:"),
    get("/api/namespaces/tienda-qa", text="One, with its workloads:"),
    get("/api/namespaces/tienda-qa/explain", text="Why it is as it is, and what comes next:"),
]

CENTERS = [
    post(f"{CENTER}/permissions", {"is_authorized": True, "max_concurrent_namespaces": 10, "name": "Tour"}, 201,
         title="Cost centres", text="Who may pay, and for how many at once outside business hours:"),
    get("/api/cost-centers?limit=2"),
    get(CENTER),
    get(f"{CENTER}/validate?namespace=tienda-qa"),
    get("/api/cost-centers/CC-999/validate", text="Asking is no refusal: an unknown one is answered too."),
]

SWITCHES = [
    post("/api/namespaces/tienda-qa/deactivate", {"requested_by": "ana", "reason": "nobody needs it today"},
         title="Off and on", text="Every switch is an operation: who, why, who pays, and what became of each workload.",
         keep={"OPERATION": "data.id"}),
    post("/api/namespaces/tienda-qa/deactivate", text="Once more: nothing to do, and nothing recorded."),
    post("/api/namespaces/tienda-qa/activate", {"cost_center": "CC-999"}, 403, text="A cost centre that nobody knows:"),
    post("/api/namespaces/tienda-qa/activate", {"cost_center": "CC-100", "requested_by": "ana"}),
    post("/api/namespaces/kube-system/deactivate", status=403, text="What is not ours to switch:"),
    post("/api/namespaces/inventario-integracion/activate", {"cost_center": "CC-100"}, 409),
    get("/api/operations/$OPERATION"),
    get("/api/operations/op_0", 404),
]

NIGHT = [
    post("/api/simulation/advance", {"to": "2026-11-24T01:10:00Z"}, title="The night",
         text="The simulation's clock goes on to 20:10 in Bogotá: the built-in task has switched everything off."),
    get("/api/metrics/history?metric=namespaces_inactive&start=2026-11-24T00:30:00Z&end=2026-11-24T01:10:00Z&step=1800",
        text="How a number of the product went, here by half hours:"),
    get("/api/namespaces/tienda-qa/explain", flags=SPANISH, text="The same question as before, in Spanish:"),
    post("/api/namespaces/tienda-qa/activate", {"cost_center": "CC-100", "requested_by": "ana", "duration_minutes": 120},
         text="A place for two hours:"),
    post("/api/namespaces/actions", {"action": "activate", "cost_center": "CC-100", "duration_minutes": 60, "namespaces": [
        "bodega-integracion", "compras-pruebas"]}, text="Several at once, one outcome for each:"),
    post("/api/namespaces/actions", {"action": "activate", "cost_center": "CC-100", "namespaces": [
        "nadie", "reportes-integracion"], "dry_run": True}, text="What would happen, without doing it:"),
    post("/api/namespaces/domicilios-demo/activate", {"cost_center": "CC-100"}),
    post("/api/namespaces/soporte-demo/activate", {"cost_center": "CC-100"}),
    post("/api/namespaces/riesgos-qa/activate", {"cost_center": "CC-100"}, 409, text="There are five places:"),
    post("/api/namespaces/riesgos-qa/activate", {"cost_center": "CC-100"}, 409, flags=SPANISH),
    post("/api/namespaces/soporte-demo/deactivate", text="An early end frees a place:"),
    get("/api/namespaces/status?status=active&limit=2"),
    get("/api/upcoming?namespace=tienda-qa", text="What happens in the next 24 hours:"),
]

TASKS = [
    post("/api/tasks/preview", {"schedule": "0 9 * * SAT"},
         title="Tasks", text="What a cron expression means, before it is used:"),
    post("/api/tasks/preview", {"schedule": "0 9 * * 8"}, text="An error says where:"),
    post("/api/tasks", TASK, 201, keep={"TASK": "data.id", "TAG": "data.etag"}),
    post("/api/tasks", {**TASK, "schedule": "0 9 * *"}, 422),
    post("/api/tasks", {**COMMAND, "command": "kubectl delete namespace tienda-qa"}, 422,
         text="Commands are a closed list; no shell sees them."),
    post("/api/tasks", COMMAND, 201, keep={"COMMAND": "data.id"}),
    post("/api/tasks/$COMMAND/run", text="Run now:", keep={"RUN": "data.id"}),
    get("/api/tasks/$COMMAND/runs?limit=1"),
    get("/api/tasks/$COMMAND/runs/$RUN"),
    get("/api/tasks?limit=2", text="The two built-in tasks are tasks like others:"),
    send("PUT", "/api/tasks/$TASK", {**TASK, "enabled": False}, 428, text="A change says which version it changes:"),
    send("PUT", "/api/tasks/$TASK", {**TASK, "enabled": False}, flags='-H "If-Match: $TAG" '),
    send("PUT", "/api/tasks/$TASK", TASK, 412, flags='-H "If-Match: $TAG" ', text="That version is of the past now:"),
    get("/api/tasks/$TASK"),
    send("DELETE", "/api/tasks/$TASK"),
    get("/api/tasks/$TASK", 404),
    send("DELETE", "/api/tasks/builtin-startup", status=409),
]

RECORDS = [
    get("/api/activities?namespace=tienda-qa&limit=3", title="What happened",
        text="The activity table, newest first; its times are seconds since the epoch."),
    get("/api/logs?namespace=tienda-qa&limit=2"),
    get("/api/audit/tienda-qa?limit=2", text="The audit chain of a namespace, each link with the hash of the one before:"),
    post("/api/audit/verify", {"namespace": "tienda-qa"}),
    get("/api/events", flags="--max-time 1 ", text="Changes as they happen:", needs="/api/events"),
]

PAUSE = [
    post("/api/pause", {"until": "2026-11-24T03:00:00Z", "reason": "release night"}, title="Pause",
         text="Nothing is switched off until it ends:"),
    post("/api/namespaces/tienda-qa/deactivate", status=409),
    send("DELETE", "/api/pause"),
]

HOLIDAYS = [
    get("/api/holidays/2026", title="Holidays",
        text="The public holidays of Colombia, each with its law; from 1984 to 2100:"),
    post("/api/holidays/local", {"date": "2026-12-07", "name": "Puente de la empresa", "nameEn": "Company bridge"}, 201,
         text="Days of one's own stand among them, marked as local:"),
    get("/api/holidays/local"),
    get("/api/holidays/2026?format=ics", text="A calendar to subscribe to:"),
    send("DELETE", "/api/holidays/local/2026-12-07"),
    get("/api/holidays/1983", 422),
]

WEEK = [
    get("/api/namespace-usage/tienda-qa?start_date=2026-11-22&end_date=2026-11-24", title="Usage",
        text="What was planned and what was, a day a row; `/api/weekly-schedule/2026-11-23` is the same by hour for all, and "
             "`/api/weekly-report/2026-11-23` by cost centre (`?format=csv` for a spreadsheet):"),
    get("/api/weekly-schedule/2026-2-3", 400),
]

KEY = "-H 'Idempotency-Key: tour-1' "
ONCE = [
    post(f"{CENTER}/permissions", {"is_authorized": True, "name": "Tour, again"}, flags=KEY, title="Exactly once",
         text="A POST with a key happens once, however often it is sent:"),
    post(f"{CENTER}/permissions", {"is_authorized": True, "name": "Tour, again"}, flags=KEY),
    post(f"{CENTER}/permissions", {"is_authorized": False}, 422, flags=KEY, text="The key belongs to that request:"),
]

PROBLEMS = [
    get("/api/namespaces/nadie", 404, title="Problems",
        text="Each has a code that stays, and a message in the language of who asks."),
    get("/api/namespaces/nadie", 404, flags=SPANISH),
    post("/api/namespaces/tienda-qa/activate", {"cost_center": "CC-100", "priority": 1}, 400),
    post("/api/namespaces/tienda-qa/activate", {}, 400),
    get("/api/namespaces?limit=1000", 422),
    get("/api/namespaces?limit=x", 400),
    send("PATCH", "/api/tasks", status=405),
    Step(f"curl {HOME}/api/tasks -d 'title=x'", 415),
]

STEPS = HEALTH + NAMESPACES + CENTERS + SWITCHES + NIGHT + TASKS + RECORDS + PAUSE + HOLIDAYS + WEEK + ONCE + PROBLEMS
