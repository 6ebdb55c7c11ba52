#!/usr/bin/env python3
"""Chains of certificates made by other hands: good ones, and one for each way in which an authority's limits can be passed. pyHanko
signs a paper with each; `podpis validate` and pyHanko's own validator must both say of it what its plan says.

usage: foreign_paths.py PODPIS FOLDER PAPER     (the files go to FOLDER; PAPER is what is signed)

Prints a table and "N passed, N failed"; exit code 1 if one failed.
"""

import asyncio
import datetime
import io
import json
import subprocess
import sys
from pathlib import Path

from asn1crypto import keys, x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore

UTC = datetime.timezone.utc
BEGINS, ENDS = datetime.datetime(2026, 1, 1, tzinfo=UTC), datetime.datetime(2046, 1, 1, tzinfo=UTC)
AT = datetime.datetime(2026, 6, 1, tzinfo=UTC)
POLICY, OTHER, ANY = (x509.ObjectIdentifier(dotted) for dotted in ("1.3.6.1.4.1.99999.7", "1.3.6.1.4.1.99999.8", "2.5.29.32.0"))


def name(*parts):
    kinds = [NameOID.COUNTRY_NAME, NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME]
    return x509.Name([x509.NameAttribute(kind, part) for kind, part in zip(kinds, parts, strict=False)])


def stated(*policies):
    return x509.CertificatePolicies([x509.PolicyInformation(policy, None) for policy in policies])


def demanded(after=0, mapping=None):
    return x509.PolicyConstraints(require_explicit_policy=after, inhibit_policy_mapping=mapping)


def permits(*names, excluded=None):
    return x509.NameConstraints(permitted_subtrees=list(names) or None, excluded_subtrees=excluded)


def directory(*parts):
    return x509.DirectoryName(name(*parts))


class Authority:
    """A certificate with its key, made by another one or by itself."""

    def __init__(self, subject, issuer=None, is_authority=True, length=None, extensions=(), usage=True):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.issuer = issuer
        signer = issuer or self
        builder = x509.CertificateBuilder().subject_name(subject).serial_number(x509.random_serial_number())
        builder = builder.issuer_name(issuer.certificate.subject if issuer else subject).public_key(self.key.public_key())
        builder = builder.not_valid_before(BEGINS).not_valid_after(ENDS)
        builder = builder.add_extension(x509.BasicConstraints(is_authority, length), True)
        allowed = {"digital_signature", "content_commitment"} if not is_authority else {"crl_sign", "key_cert_sign"} if usage else {"crl_sign"}
        all_usages = (
            "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign "
            "encipher_only decipher_only"
        )
        builder = builder.add_extension(x509.KeyUsage(**{one: one in allowed for one in all_usages.split()}), True)
        for extension in extensions:
            critical = isinstance(extension, (x509.NameConstraints, x509.PolicyConstraints, x509.InhibitAnyPolicy, x509.UnrecognizedExtension))
            builder = builder.add_extension(extension, critical)
        self.certificate = builder.sign(signer.key, hashes.SHA256())

    def loaded(self):
        return asn1_x509.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))

    def above(self):
        return [] if self.issuer is None else [self.issuer, *self.issuer.above()]


