"""How it bears many: lists over a hundred thousand agreements on both databases, eight clients at once, what stays in memory, large
files in the editor."""

import json
import multiprocessing
import os
import queue
import re
import statistics
import subprocess
import threading
import time
import uuid

import job
from process import children, cpu_seconds, resident_bytes

AGREEMENTS = 100_000
# Milliseconds for a page of a list, and for one that was searched for.
PAGE_GOAL_MS, SEARCH_GOAL_MS = 20, 50
# Milliseconds for a page of a list under several filters at once (M-26 asks it of a tenth of these agreements).
FILTER_GOAL_MS = 1_000
CLIENTS, RATE_GOAL = 8, 25
MANY, SETTLED, SLOPE_GOAL = 2_000, 500, 5_000
UPLOAD_GOAL_MS, LARGE_GOAL_MS, LARGE_PAGES = 1_000, 2_000, 500
TIMES = 11


def goal(found, most):
    return {"goal": most, "met": found <= most}


def lists(binary, databases):
    """What the store takes, in a process of its own, on a database of its own."""
    report = {}
    for database in databases:
        said = subprocess.run([binary, "measure", database, str(AGREEMENTS)], capture_output=True, text=True, check=False)
        if said.returncode != 0:
            report[database] = {"failed": said.stderr[-300:]}
            continue
        found = json.loads(said.stdout.splitlines()[-1])
        pages = [line["ms"] for name, line in found.items() if name.startswith("first_page")]
        searches = [line["ms"] for name, line in found.items() if name.startswith("search")]
        goals = {"page": goal(max(pages), PAGE_GOAL_MS), "search": goal(max(searches), SEARCH_GOAL_MS)}
        report[database] = {**found, "slowest_page_ms": max(pages), "slowest_search_ms": max(searches), "goals": goals}
    return report


class Owner(job.Line):
    """The administrator of a demo in a browser."""

    def __init__(self, port, facts):
        super().__init__(port, {"User-Agent": "Mozilla/5.0 bench", "Sec-Fetch-Site": "same-origin"})
        user = next(user for user in facts["users"] if user["role"] == "admin")
        form = f"email={user['email'].replace('@', '%40')}&password={user['password']}"
        self.ask("POST", "/sign-in", form, Content_Type="application/x-www-form-urlencoded")

    def takes(self, path, times=TIMES, **headers):
        """Milliseconds by the clock, the median of several."""
        spent = []
        for _ in range(times):
            begun = time.monotonic()
            self.ask("GET", path, **headers)
            spent.append((time.monotonic() - begun) * 1000)
        return statistics.median(spent)


PAGES = {
    "home": "/",
    "list": "/agreements",
    "list_of_the_account": "/agreements?of=all",
    "search": "/agreements?q=cilka+zup",
    "search_one": "/agreements?q=pogodba+77777+",
    "search_none": "/agreements?q=qqqq+nobody",
    "activity": "/activity",
}
# The agreements of the bench are a minute apart, back from yesterday.
PERIOD = f"from={time.strftime('%Y-%m-%d', time.gmtime(time.time() - 40 * 86_400))}&to={time.strftime('%Y-%m-%d', time.gmtime(time.time() - 20 * 86_400))}"
PAGES |= {
    "filtered": f"/agreements?view=done&{PERIOD}",
    "filtered_of_the_account": f"/agreements?of=all&view=others&{PERIOD}",
    "filtered_and_searched": f"/agreements?of=all&view=done&q=novak&{PERIOD}",
}


def page_goal(name):
    if name.startswith("search"):
        return SEARCH_GOAL_MS
    return FILTER_GOAL_MS if name.startswith("filtered") else PAGE_GOAL_MS


def pages(binary, place, port, facts):
    """The same through the whole product: pages as a browser gets them, over an installation with so many agreements."""
    user = next(user for user in facts["users"] if user["role"] == "admin")
    file = place.data / "podpis.sqlite"
    subprocess.run([binary, "fill", file, user["email"], str(AGREEMENTS)], check=True, capture_output=True)
    owner = Owner(port, facts)
    found = {f"{name}_ms": owner.takes(path) for name, path in PAGES.items()}
    goals = {
        name: goal(found[name], page_goal(name))
        for name in found
        if not name.startswith("home")
    }
    return {**found, "agreements": AGREEMENTS, "goals": goals}


