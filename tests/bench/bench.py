#!/usr/bin/env python3
"""Speed beside a peer and beside what physics allows, what a whole agreement costs, and what the pages weigh: a table, and JSON
in a file. docs/benchmarks.md says how each figure is got.

usage: bench.py --worker PROGRAM --lists PROGRAM --podpis PROGRAM --report FILE [--only PART] [--rounds N] [--seconds S] [--jobs N]
       [--pause S]

Podpis, the limit and the peer take turns in processes that stay alive; each is asked for a short while in each round. Rates are
operations per second of CPU time, all threads counted; a rate is the median over the rounds, a ratio the median of the ratios
within a round. Goals are judged in the report; the exit code says only whether everything ran.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import installation
import files
import job
import scale
import weights

HERE = Path(__file__).resolve().parent
# The least share of the physical limit.
GOALS = {"p256": 0.50, "rsa2048": 0.70}
ACTS_PER_SECOND = 150
# How many times as long as the first revision the hundredth may take.
HUNDREDTH = 2
# The least rates per second of CPU time.
LASTING = {"lta": 400, "validate.lta": 300}
# The most that `serve`, a demo and one agreement may take.
START_GOALS = {"healthz_ms": 300, "resident_bytes": 60_000_000, "demo_ready_ms": 1000}
JOB_GOAL_MS = 60
# The most CPU time for the tags of ten pages.
TAGS_GOAL_MS = 60
PARTS = ("seal.core", "seal.hundredth", "seal.act", "seal.files", "seal.concurrent", "lta", "validate.lta", "tags", "start", "job", "lists", "editor", "crowd", "pages", "weights")
# Those that ask a server of its own.
SERVED = {"start", "job", "seal.concurrent", "editor", "crowd", "pages"}


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


def seal_hundredth(ours, rounds, seconds):
    """The same on a file that holds ninety-nine revisions already, which is longer, beside the first and beside the limit of each."""
    names = {"first": "core", "first_limit": "limit", "hundredth": "core.hundredth", "hundredth_limit": "limit.hundredth"}
    turns = [{name: 1e6 / ours.rate(what, "p256", seconds) for name, what in names.items()} for _ in range(rounds)]
    micros = {name: statistics.median(turn[name] for turn in turns) for name in names}
    times = statistics.median(turn["hundredth"] / turn["first"] for turn in turns)
    return {**micros, "times": times, "goal": HUNDREDTH, "met": times <= HUNDREDTH}


def seal_act(ours, rounds, seconds):
    """Two filled fields, a drawn signature, B-T. The authority's CPU time is counted with ours."""
    report = {}
    for key in GOALS:
        costs = [ours.cost("act", key, seconds) for _ in range(rounds)]
        rates = {clock: statistics.median(cost["operations"] / cost[clock] for cost in costs) for clock in ("cpu", "wall")}
        report[key] = {**rates, "goal": ACTS_PER_SECOND, "met": rates["cpu"] >= ACTS_PER_SECOND}
    return report


def seals(arguments, paper, report):
    """The parts that need no server."""
    wanted = [part for part in ("seal.core", "seal.hundredth", "seal.act", *LASTING, "tags") if part in arguments.only]
    if not wanted:
        return
    ours, peer = Worker(arguments.worker), Worker(sys.executable, str(HERE / "pyhanko_worker.py"), str(paper))
    if "seal.core" in wanted:
        report["seal.core"] = seal_core(ours, peer, arguments.rounds, arguments.seconds)
    if "seal.hundredth" in wanted:
        report["seal.hundredth"] = seal_hundredth(ours, arguments.rounds, arguments.seconds)
    if "seal.act" in wanted:
        report["seal.act"] = seal_act(ours, arguments.rounds, arguments.seconds)
    for part, least in LASTING.items():
        if part in wanted:
            rate = statistics.median(ours.rate(part, "p256", arguments.seconds) for _ in range(arguments.rounds))
            report[part] = {"cpu": rate, "goal": least, "met": rate >= least}
    if "tags" in wanted:
        cost = statistics.median(1000 / ours.rate("tags", "p256", arguments.seconds) for _ in range(arguments.rounds))
        report["tags"] = {"cpu_ms": cost, "goals": {"cpu_ms": goal(cost, TAGS_GOAL_MS)}}
    ours.close()
    peer.close()


