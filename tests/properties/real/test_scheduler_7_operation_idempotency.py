"""Task scheduler, propiedad 7, "Idempotencia de Operaciones" (test_operation_idempotency): ejecutar la misma operación
múltiples veces debe producir el mismo resultado, sin registros duplicados.
"""

from snapshots import workloads
from world import business_instant, non_business_instant


def state_of(w, name):
    """What we write; what controllers write (status, versions) goes on by itself."""
    return {key: (item["spec"], item["metadata"]["generation"], item["metadata"].get("annotations"))
            for key, item in workloads(w.cluster, name).items()}


def test_the_second_time_changes_nothing(world, draw):
    w = world(1)
    (name,) = w.names
    w.to(draw.choice((non_business_instant, business_instant))(draw))
    execute = draw.choice((w.activate, w.deactivate))
    first = execute(name)
    w.go_on(draw.randrange(1, 30))
    state, records, operations = state_of(w, name), w.activities(name), w.operations()
    for _ in range(draw.randrange(1, 4)):
        second = execute(name)
        assert second.success == first.success
        assert not second.data["changed"]
        w.go_on(1)
    assert state_of(w, name) == state
    assert w.activities(name) == records
    assert w.operations() == operations
    unique = {(each["timestamp_start"], each["operation_type"]) for each in records}
    assert len(unique) == len(records)