class Letters:
    """The mails of a simulated relay, read from its file as they come."""

    def __init__(self, file):
        self.file, self.lines, self.rest = file, [], b""
        self.stream = None

    def wait(self, to, number):
        wanted = to.encode()
        for _ in range(12_000):
            if self.stream is None and self.file.exists():
                self.stream = self.file.open("rb")
            if self.stream is not None:
                *lines, self.rest = (self.rest + self.stream.read()).split(b"\n")
                self.lines += [line for line in lines if b"@bench.example" in line]
            mine = [line for line in self.lines if wanted in line]
            if len(mine) >= number:
                self.lines = self.lines[-200:]
                return [{"links": re.findall(r"https?://[^\s\"\\<>]+/s/[A-Za-z0-9_-]+", line.decode())} for line in mine]
            time.sleep(0.01)
        raise RuntimeError(f"the mail to {to} did not arrive")


def client(number, port, key, letters, paper, times, results):
    """One of several: whole agreements one after another, with the moments at which each was sent and done."""
    try:
        jobs = job.Jobs(port, key, Letters(letters), paper)
        jobs.number = number * 100_000
        for _ in range(times):
            begun = time.monotonic()
            agreement, to = jobs.send()
            sent = time.monotonic()
            browser, path, page = jobs.open(to)
            jobs.sign(browser, path, page)
            jobs.fetch(agreement, browser, path, to)
            results.put((begun, sent, time.monotonic()))
        results.put(None)
    except Exception as error:  # said by the parent
        results.put(f"{type(error).__name__}: {error}")


def crowd(server, port, key, letters, paper):
    """So many clients at once, until so many agreements are done; memory is looked at on the way."""
    results = multiprocessing.Queue()
    arguments = [(number, port, key, letters, paper, MANY // CLIENTS, results) for number in range(CLIENTS)]
    clients = [multiprocessing.Process(target=client, args=one) for one in arguments]
    load, before, begun = os.getloadavg()[0], cpu_seconds(server.pid), time.monotonic()
    for process in clients:
        process.start()
    done, memory, left, faults = [], [], CLIENTS, []
    while left:
        try:
            result = results.get(timeout=180)
        except queue.Empty:
            faults.append("nothing for three minutes")
            break
        if isinstance(result, tuple):
            done.append(result)
            if len(done) % 50 == 0:
                memory.append((len(done), resident_bytes(server.pid)))
        else:
            left -= 1
            faults += [result] if result else []
    seconds = time.monotonic() - begun
    for process in clients:
        process.terminate()
    slope = slope_of([point for point in memory if point[0] >= SETTLED])
    rate = len(done) / seconds
    return {
        "clients": CLIENTS,
        "agreements": len(done),
        "faults": faults[:3],
        "seconds": seconds,
        "per_second": rate,
        "cpu_ms_each": (cpu_seconds(server.pid) - before) / max(1, len(done)) * 1000,
        "load_before": load,
        "load_after": os.getloadavg()[0],
        "resident_after_bytes": memory[-1][1] if memory else 0,
        "slope_bytes": slope,
        "goals": {"per_second": {"goal": RATE_GOAL, "met": rate >= RATE_GOAL}, "slope_bytes": goal(slope, SLOPE_GOAL)},
    }


def slope_of(points):
    """Bytes for each agreement, by least squares."""
    if len(points) < 2:
        return 0.0
    x, y = zip(*points)
    return statistics.linear_regression(x, y).slope


def many_pages(count):
    """A plain file with a line of text on each page."""
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>", 3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"}
    kids = []
    for page in range(count):
        number = 4 + page * 2
        kids.append(f"{number} 0 R")
        lines = " ".join(f"(Page {page + 1}, line {line} of a long contract between two parties) Tj 0 -14 Td" for line in range(48))
        content = f"BT /F 10 Tf 60 780 Td {lines} ET".encode()
        objects[number] = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {number + 1} 0 R/Resources<</Font<</F 3 0 R>>>>>>".encode()
        objects[number + 1] = b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)
    objects[2] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {count}>>".encode()
    file, places = bytearray(b"%PDF-1.7\n"), {}
    for number in sorted(objects):
        places[number] = len(file)
        file += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    table = "".join(f"{places[number]:010} 00000 n \n" for number in sorted(objects))
    start, size = len(file), len(objects) + 1
    file += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(file)


