#!/usr/bin/env python3
"""Makes inputs by other hands than ours: signed by pyHanko, packed and encrypted by qpdf, drawn as pictures by poppler.

usage: foreign.py FOLDER     (FOLDER/papers holds what to begin with; the inputs go to FOLDER/foreign)
"""

import datetime
import io
import subprocess
import sys
from pathlib import Path

from asn1crypto import keys, x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

VALID_FROM = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
VALID_UNTIL = datetime.datetime(2046, 1, 1, tzinfo=datetime.timezone.utc)


def certificate(name, key, issuer, issuer_key, is_authority):
    """One certificate; `issuer` is a name."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer or subject)
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(VALID_FROM).not_valid_after(VALID_UNTIL)
    builder = builder.add_extension(x509.BasicConstraints(is_authority, None), True)
    usage = dict.fromkeys(
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign "
        "encipher_only decipher_only".split(),
        False,
    )
    usage.update({"key_cert_sign": True} if is_authority else {"digital_signature": True, "content_commitment": True})
    return builder.add_extension(x509.KeyUsage(**usage), True).sign(issuer_key, hashes.SHA256())


def stranger(folder):
    """Somebody with a certificate of an authority that is not ours."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = certificate("Somebody else's root", root_key, None, root_key, True)
    leaf = certificate("Somebody else", key, root.subject, root_key, False)
    (folder / "root.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    der = serialization.Encoding.DER
    private = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    store = SimpleCertificateStore()
    store.register(asn1_x509.Certificate.load(root.public_bytes(der)))
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(leaf.public_bytes(der)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=store,
    )


def sign(signer, source, target, places=(), password=None, name="Stranger", **terms):
    """Signs `source` in the first of these places, or invisibly; the other places stay empty."""
    with open(source, "rb") as stream, open(target, "wb") as out:
        writer = IncrementalPdfFileWriter(stream)
        if writer.prev.encrypted:
            writer.encrypt(password or "")
        for name, box in places:
            fields.append_signature_field(writer, fields.SigFieldSpec(name, on_page=0, box=box))
        metadata = signers.PdfSignatureMetadata(
            field_name=places[0][0] if places else name, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256", **terms
        )
        signers.PdfSigner(metadata, signer).sign_pdf(writer, output=out)


def qpdf(*arguments):
    subprocess.run(["qpdf", *map(str, arguments)], check=True)


def hybrid(source, target):
    """One more saving whose information dictionary only readers of cross-reference streams find (ISO 32000-2 §7.5.8.4)."""
    data = source.read_bytes()
    before = int(data[data.rindex(b"startxref") :].split()[1])
    trailer = PdfFileReader(io.BytesIO(data)).trailer
    size, root = int(trailer["/Size"]), trailer.raw_get("/Root").idnum
    hidden, holder, table = size, size + 1, size + 2
    inside = f"{hidden} 0 <</Title(Hybrid)>>"
    first = inside.index("<<")
    objects = {
        holder: (f"<</Type/ObjStm/N 1/First {first}/Length {len(inside)}>>", inside.encode()),
        table: (
            f"<</Type/XRef/W[1 4 1]/Index[{hidden} 1]/Size {size + 3}/Length 6>>",
            bytes([2]) + holder.to_bytes(4, "big") + bytes([0]),
        ),
    }
    places = {}
    for number, (dictionary, stream) in objects.items():
        places[number] = len(data)
        data += f"{number} 0 obj\n{dictionary}\nstream\n".encode() + stream + b"\nendstream\nendobj\n"
    start = len(data)
    entries = [f"{0:010} 65535 f \n", f"{places[holder]:010} 00000 n \n", f"{places[table]:010} 00000 n \n"]
    data += f"xref\n{hidden} 3\n{''.join(entries)}trailer\n<</Size {size + 3}/Root {root} 0 R/Info {hidden} 0 R".encode()
    data += f"/Prev {before}/XRefStm {places[table]}>>\nstartxref\n{start}\n%%EOF\n".encode()
    target.write_bytes(data)


def main(folder):
    papers, out = folder / "papers", folder / "foreign"
    out.mkdir(parents=True, exist_ok=True)
    signer = stranger(out)
    places = [(f"Stranger{number}", (60, 80 * number, 260, 80 * number + 60)) for number in (1, 2, 3)]

    sign(signer, papers / "contract.pdf", out / "signed.pdf", places[:1])
    sign(signer, papers / "streams.pdf", out / "signed-streams.pdf")
    certify = dict(certify=True, docmdp_permissions=fields.MDPPerm.FILL_FORMS)
    sign(signer, papers / "contract.pdf", out / "certified.pdf", places, **certify)
    qpdf("--object-streams=generate", papers / "contract.pdf", out / "packed.pdf")
    qpdf("--linearize", "--object-streams=generate", papers / "contract.pdf", out / "linear.pdf")
    qpdf("--encrypt", "", "owner", "256", "--modify=none", "--", papers / "contract.pdf", out / "restricted.pdf")
    qpdf("--encrypt", "geslo", "owner", "256", "--", papers / "contract.pdf", out / "locked.pdf")
    qpdf("--encrypt", "", "owner", "256", "--", papers / "contract.pdf", out / "to-sign.pdf")
    sign(signer, out / "to-sign.pdf", out / "signed-encrypted.pdf", password="")
    (out / "to-sign.pdf").unlink()
    hybrid(papers / "contract.pdf", out / "hybrid.pdf")
    for kind in ("png", "jpeg"):
        subprocess.run(
            ["pdftoppm", f"-{kind}", "-r", "72", "-singlefile", papers / "contract.pdf", out / "picture"], check=True
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