def servers(arguments, paper, folder, report):
    """The parts that start one, over the data of a demo that was just made."""
    if not SERVED & set(arguments.only):
        return
    place = installation.Installation(arguments.podpis, folder)
    with installation.Parties(arguments.podpis, folder) as parties:
        if "start" in arguments.only:
            found = installation.starts(place, parties, 5, arguments.pause)
            report["start"] = {**found, "goals": {name: goal(found[name], most) for name, most in START_GOALS.items()}}
        if "job" in arguments.only:
            port, server = place.serve(parties)
            with server:
                outbox = job.Outbox(parties.facts["outbox"])
                found = job.measure(server.pid, job.Jobs(port, place.key, outbox, paper.read_bytes()), 5, arguments.jobs)
            report["job"] = {**found, "goals": {"cpu_ms": goal(found["cpu_ms"], JOB_GOAL_MS)}}
        if "seal.concurrent" in arguments.only:
            report["seal.concurrent"] = files.concurrent(place, parties, paper.read_bytes())
        many(arguments, paper.read_bytes(), (folder, place, parties), report)


def many(arguments, paper, started, report):
    """Large files, many clients, and, last, many agreements: they stay."""
    folder, place, parties = started
    facts = json.loads((place.data / "demo.json").read_text())
    letters = folder / "parties" / "simulated" / "outbox.jsonl"
    parts = {
        "editor": lambda server, port: scale.editor(server, port, facts, paper),
        "crowd": lambda server, port: scale.crowd(server, port, place.key, letters, paper),
        "pages": lambda _, port: scale.pages(arguments.lists, place, port, facts),
    }
    for name, part in parts.items():
        if name in arguments.only:
            port, server = place.serve(parties)
            with server:
                report[name] = part(server, port)


def goal(found, most):
    return {"goal": most, "met": found <= most}


def machine():
    """On what, and how busy it was: figures mean nothing without it."""
    model = [line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "processor": model[0] if model else platform.machine(),
        "cores": os.cpu_count(),
        "memory_mib": memory,
        "kernel": platform.release(),
        "load_before": os.getloadavg()[0],
    }


def verdict(met):
    return "met" if met else "MISSED"


def show(report):
    system = report["machine"]
    print(f"{system['at']}, {system['cores']} x {system['processor']}, {system['memory_mib']} MiB, Linux {system['kernel']}, load {system['load_before']:.2f}")
    printers = {"seal.core": show_core, "seal.hundredth": show_hundredth, "seal.act": show_act, "seal.files": files.show, "seal.concurrent": files.show_concurrent, "lta": show_lta, "validate.lta": show_validated, "tags": show_tags, "start": show_start, "job": show_job, "lists": scale.show_lists, "editor": scale.show_editor, "crowd": scale.show_crowd, "pages": scale.show_pages, "weights": weights.show}
    for part, printer in printers.items():
        if part in report:
            printer(report[part])


def show_core(part):
    print("seal.core: one more invisible B-B revision on an everyday file, per second of CPU time")
    for key, line in part.items():
        print(
            f"  {key:<8} podpis {line['podpis']:>8.0f}  limit {line['limit']:>8.0f}  pyHanko {line['pyhanko']:>6.0f}  "
            f"ratio {line['ratio']:.1%} of the limit (goal {line['goal']:.0%}: {verdict(line['met'])}), {line['times_pyhanko']:.0f} x pyHanko"
        )