class Memory(threading.Thread):
    """The most that a process and its children take while something is done."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.most, self.going = pid, 0, True

    def run(self):
        while self.going:
            try:
                self.most = max(self.most, resident_bytes(self.pid) + sum(resident_bytes(child) for child in children(self.pid)))
            except (FileNotFoundError, ProcessLookupError):
                pass
            time.sleep(0.01)


def upload(owner, name, data):
    """Seconds until the draft is made, and its address."""
    boundary = uuid.uuid4().hex
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n'
    body = head.encode() + data + f"\r\n--{boundary}--\r\n".encode()
    begun = time.monotonic()
    answer = owner.ask("POST", "/agreements/new", body, Content_Type=f"multipart/form-data; boundary={boundary}", Accept="application/json")
    return time.monotonic() - begun, json.loads(answer)["location"]


def opened(owner, address):
    """Seconds until the editor's page, what it loads, and the pictures of the pages that are seen first are there."""
    begun = time.monotonic()
    page = owner.ask("GET", address).decode()
    for asset in sorted(set(job.ASSET.findall(page))):
        owner.ask("GET", asset)
    for number in (0, 1):
        owner.ask("GET", f"{address.removesuffix('/edit')}/pages/{number}.png?w=1240")
    return time.monotonic() - begun


def editor(server, port, facts, paper):
    """From the file in hand to the editor's first pages."""
    owner = Owner(port, facts)
    spent = []
    for _ in range(5):
        seconds, address = upload(owner, "everyday.pdf", paper)
        spent.append((seconds, seconds + opened(owner, address)))
    memory = Memory(server.pid)
    memory.start()
    large, address = upload(owner, "large.pdf", many_pages(LARGE_PAGES))
    opening = [opened(owner, address) for _ in range(5)]
    memory.going = False
    whole = statistics.median(both for _, both in spent) * 1000
    first = opening[0] * 1000
    return {
        "upload_ms": statistics.median(seconds for seconds, _ in spent) * 1000,
        "upload_to_editor_ms": whole,
        "large_pages": LARGE_PAGES,
        "large_upload_ms": large * 1000,
        "large_opens_first_ms": first,
        "large_opens_again_ms": statistics.median(opening[1:]) * 1000,
        "large_most_memory_bytes": memory.most,
        "goals": {"upload_to_editor_ms": goal(whole, UPLOAD_GOAL_MS), "large_opens_first_ms": goal(first, LARGE_GOAL_MS)},
    }


def word(met):
    return "met" if met else "MISSED"


def show_lists(part):
    print(f"lists over {AGREEMENTS:,} agreements, a page of 50, median of 21 (goals {PAGE_GOAL_MS} ms, searched {SEARCH_GOAL_MS} ms)")
    for database, found in part.items():
        if "failed" in found:
            print(f"  {database:<9} not measured: {found['failed'].strip().splitlines()[-1:]}")
            continue
        goals = found["goals"]
        lines = ", ".join(f"{name} {line['ms']:.1f}" for name, line in found.items() if isinstance(line, dict) and "ms" in line)
        print(f"  {database:<9} pages {word(goals['page']['met'])}, searches {word(goals['search']['met'])}: {lines}")


def show_pages(part):
    lines = [f"{name.removesuffix('_ms')} {part[name]:.1f}" + (f" ({word(part['goals'][name]['met'])})" if name in part["goals"] else "") for name in part if name.endswith("_ms")]
    print(f"pages over {part['agreements']:,} agreements on SQLite, by the clock, ms: {', '.join(lines)}")


def show_crowd(part):
    goals = part["goals"]
    print(f"crowd: {part['agreements']} whole agreements by {part['clients']} clients in {part['seconds']:.0f} s; load {part['load_before']:.1f} before, {part['load_after']:.1f} after")
    print(f"  {part['per_second']:.1f} a second (goal {RATE_GOAL}: {word(goals['per_second']['met'])}), {part['cpu_ms_each']:.1f} ms of CPU time each; faults: {part['faults']}")
    print(f"  memory {part['resident_after_bytes'] / 1e6:.1f} MB at the end, {part['slope_bytes']:.0f} bytes for each after the first {SETTLED} (goal {SLOPE_GOAL}: {word(goals['slope_bytes']['met'])})")


def show_editor(part):
    goals = part["goals"]
    print(f"editor: ten pages uploaded in {part['upload_ms']:.0f} ms, in the editor after {part['upload_to_editor_ms']:.0f} (goal {UPLOAD_GOAL_MS}: {word(goals['upload_to_editor_ms']['met'])})")
    print(
        f"  {part['large_pages']} pages: uploaded in {part['large_upload_ms']:.0f} ms, opens in {part['large_opens_first_ms']:.0f} the first time "
        f"(goal {LARGE_GOAL_MS}: {word(goals['large_opens_first_ms']['met'])}), {part['large_opens_again_ms']:.0f} again; "
        f"at most {part['large_most_memory_bytes'] / 1e6:.0f} MB with its children"
    )
