#!/usr/bin/env python3
"""Speed beside a peer and beside what physics allows, and what the pages weigh: a table, and JSON in a file.

usage: bench.py --worker PROGRAM --report FILE [--rounds N] [--seconds S]

Podpis, the limit and the peer take turns in processes that stay alive; each is asked for a short while in each round. Rates are
operations per second of CPU time, all threads counted; a rate is the median over the rounds, a ratio the median of the ratios
within a round. Ratios are judged, rates are not: exit code 1 if a ratio misses its goal.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import weights

HERE = Path(__file__).resolve().parent
# The least share of the physical limit.
GOALS = {"p256": 0.25, "rsa2048": 0.50}


class Worker:
    """A process that does what it is told for a while and says what it cost."""

    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def cost(self, what, key, seconds):
        self.process.stdin.write(f"{what} {key} {seconds}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args[0]} ended in the middle of {what} {key}")
        return json.loads(line)

    def rate(self, what, key, seconds):
        cost = self.cost(what, key, seconds)
        return cost["operations"] / cost["cpu"]

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)


def seal_core(ours, peer, rounds, seconds):
    """One more invisible B-B revision, by us, by the peer, and the hash with the raw signature alone."""
    report = {}
    for key, goal in GOALS.items():
        turns = []
        for _ in range(rounds):
            turns.append(
                {
                    "podpis": ours.rate("core", key, seconds),
                    "limit": ours.rate("limit", key, seconds),
                    "pyhanko": peer.rate("core", key, seconds),
                }
            )
        medians = {name: statistics.median(turn[name] for turn in turns) for name in turns[0]}
        ratio = statistics.median(turn["podpis"] / turn["limit"] for turn in turns)
        peers = statistics.median(turn["podpis"] / turn["pyhanko"] for turn in turns)
        report[key] = {**medians, "ratio": ratio, "times_pyhanko": peers, "goal": goal, "met": ratio >= goal}
    return report


def seal_act(ours, rounds, seconds):
    """Two filled fields, a drawn signature, B-T. The authority's CPU time is counted with ours."""
    report = {"goal": 150}
    for key in GOALS:
        costs = [ours.cost("act", key, seconds) for _ in range(rounds)]
        report[key] = {clock: statistics.median(cost["operations"] / cost[clock] for cost in costs) for clock in ("cpu", "wall")}
    return report


def show(report):
    print("seal.core: one more invisible B-B revision on an everyday file, per second of CPU time")
    for key, line in report["seal.core"].items():
        verdict = "met" if line["met"] else "MISSED"
        print(
            f"  {key:<8} podpis {line['podpis']:>8.0f}  limit {line['limit']:>8.0f}  pyHanko {line['pyhanko']:>6.0f}  "
            f"ratio {line['ratio']:.1%} of the limit (goal {line['goal']:.0%}: {verdict}), {line['times_pyhanko']:.0f} x pyHanko"
        )
    print("seal.act: two filled fields, a drawn signature, a timestamp over HTTP")
    for key in GOALS:
        line = report["seal.act"][key]
        print(f"  {key:<8} {line['cpu']:>6.0f}/s of CPU time, {line['wall']:>6.0f}/s by the clock, one at a time (goal 150/s)")
    weights.show(report["weights"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worker", required=True)
    parser.add_argument("--report", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--seconds", type=float, default=0.4)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "everyday.pdf"
        subprocess.run([arguments.worker, "paper", paper], check=True)
        ours, peer = Worker(arguments.worker), Worker(sys.executable, str(HERE / "pyhanko_worker.py"), str(paper))
        report = {
            "seal.core": seal_core(ours, peer, arguments.rounds, arguments.seconds),
            "seal.act": seal_act(ours, arguments.rounds, arguments.seconds),
            "weights": weights.measure(HERE.parent.parent),
        }
        ours.close()
        peer.close()
    arguments.report.parent.mkdir(parents=True, exist_ok=True)
    arguments.report.write_text(json.dumps(report, indent=2) + "\n")
    show(report)
    return 0 if all(line["met"] for line in report["seal.core"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