def chains():
    """Name, end entity, whether its chain holds."""
    root = Authority(name("SI", "Witness", "Root"))

    def between(*extensions, **terms):
        return Authority(name("SI", "Witness", "Between"), root, extensions=extensions, **terms)

    def person(issuer, *extensions, subject=("SI", "Banka", "Ana")):
        return Authority(name(*subject), issuer, is_authority=False, extensions=extensions)

    def mail(address):
        return x509.SubjectAlternativeName([x509.RFC822Name(address)])

    yield "plain", person(between()), True
    yield "path-too-long", person(Authority(name("SI", "Witness", "Below"), between(length=0))), False
    yield "no-authority", person(Authority(name("SI", "Witness", "Below"), root, is_authority=False)), False
    yield "may-not-issue", person(between(usage=False)), False
    yield "unknown-critical", person(between(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.9"), b"\x05\x00"))), False

    bank = between(permits(directory("SI", "Banka")))
    yield "name-permitted", person(bank), True
    yield "name-not-permitted", person(bank, subject=("SI", "Druga", "Ana")), False
    yield "name-excluded", person(between(permits(excluded=[directory("SI", "Banka")]))), False
    yield "name-not-excluded", person(between(permits(excluded=[directory("SI", "Druga")]))), True
    hosts = between(permits(x509.RFC822Name("banka.example")))
    yield "mail-permitted", person(hosts, mail("ana@banka.example")), True
    yield "mail-not-permitted", person(hosts, mail("ana@druga.example")), False
    yield "mail-host-below", person(hosts, mail("ana@a.banka.example")), False
    wider = Authority(name("SI", "Banka", "Below"), bank, extensions=[permits(directory("SI"))])
    yield "name-constraints-add-up", person(wider, subject=("SI", "Druga", "Ana")), False

    yield "policy-demanded-and-there", person(between(stated(POLICY), demanded()), stated(POLICY)), True
    yield "policy-demanded-and-missing", person(between(stated(POLICY), demanded())), False
    yield "policy-demanded-and-other", person(between(stated(POLICY), demanded()), stated(OTHER)), False
    yield "policy-not-demanded", person(between(stated(POLICY)), stated(OTHER)), True
    yield "policy-any", person(between(stated(ANY), demanded()), stated(OTHER)), True
    yield "policy-any-inhibited", person(between(stated(POLICY), demanded(), x509.InhibitAnyPolicy(0)), stated(ANY)), False


def signed(paper, person):
    store = SimpleCertificateStore()
    store.register_multiple([one.loaded() for one in person.above()])
    terms = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    signer = signers.SimpleSigner(
        signing_cert=person.loaded(), signing_key=keys.PrivateKeyInfo.load(person.key.private_bytes(*terms)), cert_registry=store
    )
    metadata = signers.PdfSignatureMetadata(field_name="Witness", subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256")
    out = io.BytesIO()
    signers.PdfSigner(metadata, signer=signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(paper)), output=out)
    return out.getvalue()


def pyhanko_says(person):
    root = person.above()[-1]
    context = ValidationContext(trust_roots=[root.loaded()], moment=AT, allow_fetching=False, revocation_mode="soft-fail")
    others = [one.loaded() for one in person.above()[:-1]]
    try:
        asyncio.run(CertificateValidator(person.loaded(), others, validation_context=context).async_validate_usage(set()))
        return True
    except (PathError, ValidationError):
        return False


def podpis_says(podpis, target, anchor):
    asked = [podpis, "validate", "--offline", "--format", "json", "--at", AT.isoformat(), "--trust", anchor, target]
    report = json.loads(subprocess.run(asked, capture_output=True, check=False).stdout)[0]
    one = report["signatures"][0]
    return one["indication"] == "TOTAL_PASSED", one["subIndication"]


def main():
    podpis, folder, paper = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]).read_bytes()
    folder.mkdir(parents=True, exist_ok=True)
    good = bad = 0
    for title, person, holds in chains():
        target, anchor = folder / f"{title}.pdf", folder / f"{title}.pem"
        target.write_bytes(signed(paper, person))
        anchor.write_bytes(person.above()[-1].certificate.public_bytes(serialization.Encoding.PEM))
        ours, why = podpis_says(podpis, target, anchor)
        theirs = pyhanko_says(person)
        is_right = ours == theirs == holds
        good, bad = good + is_right, bad + (not is_right)
        print(f"{'ok  ' if is_right else 'BAD '} {title:30} wanted {holds!s:6} podpis {ours!s:6} pyHanko {theirs!s:6} {why or ''}")
    print(f"{good} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
