#!/usr/bin/env python3
"""Runs foreign PDFs through the product itself: a demo is started, and each file is dropped into a new agreement, opened in the editor
with the pictures of its first page and its last, given a place to sign on both and a line of text, sent, opened by the link of the
mail, filled, signed, sealed, fetched. What became of each goes to OUT/results.json, which judge.py --corpus judges.

usage: product.py PODPIS CORPUS OUT [--most N]
"""

import argparse
import datetime
import http.client
import json
import sys
import time
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))

import job
from process import Started, free_port

# What a refused upload says, in the words of the closed list.
CODES = {
    "EMPTY_FILE": "empty",
    "NOT_A_PDF": "not_pdf",
    "BROKEN": "malformed",
    "TOO_COMPLEX": "too_large",
    "WRONG_PASSWORD": "needs_password",
    "SIGNED_NEEDS_PASSWORD": "signed_and_locked",
}
# Passwords of the corpora's own files, which say so in their names or papers.
PASSWORDS = ("", "asdfasdf", "owner", "user", "test", "123456", "openpassword", "password", "Hello", "secret", "usersecret", "ownersecret")
TEXT = "Živa Čebašek 4711"
SIGN, WRITE = (160.0, 44.0), (200.0, 20.0)
# A field is at least 4 points wide and high, and lies on its page.
LEAST = 10.0
# Seconds for one answer, and for what comes by mail.
PATIENCE = 240


class Refused(Exception):
    """The product says no: a code and its words."""


class Answered(Exception):
    """An answer that is no success."""

    def __init__(self, status, content):
        super().__init__(f"{status} {content[:300]!r}")
        self.status, self.content = status, content


class Page(job.Line):
    """A browser's connection that waits for slow answers; whatever is answered comes back with its status."""

    def __init__(self, port, headers):
        super().__init__(port, headers)
        self.connection.timeout = PATIENCE

    def call(self, method, path, body=None, **headers):
        try:
            return self.ask(method, path, body, **headers)
        except RuntimeError as error:
            words = str(error)
            status, _, rest = words.rpartition(": ")[2].partition(" ")
            raise Answered(status, words) from error


