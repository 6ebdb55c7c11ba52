"""Signing from outside: a file of 100 MB and a thousand files by the command line, a hundred seals at once by a server whose
timestamping authority takes its time."""

import hashlib
import json
import os
import sqlite3
import subprocess
import time
import urllib.request

import job

LARGE_BYTES = 100_000_000
# The most, as multiples of reading and hashing the file twice, and of its size.
LARGE_TIME_GOAL, LARGE_MEMORY_GOAL = 1.5, 1.3
FILES = 1_000
# The least share of all cores that signing many files takes.
CORES_GOAL = 0.9
SEALS = 100
# The most seconds that so many seals take longer than one.
CONCURRENT_GOAL = 1.0


def goal(met, value):
    return {"goal": value, "met": met}


def write_large(path, size):
    """A file whose one page shows a large image, and nothing else. It is never whole in memory here: a program that is started is
    first a copy of this process, and what that held counts as the most that the program took."""
    side = int(size**0.5)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
        b"<</Length 30>>stream\nq 500 0 0 500 40 200 cm /I Do Q\nendstream",
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Length %d>>stream\n" % (side, side, side * side)
    ]
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        places = []
        for number, content in enumerate(objects, 1):
            places.append(file.tell())
            file.write(b"%d 0 obj\n%s" % (number, content))
            if number == len(objects):
                for _ in range(side):
                    file.write(os.urandom(side))
                file.write(b"\nendstream")
            file.write(b"\nendobj\n")
        table = "".join(f"{place:010} 00000 n \n" for place in places)
        start, entries = file.tell(), len(objects) + 1
        trailer = f"trailer\n<</Size {entries}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
        file.write(f"xref\n0 {entries}\n0000000000 65535 f \n{table}{trailer}".encode())


def ran(command):
    """Seconds by the clock, seconds of CPU time, and the most memory that a program took."""
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status != 0:
        raise RuntimeError(f"{command[:2]} ended with {status}")
    return time.monotonic() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def hashed_twice(file):
    """Seconds for reading and hashing a file twice."""
    begun = time.monotonic()
    for _ in range(2):
        with file.open("rb") as opened:
            hashlib.file_digest(opened, "sha256")
    return time.monotonic() - begun


def measure(podpis, worker, folder, paper):
    """`podpis sign` over one large file, and over many."""
    key, out = folder / "bench-key.pem", folder / "signed"
    subprocess.run([worker, "key", key], check=True)
    sign = [podpis, "sign", "--key", key, "--out"]
    file = folder / "large.pdf"
    write_large(file, LARGE_BYTES)
    subprocess.run(["sync"], check=True)
    turns = []
    for number in range(3):
        turns.append((*ran([*sign, folder / f"large-{number}.pdf", file]), hashed_twice(file)))
    seconds, cpu, _, twice = (min(column) for column in zip(*turns))
    share = max(memory for _, _, memory, _ in turns) / file.stat().st_size
    many = folder / "many"
    many.mkdir()
    data = paper.read_bytes()
    for number in range(FILES):
        (many / f"{number}.pdf").write_bytes(data)
    many_seconds, many_cpu, _ = ran([*sign, out, *sorted(many.iterdir())])
    cores = many_cpu / many_seconds / os.cpu_count()
    signed = len(list(out.iterdir()))
    return {
        "large_seconds": seconds,
        "large_cpu_seconds": cpu,
        "large_hashed_twice_seconds": twice,
        "large_times": seconds / twice,
        "large_memory_times": share,
        "files": signed,
        "files_per_second": signed / many_seconds,
        "cores": cores,
        "goals": {
            "large_times": goal(seconds / twice <= LARGE_TIME_GOAL, LARGE_TIME_GOAL),
            "large_memory_times": goal(share <= LARGE_MEMORY_GOAL, LARGE_MEMORY_GOAL),
            "cores": goal(cores >= CORES_GOAL and signed == FILES, CORES_GOAL),
        },
    }


def sealed(database):
    """How many acts became revisions."""
    return database.execute("SELECT COUNT(*) FROM revision WHERE kind = 'act'").fetchone()[0]


def told(parties, **failures):
    """Tells the simulated parties how to behave."""
    request = urllib.request.Request(parties.facts["outbox"] + "/failures", json.dumps(failures).encode(), {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=10).close()


def seconds_to_seal(place, parties, paper, first, count):
    """From the start of a worker until so many acts are sealed that were all signed before it came."""
    port, server = place.serve(parties, "--no-worker")
    with server:
        jobs = job.Jobs(port, place.key, job.Outbox(parties.facts["outbox"]), paper)
        jobs.number = first
        with place.worker():
            people = [jobs.send()[1] for _ in range(count)]
            open_pages = [jobs.open(to) for to in people]
        for browser, path, page in open_pages:
            jobs.sign(browser, path, page)
        told(parties, timestamp="late")
        database = sqlite3.connect(f"file:{place.data / 'podpis.sqlite'}?mode=ro", uri=True)
        before, begun = sealed(database), time.monotonic()
        with place.worker():
            while sealed(database) < before + count:
                if time.monotonic() > begun + 120:
                    raise RuntimeError(f"{sealed(database) - before} of {count} acts were sealed in two minutes")
                time.sleep(0.01)
            spent = time.monotonic() - begun
        told(parties, timestamp="none")
        return spent


def concurrent(place, parties, paper):
    """One seal and a hundred, with an authority that answers half a second late."""
    one = min(seconds_to_seal(place, parties, paper, 1_000 + number, 1) for number in range(3))
    all_of_them = seconds_to_seal(place, parties, paper, 2_000, SEALS)
    more = all_of_them - one
    return {"one_seconds": one, "seals": SEALS, "all_seconds": all_of_them, "goals": {"more_seconds": goal(more <= CONCURRENT_GOAL, CONCURRENT_GOAL)}}


def word(line):
    return "met" if line["met"] else "MISSED"


def show(part):
    goals = part["goals"]
    print("seal.files: by the command line, B-B, P-256")
    print(
        f"  100 MB in {part['large_seconds']:.2f} s, written and synchronised ({part['large_cpu_seconds']:.2f} s of CPU time); read and hashed twice in {part['large_hashed_twice_seconds']:.2f} s: {part['large_times']:.2f} times "
        f"(goal {LARGE_TIME_GOAL}: {word(goals['large_times'])}); memory {part['large_memory_times']:.2f} times its size (goal {LARGE_MEMORY_GOAL}: {word(goals['large_memory_times'])})"
    )
    print(f"  {part['files']} files, {part['files_per_second']:.0f} a second, {part['cores']:.0%} of all cores (goal {CORES_GOAL:.0%}: {word(goals['cores'])})")


def show_concurrent(part):
    line = part["goals"]["more_seconds"]
    print("seal.concurrent: from the start of a worker to sealed acts; the timestamping authority answers half a second late")
    print(f"  one in {part['one_seconds']:.2f} s, {part['seals']} in {part['all_seconds']:.2f} s (goal {line['goal']} s more: {word(line)})")
