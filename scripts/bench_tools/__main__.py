"""All benchmarks: `scripts/bench`, or a part: `scripts/bench store`, `desk`, `partners` or
`judgement`.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from scripts.bench_tools.desk_bench import desk_figures
from scripts.bench_tools.figures import HEADING, Figure
from scripts.bench_tools.judgement_bench import PEOPLE, judgement_figures
from scripts.bench_tools.partner_bench import partner_figures
from scripts.bench_tools.store_bench import CLOSED, store_figures

BESIDE = 100_000
"""So many people where all parts are measured: making a million known takes minutes by itself."""


def main() -> int:
    """Measure and print; the exit code says whether every ratio was kept."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument(
        "part",
        nargs="?",
        choices=("store", "desk", "partners", "judgement", "all"),
        default="all",
    )
    parser.add_argument("--closed", type=int, default=CLOSED, help="closed referrals to fill in")
    parser.add_argument(
        "--people",
        type=int,
        help=f"known people, and referrals: {PEOPLE:,} for `judgement` alone, else {BESIDE:,}",
    )
    parser.add_argument("--json", action="store_true", help="figures as JSON on standard output")
    wanted = parser.parse_args()

    found: list[Figure] = []
    if wanted.part in ("store", "all"):
        found += store_figures(_say, wanted.closed)
    if wanted.part in ("desk", "all"):
        found += desk_figures(_say)
    if wanted.part in ("partners", "all"):
        found += partner_figures(_say)
    if wanted.part in ("judgement", "all"):
        usual = PEOPLE if wanted.part == "judgement" else BESIDE
        found += judgement_figures(_say, wanted.people or usual)
    if wanted.json:
        print(json.dumps([asdict(figure) | {"kept": figure.kept} for figure in found], indent=2))
    else:
        print(HEADING)
        for figure in found:
            print(figure.line())
    return 0 if all(figure.kept for figure in found) else 1


def _say(what: str) -> None:
    print(f"measuring: {what}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
