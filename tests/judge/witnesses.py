"""What outsiders say of a file. Each function returns complaints, as sentences; none means that it has nothing against the file."""

import io
import logging
import re
import signal
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

# What pyHanko logs stands in its verdict, too.
logging.disable(logging.CRITICAL)


@dataclass
class Question:
    """A file and what it should be like."""

    file: str
    data: bytes
    roots: list = field(default_factory=list)
    """Anchors as PEM; without any, nobody's trust is judged."""
    at: object = None
    """The moment to judge at; now without one."""
    signatures: int = None
    """How many there must be; any number above none without this."""
    timestamps: bool = False
    """Every signature with the name that a place of ours has must carry a timestamp."""
    texts: list = field(default_factory=list)
    absent: list = field(default_factory=list)
    """What nobody may find in the file's text."""
    password: str = None
    strict: bool = True
    ours_only: bool = False
    """Strangers' signatures need no more than to be as good as they were; somebody else compares that."""
    changes: bool = True
    """Whether later changes are looked at."""


class TooLong(Exception):
    """pyHanko follows every path through a file, of which some files have no end."""


@contextmanager
def within(seconds):
    def stop(*_):
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def certificates(path):
    """The certificates of a PEM file."""
    with open(path, "rb") as stream:
        return [x509.Certificate.load(der) for _, _, der in pem.unarmor(stream.read(), multiple=True)]


def open_with_pyhanko(question, data):
    reader = PdfFileReader(io.BytesIO(data), strict=question.strict)
    if reader.encrypted:
        reader.decrypt((question.password or "").encode())
    return reader


def signed_end(signature):
    """The first byte that the signature does not cover."""
    _, _, start, length = (int(number) for number in signature.byte_range)
    return start + length


def is_ours(signature):
    """Fields of the product: `r001_signature_01`, `act003_approval`, `closing_seal`, and `timestamp_01` over all of them."""
    is_timestamp = signature.sig_object_type == "/DocTimeStamp"
    names = r"timestamp_\d{2}" if is_timestamp else r"(r\d{3}_|act\d{3}_|closing_seal|opening_seal)"
    return re.match(names, signature.field_name) is not None


def pyhanko(question):
    """Integrity, trust, timestamps, coverage and later changes, judged anew at the end of every signed revision."""
    try:
        signatures = open_with_pyhanko(question, question.data).embedded_signatures
        judged = [signature for signature in signatures if is_ours(signature) or not question.ours_only]
        ends = sorted({signed_end(signature) for signature in judged})
    except Exception as error:  # whatever it is, the file cannot be judged
        return [f"cannot be opened: {type(error).__name__}: {error}"]
    complaints = []
    wanted = question.signatures
    if not signatures or (wanted is not None and len(signatures) != wanted):
        complaints.append(f"{len(signatures)} signatures instead of {wanted or 'some'}")
    if ends and ends[-1] != len(question.data):
        complaints.append(f"the last {len(question.data) - ends[-1]} bytes are not signed")
    for end in sorted({*ends, len(question.data)}):
        try:
            complaints += one_revision(question, question.data[:end])
        except TooLong:
            raise
        except Exception as error:
            complaints.append(f"up to byte {end}: {type(error).__name__}: {error}")
    return complaints


def one_revision(question, data):
    reader = open_with_pyhanko(question, data)
    complaints = []
    for signature in reader.embedded_signatures:
        name = f"{signature.field_name} at {len(data)} bytes"
        try:
            said = one_signature(question, signature, is_last=signed_end(signature) == len(data))
        except TooLong:
            raise
        except Exception as error:
            said = [f"{type(error).__name__}: {error}"]
        complaints += [f"{name}: {complaint}" for complaint in said if is_ours(signature) or not question.ours_only]
    return complaints


def one_signature(question, signature, is_last):
    context = ValidationContext(
        trust_roots=question.roots or [], moment=question.at, allow_fetching=False, revocation_mode="soft-fail"
    )
    is_timestamp = signature.sig_object_type == "/DocTimeStamp"
    validate = validate_pdf_timestamp if is_timestamp else validate_pdf_signature
    status = validate(signature, context, skip_diff=not question.changes)
    wanted = SignatureCoverageLevel.ENTIRE_FILE if is_last else SignatureCoverageLevel.ENTIRE_REVISION
    checks = [
        (status.intact, "the bytes are not those that were signed"),
        (status.valid, "the signature does not verify"),
        (status.trusted or not question.roots, "the certificate does not lead to an anchor"),
        (status.coverage == wanted, f"it covers {status.coverage.name}"),
    ]
    if question.changes:
        checks += later_changes(status, is_timestamp)
    if not is_timestamp:
        checks += signature_form(question, signature, status)
    return [words for good, words in checks if not good]


