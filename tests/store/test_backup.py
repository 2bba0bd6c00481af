"""A backup taken while desks write, and a restore that proves what it restored."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from mashdesk.desk.desk import Desk
from mashdesk.domain.errors import Trouble
from mashdesk.domain.rating import Rag
from mashdesk.store import sqlite
from mashdesk.store.backup import backup, prove, restore
from mashdesk.store.store import Store
from tests.engines import KEY
from tests.hub import Hub


def test_a_backup_holds_everything_acknowledged_before_it(sqlite_hub: Hub, tmp_path: Path) -> None:
    hub = sqlite_hub
    hub.closed()
    hub.rated(Rag.RED)
    proof = backup(hub.store, tmp_path / "b.db")
    assert (proof.counts["referral"], proof.open_referrals) == (2, 1)
    assert proof.audit_head == hub.desk.audit_head(hub.manager)
    assert stat.S_IMODE((tmp_path / "b.db").stat().st_mode) == 0o600
    assert prove(tmp_path / "b.db", KEY).counts == proof.counts


def test_a_backup_is_whole_though_desks_write_all_the_while(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    hub = sqlite_hub
    hub.actor("asha")
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            hub.take_in()

    writer = threading.Thread(target=work)
    writer.start()
    try:
        proofs = [backup(hub.store, tmp_path / f"{number}.db") for number in range(3)]
    finally:
        stop.set()
        writer.join(60)
    assert all(proof.counts["referral"] == proof.open_referrals for proof in proofs)
    assert hub.desk.queue(hub.duty).counts.open >= proofs[-1].open_referrals


def test_a_backup_never_overwrites_and_needs_a_place_it_may_write(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    target = tmp_path / "b.db"
    target.write_bytes(b"somebody's")
    with pytest.raises(Trouble, match="There is a file at"):
        backup(sqlite_hub.store, target)
    assert target.read_bytes() == b"somebody's"
    with pytest.raises(Trouble, match="cannot be written"):
        backup(sqlite_hub.store, tmp_path / "no" / "such" / "b.db")


def test_a_restored_store_is_the_one_that_was_backed_up(sqlite_hub: Hub, tmp_path: Path) -> None:
    hub = sqlite_hub
    referral = hub.rated(Rag.RED)
    before = hub.view(referral)
    backup(hub.store, tmp_path / "b.db")
    hub.closed()
    proof = restore(tmp_path / "b.db", tmp_path / "again", KEY)
    assert proof.path == tmp_path / "again" / sqlite.STORE_FILE
    store = Store(sqlite.make_engine(tmp_path / "again", KEY), KEY)
    desk = Desk(store, hub.clock)
    assert desk.reread(hub.duty, referral) == before
    assert desk.audit_verify(hub.manager, proof.audit_head).whole
    store.close()


def test_a_damaged_backup_or_one_of_another_key_is_not_restored(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    good, bad = tmp_path / "b.db", tmp_path / "bad.db"
    backup(sqlite_hub.store, good)
    data = bytearray(good.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = bytes(4096)
    bad.write_bytes(bytes(data))
    with pytest.raises(Trouble):
        restore(bad, tmp_path / "again", KEY)
    with pytest.raises(Trouble, match="does not open with this key"):
        restore(good, tmp_path / "again", bytes(32))
    with pytest.raises(Trouble, match="There is no backup"):
        restore(tmp_path / "none.db", tmp_path / "again", KEY)
    assert not (tmp_path / "again" / sqlite.STORE_FILE).exists()


def test_a_store_in_place_is_put_aside_and_never_lost(sqlite_hub: Hub, tmp_path: Path) -> None:
    hub = sqlite_hub
    backup(hub.store, tmp_path / "b.db")
    hub.take_in()
    hub.close()
    folder = hub.folder
    assert folder is not None
    with pytest.raises(Trouble, match=r"a store in .* already"):
        restore(tmp_path / "b.db", folder, KEY)
    restore(tmp_path / "b.db", folder, KEY, replace=True)
    aside = [path for path in folder.iterdir() if path.name.startswith("mashdesk.db.aside")]
    assert aside
    store = Store(sqlite.make_engine(folder, KEY), KEY)
    assert Desk(store, hub.clock).queue(hub.duty).counts.open == 0
    store.close()
