#!/usr/bin/env python3
"""pyHanko asks the built-in timestamping authority for the time, signs with it, stamps a document, and judges the tokens.

usage: tsa.py PODPIS FOLDER PAPER     (the installation goes to FOLDER; PAPER is what is signed)

`podpis simulate` plays the authority with which the clock is compared, and lends a test certificate. Prints a line per check and
"N passed, N failed"; exit code 1 if one failed.
"""

import asyncio
import io
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from asn1crypto import keys, tsp
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

import foreign_paths
import witnesses


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def started(podpis, folder, ports):
    """The reference and the server, with a key for its authority."""
    parties = folder / "parties"
    listen = [f"--{name}=127.0.0.1:{port}" for name, port in zip(("mail", "sms", "timestamp", "control"), ports[1:], strict=True)]
    log = open(folder / "log", "w")
    running = [subprocess.Popen([podpis, "simulate", "--data", parties, *listen], stdout=log, stderr=log)]
    wait(lambda: (parties / "test-tsa.pem").exists())
    config = folder / "podpis.toml"
    config.write_text(
        f'data = "{folder / "data"}"\nkek_file = "{folder / "kek"}"\nallow_test_parties = true\n'
        f'[tsa]\npolicy = "1.2.3.4.5"\n[tsa.reference]\nurl = "http://127.0.0.1:{ports[3]}/"\nallow_private = true\nsimulated = true\n'
    )
    for command in (["key-file", folder / "kek"], ["install-tsa", "--config", config, "--key", parties / "test-tsa.pem"]):
        subprocess.run([podpis, "admin", *command], check=True, stdout=log)
    serve = [podpis, "serve", "--config", config, "--listen", f"127.0.0.1:{ports[0]}"]
    running.append(subprocess.Popen(serve, stdout=log, stderr=log))
    return running, parties / "test-ca.pem"


def wait(ready, seconds=60):
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.2)


def signer():
    root = foreign_paths.Authority(foreign_paths.name("SI", "Podpis test", "Root"))
    own = foreign_paths.Authority(foreign_paths.name("SI", "Podpis test", "Ana"), root, is_authority=False)
    private = own.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    store = SimpleCertificateStore()
    store.register(root.loaded())
    simple = signers.SimpleSigner(signing_cert=own.loaded(), signing_key=keys.PrivateKeyInfo.load(private), cert_registry=store)
    return simple, root.loaded()


def answers(stamper):
    try:
        asyncio.run(stamper.async_dummy_response("sha256"))
        return True
    except Exception:  # it refuses until its clock was compared
        return False


def checks(url, roots, paper):
    stamper = timestamps.HTTPTimeStamper(url)
    wait(lambda: answers(stamper))
    simple, root = signer()
    writer = IncrementalPdfFileWriter(io.BytesIO(paper.read_bytes()))
    metadata = signers.PdfSignatureMetadata(field_name="Ana", subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256")
    signed = signers.PdfSigner(metadata, simple, timestamper=stamper).sign_pdf(writer)
    context = ValidationContext(trust_roots=[root, *roots], allow_fetching=False, revocation_mode="soft-fail")
    status = validate_pdf_signature(PdfFileReader(signed).embedded_signatures[0], context)
    stamp = status.timestamp_validity
    yield "the signature's timestamp", stamp is not None and stamp.valid and stamp.intact and stamp.trusted
    stamped = signers.PdfTimeStamper(stamper).timestamp_pdf(IncrementalPdfFileWriter(signed), "sha512", context)
    last = PdfFileReader(stamped).embedded_timestamp_signatures[-1]
    judged = validate_pdf_timestamp(last, context)
    yield "a document timestamp", judged.valid and judged.intact and judged.trusted
    info = tsp.TSTInfo.load(last.signed_data["encap_content_info"]["content"].parsed.dump())
    yield "its policy", info["policy"].native == "1.2.3.4.5"
    yield "its accuracy", info["accuracy"]["seconds"].native == 1
    root_only = ValidationContext(trust_roots=[root], allow_fetching=False, revocation_mode="soft-fail")
    stranger = validate_pdf_timestamp(last, root_only)
    yield "nobody is trusted who is no anchor", stranger.valid and not stranger.trusted


def main():
    podpis, folder, paper = map(Path, sys.argv[1:])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    folder = folder.resolve()
    ports = [free_port() for _ in range(5)]
    running, anchors = started(podpis.resolve(), folder, ports)
    try:
        rows = list(checks(f"http://127.0.0.1:{ports[0]}/tsa", witnesses.certificates(anchors), paper))
    finally:
        for process in running:
            process.terminate()
            process.wait()
    failed = sum(not good for _, good in rows)
    for name, good in rows:
        print(f"{name:<50} {'good' if good else 'bad'}")
    print(f"{len(rows) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
