"""Task scheduler, propiedad 5, "Registro Completo de Actividad" (test_complete_activity_logging): toda operación de namespace
debe generar un registro completo, y uno solo. The end and the duration that the seed wants in a switch-off's own record are
in the record of the activation that it closes (scheduler_5_complete_activity_logging_test.cc says why).
"""

from world import non_business_instant


def check(w, name, execute):
    before = len(w.activities(name))
    done = execute()
    assert done.success
    records = w.activities(name)
    assert len(records) == before + 1
    record = records[0]
    assert record["namespace_name"] == name
    assert record["operation_id"] == done.data["id"]
    assert record["operation_type"] == done.data["operation_type"]
    assert record["cost_center"] == done.data["cost_center"]
    assert record["timestamp_start"] > 0
    cluster_name = w.product.settings.get("EKS_CLUSTER_NAME", "local")
    assert (record["cluster_name"], record["requested_by"], record["user_id"]) == (cluster_name, "ana", "anonymous")
    assert (record["status"], record["timestamp_end"], record["duration_minutes"]) == ("active", None, None)


def test_an_operation_adds_one_complete_record(world, draw):
    w = world(1)
    (name,) = w.names
    w.to(non_business_instant(draw))
    check(w, name, lambda: w.activate(name, minutes=7 * 24 * 60))
    w.go_on(draw.randrange(1, 3000))
    check(w, name, lambda: w.deactivate(name))
    closed = next(each for each in w.activities(name) if each["operation_type"] == "manual_activation")
    assert closed["status"] == "completed"
    assert closed["timestamp_end"] > closed["timestamp_start"]
    assert closed["duration_minutes"] == (closed["timestamp_end"] - closed["timestamp_start"]) // 60
