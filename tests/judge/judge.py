#!/usr/bin/env python3
"""Lets outsiders judge signed PDF files: pyHanko at every revision, pdfsig, qpdf, pdftotext.

usage: judge.py --manifest FILE                    files that are described (see crates/testkit/examples/files)
       judge.py --corpus FILE                      what became of foreign PDFs (see crates/testkit/examples/corpus)
       judge.py [--root PEM]... [--at TIME] [--text TEXT]... [--timestamps] [--signatures N] FILE...

Prints a table and "N passed, N failed"; exit code 1 if one failed.
"""

import argparse
import datetime
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import corpus
import selftest
import witnesses
from witnesses import Question


def judged(question, path):
    """Complaints about a file of the disk."""
    return witnesses.all_witnesses(question, path)


def from_manifest(path):
    described = json.loads(path.read_text())
    folder = path.parent
    roots = [root for name in described["roots"] for root in witnesses.certificates(folder / name)]
    at = datetime.datetime.fromisoformat(described["at"])
    for entry in described["files"]:
        target = folder / entry["file"]
        yield Question(data=target.read_bytes(), roots=roots, at=at, **entry), target


def from_arguments(arguments):
    roots = [root for path in arguments.root for root in witnesses.certificates(path)]
    if not roots:
        print("no --root: nobody's trust is judged")
    for target in arguments.files:
        yield Question(
            file=target.name,
            data=target.read_bytes(),
            roots=roots,
            at=arguments.at,
            signatures=arguments.signatures,
            timestamps=arguments.timestamps,
            texts=arguments.text,
            password=arguments.password,
        ), target


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--manifest", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--root", type=Path, action="append", default=[])
    parser.add_argument("--at", type=datetime.datetime.fromisoformat)
    parser.add_argument("--text", action="append", default=[])
    parser.add_argument("--signatures", type=int)
    parser.add_argument("--timestamps", action="store_true")
    parser.add_argument("--password")
    parser.add_argument("files", type=Path, nargs="*")
    arguments = parser.parse_args()
    if not (arguments.manifest or arguments.corpus or arguments.files):
        parser.error("nothing to judge")
    return arguments


def table(rows):
    """Prints a row as soon as it is known; returns how many passed and failed."""
    passed = failed = 0
    for name, verdict, complaints in rows:
        print(f"{name:<70} {verdict}")
        for complaint in complaints:
            print(f"    {complaint}")
        passed, failed = (passed, failed + 1) if verdict.startswith("bad") else (passed + 1, failed)
    return passed, failed


def rows(arguments):
    with ProcessPoolExecutor() as pool:
        if arguments.corpus:
            yield from corpus.rows(pool, arguments.corpus)
        questions = list(from_manifest(arguments.manifest)) if arguments.manifest else []
        questions += from_arguments(arguments) if arguments.files else []
        for (question, _), complaints in zip(questions, pool.map(judged, *zip(*questions)) if questions else []):
            yield question.file, "bad" if complaints else "good", complaints
        if arguments.manifest:
            # A judge that cannot say no is none.
            for name, unsaid in pool.map(selftest.one, selftest.forgeries(questions)):
                yield f"forged: {name}", "bad: nobody objects" if unsaid else "refused, as it should be", unsaid
            for name, faults in pool.map(selftest.one_spoilt, selftest.spoilt(questions)):
                yield f"spoilt: {name}", "bad: not seen" if faults else "seen, as it should be", faults


def main():
    passed, failed = table(rows(read_arguments()))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
