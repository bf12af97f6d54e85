"""The subcommands that look after the store, with the shipping binary on the simulated cluster: beside a running server
where that is allowed, refused where it is not."""

import contextlib
import json
import pathlib
import re
import sqlite3

import pytest

AUDIT = "WHERE instr(partition, CAST('#audit#' AS BLOB)) > 0"


@pytest.fixture
def product(products):
    """Serves from a Monday morning on, with something in its history."""
    running = products(None, hooks=False, settings={
        "NSCHED_CLUSTER": "simulated", "NSCHED_SIMULATED_TIME": "2026-06-01T10:00:00-05:00", "NSCHED_SIMULATED_NAMESPACES": "3"})
    running.start()
    running.post("/api/simulation/advance", {"to": "2026-06-02T15:00:00Z"})
    assert running.operations()
    return running


def tampered(product, name, *statements):
    """A copy of the store that somebody with the file and an editor of SQLite has changed."""
    copy = product.folder / f"{name}.db"
    product.run_to_end("store", "backup", str(copy), check=0)
    with contextlib.closing(sqlite3.connect(copy)) as database:
        for trigger, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            assert database.execute(statement).rowcount > 0, f"nothing to change: {statement}"
        database.commit()
    return copy


def verify(product, store, *arguments):
    return product.run_to_end("audit", "verify", *arguments, settings={"NSCHED_SQLITE_PATH": str(store)})


def test_a_backup_is_made_while_it_serves_and_comes_back(product):
    copy = product.folder / "copy.db"
    before = len(product.operations())
    _, said, _ = product.run_to_end("store", "backup", str(copy), check=0)
    assert re.match(r".*copy\.db: a copy of .*store\.db, \d+ bytes, checked\n$", said)
    assert copy.stat().st_mode & 0o777 == 0o600, "no more people may read it than the store"
    product.run_to_end("store", "backup", str(copy), check=1)

    product.post("/api/simulation/advance", {"to": "2026-06-03T15:00:00Z"})
    later = len(product.operations())
    assert later > before
    code, said, complaint = product.run_to_end("store", "restore", str(copy))
    assert (code, said) == (1, "") and "another process (pid" in complaint
    assert len(product.operations()) == later, "nothing has changed"

    product.stop()
    del product.settings["NSCHED_SIMULATED_TIME"]   # the simulation goes on where the store is
    _, said, _ = product.run_to_end("store", "restore", str(copy), check=0)
    kept = re.search(r"^(.*store\.db\.before-\d{8}T\d{6}Z): what was there before$", said, re.MULTILINE).group(1)
    assert pathlib.Path(kept).stat().st_size > 0
    product.start()
    assert len(product.operations()) == before
    product.stop()
    product.run_to_end("store", "restore", kept, check=0)
    product.start()
    assert len(product.operations()) == later


def test_what_is_no_backup_is_refused(product):
    product.stop()
    before = product.store.read_bytes()
    for name, content, says in (("none.db", None, "there is no such file"), ("text.db", b"x" * 5000, "damaged"),
                                ("empty.db", b"", "is empty")):
        path = product.folder / name
        if content is not None:
            path.write_bytes(content)
        _, said, complaint = product.run_to_end("store", "restore", str(path), check=1)
        assert said == "" and says in complaint and complaint.count("\n") == 1
    assert product.store.read_bytes() == before


def test_no_hand_changes_a_link_in_the_file(product):
    with contextlib.closing(sqlite3.connect(product.store)) as database:
        for statement in (f"UPDATE items SET body = body || ' ' {AUDIT}", f"DELETE FROM items {AUDIT}"):
            with pytest.raises(sqlite3.IntegrityError, match="audit links are never"):
                database.execute(statement)


def test_verify_finds_what_somebody_changed(product):
    code, said, _ = verify(product, product.store)
    assert code == 0 and re.match(r"valid: [1-9]\d* links in \d+ chains\n$", said), "beside the running server"
    with contextlib.closing(sqlite3.connect(product.store)) as database:
        partition, sort = max(database.execute(f"SELECT CAST(partition AS TEXT), CAST(sort AS TEXT) FROM items {AUDIT}"),
                              key=lambda key: (key[1], key[0]))
    namespace, last = partition.rsplit("#", 1)[1], int(sort)
    assert last >= 4
    of_chain = f"{AUDIT} AND partition = CAST('{partition}' AS BLOB)"

    def link(seq):
        return f"{of_chain} AND sort = CAST('{seq:012}' AS BLOB)"

    def broken(name, seq, *statements):
        store = tampered(product, name, *statements)
        code, said, _ = verify(product, store)
        assert code == 1 and said.startswith(f"broken: namespace {namespace}, link {seq}: "), said
        code, said, _ = verify(product, store, "--namespace", namespace)
        assert code == 1 and said.startswith(f"broken: namespace {namespace}, link {seq}: "), said

    broken("changed", 2, f"UPDATE items SET body = replace(body, 'auto_', 'anti_') {link(2)}")
    broken("removed", 3, f"DELETE FROM items {link(3)}")
    broken("cut", last, f"DELETE FROM items {link(last)}")
    broken("reordered", 2, f"UPDATE items SET sort = x'00' {link(2)}",
           f"UPDATE items SET sort = CAST('{2:012}' AS BLOB) {link(3)}",
           f"UPDATE items SET sort = CAST('{3:012}' AS BLOB) {of_chain} AND sort = x'00'")
    broken("inserted", last + 1, "INSERT INTO items(partition, sort, version, body) SELECT partition, "
           f"CAST('{last + 1:012}' AS BLOB), 1, body FROM items {link(last)}")


def test_verify_needs_a_store_that_can_be_read(product):
    code, said, complaint = verify(product, product.folder / "none.db")
    assert (code, said) == (1, "") and complaint.count("\n") == 1
    code, _, complaint = product.run_to_end("audit", "verfy")
    assert code == 2 and "audit verify" in complaint


TASK = {"title": "noche", "operation_type": "deactivate", "schedule": "0 22 * * *", "namespace": "pagos-dev", "enabled": True}


def test_tasks_go_into_a_file_and_back(product):
    product.post("/api/tasks", TASK)
    made = product.folder / "tasks.json"
    product.run_to_end("tasks", "export", str(made), check=0)
    _, said, _ = product.run_to_end("tasks", "export", check=0)
    assert said == made.read_text()
    exported = json.loads(said)["tasks"]
    assert [each["title"] for each in exported] == ["noche"], "the built-in ones are not in it"
    _, _, complaint = product.run_to_end("tasks", "import", str(made), check=1)
    assert "another process (pid" in complaint

    product.stop()
    del product.settings["NSCHED_SIMULATED_TIME"]
    product.lose_store()
    product.start()  # a new store: only its first start permits the simulated cost centres
    product.stop()
    wrong = product.folder / "wrong.json"
    wrong.write_text(json.dumps({"version": 1, "tasks": [*exported, {**exported[0], "operation_type": "sleep"},
                                                         {**exported[0], "color": "blue"}]}))
    _, _, complaint = product.run_to_end("tasks", "import", str(wrong), check=1)
    assert "/tasks/1/operation_type" in complaint and "/tasks/2/color" in complaint
    _, said, _ = product.run_to_end("tasks", "import", str(made), check=0)
    assert said == "1 tasks imported, 0 were there already\n"
    product.start()
    assert [each["title"] for each in product.items("/api/tasks") if not each["builtin"]] == ["noche"]