class Product:
    """One demo, its administrator in a browser, and what arrives at the simulated parties."""

    def __init__(self, port, facts):
        self.port = port
        headers = {"User-Agent": "Mozilla/5.0 judge", "Sec-Fetch-Site": "same-origin"}
        self.owner = Page(port, headers)
        admin = next(user for user in facts["users"] if user["role"] == "admin")
        form = f"email={admin['email'].replace('@', '%40')}&password={admin['password']}"
        self.owner.ask("POST", "/sign-in", form, Content_Type="application/x-www-form-urlencoded")
        self.api = Page(port, {"Authorization": f"Bearer {facts['integrationKey']}"})
        self.jobs = job.Jobs(port, facts["integrationKey"], None, b"")

    def through(self, number, name, data):
        """The signed file, and what was put into it."""
        draft, password = self.upload(name, data)
        address = f"/ui/drafts/{draft}"
        shown = json.loads(self.owner.call("GET", address))
        for page in {0, len(shown["pages"]) - 1}:
            picture = self.owner.call("GET", f"/agreements/{draft}/pages/{page}.png?w=828")
            if not picture.startswith(b"\x89PNG"):
                raise RuntimeError("no picture of a page")
        was_signed = b"/ByteRange" in data
        if min(min(page["width"], page["height"]) for page in shown["pages"]) < LEAST:
            raise Refused("page_too_small", "no field has room on its pages")
        places, to = self.place(shown, f"judge-{number}@corpus.example", was_signed)
        saved = json.loads(self.owner.call("PUT", address, shown))
        self.owner.call("POST", f"{address}/send", {"version": saved["version"]})
        link = self.link(draft, to)
        self.sign(link, number)
        texts = [] if was_signed else [TEXT]
        return self.fetch(draft), {"password": password, "places": places, "texts": texts, "was_signed": was_signed}

    def upload(self, name, data):
        for password in PASSWORDS:
            boundary = uuid.uuid4().hex
            parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="password"\r\n\r\n{password}\r\n'.encode()] if password else []
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n'
            body = b"".join([*parts, head.encode(), data, f"\r\n--{boundary}--\r\n".encode()])
            sent = {"Content_Type": f"multipart/form-data; boundary={boundary}", "Accept": "application/json"}
            try:
                answer = self.owner.call("POST", "/agreements/new", body, **sent)
                return json.loads(answer)["location"].split("/")[2], password or None
            except Answered as answered:
                code = code_of(answered)
                if not code.endswith("PASSWORD"):
                    raise Refused(code, str(answered)) from answered
                refusal = Refused(code, str(answered))
        raise refusal

    def place(self, shown, to, was_signed):
        """Puts one person and three fields into the draft; the file's own fields are that person's, and need not be filled. A file
        that is signed already takes one signature of each person and nothing else."""
        people = shown["participants"]
        if not people:
            people.append({"id": str(uuid.uuid4()), "role": "signer", "order": 1, "place": ""})
        person = people[0]
        person.update(name="Živa Čebašek", email=to, method="email", phone="", language="sl", message="", others=[])
        person["role"] = "signer"
        del people[1:]
        for field in shown["fields"]:
            field.update(participant=person["id"], required=False)
        places = []
        first, last = shown["pages"][0], shown["pages"][-1]
        wanted = ((0, first, SIGN, "signature", 0.80), (1, last, SIGN, "signature", 0.72), (2, last, WRITE, "text", 0.66))
        for index, page, size, kind, down in wanted[: 1 if was_signed else 3]:
            width, height = min(size[0], page["width"] * 0.4), max(5.0, min(size[1], page["height"] * 0.05))
            rect = {"x": page["width"] * 0.1, "y": page["height"] * down, "width": width, "height": height}
            places.append([page["index"], [rect["x"], rect["y"], width, height]])
            shown["fields"].append(
                {
                    "id": str(uuid.uuid4()),
                    "kind": kind,
                    "page": page["index"],
                    "rect": rect,
                    "participant": person["id"],
                    "required": True,
                    "label": f"judge {index}",
                    "options": {"name": f"judge{index}"},
                }
            )
        return places, to

    def link(self, draft, to):
        """The address of the mail, unless preparing the file failed."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            messages = json.loads(self.owner.ask("GET", "/simulated/outbox.json"))["messages"]
            links = [link for message in messages if message["to"] == to for link in message["links"] if "/s/" in link]
            if links:
                return "/s/" + links[-1].split("/s/")[1]
            state = json.loads(self.api.ask("GET", f"/api/rest/v6/agreements/{draft}"))["status"]
            if state == "AUTHORING":
                raise RuntimeError("it was sent and could not be prepared")
            time.sleep(0.05)
        raise RuntimeError("no mail came")

    def sign(self, path, number):
        browser = Page(self.port, {"User-Agent": "Mozilla/5.0 judge", "X-Forwarded-For": f"198.51.100.{number % 250 + 1}"})
        page = browser.call("GET", path).decode()
        for image in sorted(set(job.IMAGE.findall(page)))[:2]:
            browser.call("GET", image)
        browser.call("POST", f"{path}/opened", {})
        version = page.split('name="version" value="')[1].split('"')[0]
        browser.call("POST", f"{path}/consent", f"version={version}", Content_Type="application/x-www-form-urlencoded", Accept="application/json")
        data = json.loads(page.split('id="data"')[1].split(">", 1)[1].split("</script>")[0])
        own = [field for field in data["fields"] if field["own"] and field["label"].startswith("judge")]
        values = {field["id"]: TEXT if field["kind"] == "text" else True for field in own}
        signature = {"kind": "drawn", "strokes": [job.STROKE], "width": 200.0, "height": 60.0}
        browser.call("POST", f"{path}/sign", {"revision": data["revision"], "values": values, "signature": signature, "initials": None})
        browser.close()

    def fetch(self, draft):
        address = f"/api/rest/v6/agreements/{draft}"
        until = time.monotonic() + PATIENCE
        while json.loads(self.api.ask("GET", address))["status"] != "SIGNED":
            if time.monotonic() > until:
                raise RuntimeError("it was signed and not completed")
            time.sleep(0.1)
        return self.api.ask("GET", f"{address}/combinedDocument")


def code_of(answered):
    """What the answer calls the reason; the whole answer where it names none."""
    start = answered.content.find('{"')
    try:
        words = answered.content[start:].rstrip("'\"").replace("\\'", "'")
        return json.loads(words)["code"]
    except (ValueError, KeyError):
        return answered.content


def files_of(corpus, most):
    found = sorted(path for path in corpus.rglob("*") if path.suffix.lower() == ".pdf")
    # Evenly over all of them.
    step = max(1.0, len(found) / most)
    return [found[int(place * step)] for place in range(min(most, len(found)))]


def one(product, number, path, out):
    begun = time.monotonic()
    entry = {"file": str(path.resolve())}
    try:
        signed, made = product.through(number, path.name.encode("ascii", "replace").decode().replace('"', "_"), path.read_bytes())
        target = out / f"{number:04}.pdf"
        target.write_bytes(signed)
        entry |= {"outcome": "done", "output": target.name, "repaired": False, **made}
    except Refused as refused:
        code, words = refused.args
        entry |= {"outcome": "refused", "code": CODES.get(code, code.lower()), "detail": words}
    except (Answered, RuntimeError, OSError, http.client.HTTPException, ValueError, KeyError, IndexError) as error:
        entry |= {"outcome": "failed", "detail": f"{type(error).__name__}: {error}"[:600]}
    entry["milliseconds"] = int((time.monotonic() - begun) * 1000)
    return entry


def keep(out, corpus, entries):
    """After each file, so that a run that is stopped can be judged as far as it came."""
    now = datetime.datetime.now(datetime.UTC).isoformat()
    root = out / "root.pem"
    root.write_bytes((out / "demo" / "test-ca.pem").read_bytes())
    whole = {"folder": str(corpus.resolve()), "root": root.name, "at": now, "files": entries}
    (out / "results.json").write_text(json.dumps(whole, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("podpis", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--most", type=int, default=200)
    arguments = parser.parse_args()
    out = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    port = free_port()
    command = [arguments.podpis, "demo", "--data", out / "demo", "--listen", f"127.0.0.1:{port}"]
    entries = []
    with Started(command, port, out / "demo.log") as demo:
        demo.until(port, "/readyz")
        facts = json.loads((out / "demo" / "demo.json").read_text())
        for number, path in enumerate(files_of(arguments.corpus, arguments.most)):
            # A connection that was left in the middle of an answer is no good for the next.
            if number % 50 == 0 or entries[-1]["outcome"] == "failed":
                product = Product(port, facts)
            entry = one(product, number, path, out)
            entries.append(entry)
            keep(out, arguments.corpus, entries)
            words = entry.get("code", "") or entry.get("detail", "")
            print(f"{path.name:<60.60} {entry['outcome']:<8} {entry['milliseconds']:>6} ms {words}", flush=True)


if __name__ == "__main__":
    main()
