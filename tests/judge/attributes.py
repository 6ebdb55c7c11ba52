#!/usr/bin/env python3
"""Outsiders write forms whose authors demand something, and judge what `podpis sign` makes of them: seed values, locks, claims of the
signer, every kind of key.

usage: attributes.py PODPIS FOLDER PAPER...     (the files go to FOLDER; PAPERs are what is signed, with every key)

pyHanko writes the fields and their seed values; keys and certificates are made by cryptography. Every good case must be signed and pass
pyHanko's validator, which enforces seed values by itself; every bad one must be refused with the words that are given, and leave nothing.
Prints a line per case and "N passed, N failed"; exit code 1 if one failed.
"""

import io
import subprocess
import sys
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SeedSignatureType
from pyhanko.sign.fields import SigCertConstraintFlags, SigCertConstraints, SigSeedSubFilter, SigSeedValFlags, SigSeedValueSpec
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

import foreign_paths
import witnesses

FLAGS = SigSeedValFlags


def certified(key):
    """A signer's key below a root, as PEM, and the root."""
    root = foreign_paths.Authority(foreign_paths.name("SI", "Podpis test", "Attributes root"))
    holder = foreign_paths.Authority(foreign_paths.name("SI", "Podpis test", "Ana"), root, is_authority=False)
    from cryptography import x509

    old = holder.certificate
    builder = x509.CertificateBuilder(
        issuer_name=old.issuer,
        subject_name=old.subject,
        public_key=key.public_key(),
        serial_number=old.serial_number,
        not_valid_before=old.not_valid_before_utc,
        not_valid_after=old.not_valid_after_utc,
        extensions=list(old.extensions),
    )
    own = builder.sign(root.key, hashes.SHA256())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    for one in (own, root.certificate):
        pem += one.public_bytes(serialization.Encoding.PEM)
    return pem, root, asn1_x509.Certificate.load(own.public_bytes(serialization.Encoding.DER))


KEYS = {
    "p256": ec.generate_private_key(ec.SECP256R1()),
    "p384": ec.generate_private_key(ec.SECP384R1()),
    "p521": ec.generate_private_key(ec.SECP521R1()),
    "rsa3072": rsa.generate_private_key(65537, 3072),
    "ed25519": ed25519.Ed25519PrivateKey.generate(),
}


def with_field(data, seed=None, lock=None):
    """The paper with an empty field `sign`, written by pyHanko."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    box = (50, 50, 250, 100)
    fields.append_signature_field(writer, fields.SigFieldSpec("sign", box=box, seed_value_dict=seed, field_mdp_spec=lock))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


class Case:
    """A field, how it is signed, and what must come of it."""

    def __init__(self, name, options="", seed=None, lock=None, key="p256", refusal=None, check=None):
        self.name, self.options, self.seed, self.lock = name, options, seed, lock
        self.key, self.refusal, self.check = key, refusal, check


def claims(status, signature):
    attributes = {one["type"].native: one["values"][0] for one in signature.signer_info["signed_attrs"]}
    commitment = attributes["commitment_type"]["commitment_type_id"].native
    roles = [str(value.native) for one in status.cades_signer_attrs.claimed_attrs for value in one.attr_values]
    place = signature.sig_object.get("/Location")
    return [] if (commitment, roles, place) == ("proof_of_approval", ["Direktorica"], "Ljubljana") else [f"{commitment}, {roles}, {place}"]


def locks(_status, signature):
    found = signature.fieldmdp
    return [] if found and found.action == FieldMDPAction.ALL else [f"the lock is {found}"]


def certifies(_status, signature):
    return [] if signature.docmdp_level == MDPPerm.FILL_FORMS else [f"certified as {signature.docmdp_level}"]


def cases(own, root):
    def seed(flags, **values):
        return SigSeedValueSpec(flags=flags, **values)

    def cert(flags, **values):
        return SigSeedValueSpec(cert=SigCertConstraints(flags=flags, **values))

    constraint = SigCertConstraintFlags
    yield Case("claims", "--commitment approval --role Direktorica --location Ljubljana", check=claims)
    yield Case("lock", lock=FieldMDPSpec(FieldMDPAction.ALL), check=locks)
    yield Case("certification", seed=seed(FLAGS(0), seed_signature_type=SeedSignatureType(MDPPerm.FILL_FORMS)), check=certifies)
    yield Case(
        "no-certification",
        "--certify 2",
        seed=seed(FLAGS(0), seed_signature_type=SeedSignatureType(None)),
        refusal="no certification",
    )
    reasons = seed(FLAGS.REASONS, reasons=["Agreed", "Seen"])
    yield Case("reason", "--reason Seen", seed=reasons)
    yield Case("reason-other", "--reason Other", seed=reasons, refusal="one of the reasons “Agreed”, “Seen”")
    yield Case("no-reason", seed=reasons, refusal="one of the reasons")
    cades = seed(FLAGS.SUBFILTER, subfilters=[SigSeedSubFilter.PADES])
    yield Case("sub-filter", seed=cades)
    yield Case(
        "sub-filter-other",
        seed=seed(FLAGS.SUBFILTER, subfilters=[SigSeedSubFilter.ADOBE_PKCS7_DETACHED]),
        refusal="adbe.pkcs7.detached",
    )
    digests = seed(FLAGS.DIGEST_METHOD, digest_methods=["sha384"])
    yield Case("digest", seed=digests, key="p384")
    yield Case("digest-rsa", "--algorithm RSA-PKCS1/SHA-384", seed=digests, key="rsa3072")
    yield Case("digest-other", seed=digests, refusal="a digest by sha384")
    yield Case(
        "timestamp",
        seed=seed(FLAGS(0), timestamp_server_url="http://tsa.example/", timestamp_required=True),
        refusal="its author names http://tsa.example/",
    )
    yield Case("revocation", seed=seed(FLAGS.ADD_REV_INFO, add_rev_info=True), refusal="say --level b-lt")
    yield Case("subject", seed=cert(constraint.SUBJECT, subjects=[own]))
    yield Case("subject-other", seed=cert(constraint.SUBJECT, subjects=[root]), refusal="and not this one")
    yield Case("issuer", seed=cert(constraint.ISSUER, issuers=[root]))
    stranger = foreign_paths.Authority(foreign_paths.name("SI", "Other", "Stranger")).loaded()
    yield Case("issuer-other", seed=cert(constraint.ISSUER, issuers=[stranger]), refusal="below Stranger")
    name = asn1_x509.Name.build({"common_name": "Ana", "country_name": "SI"})
    yield Case("name", seed=cert(constraint.SUBJECT_DN, subject_dn=name))
    other = asn1_x509.Name.build({"common_name": "Eva"})
    yield Case("name-other", seed=cert(constraint.SUBJECT_DN, subject_dn=other), refusal="a certificate of CN=Eva")
    usage = [fields.SigCertKeyUsage.from_sets({"non_repudiation"}, {"key_cert_sign"})]
    yield Case("usage", seed=cert(constraint.KEY_USAGE, key_usage=usage))
    usage = [fields.SigCertKeyUsage.from_sets({"key_cert_sign"})]
    yield Case("usage-other", seed=cert(constraint.KEY_USAGE, key_usage=usage), refusal="the key usage")


def judged(data, root, check, password=None):
    """What pyHanko has against the newest signature; it holds it against the field's seed values by itself."""
    reader = PdfFileReader(io.BytesIO(data), strict=False)
    if reader.encrypted:
        reader.decrypt((password or "").encode())
    signature = reader.embedded_regular_signatures[-1]
    context = ValidationContext(trust_roots=[root], allow_fetching=False, revocation_mode="soft-fail", moment=foreign_paths.AT)
    status = validate_pdf_signature(signature, context)
    checks = [
        (status.intact, "not intact"),
        (status.valid, "does not verify"),
        (status.trusted, "not trusted"),
        (status.seed_value_ok, f"seed values: {status.seed_value_constraint_error}"),
        (status.coverage.name == "ENTIRE_FILE", f"covers {status.coverage.name}"),
    ]
    return [words for good, words in checks if not good] + (check(status, signature) if check else [])