def later_changes(status, is_timestamp):
    """Nothing but further signatures and values, and what a certification allows; of a timestamp pyHanko asks no certification."""
    level = status.modification_level
    allowed = status.docmdp_ok or (is_timestamp and status.docmdp_ok is None)
    return [
        (allowed, f"later changes are not allowed: {level}"),
        (
            level is not None and level <= ModificationLevel.FORM_FILLING,
            f"later changes are {getattr(level, 'name', 'unknown')}: {status.diff_result}",
        ),
    ]


def signature_form(question, signature, status):
    """EN 319 142-1 §5.3 and §6.3, for signatures of ours."""
    if not is_ours(signature):
        return []
    attributes = {attribute["type"].native for attribute in signature.signer_info["signed_attrs"]}
    stamp = status.timestamp_validity
    return [
        (signature.sig_object.get("/SubFilter") == "/ETSI.CAdES.detached", "the SubFilter is not that of PAdES"),
        ("signing_time" not in attributes, "it has a signing-time attribute"),
        ("signing_certificate_v2" in attributes, "it does not name its certificate"),
        (stamp is not None or not question.timestamps, "it has no timestamp"),
        (stamp is None or (stamp.valid and stamp.intact), "the timestamp does not verify"),
        (stamp is None or stamp.trusted or not question.roots, "the timestamp does not lead to an anchor"),
    ]


def run(*command, data=None):
    return subprocess.run(command, input=data, capture_output=True, timeout=120)


def password_for(option, question):
    return [f"{option}{question.password}"] if question.password else []


def pdfsig(question, path):
    """A witness for the cryptography: it sees neither later changes nor trust."""
    options = ["-upw", question.password] if question.password else []
    said = run("pdfsig", "-nocert", *options, path)
    words = said.stdout.decode(errors="replace")
    verdicts = re.findall(r"- Signature Validation: (.*)", words)
    # This poppler knows no document timestamps and verifies none: they are pyHanko's to judge.
    kinds = re.findall(r"- Signature Type: (.*)", words)
    verdicts = [
        "is Valid, as a timestamp that it does not know" if (kind, verdict) == ("unknown", "Signature has not yet been verified.") else verdict
        for kind, verdict in zip(kinds, verdicts)
    ]
    complaints = [f"signature {place}: {verdict}" for place, verdict in enumerate(verdicts, 1) if "is Valid" not in verdict]
    if not verdicts:
        complaints.append("finds no signature")
    if question.signatures is not None and len(verdicts) != question.signatures:
        complaints.append(f"finds {len(verdicts)} signatures instead of {question.signatures}")
    return complaints


def qpdf_check(question, path):
    """Exit code (0 nothing, 3 warnings, 2 errors) and the words."""
    said = run("qpdf", *password_for("--password=", question), "--check", path)
    words = (said.stderr + said.stdout).decode(errors="replace").replace(str(path), "file")
    return said.returncode, words.strip()


def qpdf(question, path):
    code, words = qpdf_check(question, path)
    return [] if code == 0 else [words.splitlines()[0] if words else f"exit code {code}"]


def text_of(question, path):
    options = ["-upw", question.password] if question.password else []
    # In the order of drawing: a value over other text would else be read letter by letter between that text.
    return run("pdftotext", "-raw", *options, path, "-").stdout.decode(errors="replace")


def is_read_by_poppler(question, path):
    options = ["-upw", question.password] if question.password else []
    return run("pdfinfo", *options, path).returncode == 0


def bare(text):
    """Without white space: lines are broken where there is room."""
    return "".join(text.split())


def pdftotext(question, path):
    """Whether a reading machine finds what was written."""
    text = bare(text_of(question, path))
    lost = [f"does not read {wanted!r}" for wanted in question.texts if bare(wanted) not in text]
    return lost + [f"still reads {gone!r}" for gone in question.absent if bare(gone) in text]


def all_witnesses(question, path):
    """Every complaint of every witness, with its name."""
    complaints = [("pyHanko", words) for words in pyhanko(question)]
    for witness in (pdfsig, qpdf, pdftotext):
        complaints += [(witness.__name__, words) for words in witness(question, path)]
    return [f"{name}: {words}" for name, words in complaints]
