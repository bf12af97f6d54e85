"""Diseño técnico, propiedad 5, "Logging de Actividades": toda operación de activación/desactivación debe generar un log.
Read as: every operation has exactly one record in the activity table, of its own type and payer; it is in the log with the
outcome of each workload, and its two audit links are in the namespace's chain, which verifies.
"""

import datetime

from world import duration


def second(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def test_every_operation_has_exactly_one_record(world, draw):
    w = world(3)
    for _ in range(draw.randrange(4, 10)):
        name = draw.choice(w.names)
        match draw.randrange(5):
            case 0 | 1: w.deactivate(name)
            case 2: w.restart()
            case _: w.activate(name, minutes=duration(draw))
        w.go_on(draw.randrange(1, 40_000))
    records = {}
    for record in w.activities():
        if record["operation_id"]:   # without one: adopted, since the cluster showed it
            assert record["operation_id"] not in records
            records[record["operation_id"]] = record
    operations = w.operations()
    assert {each["id"] for each in operations} == set(records)
    for operation in operations:
        record = records[operation["id"]]
        assert record["namespace_name"] == operation["namespace"]
        assert record["operation_type"] == operation["operation_type"]
        assert record["cost_center"] == operation["cost_center"]
        assert record["timestamp_start"] >= second(operation["requested_at"])
        assert operation["workloads"] or operation["status"] == "superseded"
    verdict = w.product.post("/api/audit/verify")
    assert verdict["valid"], verdict["first_broken"]
    assert verdict["links"] >= 2 * len(records)
