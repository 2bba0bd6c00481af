"""What scripts/run and scripts/test do before any Python of ours runs."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest

# In one process, so that one environment serves them all.
pytestmark = pytest.mark.xdist_group("scripts")

ROOT = Path(__file__).resolve().parents[2]
ENTRY = """\
import sys
print("opened", sys.argv[1:], "safe" if sys.flags.safe_path else "exposed")
"""


def a_project(folder: Path) -> Path:
    """A project as its scripts see it: nothing to install, and a desk that says it was opened."""
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    (folder / "requirements").mkdir()
    for part in ("run", "dev"):
        (folder / "requirements" / f"{part}.lock").write_text("# nothing\n")
    (folder / "mashdesk").mkdir()
    (folder / "mashdesk" / "__init__.py").touch()
    (folder / "mashdesk" / "__main__.py").write_text(ENTRY)
    return folder


def start(script: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [script, *arguments],
        cwd="/",
        env={**os.environ, **settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def first_starts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str]]]:
    """A project opened twice at once, before anything was prepared; and what the two said."""
    project = a_project(tmp_path_factory.mktemp("prepared") / "a folder with spaces")
    # Held until both wait, so that they are there at once however slow the machine is.
    with (project / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        starts = [
            subprocess.Popen(
                [project / "scripts" / "run"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        for waiting in starts:
            assert waiting.stderr is not None
            assert "waiting for it" in waiting.stderr.readline()
        assert not (project / ".venv").exists()
    return project, [waiting.communicate() for waiting in starts]


@pytest.fixture
def prepared(first_starts: tuple[Path, list[tuple[str, str]]]) -> Path:
    """A project whose environment stands; tests that spoil it must mend it by starting again."""
    return first_starts[0]


def test_two_first_starts_at_once_prepare_one_environment_and_tell_of_it_in_one_line(
    first_starts: tuple[Path, list[tuple[str, str]]],
) -> None:
    project, outcomes = first_starts
    assert all(out.startswith("opened") for out, _ in outcomes), outcomes
    told = [err for _, err in outcomes if err]
    assert len(told) == 1
    assert told[0].count("\n") == 1
    assert "ready after" in told[0]
    assert start(project / "scripts" / "run").stderr == ""


def test_a_prepared_desk_opens_without_a_word_from_anywhere_and_through_a_link(
    prepared: Path, tmp_path: Path
) -> None:
    link, chained = tmp_path / "desk", tmp_path / "again"
    link.symlink_to(prepared / "scripts" / "run")
    chained.symlink_to("desk")
    outcome = start(chained, "demo", "two words")
    assert (outcome.stdout, outcome.stderr) == ("opened ['demo', 'two words'] safe\n", "")


def test_libraries_named_by_the_surroundings_are_not_mixed_in(
    prepared: Path, tmp_path: Path
) -> None:
    (tmp_path / "mashdesk").mkdir()
    (tmp_path / "mashdesk" / "__init__.py").write_text("raise SystemExit('a stranger ran')")
    outcome = start(prepared / "scripts" / "run", PYTHONPATH=str(tmp_path))
    assert outcome.stdout.startswith("opened"), outcome.stderr


def test_what_was_compiled_is_kept_whatever_the_surroundings_ask(prepared: Path) -> None:
    package = prepared / "mashdesk"
    shutil.rmtree(package / "__pycache__", ignore_errors=True)
    start(prepared / "scripts" / "run", PYTHONDONTWRITEBYTECODE="1")
    assert list((package / "__pycache__").glob("__init__.*.pyc"))


def test_a_changed_lock_is_installed_into_the_environment_that_stands(prepared: Path) -> None:
    kept = prepared / ".venv" / "kept"
    kept.touch()
    with (prepared / "requirements" / "run.lock").open("a") as lock:
        lock.write("# nothing more\n")
    assert "ready after" in start(prepared / "scripts" / "run").stderr
    assert kept.exists()
    assert start(prepared / "scripts" / "run").stderr == ""


def test_an_install_that_was_cut_short_is_told_in_plain_words_and_begun_anew(
    prepared: Path,
) -> None:
    lock = prepared / "requirements" / "run.lock"
    before = lock.read_text()
    lock.write_text("no-such-thing==1\n")  # no hash: pip refuses it before it asks anybody
    failed = start(prepared / "scripts" / "run")
    lock.write_text(before)
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert "Mend what it names" in failed.stderr
    assert "Traceback" not in failed.stderr
    leftover = prepared / ".venv" / "half-installed"
    leftover.touch()
    assert start(prepared / "scripts" / "run").stdout.startswith("opened")
    assert not leftover.exists()
    assert start(prepared / "scripts" / "run").stderr == ""


def test_an_environment_that_was_moved_is_made_again(prepared: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(prepared, moved, symlinks=True)
    outcome = start(moved / "scripts" / "run")
    assert outcome.stdout.startswith("opened"), outcome.stderr
    (path_file,) = moved.glob(".venv/lib/*/site-packages/mashdesk.pth")
    assert path_file.read_text() == f"{moved}\n"
    assert str(moved) in (moved / ".venv" / "bin" / "pip").read_text()


def test_a_machine_without_python_is_told_what_to_install(tmp_path: Path) -> None:
    project = a_project(tmp_path / "project")
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("cksum", "readlink"):
        (tools / tool).symlink_to(str(shutil.which(tool)))
    old = tools / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")  # what a Python before 3.11 answers
    old.chmod(0o755)
    outcome = start(project / "scripts" / "run", PATH=str(tools))
    assert outcome.returncode == 1
    assert "Python 3.11 or newer is needed" in outcome.stderr


def with_a_python_that_fails_at(project: Path, words: str) -> Path:
    """A project whose prepared environment holds a Python that only tells how it was started."""
    tools = project / ".venv" / "bin"
    tools.mkdir(parents=True)
    for tool in ("python", "lint-imports"):
        (tools / tool).write_text(
            f'#!/bin/sh\necho "{tool} $*"\ncase "{tool} $*" in *"{words}"*) exit 3 ;; esac\n'
        )
        (tools / tool).chmod(0o755)
    for part in ("run", "dev"):
        with (project / "requirements" / f"{part}.lock").open("rb") as lock:
            checksum = subprocess.run(["cksum"], stdin=lock, capture_output=True, check=True)
        (project / ".venv" / f"stamp-{part}").write_text(
            f"{checksum.stdout.decode().strip()} {project}\n"
        )
    return project


@pytest.mark.parametrize(
    ("words", "stage", "after"),
    [
        ("ruff format", "formatting", "ruff check"),
        ("ruff check", "lint", "mypy"),
        ("mypy", "types", "lint-imports"),
        ("lint-imports", "imports", "pytest"),
        ("pytest", "tests", "every check passed"),
    ],
)
def test_the_first_check_that_fails_is_named_and_ends_the_run(
    tmp_path: Path, words: str, stage: str, after: str
) -> None:
    project = with_a_python_that_fails_at(a_project(tmp_path / "project"), words)
    outcome = start(project / "scripts" / "test")
    assert outcome.returncode == 3
    assert f"stopped at: {stage}" in outcome.stderr
    assert after not in outcome.stdout


def test_all_checks_run_and_the_whole_passes_when_each_passes(tmp_path: Path) -> None:
    project = with_a_python_that_fails_at(a_project(tmp_path / "project"), "nothing at all")
    shutil.copytree(ROOT / ".ci", project / ".ci")
    outcome = start(project / ".ci" / "run")
    assert outcome.returncode == 0
    for check in ("ruff format", "ruff check", "mypy", "lint-imports", "pytest"):
        assert check in outcome.stdout


def test_arguments_run_those_tests_alone(tmp_path: Path) -> None:
    project = with_a_python_that_fails_at(a_project(tmp_path / "project"), "nothing at all")
    outcome = start(project / "scripts" / "test", "tests/domain", "-k", "clock")
    assert outcome.stdout == "python -m pytest tests/domain -k clock\n"
