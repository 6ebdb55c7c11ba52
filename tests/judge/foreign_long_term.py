#!/usr/bin/env python3
"""Long-term signatures made by other hands: certomancer is the authority (certificates, OCSP, lists, timestamps, with a clock of its
own), pyHanko signs. `podpis validate` must say of each file, at each time, what the plan of the file says.

usage: foreign_long_term.py PODPIS FOLDER PAPER     (the files go to FOLDER; PAPER is what is signed)

Prints a table and "N passed, N failed"; exit code 1 if one failed.
"""

import datetime
import io
import json
import subprocess
import sys
from pathlib import Path

import yaml
from asn1crypto import ocsp, pem
from certomancer.registry import ArchLabel, CertomancerConfig, CertLabel, KeyLabel, ServiceLabel
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import dss
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

UTC = datetime.timezone.utc
SIGNED = datetime.datetime(2026, 6, 1, 12, tzinfo=UTC)
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)


def year(number):
    return datetime.datetime(number, 6, 1, tzinfo=UTC)


def stated(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S+0000")


# -- the authority -----------------------------------------------------------------------------------------------------

USAGES = {
    "ca": ["key_cert_sign", "crl_sign"],
    "signer": ["digital_signature", "non_repudiation"],
    "machine": ["digital_signature"],
}


def certificate(issuer, until, usage, purposes=(), asks=None, revoked=None, **more):
    """One certificate of the plan. `asks`: where its state is looked up, `ocsp:NAME` or `crl:NAME`."""
    extensions = [{"id": "key_usage", "critical": True, "smart-value": {"schema": "key-usage", "params": USAGES[usage]}}]
    if usage == "ca":
        extensions.append({"id": "basic_constraints", "critical": True, "value": {"ca": True}})
    if purposes:
        extensions.append({"id": "extended_key_usage", "critical": True, "value": list(purposes)})
    if more.pop("no_check", False):
        extensions.append({"id": "ocsp_no_check"})
    if asks:
        kind, name = asks.split(":")
        if kind == "ocsp":
            value = {"schema": "aia-urls", "params": {"ocsp-responder-names": [name]}}
            extensions.append({"id": "authority_information_access", "smart-value": value})
        else:
            value = {"schema": "crl-dist-url", "params": {"crl-repo-names": [name]}}
            extensions.append({"id": "crl_distribution_points", "smart-value": value})
    begins = more.pop("begins", year(2024))
    plan = {"issuer": issuer, "validity": {"valid-from": stated(begins), "valid-to": stated(until)}}
    if revoked:
        plan["revocation"] = {"revoked-since": stated(revoked), "reason": "key_compromise"}
    return {**plan, "extensions": extensions, **more}


def plan():
    certs = {
        "root": certificate("root", year(2090), "ca", begins=year(2020)),
        "between": certificate("root", year(2060), "ca", asks="crl:root", begins=year(2020)),
        "lost": certificate("root", year(2060), "ca", asks="crl:root", begins=year(2020), revoked=SIGNED - 30 * DAY),
        "responder": certificate("between", year(2031), "machine", ["ocsp_signing"], no_check=True),
        "signer": certificate("between", year(2028), "signer", asks="ocsp:between"),
        "by-list": certificate("between", year(2028), "signer", asks="crl:between"),
        "gone": certificate("between", year(2028), "signer", asks="ocsp:between", revoked=SIGNED - DAY),
        "going": certificate("between", year(2028), "signer", asks="ocsp:between", revoked=SIGNED + DAY),
        "of-lost": certificate("lost", year(2028), "signer"),
        "stamp": certificate("root", year(2030), "machine", ["time_stamping"], asks="crl:root"),
        "stamp-2": certificate("root", year(2045), "machine", ["time_stamping"], asks="crl:root"),
    }
    services = {
        "ocsp": {"between": {"for-issuer": "between", "responder-cert": "responder", "signing-key": "responder"}},
        "crl-repo": {
            "root": {"for-issuer": "root", "signing-key": "root", "simulated-update-schedule": "P7D"},
            "between": {"for-issuer": "between", "signing-key": "between", "simulated-update-schedule": "P7D"},
        },
        "time-stamping": {name: {"signing-key": name, "signing-cert": name} for name in ("stamp", "stamp-2")},
    }
    names = {name: {"common-name": f"Witness {name}"} for name in certs}
    return {"keyset": "all", "entity-defaults": {"country-name": "SI"}, "entities": names, "certs": certs, "services": services}


class Authority:
    """Everything that is asked of it is answered as of a moment that the asker names."""

    def __init__(self, folder):
        architecture = plan()
        keys = {}
        for name in architecture["certs"]:
            path = folder / f"{name}.key.pem"
            private = ec.generate_private_key(ec.SECP256R1())
            terms = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            path.write_bytes(private.private_bytes(serialization.Encoding.PEM, *terms))
            keys[name] = {"path": path.name}
        config = {
            "external-url-prefix": "http://witness.test",
            "keysets": {"all": {"keys": keys}},
            "pki-architectures": {"witness": architecture},
        }
        text = yaml.safe_dump(config)
        self.all = CertomancerConfig.from_yaml(text, key_search_dir=str(folder)).get_pki_arch(ArchLabel("witness"))
        (folder / "root.pem").write_bytes(pem.armor("CERTIFICATE", self.certificate("root").dump()))

    def certificate(self, name):
        return self.all.get_cert(CertLabel(name))

    def signer(self, name):
        store = SimpleCertificateStore()
        store.register_multiple([self.certificate(one) for one in ("between", "lost", "root")])
        return signers.SimpleSigner(
            signing_cert=self.certificate(name),
            signing_key=self.all.key_set.get_private_key(KeyLabel(name)),
            cert_registry=store,
        )

    def list(self, name, moment):
        return self.all.service_registry.get_crl(ServiceLabel(name), at_time=moment)

    def ocsp(self, name, moment):
        """What the responder says of a certificate of `between`."""
        about = {
            "hash_algorithm": {"algorithm": "sha1"},
            "issuer_name_hash": self.certificate(name).issuer.sha1,
            "issuer_key_hash": self.certificate("between").public_key.sha1,
            "serial_number": self.certificate(name).serial_number,
        }
        request = ocsp.OCSPRequest({"tbs_request": {"request_list": [{"req_cert": about}]}})
        responder = self.all.service_registry.summon_responder(ServiceLabel("between"), at_time=moment)
        return responder.build_ocsp_response(request)


class Stamp(TimeStamper):
    """pyHanko's way to ask the authority for a timestamp of a moment."""

    def __init__(self, authority, name, moment):
        super().__init__()
        self.service = authority.all.service_registry.summon_timestamper(ServiceLabel(name), at_time=moment)

    async def async_request_tsa_response(self, req):
        return self.service.request_tsa_response(req)


# -- the files ---------------------------------------------------------------------------------------------------------


def signed(authority, paper, name, stamp=True, **terms):
    """B-T, or B-B without a stamp; nobody is asked for trust or state."""
    out = io.BytesIO()
    metadata = signers.PdfSignatureMetadata(
        field_name="Witness", subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256", **terms
    )
    stamper = Stamp(authority, "stamp", SIGNED) if stamp else None
    signer = signers.PdfSigner(metadata, signer=authority.signer(name), timestamper=stamper)
    signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(paper)), output=out)
    return out.getvalue()


