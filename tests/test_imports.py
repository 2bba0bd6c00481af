"""The contracts on imports hold, and each of them bites when it is broken."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]

# For each contract: a module, and the import in it that the contract is there to refuse.
TRESPASSES = [
    ("downwards", "store/__init__.py", "import mashdesk.desk"),
    ("downwards", "desk/__init__.py", "import mashdesk.tui"),
    ("downwards", "tui/__init__.py", "import mashdesk.cli"),
    ("downwards", "cli/__init__.py", "import mashdesk.wiring"),
    ("downwards", "attic.py", "import mashdesk.store"),
    ("pure", "domain/__init__.py", "import pydantic"),
    ("likeness", "desk/__init__.py", "import rapidfuzz"),
    ("paper", "desk/reports/html.py", "import fpdf"),
    ("ciphers", "desk/__init__.py", "import cryptography"),
    ("headless", "cli/__init__.py", "import textual"),
    ("screens", "__init__.py", "import textual"),
    ("tables", "tui/__init__.py", "import sqlalchemy"),
    ("tables", "training/__init__.py", "import sqlmodel"),
    ("drivers", "desk/__init__.py", "import sqlcipher3"),
    ("passwords", "tui/__init__.py", "import argon2"),
    ("wakes", "desk/__init__.py", "import apscheduler"),
]


def lint_imports(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [tool, "--no-logo", "--no-cache", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(
        ROOT / "mashdesk", folder / "mashdesk", ignore=shutil.ignore_patterns("__pycache__")
    )
    return folder


def test_every_contract_on_imports_holds() -> None:
    outcome = lint_imports(ROOT)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.parametrize(("contract", "module", "line"), TRESPASSES)
def test_an_import_across_the_house_breaks_its_contract(
    copy: Path, contract: str, module: str, line: str
) -> None:
    name = next(row["name"] for row in CONTRACTS if row["id"] == contract)
    file = copy / "mashdesk" / module
    before = file.read_text() if file.exists() else None
    file.write_text((before or "") + f"\n{line}\n")
    try:
        outcome = lint_imports(copy, "--contract", contract)
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_text(before)
    assert outcome.returncode == 1
    assert f"{name} BROKEN" in outcome.stdout


def test_every_contract_is_seen_to_bite() -> None:
    assert {row["id"] for row in CONTRACTS} == {contract for contract, _, _ in TRESPASSES}


def top_level_imports(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize(
    ("pattern", "besides"),
    [
        # Bank holidays, and how alike two spellings are, are tables and sums of their own.
        ("domain/**/*.py", {"holidays", "anyascii", "jellyfish", "rapidfuzz", "mashdesk"}),
        ("text.py", set()),
        ("clock.py", set()),
    ],
)
def test_the_rules_the_text_and_the_clock_need_little_but_the_standard_library(
    pattern: str, besides: set[str]
) -> None:
    files = sorted((ROOT / "mashdesk").glob(pattern))
    assert files
    for file in files:
        foreign = top_level_imports(file.read_text()) - sys.stdlib_module_names - besides
        assert not foreign, f"{file.relative_to(ROOT)} imports {foreign}"
