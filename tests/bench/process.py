"""What the system says about a process and its children: time, memory, when it answers."""

import os
import socket
import subprocess
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pid):
    """User and system time of all threads, and of the children that have ended and were waited for; in steps of a tick."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(value) for value in fields[11:15]) / TICK


def children(pid):
    """All living descendants."""
    found = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in listed.read_text().split():
            found += [int(child), *children(int(child))]
    return found


def resident_bytes(pid):
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answers(port, path):
    """Whether a GET is answered with success right now."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


class Started:
    """A program that was started; how many seconds after the start it answered at `port` is in `seconds`."""

    def __init__(self, command, port, log):
        self.log = log
        self.began = time.monotonic()
        with log.open("ab") as target:
            self.process = subprocess.Popen(command, stdout=target, stderr=target)
        self.seconds = self.until(port, "/healthz")

    def until(self, port, path):
        """Seconds after the start at which `path` was answered with success."""
        while not answers(port, path):
            if self.process.poll() is not None or time.monotonic() - self.began > 60:
                raise RuntimeError(f"{self.process.args[:2]} does not answer {path}: {self.log.read_text()[-2000:]}")
            time.sleep(0.002)
        return time.monotonic() - self.began

    @property
    def pid(self):
        return self.process.pid

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
