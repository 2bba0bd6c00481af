"""Nothing but clock.py reads the time, so that every test and every training hub can hold it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READS = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "sqlalchemy.func.current_date",
    "sqlalchemy.func.current_timestamp",
    "sqlalchemy.func.now",
    "sqlmodel.func.current_timestamp",
    "sqlmodel.func.now",
    "time.asctime",
    "time.clock_gettime",
    "time.ctime",
    "time.gmtime",
    "time.localtime",
    "time.strftime",
    "time.time",
    "time.time_ns",
}
IN_SQL = ("current_timestamp", "current_date", "'now'", "now()")


def imported_names(tree: ast.Module) -> dict[str, str]:
    """What each name in a module stands for, whatever it was imported as."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                names[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def dotted(node: ast.expr, names: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value, names)}.{node.attr}"
    return ""


def docstrings(tree: ast.Module) -> set[ast.expr]:
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def reads_of_the_time(source: str) -> list[int]:
    """The lines that read the time, by Python or by asking the database for it."""
    tree = ast.parse(source)
    names = imported_names(tree)
    prose = docstrings(tree)
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and dotted(node, names) in READS:
            lines.append(node.lineno)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in prose:
            lines += [node.lineno for words in IN_SQL if words in node.value.lower()]
    return sorted(lines)


def test_only_the_clock_reads_the_time() -> None:
    files = [*(ROOT / "mashdesk").rglob("*.py"), *(ROOT / "migrations").rglob("*.py")]
    readers = {
        str(file.relative_to(ROOT)): lines
        for file in files
        if file != ROOT / "mashdesk" / "clock.py" and (lines := reads_of_the_time(file.read_text()))
    }
    assert readers == {}


def test_the_clock_itself_is_seen_to_read_the_time() -> None:
    assert reads_of_the_time((ROOT / "mashdesk" / "clock.py").read_text())


@pytest.mark.parametrize(
    "source",
    [
        "import datetime\nx = datetime.datetime.now(datetime.UTC)",
        "from datetime import datetime\nx = datetime.now()",
        "from datetime import datetime as dt\nx = dt.utcnow",
        "from datetime import date\nx = date.today()",
        "import datetime as d\nx = d.date.today()",
        "import time\nx = time.time()",
        "from time import time\nx = time()",
        "import time as t\nx = t.time_ns()",
        "from datetime import datetime\nx = field(default_factory=datetime.now)",
        "from sqlalchemy import func\nx = func.now()",
        "x = \"SELECT datetime('now')\"",
        "x = 'DEFAULT CURRENT_TIMESTAMP'",
    ],
)
def test_a_read_of_the_time_is_noticed(source: str) -> None:
    assert reads_of_the_time(source)


@pytest.mark.parametrize(
    "source",
    [
        "import time\nx = time.monotonic() + time.perf_counter()",
        "def at(clock):\n    return clock.now()",
        "from datetime import datetime\nx = datetime.fromisoformat('2026-11-20T09:00Z')",
        '"""Never CURRENT_TIMESTAMP."""',
    ],
)
def test_what_holds_the_clock_is_let_through(source: str) -> None:
    assert not reads_of_the_time(source)
