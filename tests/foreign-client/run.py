"""A v6 client that nobody here wrote (django-adobesign, its file client.py), unmodified but for the address that it is given, against a demo.

run.py DEMO_FOLDER   prints each step and what came back; exit code 0 when all of them did what the client's users expect.
"""

import json
import sys
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace

from django_adobesign.client import AdobeSignClient
from django_adobesign.exceptions import AdobeSignException


def pdf() -> bytes:
    """One page with a sentence, and a place to sign by tag."""
    stream = b"BT /F1 14 Tf 72 760 Td (A contract of a foreign program) Tj 0 -60 Td ({{Sig_es_:signer1:signature}}) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


class Steps:
    """What was done, and whether it came out as expected."""

    def __init__(self) -> None:
        self.failed = 0

    def see(self, what: str, good: bool, shown: object) -> None:
        self.failed += not good
        print(f"{'ok  ' if good else 'FAIL'} {what}: {shown}")


def main(folder: Path) -> int:
    facts = json.loads((folder / "demo.json").read_text())
    steps = Steps()
    client = AdobeSignClient(facts["address"], facts["integrationKey"])
    file = SimpleNamespace(name="contract.pdf", bytes=pdf())

    uploaded = client.upload_document(file)
    steps.see("upload_document", "transientDocumentId" in uploaded, sorted(uploaded))

    people = [client.jsonify_participant("Signer", f"{name}@foreign.example", order) for order, name in enumerate(["prva", "druga"], 1)]
    made = client.post_agreement(uploaded["transientDocumentId"], "Foreign 1", people, None, 0, True)
    agreement = made["id"]
    steps.see("post_agreement", bool(agreement), sorted(made))

    seen, cursor = [], None
    while True:
        page = client.get_agreements(2, cursor)
        seen += page["userAgreementList"]
        cursor = page["page"].get("nextCursor")
        if not cursor:
            break
    own = [one for one in seen if one["id"] == agreement]
    steps.see("get_agreements, page by page", len(own) == 1 and len(seen) == len({one["id"] for one in seen}), f"{len(seen)} agreements, ours is {own[0]['status']}")

    members = client.get_members(agreement, True)
    sets = members["participantSets"]
    steps.see("get_members", [one["memberInfos"][0]["email"] for one in sets] == ["prva@foreign.example", "druga@foreign.example"], f"{len(sets)} sets, next: {len(members.get('nextParticipantSets', []))}")

    signer = client.get_signer(agreement, sets[0]["id"])
    steps.see("get_signer", signer["role"] == "SIGNER", signer["role"])

    documents = client.get_documents(agreement)["documents"]
    content = client.get_document(agreement, documents[0]["id"])
    steps.see("get_documents, get_document", content == file.bytes, f"{documents[0]['name']}, {len(content)} bytes, as they were uploaded")

    events = [event["type"] for event in client.get_events(agreement)["events"]]
    steps.see("get_events", "CREATED" in events, events)

    draft = client.post_agreement(client.upload_document(file)["transientDocumentId"], "Foreign 2", people, None, 0, False, state="DRAFT")["id"]
    first = client.get_members(draft, False)["participantSets"][0]
    first["memberInfos"][0]["email"] = "nova@foreign.example"
    try:
        client.update_signer(draft, first["id"], first)
        steps.see("update_signer without the If-Match that v6 demands", False, "it was taken")
    except AdobeSignException as error:
        steps.see("update_signer without the If-Match that v6 demands", "MISSING_IF_MATCH_HEADER" in str(error), error)

    for who, good in [("email:" + facts["users"][1]["email"], True), ("email:nobody@foreign.example", False)]:
        acting = AdobeSignClient(facts["address"], facts["integrationKey"], api_user=who)
        try:
            own = acting.get_agreements(100)["userAgreementList"]
            steps.see(f"x-api-user {'of a user' if good else 'of nobody'}", good and agreement not in [one["id"] for one in own], f"{len(own)} agreements, not those of the key's owner")
        except AdobeSignException as error:
            steps.see(f"x-api-user {'of a user' if good else 'of nobody'}", not good, error)

    for what, act in [
        ("an unknown agreement", lambda: client.get_events("nothing")),
        ("a wrong key", lambda: AdobeSignClient(facts["address"], "wrong").get_agreements(1)),
        ("signing links, which are off", lambda: client.get_signing_url(agreement)),
    ]:
        try:
            act()
            steps.see(what, False, "no error")
        except AdobeSignException as error:
            steps.see(what, True, f"{type(error).__name__}: {error}")
    return 1 if steps.failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
