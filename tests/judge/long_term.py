#!/usr/bin/env python3
"""Lets pyHanko judge signatures of every level by its AdES checks (EN 319 102-1 §5.3, §5.5, §5.6), with revocation required.

usage: long_term.py FOLDER      the files of crates/ades/examples/long_term: ALGORITHM.INPUT.LEVEL.pdf

B-B and B-T must pass with what responders and lists say of their certificates that day, B-LT and above with their own data, and
none where that is taken away or a signed octet is another: a judge that says yes to everything would be none. Prints a line per
kind of input and algorithm and "N passed, N failed"; exit code 1 if one failed.
"""

import argparse
import asyncio
import datetime
import itertools
import logging
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import ades
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import context
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv import ades_past, poe, types
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer

import witnesses

logging.disable(logging.CRITICAL)

SIGNED = datetime.datetime(2026, 11, 22, 10, 20, 30, tzinfo=datetime.timezone.utc)
SOON = SIGNED + datetime.timedelta(minutes=10)
"""While every answer is recent."""
LATER = SIGNED + datetime.timedelta(days=700)
"""When all answers are old: only what the file holds proves anything."""


def clock_at(moment):
    """pyHanko asks the machine's clock here and there, whatever moment it is given."""

    class Frozen(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz)

    for module in (ades, ades_past, context, poe, types):
        module.datetime = Frozen


def known(folder, names):
    """What is said today by responders and lists whose answers these files hold."""
    knowledge = LocalKnowledge()
    for name in names:
        data = (folder / name).read_bytes()
        if "-list" in name:
            knowledge.known_crls.append(CRLContainer(asn1_crl.CertificateList.load(data)))
        else:
            knowledge.known_ocsps.append(OCSPContainer(asn1_ocsp.OCSPResponse.load(data)))
    return knowledge


def specification(roots, knowledge):
    """Revocation is required of everybody."""
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=roots),
        revinfo_policy=CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("require")),
        time_tolerance=datetime.timedelta(minutes=1),
    )
    gathering = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)
    return SignatureValidationSpec(policy, revinfo_gathering_policy=gathering, local_knowledge=knowledge)


def reader_of(data):
    reader = witnesses.open_with_pyhanko(witnesses.Question(file="", data=data), data)
    # It judges no hybrid file while it is strict; such a file keeps the rule (ISO 32000-2 §7.5.8.4).
    reader.strict = reader.strict and not reader.xrefs.hybrid_xrefs_present
    return reader


def our_signature(data):
    """Among those of strangers."""
    return next(one for one in reader_of(data).embedded_regular_signatures if one.field_name == "Signature1")


async def judged(data, specified, at):
    """The indication and the level of later changes, by all that the file holds."""
    clock_at(at)
    signature = our_signature(data)
    result = await ades.ades_lta_validation(signature, PdfSignatureValidationSpec(specified))
    return result.ades_subindic, getattr(result.api_status, "modification_level", None)


async def judged_alone(data, specified, check):
    """The indication of the signature itself, without what a PDF may hold besides."""
    clock_at(SOON)
    signature = our_signature(data)
    result = await check(signature.signed_data, specified, raw_digest=signature.compute_digest())
    return result.ades_subindic


def store(data):
    return DocumentSecurityStore.read_dss(reader_of(data))


def without_evidence(data):
    """The same file up to its signature's end: what came later is what made it last."""
    return data[: witnesses.signed_end(our_signature(data))]


def qpdf(path, data):
    code, words = witnesses.qpdf_check(witnesses.Question(file=path.name, data=data), path)
    return [f"qpdf: {words.splitlines()[0]}"] if code else []


async def without_data_inside(path, roots, level, source):
    """Levels that hold nothing of what is said of their certificates."""
    data = path.read_bytes()
    check = ades.ades_basic_validation if level == "b" else ades.ades_with_time_validation
    told, silent = (specification(roots, known(path.parent, names)) for names in ([source, "authority.ocsp"], []))
    found = qpdf(path, data)
    indication = await judged_alone(data, told, check)
    if not isinstance(indication, AdESPassed):
        found.append(f"{indication}")
    if isinstance(await judged_alone(data, silent, check), AdESPassed):
        found.append("passes although nobody says anything of its certificate: the judge is blind")
    # A signed octet is another: somewhere in the first signed part, where no structure is.
    at = data.index(b"Type")
    touched = data[:at] + b"Tyqe" + data[at + 4 :]
    try:
        indication = await judged_alone(touched, told, check)
    except Exception:  # so damaged that it finds no signature
        indication = None
    if isinstance(indication, AdESPassed):
        found.append("passes with another octet, too: the judge is blind")
    return found


async def with_data_inside(path, roots, level):
    data = path.read_bytes()
    specified = specification(roots, known(path.parent, ["authority-later.ocsp"]))
    at = SOON if level == "lt" else LATER
    found = qpdf(path, data)
    indication, changes = await judged(data, specified, at)
    if not isinstance(indication, AdESPassed):
        found.append(f"{indication} at {at}")
    if changes is None or changes > ModificationLevel.LTA_UPDATES:
        found.append(f"later changes are {changes}")
    held = store(data)
    if not held.vri_entries:
        found.append("the store has no entry for the signature")
    if len(held.certs) < 3 or not (len(held.ocsps) + len(held.crls)):
        found.append("the store lacks something")
    indication, _ = await judged(without_evidence(data), specified, LATER)
    if isinstance(indication, AdESPassed):
        found.append("passes without its evidence, too: the judge is blind")
    return found


def complaints(path):
    algorithm, _, level, _ = path.name.split(".")
    roots = witnesses.certificates(path.parent / "root.pem")
    try:
        if level in ("b", "t"):
            return asyncio.run(without_data_inside(path, roots, level, f"{algorithm}.said"))
        return asyncio.run(with_data_inside(path, roots, level))
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    paths = sorted(parser.parse_args().folder.glob("*.pdf"))
    passed = failed = 0
    with ProcessPoolExecutor() as pool:
        rows = zip(paths, pool.map(complaints, paths))
        for kind, group in itertools.groupby(rows, lambda row: row[0].name.rsplit(".", 2)[0]):
            group = list(group)
            bad = [(path, said) for path, said in group if said]
            levels = " ".join(path.name.split(".")[2] for path, said in group if not said)
            print(f"{kind:<40} {levels}{' BAD: ' if bad else ''}{' '.join(path.name.split('.')[2] for path, _ in bad)}")
            for path, said in bad:
                for words in said:
                    print(f"    {path.name}: {words}")
            passed, failed = passed + len(group) - len(bad), failed + len(bad)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