def with_data(authority, file, names, lists, moment):
    """A security store with what the authority says at a moment."""
    out = io.BytesIO(file)
    store = [authority.certificate(name) for name in ("root", "between", "lost", "stamp")]
    dss.DocumentSecurityStore.add_dss(
        out,
        sig_contents=None,
        certs=store,
        ocsps=[authority.ocsp(name, moment) for name in names],
        crls=[authority.list(name, moment) for name in lists],
    )
    return out.getvalue()


def stamped(authority, file, name, moment):
    out = io.BytesIO()
    stamper = signers.PdfTimeStamper(Stamp(authority, name, moment))
    stamper.timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(file)), "sha256", output=out)
    return out.getvalue()


def files(authority, paper):
    """Name, content, and at each time: indication, sub-indication, level."""
    soon = SIGNED + 5 * MINUTE
    passed = "TOTAL_PASSED"
    undecided = "INDETERMINATE"
    plain = signed(authority, paper, "signer")
    yield "b-t", plain, [(soon, undecided, "TRY_LATER", "T")]

    lists = ["root"]
    lasting = with_data(authority, plain, ["signer"], lists, soon)
    yield "b-lt", lasting, [
        (soon + MINUTE, passed, None, "LT"),
        # The root's list says nothing about the timestamp's authority any longer.
        (SIGNED + 60 * DAY, undecided, "TRY_LATER", "LT"),
    ]

    archived = stamped(authority, lasting, "stamp-2", soon + MINUTE)
    yield "b-lta", archived, [(soon + 2 * MINUTE, passed, None, "LTA")]

    # In 2029 the signer's certificate has ended; what the archive's timestamp needs is added, and it is stamped anew.
    renewed = with_data(authority, archived, [], lists, year(2029))
    renewed = stamped(authority, renewed, "stamp-2", year(2029) + MINUTE)
    yield "b-lta-renewed", renewed, [(year(2029) + 2 * MINUTE, passed, None, "LTA")]

    # Ten years later: signer, first timestamp and responder have ended.
    later = with_data(authority, renewed, [], lists, year(2039))
    yield "b-lta-ten-years", later, [(year(2039) + MINUTE, passed, None, "LTA")]
    neglected = with_data(authority, lasting, [], lists, year(2039))
    yield "b-lt-ten-years", neglected, [(year(2039) + MINUTE, undecided, "OUT_OF_BOUNDS_NO_POE", "LT")]

    by_list = with_data(authority, signed(authority, paper, "by-list"), [], ["root", "between"], soon)
    yield "by-list", by_list, [(soon + MINUTE, passed, None, "LT")]

    gone = with_data(authority, signed(authority, paper, "gone"), ["gone"], lists, soon)
    yield "revoked-before", gone, [(soon + MINUTE, undecided, "REVOKED_NO_POE", "LT")]
    going = with_data(authority, signed(authority, paper, "going"), ["going"], lists, SIGNED + 2 * DAY)
    yield "revoked-after", going, [(SIGNED + 2 * DAY + MINUTE, passed, None, "LT")]
    untimed = with_data(authority, signed(authority, paper, "going", stamp=False), ["going"], lists, SIGNED + 2 * DAY)
    yield "revoked-after-unstamped", untimed, [(SIGNED + 2 * DAY + MINUTE, undecided, "REVOKED_NO_POE", "B")]
    lost = with_data(authority, signed(authority, paper, "of-lost"), [], lists, soon)
    yield "revoked-authority", lost, [(soon + MINUTE, undecided, "REVOKED_CA_NO_POE", "LT")]

    proven = stamped(authority, paper, "stamp-2", SIGNED)
    proven = with_data(authority, signed(authority, proven, "gone"), ["gone"], lists, soon)
    yield "revoked-before-provably", proven, [(soon + MINUTE, "TOTAL_FAILED", "REVOKED", "LT")]


