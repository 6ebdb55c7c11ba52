"""Forgeries made from a good file: each must be refused, and by the check that is there for it; spoilt outputs of foreign files,
too."""

import io
import tempfile
from dataclasses import replace

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

import corpus
import witnesses


def flipped(data, marker, offset=0):
    """One bit of the byte at the marker is turned."""
    at = data.index(marker) + offset
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def other_signature(question):
    """The last signature has one bit turned, in its value alone."""
    last = witnesses.open_with_pyhanko(question, question.data).embedded_signatures[-1]
    value = last.signer_info["signature"].native
    other = value[:-1] + bytes([value[-1] ^ 1])
    for spell in (bytes.hex, lambda octets: octets.hex().upper()):
        if spell(value).encode() in question.data:
            return question.data.replace(spell(value).encode(), spell(other).encode())
    raise ValueError("the signature's value is not in the file")


def appended(data, change):
    """One more revision, written by pyHanko."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def other_content(writer):
    """The first page says something else."""
    page = writer.root["/Pages"]["/Kids"][0]
    stream = generic.StreamObject(stream_data=b"BT /F1 40 Tf 60 400 Td (Forged) Tj ET")
    page[pdf_name("/Contents")] = writer.add_object(stream)
    writer.update_container(page)


def new_note(writer):
    """A note is stuck on the first page."""
    page = writer.root["/Pages"]["/Kids"][0]
    box = generic.ArrayObject(map(generic.NumberObject, (10, 10, 100, 100)))
    entries = {"/Type": pdf_name("/Annot"), "/Subtype": pdf_name("/Square"), "/Rect": box}
    note = generic.DictionaryObject({pdf_name(key): value for key, value in entries.items()})
    page["/Annots"].append(writer.add_object(note))
    writer.update_container(page["/Annots"])
    writer.update_container(page)


def other_value(writer):
    """A value is written over after everybody has signed."""
    for field in writer.root["/AcroForm"]["/Fields"]:
        if field.get_object().get("/T") == "r001_text_01":
            field.get_object()[pdf_name("/V")] = generic.pdf_string("Forged")
            writer.update_container(field.get_object())


def hidden_after(data):
    """Bytes after the end."""
    return data + b"% one more line\n"


def without_signature(data):
    """The file before the first signature."""
    return data[: data.index(b"%%EOF") + 6]


def forgeries(questions):
    """Pairs of a question and what a witness must say."""
    good = next(question for question, _ in questions if question.file == "contract-p256.pdf")
    unstamped = next(question for question, _ in questions if question.file == "contract-without-timestamps.pdf")

    def forged(name, said, data=good.data, **changes):
        return replace(good, file=name, data=data, **changes), said

    yield forged("a page's bytes changed", "not those that were signed", flipped(good.data, b"stream\n", 40))
    yield forged("the sealed reason changed", "not those that were signed", flipped(good.data, b"/Reason", 12))
    yield forged("a signature's value changed", "the signature does not verify", other_signature(good))
    yield forged("another content", "later changes are OTHER", appended(good.data, other_content))
    yield forged("a note added", "later changes are", appended(good.data, new_note))
    yield forged("a value written over", "bytes are not signed", appended(good.data, other_value))
    yield forged("something behind the end", "bytes are not signed", hidden_after(good.data))
    yield forged("cut off", "qpdf: ", good.data[:-200])
    yield forged("never signed", "0 signatures", without_signature(good.data))
    yield forged("a signature too few", "4 signatures instead of 5", signatures=5)
    yield forged("an unknown authority", "does not lead to an anchor", roots=good.roots[-1:])
    yield forged("before its time", "does not lead to an anchor", at=good.at.replace(year=2025))
    yield forged("a value missing", "pdftotext: does not read", texts=["To v datoteki ne stoji"])
    yield forged("diacritics lost", "pdftotext: does not read", texts=["Ziva Cebasek-Duric"])
    yield forged("a tag left", "pdftotext: still reads", absent=good.texts[:1])
    yield forged("no timestamps", "has no timestamp", data=unstamped.data)


def spoilt(questions):
    """What the comparison of a foreign file with our output must find: name, check, and the output."""
    good = next(question for question, _ in questions if question.file == "contract-p256.pdf")
    other = appended(good.data, other_content)
    return [
        ("words lost", corpus.lost_words, good, other),
        ("a page that looks different", corpus.other_look, good, other),
        ("a page drawn over", corpus.other_look, good, appended(good.data, drawn_over)),
        ("damage done to a sound file", corpus.qpdf, good, good.data[:-200]),
        ("an earlier signature spoilt", earlier_signatures, good, other),
        ("a fault of ours that the input does not excuse", inexcusable, good, flipped(good.data, b"stream\n", 40)),
    ]


def drawn_over(writer):
    """Something black on the first page, which takes no word away."""
    page = writer.root["/Pages"]["/Kids"][0]
    blot = writer.add_object(generic.StreamObject(stream_data=b"q 0 g 100 100 200 200 re f Q"))
    page[pdf_name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), blot])
    writer.update_container(page)


def earlier_signatures(before, after, _output, _entry):
    return corpus.strangers(before, after)


def inexcusable(before, after, _output, _entry):
    return corpus.not_of_the_input(witnesses.pyhanko(after), before, [])


def one_spoilt(case):
    """The name, and that the check found nothing, if so; it must find nothing in the good file beside itself."""
    name, check, good, data = case
    with tempfile.NamedTemporaryFile(suffix=".pdf") as before, tempfile.NamedTemporaryFile(suffix=".pdf") as after:
        before.write(good.data)
        after.write(data)
        before.flush()
        after.flush()
        entry = {"places": [(0, [0, 0, 0, 0])]}
        good, bad = replace(good, file=before.name), replace(good, file=after.name, data=data)
        needless = check(good, good, good.file, entry)
        found = check(good, bad, bad.file, entry)
    return name, needless + ([] if found else ["it is not seen"])


def one(forgery):
    """The name, and what is wrong with the judges: nothing if one of them said what they should."""
    question, said = forgery
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(question.data)
        file.flush()
        complaints = witnesses.all_witnesses(question, file.name)
    return question.file, [] if any(said in complaint for complaint in complaints) else [said, *complaints]
