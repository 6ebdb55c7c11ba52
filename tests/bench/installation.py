"""An installation as it stands on a server: data that a demo made, `podpis serve` over it, and the outside parties apart."""

import contextlib
import json
import re
import statistics
import subprocess
import time

from process import Started, children, free_port, resident_bytes

CONFIG = """
data = "{data}"
kek_file = "{data}/kek"
listen = "127.0.0.1:{port}"
allow_test_parties = true
# What the goal of `job` was set for; what makes documents last comes afterwards, and is measured as `lta`.
completed_level = "b-t"
trusted_proxies = ["127.0.0.1/32"]
[mail]
host = "127.0.0.1"
port = {mail}
security = "none"
from = "podpis@bench.example"
simulated = true
[timestamp]
url = "{timestamp}"
allow_private = true
simulated = true
"""


class Parties:
    """The mail relay and the timestamping authority, in a process that is not counted."""

    def __init__(self, binary, folder):
        command = [binary, "simulate", "--data", folder / "parties"]
        for party in ("mail", "sms", "timestamp", "control"):
            command += [f"--{party}", "127.0.0.1:0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.facts = {}
        while "outbox" not in self.facts:
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError("podpis simulate ended")
            found = re.search(r"(mail relay|authority|outbox).* (\S+://\S+)", line)
            if found:
                self.facts[found[1]] = found[2]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=20)


class Installation:
    """A folder with an account, test certificates and an API key, and how long the demo that made it took."""

    def __init__(self, binary, folder):
        self.binary, self.folder, self.data = binary, folder, folder / "data"
        self.log = folder / "log"
        port = free_port()
        command = [binary, "demo", "--data", self.data, "--listen", f"127.0.0.1:{port}"]
        with Started(command, port, self.log) as demo:
            self.demo_healthz, self.demo_ready = demo.seconds, demo.until(port, "/readyz")
        self.key = json.loads((self.data / "demo.json").read_text())["integrationKey"]

    def serve(self, parties, *options):
        """`podpis serve` over the folder, as an operator starts it."""
        port = free_port()
        config = self.folder / "podpis.toml"
        mail = parties.facts["mail relay"].rpartition(":")[2]
        config.write_text(CONFIG.format(data=self.data, port=port, mail=mail, timestamp=parties.facts["authority"]))
        return port, Started([self.binary, "serve", "--config", config, *options], port, self.log)

    @contextlib.contextmanager
    def worker(self):
        """`podpis worker` beside it."""
        with self.log.open("ab") as log:
            process = subprocess.Popen([self.binary, "worker", "--config", self.folder / "podpis.toml"], stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=60)


def starts(installation, parties, times, pause):
    """How soon `serve` answers, the median of several starts; and what it keeps in memory a while after the last."""
    seconds = []
    for turn in range(times):
        port, server = installation.serve(parties)
        with server:
            seconds.append(server.seconds)
            if turn == times - 1:
                time.sleep(pause)
                living = children(server.pid)
                resident = resident_bytes(server.pid)
                below = sum(resident_bytes(child) for child in living)
    return {
        "healthz_ms": statistics.median(seconds) * 1000,
        "healthz_worst_ms": max(seconds) * 1000,
        "resident_bytes": resident + below,
        "resident_after_seconds": pause,
        "children": len(living),
        "children_bytes": below,
        "demo_healthz_ms": installation.demo_healthz * 1000,
        "demo_ready_ms": installation.demo_ready * 1000,
    }
