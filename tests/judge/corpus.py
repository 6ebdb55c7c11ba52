"""Judges what became of foreign PDFs. *Bad* is an output that a judge complains of and not of the input, a crash, and a refusal
of a file that nobody else finds fault with."""

import json
import re
import subprocess
import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path

from pyhanko.pdf_utils import generic

import foreign
import witnesses
from witnesses import Question

# Refusals that blame the file's own bytes: then others must find fault with them, too.
DAMAGE = {"empty", "not_pdf", "truncated", "malformed"}
REASONS = DAMAGE | {
    "too_large",
    "needs_password",
    "unsupported_encryption",
    "unsupported_filter",
    "dynamic_xfa",
    "signed_and_broken",
    "signed_and_locked",
    "locked_by_certification",
    "locked_by_signature",
    "page_too_small",
}
# Seconds for pyHanko's look at one file.
PATIENCE = 90
# qpdf: nothing, warnings, errors.
SEVERITY = {0: 0, 3: 1, 2: 2}


def rows(pool, path):
    """Name, verdict and complaints of each file."""
    results = json.loads(path.read_text())
    context = (path.parent, results["root"], results["at"])
    files = results["files"]
    for entry, (verdict, complaints) in zip(files, pool.map(one, files, [context] * len(files))):
        name = Path(entry["file"]).relative_to(results["folder"])
        yield str(name), verdict, complaints


def one(entry, context):
    outcome = entry["outcome"]
    if outcome == "refused":
        return refused(entry)
    if outcome != "done":
        return "bad: failed", [entry["detail"]]
    try:
        complaints, remarks = compare(entry, context)
    except Exception as error:  # the others are still judged
        return "bad: the judge failed", [f"{type(error).__name__}: {error}"]
    remarks += ["repaired"] if entry["repaired"] else []
    good = f"good ({', '.join(remarks)})" if remarks else "good"
    return ("bad" if complaints else good), complaints


def refused(entry):
    code = entry["code"]
    if code not in REASONS:
        return f"bad: refused without a reason of the list: {code}", [entry["detail"]]
    question = Question(file=entry["file"], data=b"")
    # A file without a page is whole for qpdf, and there is nothing to sign in it.
    if code in DAMAGE and witnesses.qpdf_check(question, entry["file"])[0] == 0 and has_pages(entry["file"]):
        return f"bad: refused: {code}", [f"{entry['detail']}, but qpdf finds nothing wrong"]
    return f"refused: {code}", [entry["detail"]]


def has_pages(path):
    said = subprocess.run(["qpdf", "--show-npages", path], capture_output=True, timeout=60, check=False)
    return said.stdout.strip() != b"0"


def compare(entry, context):
    """What is said of the output and not of the input, and what should be known of the judging."""
    folder, root, at = context
    output = folder / entry["output"]
    before = Question(file=entry["file"], data=Path(entry["file"]).read_bytes(), password=entry["password"])
    after = Question(
        file=entry["output"],
        data=output.read_bytes(),
        roots=witnesses.certificates(folder / root),
        at=datetime.fromisoformat(at),
        timestamps=True,
        texts=entry["texts"],
        ours_only=True,
    )
    remarks = []
    try:
        with witnesses.within(PATIENCE):
            complaints = pyhanko(before, after, entry["was_signed"], remarks)
    except witnesses.TooLong:
        # Cryptography, trust and coverage need no paths.
        after.changes = before.changes = False
        remarks.append("later changes not judged: pyHanko needs too long")
        complaints = pyhanko(before, after, entry["was_signed"], remarks)
    complaints += [f"pdfsig: {words}" for words in new_of_pdfsig(before, after, output)]
    # A file that poppler cannot read at all it need not read afterwards.
    if witnesses.is_read_by_poppler(before, before.file):
        complaints += [f"pdftotext: {words}" for words in witnesses.pdftotext(after, output)]
    for check in (qpdf, lost_words, other_look):
        complaints += [f"{check.__name__}: {words}" for words in check(before, after, output, entry)]
    return complaints, remarks


def pyhanko(before, after, was_signed, remarks):
    """Our signatures must be good; strangers' as good as they were. What pyHanko cannot read strictly it may read otherwise."""
    said = witnesses.pyhanko(after)
    if said and not readable(before):
        after.strict = before.strict = False
        said = witnesses.pyhanko(after)
    if said:
        said = not_of_the_input(said, before, remarks)
    said = [f"pyHanko: {words}" for words in said]
    if was_signed:
        said += [f"pyHanko, earlier signatures: {words}" for words in strangers(before, after)]
    return said


