"""What one whole agreement costs the server: created and sent by the API, opened, read, agreed to and signed as the recipient's
page does it, sealed, told, fetched with its report. The simulated parties run in a process of their own and are not counted; nor
are the images of pages, which get a line of their own."""

import gzip
import http.client
import json
import re
import statistics
import time

from process import cpu_seconds

# What the recipient's page loads besides itself, as a browser that comes for the first time does.
ASSET = re.compile(r'(?:href|src)="(/assets/[^"]+)"')
IMAGE = re.compile(r'src="(/s/[^"]+\.png[^"]*)"')
STROKE = [{"x": float(x), "y": 30.0 + 20.0 * ((x * 7) % 11) / 11, "width": 2.0} for x in range(10, 190, 2)]


class Line:
    """One kept-alive connection to the server, with the cookies of whoever uses it."""

    def __init__(self, port, headers):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = headers
        self.cookies = {}

    def ask(self, method, path, body=None, expected=(200, 201, 302, 303), **headers):
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if isinstance(body, dict):
            body, sent["Content-Type"] = json.dumps(body), "application/json"
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        if answer.status not in expected:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:500]!r}")
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return content

    def close(self):
        self.connection.close()


class Outbox:
    """What arrived at the simulated parties. Looking costs the server nothing."""

    def __init__(self, url):
        self.line = Line(int(url.rpartition(":")[2].strip("/")), {})

    def wait(self, to, number):
        """The messages to an address, once there are so many."""
        for _ in range(3000):
            messages = [message for message in json.loads(self.line.ask("GET", "/outbox.json"))["messages"] if message["to"] == to]
            if len(messages) >= number:
                return messages
            time.sleep(0.01)
        raise RuntimeError(f"the mail to {to} did not arrive")


class Jobs:
    """Runs agreements against a server, one after another."""

    def __init__(self, port, key, outbox, paper):
        self.port, self.outbox, self.paper = port, outbox, paper
        self.api = Line(port, {"Authorization": f"Bearer {key}"})
        self.number = 0

    def send(self):
        """Uploads and sends; the answer is the agreement's id and the recipient's address."""
        self.number += 1
        to = f"recipient-{self.number}@bench.example"
        boundary = "podpis-bench"
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="File"; filename="contract.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
        body = head.encode() + self.paper + f"\r\n--{boundary}--\r\n".encode()
        base = "/api/rest/v6"
        kept = self.api.ask("POST", f"{base}/transientDocuments", body, Content_Type=f"multipart/form-data; boundary={boundary}")
        member = {"email": to, "name": "Živa Čebašek", "securityOption": {"authenticationMethod": "NONE"}}
        agreement = {
            "name": f"Pogodba {self.number}",
            "state": "IN_PROCESS",
            "signatureType": "ESIGN",
            "locale": "sl_SI",
            "fileInfos": [{"transientDocumentId": json.loads(kept)["transientDocumentId"]}],
            "participantSetsInfo": [{"order": 1, "role": "SIGNER", "memberInfos": [member]}],
        }
        return json.loads(self.api.ask("POST", f"{base}/agreements", agreement))["id"], to

    def open(self, to):
        """The link of the mail, the page, and what a browser loads with it."""
        links = [link for message in self.outbox.wait(to, 1) for link in message["links"] if "/s/" in link]
        # Each recipient comes from an address of their own, as they do behind a proxy.
        address = f"198.51.{self.number // 250}.{self.number % 250 + 1}"
        browser = Line(self.port, {"User-Agent": "Mozilla/5.0 bench", "Accept-Encoding": "gzip, deflate", "X-Forwarded-For": address})
        path = "/s/" + links[-1].split("/s/")[1]
        page = browser.ask("GET", path).decode()
        for asset in sorted(set(ASSET.findall(page))):
            browser.ask("GET", asset)
        return browser, path, page

    def sign(self, browser, path, page):
        browser.ask("POST", f"{path}/opened", {})
        version = page.split('name="version" value="')[1].split('"')[0]
        browser.ask("POST", f"{path}/consent", f"version={version}", Content_Type="application/x-www-form-urlencoded", Accept="application/json")
        data = json.loads(page.split('id="data"')[1].split(">", 1)[1].split("</script>")[0])
        values = {field["id"]: True for field in data["fields"] if field["own"]}
        signature = {"kind": "drawn", "strokes": [STROKE], "width": 200.0, "height": 60.0}
        act = {"revision": data["revision"], "values": values, "signature": signature, "initials": None}
        browser.ask("PUT", f"{path}/values", {"values": values})
        browser.ask("POST", f"{path}/sign", act)
        browser.ask("GET", path)

    def fetch(self, agreement, browser, path, to):
        """What everybody takes home once the mails say that all is done."""
        self.outbox.wait(to, 2)
        browser.ask("GET", path)
        base = f"/api/rest/v6/agreements/{agreement}"
        for part in ("", "/combinedDocument", "/auditTrail"):
            self.api.ask("GET", base + part)
        browser.close()

    def whole(self):
        agreement, to = self.send()
        browser, path, page = self.open(to)
        self.sign(browser, path, page)
        self.fetch(agreement, browser, path, to)


def measure(pid, jobs, rounds, each):
    """Seconds of CPU time for one agreement, and for the image of one page of it."""
    jobs.whole()
    costs = []
    for _ in range(rounds):
        before = cpu_seconds(pid)
        for _ in range(each):
            jobs.whole()
        # The owner's mail and the end of the last job row come a moment after the recipient's mail.
        time.sleep(0.3)
        costs.append((cpu_seconds(pid) - before) / each)
    _, to = jobs.send()
    browser, _, page = jobs.open(to)
    images = sorted(set(IMAGE.findall(page)))
    before = cpu_seconds(pid)
    for image in images:
        browser.ask("GET", image)
    image = (cpu_seconds(pid) - before) / len(images)
    browser.close()
    return {"cpu_ms": statistics.median(costs) * 1000, "page_image_cpu_ms": image * 1000, "jobs": rounds * each}
