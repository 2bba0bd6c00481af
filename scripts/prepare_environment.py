"""Make or mend .venv so that it holds what a lock lists. Started by scripts/environment.

Needs the standard library alone, and of it nothing newer than Python 3.11. It is safe to start
twice at once, to kill at any point, and to start again: see `main`.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import venv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = VENV / "install.log"
# Stands in .venv while it is being worked on. Found at a start, it says that an earlier one was
# cut short, and nothing in .venv can be trusted.
UNFINISHED = VENV / "unfinished"
DISCARDED = ROOT / ".venv.discarded"

ANEW = "preparing the environment in .venv (needed once; it takes a minute or so)"
ADDED = {
    "run": "bringing the environment in .venv up to date",
    "dev": "bringing the tools for the tests in .venv up to date",
}


class CannotPrepareError(Exception):
    """The environment cannot be made; the message says why and what to do, in plain words."""


def main(part: str, stamp: str) -> None:
    """Install requirements/`part`.lock under a lock of the whole project; then write `stamp`.

    A killed start leaves `UNFINISHED` behind and the next one begins from nothing. The lock is
    handed to pip as well, so that a pip which outlives its killed parent is waited for.
    """
    with alone() as lock:
        if stamped(part, stamp) and not UNFINISHED.exists():
            return  # another start did it while this one waited
        started = time.monotonic()
        whole = usable()
        say((ADDED[part] if whole else ANEW) + " ...", end="")
        try:
            if not whole:
                begin_anew()
                make(lock)
            stamp_file = VENV / f"stamp-{part}"
            stamp_file.unlink(missing_ok=True)
            UNFINISHED.touch()
            install(part, lock)
            stamp_file.write_text(stamp + "\n")
            UNFINISHED.unlink()
        except BaseException:
            print(file=sys.stderr)  # ends the line of progress
            raise
        print(f" ready after {time.monotonic() - started:.0f} s", file=sys.stderr)


@contextlib.contextmanager
def alone() -> Iterator[int]:
    """Hold the project's lock, which the system lets go of even when this process is killed."""
    lock = os.open(ROOT / ".venv.lock", os.O_CREAT | os.O_RDWR, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another start is preparing the environment; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
    finally:
        os.close(lock)


def stamped(part: str, stamp: str) -> bool:
    """Whether this part was finished, from this lock, in this folder."""
    try:
        return (VENV / f"stamp-{part}").read_text() == stamp + "\n" and PYTHON.exists()
    except FileNotFoundError:
        return False


def usable() -> bool:
    """Whether what stands in .venv can be added to: whole, new enough, and made in this folder."""
    if UNFINISHED.exists() or not PYTHON.exists():
        return False
    answer = subprocess.run(
        [PYTHON, "-I", "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"],
        capture_output=True,
        check=False,
    )
    if answer.returncode != 0:
        return False
    # Scripts in .venv/bin carry the path they were made with: after a move they are of no use.
    path_file = path_file_of()
    return not path_file.exists() or path_file.read_text().strip() == str(ROOT)


def path_file_of() -> Path:
    """The file in .venv that makes this folder's mashdesk importable."""
    answer = subprocess.run(
        [PYTHON, "-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return Path(answer.stdout.strip()) / "mashdesk.pth"


def begin_anew() -> None:
    """Put away what stands there. Renamed first: a half-deleted .venv must not look like one."""
    shutil.rmtree(DISCARDED, ignore_errors=True)
    if VENV.exists() or VENV.is_symlink():
        VENV.rename(DISCARDED)
        shutil.rmtree(DISCARDED, ignore_errors=True)


def make(lock: int) -> None:
    """Make .venv with pip in it, also where the system's Python came without ensurepip."""
    VENV.mkdir()
    UNFINISHED.touch()
    has_pip = importlib.util.find_spec("ensurepip") is not None
    venv.EnvBuilder(symlinks=True).create(VENV)
    if has_pip:
        run_logged([PYTHON, "-I", "-m", "ensurepip", "--default-pip"], lock)
        # Python 3.11 adds setuptools, which no lock lists and which slows every start.
        run_logged([PYTHON, "-I", "-m", "pip", "uninstall", "--yes", "setuptools"], lock)
    else:
        wheel = fetch_pip()
        run_logged(
            [PYTHON, "-I", f"{wheel}/pip", "install", "--no-index", "--no-deps", wheel], lock
        )


def fetch_pip() -> Path:
    """Download the pip that requirements/pip.lock pins; some systems ship Python without one."""
    pinned = (ROOT / "requirements" / "pip.lock").read_text()
    found = re.search(r"^pip==(\S+)", pinned, re.MULTILINE)
    if found is None:
        raise CannotPrepareError("requirements/pip.lock pins no pip: check the file out again.")
    name = f"pip-{found[1]}-py3-none-any.whl"
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
    try:
        with urllib.request.urlopen(index, timeout=60) as page:
            link = re.search(rf'href="([^"#]*{re.escape(name)})', page.read().decode())
        if link is None:
            raise CannotPrepareError(f"{index} does not offer {name}.")
        with urllib.request.urlopen(urllib.parse.urljoin(index, link[1]), timeout=60) as download:
            content = download.read()
    except OSError as trouble:
        raise CannotPrepareError(
            f"This Python has no pip, and none could be fetched from {index}: {trouble}. Connect "
            "this machine to the network, or install your system's package python3-venv."
        ) from None
    if hashlib.sha256(content).hexdigest() not in pinned:
        raise CannotPrepareError(f"{name} from {index} is not the file that was pinned.")
    wheel = VENV / name
    wheel.write_bytes(content)
    return wheel


def install(part: str, lock: int) -> None:
    """Install the lock's packages, and make this folder's mashdesk importable from them.

    The package is not built: a path file does what an editable install would, without tools.
    Ready-made wheels only, for a machine without a compiler and because the hashes cover no more.
    """
    command: list[str | Path] = [PYTHON, "-I", "-m", "pip", "install"]
    command += ["--disable-pip-version-check", "--no-input"]
    command += ["--no-deps", "--require-hashes", "--only-binary=:all:"]
    command += ["-r", ROOT / "requirements" / f"{part}.lock"]
    run_logged(command, lock)
    path_file_of().write_text(f"{ROOT}\n")
    # The first frame should not wait for the compiler; a source that is being edited, and does not
    # compile just now, is no reason to do without an environment.
    compile_all = [str(PYTHON), "-I", "-m", "compileall", "-q", str(ROOT / "mashdesk")]
    subprocess.run(compile_all, capture_output=True, check=False)


def run_logged(command: list[str | Path], lock: int) -> None:
    """Run a step with its output in `LOG`. Raises CannotPrepareError with the end of it."""
    with LOG.open("ab") as log:
        status = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=[lock], check=False
        ).returncode
    if status != 0:
        last = LOG.read_text(errors="replace").strip().splitlines()[-12:]
        raise CannotPrepareError(
            "The environment could not be prepared. The end of .venv/install.log:\n    "
            + "\n    ".join(last)
            + "\nMend what it names (most often the network), then start again."
        )


def say(sentence: str, end: str = "\n") -> None:
    """Tell the person who started this, on stderr: stdout belongs to what they asked for."""
    print(f"mashdesk: {sentence}", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except CannotPrepareError as trouble:
        say(str(trouble))
        sys.exit(1)
    except OSError as trouble:
        say(
            f"The environment could not be prepared in {ROOT}: {trouble}. Make room or give write "
            "access there, then start again."
        )
        sys.exit(1)
    except KeyboardInterrupt:
        say("stopped; the next start begins again")
        sys.exit(130)