def not_of_the_input(said, before, remarks):
    """Without what pyHanko also says of the input when it has signed that itself."""
    excused, stumbled = control(before)
    left = [words for words in said if cause(words) not in excused]
    if len(left) < len(said):
        remarks.append("as pyHanko says of its own signing: " + shortened(said, excused))
    if stumbled and any(is_stumble(words) for words in left):
        remarks.append(f"pyHanko cannot sign the input itself: {stumbled}")
        left = [words for words in left if not is_stumble(words)]
    return left


def shortened(said, excused):
    """Each cause once, without its details."""
    causes = {cause(words) for words in said} & excused
    return "; ".join(sorted({words.split(":")[0] for words in causes}))


def is_stumble(words):
    """pyHanko raised an exception in place of a verdict."""
    return re.match(r"\w+(Error|Exception): ", cause(words)) is not None


def cause(words):
    """A complaint without the signature and the place that it is about."""
    return re.sub(r"^(\S+ at \d+ bytes: |up to byte \d+: |cannot be opened: )", "", words)


def control(question):
    """What pyHanko says of the input after signing it twice itself, and why it could not sign it, if it could not."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            once, twice = Path(folder) / "once.pdf", Path(folder) / "twice.pdf"
            signer = foreign.stranger(Path(folder))
            foreign.sign(signer, question.file, once, name="Control1", password=question.password)
            foreign.sign(signer, once, twice, name="Control2", password=question.password)
            signed = Question(file="control", data=twice.read_bytes(), password=question.password, strict=question.strict)
            return {cause(words) for words in witnesses.pyhanko(signed)}, None
        except witnesses.TooLong:
            raise
        except Exception as error:
            return set(), f"{type(error).__name__}: {error}"


def readable(question):
    """Whether pyHanko can read all of a file, and judge its signatures, by the letter."""
    try:
        reader = witnesses.open_with_pyhanko(question, question.data)
        if reader.xrefs.hybrid_xrefs_present:
            return False
        for number in range(reader.root["/Pages"]["/Count"]):
            reader.find_page_for_modification(number)
        return True
    except witnesses.TooLong:
        raise
    except Exception:
        return False


def strangers(before, after):
    """Signatures that were good and are not, by name."""
    old, new = (verdicts(question) for question in (before, after))
    return [f"{name} was {verdict}, now {new.get(name)}" for name, verdict in old.items() if not as_good(verdict, new.get(name))]


def as_good(old, new):
    if old[:2] != (True, True):
        return True
    return new is not None and new[:2] == (True, True) and (new[2] or not old[2])


def verdicts(question):
    """Of each signature: intact, valid, later changes allowed."""
    found = {}
    try:
        signatures = witnesses.open_with_pyhanko(question, question.data).embedded_signatures
    except Exception:
        return found
    for signature in signatures:
        if question.ours_only and witnesses.is_ours(signature):
            continue
        try:
            context = witnesses.ValidationContext(trust_roots=[], allow_fetching=False, revocation_mode="soft-fail")
            is_timestamp = signature.sig_object_type == "/DocTimeStamp"
            validate = witnesses.validate_pdf_timestamp if is_timestamp else witnesses.validate_pdf_signature
            status = validate(signature, context, skip_diff=not question.changes)
            allowed = bool(status.docmdp_ok) if question.changes else True
            found[signature.field_name] = (status.intact, status.valid, allowed)
        except witnesses.TooLong:
            raise
        except Exception as error:
            found[signature.field_name] = (False, type(error).__name__, False)
    return found


def new_of_pdfsig(before, after, output):
    old = witnesses.pdfsig(before, before.file)
    return [words for words in witnesses.pdfsig(after, output) if words not in old]


def qpdf(before, after, output, _entry):
    old, _ = witnesses.qpdf_check(before, before.file)
    new, words = witnesses.qpdf_check(after, output)
    return [words] if SEVERITY.get(new, 3) > SEVERITY.get(old, 3) else []


def lost_words(before, after, output, _entry):
    """Words that could be read before and no longer can, or not as often; in whatever order."""
    old, new = (Counter(witnesses.text_of(*pair).split()) for pair in ((before, before.file), (after, output)))
    lost = sorted((old - new - unsaid(before)).elements())
    return [f"{len(lost)} of {old.total()}: {' '.join(lost[:12])}"] if lost else []


# ISO 32000-2 Table 233: bit 18 of a choice field's flags.
COMBO = 1 << 17


def unsaid(question):
    """Words on buttons, which are taken out because they start something (ISO 32000-2 §12.7.5.2.2), and what list boxes offer: a list
    shows all that was chosen and nothing else (decision 0006)."""
    words = Counter()
    try:
        reader = witnesses.open_with_pyhanko(question, question.data)
        fields = [reference.get_object() for reference in reader.root["/AcroForm"]["/Fields"]]
        # A tree that goes round in a circle ends here, too.
        for _ in range(20_000):
            if not fields:
                break
            found = fields.pop()
            fields += [kid.get_object() for kid in found.get("/Kids", [])]
            words.update(str(found.get("/MK", {}).get("/CA", "")).split())
            if not found.get("/Ff", 0) & COMBO:
                words.update(word for option in found.get("/Opt", []) for word in label(option).split())
    except Exception:  # a form that pyHanko cannot read has the captions that were found before
        pass
    return words


def label(option):
    """What is read of an option: it is a text, or a pair of what is stored and what is read (ISO 32000-2 Table 234)."""
    return str(option[1] if isinstance(option, generic.ArrayObject) and len(option) > 1 else option)


# Pixels per inch of the pictures that are compared, and what share of their pixels may differ.
DENSITY = 36
TOLERANCE = 0.002


def other_look(before, after, output, entry):
    """Whether the first page and the last look as before, new fields apart."""
    complaints = []
    # A file with errors may be drawn better than before.
    if witnesses.qpdf_check(before, before.file)[0] == 2:
        return complaints
    for page in sorted({place[0] for place in entry["places"]}):
        old, new = drawn(before, before.file, page), drawn(after, output, page)
        if old is None or new is None:
            if old is not None:
                complaints.append(f"page {page + 1} cannot be drawn any more")
            continue
        if old[:2] != new[:2]:
            complaints.append(f"page {page + 1} has the size {new[:2]} instead of {old[:2]}")
            continue
        unit = user_unit(before, page)
        places = [[side / unit for side in sides] for number, sides in entry["places"] if number == page]
        places += changed_on_purpose(before, page)
        share = difference(old, new, places)
        if share > TOLERANCE:
            complaints.append(f"page {page + 1} looks different in {share:.1%} of its pixels")
    return complaints


PUSH_BUTTON = 1 << 16


def changed_on_purpose(question, page):
    """Where buttons stood, which are taken out, and list boxes, which show what was chosen (see `unsaid`); from the upper left of an
    upright page."""
    places = []
    try:
        reader = witnesses.open_with_pyhanko(question, question.data)
        shown = reader.find_page_for_modification(page)[0].get_object()
        box = inherited(shown, "/CropBox") or inherited(shown, "/MediaBox")
        left, top = min(float(box[0]), float(box[2])), max(float(box[1]), float(box[3]))
        for annotation in shown["/Annots"] if "/Annots" in shown else []:
            widget = annotation.get_object()
            kind, flags = inherited(widget, "/FT"), inherited(widget, "/Ff") or 0
            if kind == "/Btn" and flags & PUSH_BUTTON or kind == "/Ch" and not flags & COMBO:
                x, y, across, up = (float(side) for side in widget["/Rect"])
                places.append([min(x, across) - left, top - max(y, up), abs(across - x), abs(up - y)])
    except Exception:  # what pyHanko cannot read has no buttons that are known
        pass
    return places


def inherited(node, key):
    """The value of a key that a page or a field may have from those above it."""
    for _ in range(50):
        if key in node:
            return node[key]
        if "/Parent" not in node:
            break
        node = node["/Parent"].get_object()
    return None


def user_unit(question, page):
    """ISO 32000-2 Table 31; poppler draws without it."""
    try:
        reader = witnesses.open_with_pyhanko(question, question.data)
        return float(reader.find_page_for_modification(page)[0].get_object().get("/UserUnit", 1))
    except Exception:
        return 1.0


def drawn(question, path, page):
    """Width, height and grey pixels as poppler draws them; None where it cannot."""
    password = ["-upw", question.password] if question.password else []
    with tempfile.TemporaryDirectory() as folder:
        number = str(page + 1)
        command = ["pdftoppm", *password, "-gray", "-cropbox", "-r", str(DENSITY), "-f", number, "-l", number, "-singlefile", path]
        try:
            subprocess.run([*command, f"{folder}/page"], capture_output=True, timeout=60, check=False)
            head, size, _, pixels = (Path(folder) / "page.pgm").read_bytes().split(b"\n", 3)
        except (OSError, ValueError, subprocess.TimeoutExpired):
            return None
    width, height = map(int, size.split())
    return (width, height, pixels) if head == b"P5" else None


def difference(old, new, places):
    """The share of pixels that differ clearly, outside these places."""
    width, height, before = old
    after = new[2]
    hidden = bytearray(width * height)
    for left, top, across, down in places:
        scale = DENSITY / 72
        for row in range(max(0, int(top * scale) - 2), min(height, int((top + down) * scale) + 3)):
            first, last = max(0, int(left * scale) - 2), min(width, int((left + across) * scale) + 3)
            hidden[row * width + first : row * width + last] = b"\1" * max(0, last - first)
    differing = sum(1 for a, b, skip in zip(before, after, hidden) if not skip and abs(a - b) > 40)
    return differing / max(1, width * height)
