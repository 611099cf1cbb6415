"""``python -m benchmarks`` measures everything, prints a table and writes benchmarks/result.json."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks import __doc__ as about
from benchmarks.bench import Bench
from benchmarks.goals import PARTS
from benchmarks.measuring import ROOT
from benchmarks.peers import install_peers
from benchmarks.report import document, table

RESULT = ROOT / "benchmarks/result.json"


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=about)
    parser.add_argument("--short", action="store_true", help="small inputs, one run each, no peers, no goal judged")
    parser.add_argument("--only", choices=PARTS, help="measure one part; write no file")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the figures as JSON")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), wanted.short, None if wanted.short else install_peers(ROOT / ".venv/peers"))
        for name, part in PARTS.items():
            if wanted.only in (None, name):
                print(name, file=sys.stderr, flush=True)
                part(bench)
    print(table(bench))
    output = wanted.output or (None if wanted.short or wanted.only else RESULT)
    if output is not None:
        output.write_text(json.dumps(document(bench), indent=2) + "\n", "utf-8")


main()