def sign(podpis, key, options, source, target):
    target.unlink(missing_ok=True)
    command = [podpis, "sign", "--key", key, *options.split(), "--out", target, source]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def complaints(podpis, folder, paper, case, keys):
    pem, root, _ = keys[case.key]
    source, target = folder / f"{case.name}-in.pdf", folder / f"{case.name}.pdf"
    source.write_bytes(with_field(paper.read_bytes(), case.seed, case.lock))
    code, words = sign(podpis, pem, f"--field sign {case.options}", source, target)
    if case.refusal:
        refused = code == 1 and case.refusal in words and not target.exists()
        return [] if refused else [f"exit code {code}: {words.strip()}"]
    return judged(target.read_bytes(), root, case.check) if code == 0 else [words.strip()]


def matrix(podpis, folder, papers, keys):
    """Every kind of key on every kind of paper."""
    for paper in papers:
        for name, (pem, root, _) in keys.items():
            target = folder / f"{paper.stem}-{name}.pdf"
            options = "--algorithm Ed25519" if name == "ed25519" else ""
            password = None
            if paper.stem.startswith("locked"):
                password, secret = "geslo", folder / "secret.txt"
                secret.write_text(password)
                options += f" --pdf-password-file {secret}"
            code, words = sign(podpis, pem, options, paper, target)
            found = judged(target.read_bytes(), root, None, password) if code == 0 else [words.strip()]
            if code == 0:
                question = witnesses.Question(file=target.name, data=b"", password=password)
                status, said = witnesses.qpdf_check(question, target)
                found += [f"qpdf: {said}"] if status else []
            yield target.name, found


def prepared_keys(folder):
    keys = {}
    for name, key in KEYS.items():
        pem, root, own = certified(key)
        path = folder / f"{name}.pem"
        path.write_bytes(pem)
        keys[name] = path, root.loaded(), own
    return keys


def main():
    podpis, folder, *papers = map(Path, sys.argv[1:])
    folder.mkdir(parents=True, exist_ok=True)
    keys = prepared_keys(folder)
    _, root, own = keys["p256"]
    rows = [(case.name, complaints(podpis, folder, papers[0], case, keys)) for case in cases(own, root)]
    rows += matrix(podpis, folder, papers, keys)
    failed = 0
    for name, found in rows:
        print(f"{name:<50} {'; '.join(found) or 'good'}")
        failed += bool(found)
    print(f"{len(rows) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