# -- the question ------------------------------------------------------------------------------------------------------


def said(podpis, folder, target, moment):
    asked = [podpis, "validate", "--offline", "--format", "json", "--trust", folder / "root.pem"]
    asked += ["--at", moment.isoformat(), target]
    answer = subprocess.run(asked, capture_output=True, check=False)
    report = json.loads(answer.stdout)[0]
    if report["error"]:
        return report["error"], None, None
    one = report["signatures"][0]
    return one["indication"], one["subIndication"], (one["level"] or "-").removeprefix("PAdES-BASELINE-")


def main():
    podpis, folder, paper = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]).read_bytes()
    folder.mkdir(parents=True, exist_ok=True)
    authority = Authority(folder)
    good = bad = 0
    for name, content, questions in files(authority, paper):
        target = folder / f"{name}.pdf"
        target.write_bytes(content)
        for moment, *wanted in questions:
            found = said(podpis, folder, target, moment)
            is_right = list(found) == wanted
            good, bad = good + is_right, bad + (not is_right)
            print(f"{'ok  ' if is_right else 'BAD '} {name:26} {moment:%Y-%m-%d}  {' '.join(str(word) for word in found)}")
            if not is_right:
                print(f"     wanted: {' '.join(str(word) for word in wanted)}")
    print(f"{good} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
