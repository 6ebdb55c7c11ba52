#!/usr/bin/env python3
"""The peer: pyHanko seals the everyday file on demand and says what it cost. Same protocol as crates/testkit/examples/bench.

usage: pyhanko_worker.py FILE      then lines `core KEY SECONDS` on standard input
"""

import io
import json
import sys
import time
from pathlib import Path

from asn1crypto import keys, x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "judge"))
from foreign import certificate  # noqa: E402


def signer(key):
    """A signer whose certificate stands under a root, as ours does."""
    root_key = ec.generate_private_key(ec.SECP256R1())
    root = certificate("Bench root", root_key, None, root_key, True)
    leaf = certificate("Bench seal", key, root.subject, root_key, False)
    der = serialization.Encoding.DER
    private = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    store = SimpleCertificateStore()
    store.register(x509.Certificate.load(root.public_bytes(der)))
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(leaf.public_bytes(der)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=store,
    )


def seal(data, who):
    """One more invisible B-B revision."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    metadata = signers.PdfSignatureMetadata(
        field_name="bench_seal", subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256", name="Bench", reason="Bench"
    )
    # Its best case: room that is known, so that it need not sign twice.
    return signers.PdfSigner(metadata, who).sign_pdf(writer, bytes_reserved=8192)


def main():
    data = Path(sys.argv[1]).read_bytes()
    who = {
        "p256": signer(ec.generate_private_key(ec.SECP256R1())),
        "rsa2048": signer(rsa.generate_private_key(65537, 2048)),
    }
    for line in sys.stdin:
        _, key, seconds = line.split()
        seal(data, who[key])
        started, cpu, operations = time.monotonic(), time.process_time(), 0
        while time.monotonic() - started < float(seconds):
            seal(data, who[key])
            operations += 1
        cost = {"operations": operations, "cpu": time.process_time() - cpu, "wall": time.monotonic() - started}
        print(json.dumps(cost), flush=True)


if __name__ == "__main__":
    main()