def show_hundredth(part):
    print("seal.hundredth: microseconds of CPU time for one more revision, P-256")
    print(
        f"  the first {part['first']:.0f} (limit {part['first_limit']:.0f}), the hundredth {part['hundredth']:.0f} (limit {part['hundredth_limit']:.0f}): "
        f"{part['times']:.1f} times (goal {part['goal']}: {verdict(part['met'])})"
    )


def show_act(part):
    print("seal.act: two filled fields, a drawn signature, a timestamp over HTTP")
    for key, line in part.items():
        print(
            f"  {key:<8} {line['cpu']:>6.0f}/s of CPU time, {line['wall']:>6.0f}/s by the clock, one at a time "
            f"(goal {line['goal']}/s of one core: {verdict(line['met'])})"
        )


def show_lta(part):
    print("lta: signed, stamped, revocation data stored, the whole stamped; authorities in the same process")
    print(f"  {part['cpu']:.0f}/s of CPU time (goal {part['goal']}/s: {verdict(part['met'])})")


def show_validated(part):
    print("validate.lta: such a file read and judged")
    print(f"  {part['cpu']:.0f}/s of CPU time (goal {part['goal']}/s: {verdict(part['met'])})")


def show_tags(part):
    line = part["goals"]["cpu_ms"]
    print(f"tags: those of ten full pages, opened and read: {part['cpu_ms']:.1f} ms of CPU time (goal {line['goal']} ms: {verdict(line['met'])})")


def show_start(part):
    goals = part["goals"]
    met = {name: verdict(line["met"]) for name, line in goals.items()}
    print("start")
    print(f"  serve answers after {part['healthz_ms']:.0f} ms, at worst {part['healthz_worst_ms']:.0f} (goal {goals['healthz_ms']['goal']} ms: {met['healthz_ms']})")
    print(
        f"  memory after {part['resident_after_seconds']:.0f} s {part['resident_bytes'] / 1e6:.1f} MB, of which {part['children']} children "
        f"{part['children_bytes'] / 1e6:.1f} MB (goal {goals['resident_bytes']['goal'] / 1e6:.0f} MB: {met['resident_bytes']})"
    )
    print(
        f"  a new demo answers after {part['demo_healthz_ms']:.0f} ms and is whole after {part['demo_ready_ms']:.0f} ms "
        f"(goal {goals['demo_ready_ms']['goal']} ms: {met['demo_ready_ms']})"
    )


def show_job(part):
    line = part["goals"]["cpu_ms"]
    print("job: created, sent, opened, signed, sealed, told, fetched with its report; simulated parties apart")
    print(f"  {part['cpu_ms']:.1f} ms of CPU time, all processes (goal {line['goal']} ms: {verdict(line['met'])}); {part['jobs']} agreements")
    print(f"  {part['page_image_cpu_ms']:.1f} ms for the image of a page, once for each revision, width and account")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worker", required=True)
    parser.add_argument("--lists", required=True)
    parser.add_argument("--podpis", required=True)
    parser.add_argument("--report", type=Path, required=True)
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--seconds", type=float, default=0.4)
    parser.add_argument("--jobs", type=int, default=10, help="agreements in each of five rounds")
    parser.add_argument("--pause", type=float, default=30, help="seconds before the memory is looked at")
    arguments = parser.parse_args()
    arguments.only = arguments.only or PARTS
    report = {"machine": machine()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paper = folder / "everyday.pdf"
        subprocess.run([arguments.worker, "paper", paper], check=True)
        servers(arguments, paper, folder, report)
        seals(arguments, paper, report)
        if "seal.files" in arguments.only:
            report["seal.files"] = files.measure(arguments.podpis, arguments.worker, folder, paper)
        if "lists" in arguments.only:
            report["lists"] = scale.lists(arguments.lists, ("sqlite", "postgres"))
        if "weights" in arguments.only:
            report["weights"] = weights.measure(HERE.parent.parent)
    arguments.report.parent.mkdir(parents=True, exist_ok=True)
    arguments.report.write_text(json.dumps(report, indent=2) + "\n")
    show(report)


if __name__ == "__main__":
    main()
