"""The wheel holds all that the desk needs, nothing else, and works from where it is installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import pytest

from mashdesk import __version__

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = {"mashdesk": "mashdesk", "migrations": "mashdesk/migrations", "themes": "mashdesk/themes"}
KINDS = {".py", ".tcss", ".toml", ".mako"}
# What tools leave beside the sources; hatchling leaves it out by .gitignore, but not everywhere.
LEFTOVERS = ("__pycache__", ".*_cache")
METADATA = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that what a build leaves behind stays out of the project."""
    source = tmp_path_factory.mktemp("source")
    for name in SHIPPED:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns(*LEFTOVERS))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, source)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel"],
        cwd=source,
        capture_output=True,
        check=True,
    )
    (built,) = (source / "dist").iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel alone in a folder, with no sources beside it."""
    target = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", target, wheel], capture_output=True, check=True)
    return target


def test_the_wheel_holds_the_package_its_migrations_and_its_themes_and_no_stray_file(
    wheel: Path,
) -> None:
    expected = {
        f"{place}/{file.relative_to(ROOT / name).as_posix()}"
        for name, place in SHIPPED.items()
        for file in (ROOT / name).rglob("*")
        if file.is_file()
        and not any(fnmatch(part, kind) for part in file.parts for kind in LEFTOVERS)
    }
    expected |= {f"mashdesk-{__version__}.dist-info/{name}" for name in METADATA}
    held = set(zipfile.ZipFile(wheel).namelist())
    assert held == expected
    assert {Path(name).suffix for name in held if "dist-info" not in name} <= KINDS
    assert any(name.startswith("mashdesk/migrations/versions/") for name in held)


def run(installed: Path, *arguments: str, home: Path | None = None) -> str:
    """Run Python with the installed wheel first on its path, far from the sources."""
    return subprocess.run(
        [sys.executable, "-P", *arguments],
        cwd=installed,
        env={**os.environ, "PYTHONPATH": str(installed), "HOME": str(home or installed)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_the_installed_wheel_is_what_runs_and_not_the_sources(installed: Path) -> None:
    found = run(installed, "-c", "import mashdesk; print(mashdesk.__file__)").strip()
    assert Path(found) == installed / "mashdesk" / "__init__.py"
    assert run(installed, "-m", "mashdesk", "--version") == f"mashdesk {__version__}\n"


def test_the_installed_wheel_brings_an_empty_store_up_and_finds_it_sound(
    installed: Path, tmp_path: Path
) -> None:
    password = tmp_path / "password"
    password.write_text("eleven quiet herons\n")
    password.chmod(0o600)
    store = ["--store", str(tmp_path / "store"), "--key-file", str(tmp_path / "keys" / "key")]
    who = ["--admin", "ada", "--admin-full-name", "Ada Lovelace", "--password-file", str(password)]
    desk = ["-m", "mashdesk"]
    made = run(installed, *desk, "init", *store, "--hub", "Northbridge", *who, home=tmp_path)
    assert made.startswith("Northbridge is set up")
    for file in (tmp_path / "store").iterdir():
        assert file.stat().st_mode & 0o077 == 0, f"{file} is open to other accounts"
    health = json.loads(run(installed, *desk, "doctor", "--json", *store, home=tmp_path))
    assert {check["name"] for check in health["checks"]} >= {"opens", "schema", "integrity"}
    assert {check["finding"] for check in health["checks"]} <= {"good", "remark"}
