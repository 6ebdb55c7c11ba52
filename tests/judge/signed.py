#!/usr/bin/env python3
"""Signed files of strangers: our verdict beside pyHanko's, signature by signature, and a written reason for each difference.

usage: signed.py PODPIS FOLDER     (FOLDER holds the files; nothing is written there)

Everybody's topmost certificate is trusted and nobody is asked for revocation: what is compared is structure, cryptography, chain and
what came after. Prints the differences and "N passed, N failed"; exit code 1 if one has no reason in signed.json.
"""

import datetime
import json
import logging
import subprocess
import sys
import tempfile
from pathlib import Path

from asn1crypto import pem
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.CRITICAL)

# Most of the certificates were valid then.
AT = datetime.datetime(2020, 11, 1, tzinfo=datetime.timezone.utc)


def opened(path):
    """What pyHanko finds in a file; nothing where it cannot read it."""
    try:
        reader = PdfFileReader(path.open("rb"), strict=False)
        if reader.encrypted:
            reader.decrypt(b"")
        return list(reader.embedded_signatures)
    except Exception:  # whatever it is, pyHanko has no opinion
        return None


def certificates(signature):
    yield from [signature.signer_cert, *signature.other_embedded_certs]
    for attribute in signature.signer_info["unsigned_attrs"] or []:
        if attribute["type"].native == "signature_time_stamp_token":
            for token in attribute["values"]:
                yield from (one.chosen for one in token["content"]["certificates"])


def anchors(found):
    """Certificates above which nobody stands."""
    known = {}
    for signature in (one for signatures in found.values() for one in signatures or []):
        try:
            known.update({one.dump(): one for one in certificates(signature)})
        except Exception:  # a file that is broken on purpose
            continue
    names = {one.subject.dump() for one in known.values()}
    return [one for one in known.values() if one.self_issued or one.issuer.dump() not in names]


def theirs(signature, roots):
    """`good`, or why not."""
    context = ValidationContext(trust_roots=roots, moment=AT, allow_fetching=False, revocation_mode="soft-fail")
    is_timestamp = signature.sig_object_type == "/DocTimeStamp"
    try:
        judge = validate_pdf_timestamp if is_timestamp else validate_pdf_signature
        status = judge(signature, context)
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:90]
    wrong = {
        "not intact": not status.intact,
        "not valid": not status.valid,
        "not trusted": not status.trusted,
        "coverage": status.coverage < SignatureCoverageLevel.ENTIRE_REVISION,
        "changed": not is_timestamp and status.docmdp_ok is not True,
    }
    return ", ".join(word for word, holds in wrong.items() if holds) or "good"


def ours(podpis, files, roots):
    with tempfile.NamedTemporaryFile(suffix=".pem") as trust:
        trust.write(b"".join(pem.armor("CERTIFICATE", one.dump()) for one in roots))
        trust.flush()
        asked = [podpis, "validate", "--offline", "--without-revocation", "--format", "json", "--trust", trust.name]
        answer = subprocess.run([*asked, "--at", AT.isoformat(), *files], capture_output=True, check=False)
    for report in json.loads(answer.stdout):
        said = {}
        for one in (report.get("signatures") or []) + (report.get("timestamps") or []):
            why = [one["subIndication"]] if one["subIndication"] else []
            why += ["changed"] if one["modifiedAfterSigning"] else []
            why += ["coverage"] if one["coverage"] == "partial" else []
            said[one["id"]] = ", ".join(why) or "good"
        yield Path(report["file"]).name, report["error"], said


def main():
    podpis, folder = sys.argv[1], Path(sys.argv[2])
    reasons = json.loads(Path(__file__).with_suffix(".json").read_text())
    files = sorted(folder.glob("*.pdf"))
    found = {path.name: opened(path) for path in files}
    roots = anchors(found)
    good = bad = explained = 0
    accepted = 0
    for name, error, said in ours(podpis, files, roots):
        judged = {one.field_name: theirs(one, roots) for one in found[name] or []}
        for field in sorted({*judged, *said}):
            we, they = said.get(field, error or "not found"), judged.get(field, "not found")
            if (we == "good") == (they == "good"):
                good, accepted = good + 1, accepted + (we == "good")
                continue
            reason = reasons.get(f"{name}#{field}")
            explained, bad = explained + bool(reason), bad + (not reason)
            verdict = "why " if reason else "FALSE ACCEPT" if we == "good" else "BAD "
            print(f"{verdict} {name} #{field}\n     podpis: {we}\n     pyHanko: {they}\n     {reason or 'no reason is written down'}")
    print(f"{len(files)} files; both accept {accepted} signatures and refuse {good - accepted}; {explained} differences have a reason")
    print(f"{good + explained} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
