"""store copy: what happened on SQLite goes on in DynamoDB, and comes back; two histories are never mixed."""

import sqlite3

from dynamodb_fixtures import aws, local, proxy, simulated, store, tables  # noqa: F401
from testcluster import wait_until


def advance(product, to):
    product.post("/api/simulation/advance", {"to": to})


def counted(store_file):
    with sqlite3.connect(f"file:{store_file}?mode=ro", uri=True) as database:
        return database.execute("SELECT count(*) FROM items").fetchone()[0]


def records(store_file):
    with sqlite3.connect(f"file:{store_file}?mode=ro", uri=True) as database:
        return dict(((part, sort), body) for part, sort, body in database.execute("SELECT partition, sort, body FROM items"))


def test_a_night_moves_into_the_tables_and_back(local, tables, products):
    product = products(None, hooks=False, settings={**simulated(tables), "NSCHED_STORAGE": "sqlite"})
    product.start()
    product.authorize("CC-1")
    advance(product, "2026-11-25T02:00:00Z")
    name = sorted(product.states())[0]
    product.post(f"/api/namespaces/{name}/activate", {"cost_center": "CC-1", "duration_minutes": 600})
    wait_until(lambda: product.states()[name] == "active", what=f"{name} active")
    states, operations = product.states(), product.operations()
    assert "inactive" in states.values()
    product.stop()
    product.settings.pop("NSCHED_SIMULATED_TIME")
    before = counted(product.store)

    _, said, _ = product.run_to_end("store", "copy", "dynamodb", check=0)
    assert f"{before} records copied, 0 were there already" in said and "valid: " in said
    _, said, _ = product.run_to_end("store", "copy", "dynamodb", check=0)
    assert f"0 records copied, {before} were there already" in said, "a copy that is done is only checked"
    assert sum(len(local.items(table)) for table in tables.tables.values()) == before

    product.settings["NSCHED_STORAGE"] = "dynamodb"
    product.start()
    assert product.states() == states
    assert [each["id"] for each in product.operations()] == [each["id"] for each in operations]
    assert product.get("/api/namespaces/status")["off_hours"]["used"] == 1
    advance(product, "2026-11-25T12:30:00Z")
    assert "inactive" not in product.states().values(), "07:00"
    assert product.post("/api/audit/verify")["valid"] is True
    operations = product.operations()
    product.stop()

    old = product.store
    product.settings.update(NSCHED_STORAGE="sqlite", NSCHED_SQLITE_PATH=str(product.folder / "back.db"))
    _, said, _ = product.run_to_end("store", "copy", "sqlite", check=0)
    assert ", 0 were there already" in said
    assert set(records(old)) - set(records(product.folder / "back.db")) == set(), "nothing was lost on the way"
    product.start()
    assert "inactive" not in product.states().values()
    assert [each["id"] for each in product.operations()] == [each["id"] for each in operations]
    product.stop()

    product.settings["NSCHED_SQLITE_PATH"] = str(old)
    code, _, errors = product.run_to_end("store", "copy", "sqlite")
    assert code == 1 and "another record under this key" in errors, "the old file went another way"


def test_a_store_in_use_is_not_copied(tables, products):
    product = products(None, hooks=False, settings={**simulated(tables), "NSCHED_STORAGE": "sqlite"})
    product.start()
    code, _, errors = product.run_to_end("store", "copy", "dynamodb")
    assert code == 1 and "another process (pid" in errors
