#!/usr/bin/env python3
"""Lets pyHanko judge signatures of the levels B-LT and B-LTA by its AdES checks (EN 319 102-1 §5.6), with revocation required.

usage: long_term.py FOLDER      the files of crates/ades/examples/long_term, of every level, algorithm and kind of input

Each file must pass where its own data are enough, and must not where they are taken out: a judge that says yes to
everything would be none. Prints a line per file and "N passed, N failed"; exit code 1 if one failed.
"""

import argparse
import asyncio
import datetime
import logging
import sys
from pathlib import Path

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
from pyhanko_certvalidator.revinfo.archival import OCSPContainer

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


def specification(roots, online):
    """Revocation is required of everybody. `online` is what the newest timestamp's authority says of itself today."""
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=roots),
        revinfo_policy=CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("require")),
        time_tolerance=datetime.timedelta(minutes=1),
    )
    knowledge = LocalKnowledge(known_ocsps=[OCSPContainer(asn1_ocsp.OCSPResponse.load(online))])
    gathering = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)
    return PdfSignatureValidationSpec(
        SignatureValidationSpec(policy, revinfo_gathering_policy=gathering, local_knowledge=knowledge)
    )


def reader_of(data):
    return witnesses.open_with_pyhanko(witnesses.Question(file="", data=data), data)


def our_signature(data):
    """Among those of strangers."""
    return next(one for one in reader_of(data).embedded_regular_signatures if one.field_name == "Signature1")


async def judged(data, roots, at, online):
    """The indication and the level of later changes."""
    clock_at(at)
    signature = our_signature(data)
    result = await ades.ades_lta_validation(signature, specification(roots, online))
    return result.ades_subindic, getattr(result.api_status, "modification_level", None)


def store(data):
    return DocumentSecurityStore.read_dss(reader_of(data))


def without_evidence(data):
    """The same file up to its signature's end: what came later is what made it last."""
    return data[: witnesses.signed_end(our_signature(data))]


async def complaints(path, roots, online):
    data = path.read_bytes()
    at = SOON if path.stem.endswith("-lt") else LATER
    found = []
    indication, level = await judged(data, roots, at, online)
    if not isinstance(indication, AdESPassed):
        found.append(f"{indication} at {at}")
    if level is None or level > ModificationLevel.LTA_UPDATES:
        found.append(f"later changes are {level}")
    held = store(data)
    if not held.vri_entries:
        found.append("the store has no entry for the signature")
    if len(held.certs) < 3 or not (len(held.ocsps) + len(held.crls)):
        found.append("the store lacks something")
    indication, _ = await judged(without_evidence(data), roots, LATER, online)
    if isinstance(indication, AdESPassed):
        found.append("passes without its evidence, too: the judge is blind")
    code, words = witnesses.qpdf_check(witnesses.Question(file=path.name, data=data), path)
    if code:
        found.append(f"qpdf: {words.splitlines()[0]}")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    roots = witnesses.certificates(folder / "root.pem")
    online = (folder / "authority-later.ocsp").read_bytes()
    passed = failed = 0
    for path in sorted(folder.glob("*.pdf")):
        said = asyncio.run(complaints(path, roots, online))
        print(f"{path.name:<40} {'bad' if said else 'good'}")
        for words in said:
            print(f"    {words}")
        passed, failed = (passed, failed + 1) if said else (passed + 1, failed)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
