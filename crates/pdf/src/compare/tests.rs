//! What may happen to a signed file and what may not, attack by attack.

use crate::fixture::{append, change, form, last_xref, open, set, sign, signature, signed_form};
use crate::{
    ChangeKind, Comparison, FieldLock, ModificationLevel, Object, SignatureDictionary, SubFilter, compare,
};

/// Compares the newest state with the first signature's revision.
fn after_signature(bytes: &[u8]) -> Comparison {
    let document = open(bytes);
    let signatures = crate::signatures::signatures(&document).unwrap();
    compare(&document, signatures[0].revision.unwrap()).unwrap()
}

fn check(bytes: &[u8], level: ModificationLevel, kinds: &[ChangeKind]) {
    let comparison = after_signature(bytes);
    let found: Vec<ChangeKind> = comparison.changes.iter().map(|change| change.kind).collect();
    assert_eq!(
        (comparison.level, found.as_slice()),
        (level, kinds),
        "{comparison:#?}"
    );
}

fn check_forbidden(bytes: &[u8], kind: ChangeKind) {
    let comparison = after_signature(bytes);
    assert_eq!(comparison.level, ModificationLevel::Other, "{comparison:#?}");
    assert!(
        comparison.changes.iter().any(|change| change.kind == kind),
        "{comparison:#?}"
    );
}

/// A second signature field, invisible and empty.
const SECOND_FIELD: &str = "<</Type/Annot/Subtype/Widget/FT/Sig/T(second)/Rect[0 0 0 0]/F 132/P 3 0 R>>";

#[test]
fn nothing_after_the_signature_is_nothing() {
    check(&signed_form(), ModificationLevel::None, &[]);
}

#[test]
fn the_same_value_again_is_nothing() {
    let bytes = change(&signed_form(), &[(6, crate::fixture::FORM[5].1)]);
    check(&bytes, ModificationLevel::None, &[]);
}

#[test]
fn filling_a_field_with_a_new_appearance_is_form_filling() {
    let appearance = "<</Type/XObject/Subtype/Form/BBox[0 0 80 20]/Length 7>>stream\n(10) Tj\nendstream";
    let field = "<</Type/Annot/Subtype/Widget/FT/Tx/T(amount)/Rect[10 10 90 30]/F 4/P 3 0 R/V(10)/Ff 1/AP<</N 20 0 R>>>>";
    let bytes = change(&signed_form(), &[(6, field), (20, appearance)]);
    check(&bytes, ModificationLevel::FormFilling, &[ChangeKind::FieldFilled]);
}

#[test]
fn locking_a_field_is_form_filling() {
    let bytes = set(&signed_form(), 6, &[("Ff", Object::Integer(1))]);
    check(
        &bytes,
        ModificationLevel::FormFilling,
        &[ChangeKind::FieldFlagsChanged],
    );
}

#[test]
fn renewing_an_appearance_in_its_place_is_form_filling() {
    let appearance = "<</Type/XObject/Subtype/Form/BBox[0 0 80 20]/Length 7>>stream\n(10) Tj\nendstream";
    let bytes = change(&signed_form(), &[(8, appearance)]);
    check(&bytes, ModificationLevel::FormFilling, &[ChangeKind::FieldFilled]);
}

#[test]
fn adding_and_signing_an_invisible_field_is_form_filling() {
    let page = "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[6 0 R 7 0 R 20 0 R]>>";
    let bytes = change(
        &signed_form(),
        &[
            (3, page),
            (5, "<</Fields[6 0 R 7 0 R 20 0 R]/SigFlags 3>>"),
            (20, SECOND_FIELD),
        ],
    );
    check(
        &bytes,
        ModificationLevel::LtaUpdates,
        &[ChangeKind::SignatureFieldAdded],
    );
    let bytes = sign(&bytes, 20, signature());
    check(
        &bytes,
        ModificationLevel::FormFilling,
        &[ChangeKind::SignatureFieldAdded, ChangeKind::SignatureAdded],
    );
}

#[test]
fn a_document_timestamp_and_validation_data_are_long_term_updates() {
    let store = [
        (1, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/DSS 21 0 R>>"),
        (5, "<</Fields[6 0 R 7 0 R 20 0 R]/SigFlags 3>>"),
        (20, SECOND_FIELD),
        (21, "<</Type/DSS/Certs[22 0 R]>>"),
        (22, "<</Length 1>>stream\nx\nendstream"),
    ];
    let bytes = change(&signed_form(), &store);
    let bytes = sign(&bytes, 20, SignatureDictionary::new(SubFilter::Rfc3161, 64));
    let kinds = [
        ChangeKind::ValidationDataAdded,
        ChangeKind::SignatureFieldAdded,
        ChangeKind::TimestampAdded,
    ];
    check(&bytes, ModificationLevel::LtaUpdates, &kinds);
    let replaced = change(&bytes, &[(22, "<</Length 1>>stream\ny\nendstream")]);
    check_forbidden(&replaced, ChangeKind::ObjectChanged);
}

#[test]
fn an_existing_entry_per_signature_is_never_rewritten() {
    let name = "0123456789ABCDEF0123456789ABCDEF01234567";
    let store = |certificates: &str| format!("<</VRI<</{name}<</Cert[{certificates}]>>>>>>");
    let catalog = "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/DSS 21 0 R>>";
    let stream = "<</Length 1>>stream\nx\nendstream";
    let bytes = change(
        &signed_form(),
        &[(1, catalog), (21, &store("22 0 R")), (22, stream)],
    );
    check(
        &bytes,
        ModificationLevel::LtaUpdates,
        &[ChangeKind::ValidationDataAdded],
    );
    let bytes = change(&bytes, &[(21, &store("22 0 R 23 0 R")), (23, stream)]);
    check_forbidden(&bytes, ChangeKind::ValidationDataChanged);
}

#[test]
fn other_content_is_forbidden() {
    let bytes = change(
        &signed_form(),
        &[(4, "<</Length 16>>stream\n(Pay 99 euro) Tj\nendstream")],
    );
    check_forbidden(&bytes, ChangeKind::ObjectChanged);
    let page = "<</Type/Page/Parent 2 0 R/Contents 20 0 R/Annots[6 0 R 7 0 R]>>";
    let bytes = change(
        &signed_form(),
        &[(3, page), (20, "<</Length 2>>stream\nxy\nendstream")],
    );
    check_forbidden(&bytes, ChangeKind::PageChanged);
    let pages = "<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2/MediaBox[0 0 200 300]>>";
    check_forbidden(&change(&signed_form(), &[(2, pages)]), ChangeKind::ObjectChanged);
    let catalog = "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/OpenAction[3 0 R/Fit]>>";
    check_forbidden(
        &change(&signed_form(), &[(1, catalog)]),
        ChangeKind::StructureChanged,
    );
}

#[test]
fn another_catalog_is_forbidden() {
    let bytes = signed_form();
    let catalog = [(30, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R>>")];
    let bytes = append(
        &bytes,
        &catalog,
        &format!("/Root 30 0 R/Size 31/Prev {}", last_xref(&bytes)),
    );
    check_forbidden(&bytes, ChangeKind::StructureChanged);
}

#[test]
fn shadow_hide_an_appearance_that_is_also_content() {
    // The form's appearance doubles as the page's content: renewing it would change the page.
    let mut objects = crate::fixture::FORM;
    objects[2].1 = "<</Type/Page/Parent 2 0 R/Contents 8 0 R/Annots[6 0 R 7 0 R]>>";
    let bytes = sign(
        &crate::fixture::file(&objects, crate::fixture::TRAILER),
        7,
        signature(),
    );
    let appearance = "<</Type/XObject/Subtype/Form/BBox[0 0 80 20]/Length 7>>stream\n(10) Tj\nendstream";
    check_forbidden(
        &change(&bytes, &[(8, appearance)]),
        ChangeKind::ObjectUsedElsewhere,
    );
}

/// [`FORM`](crate::fixture::FORM) signed, its appearances apart in object 20, with these words in catalog and trailer.
fn shared_appearances(catalog: &str, trailer: &str) -> Vec<u8> {
    let catalog = format!("<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R{catalog}>>");
    let mut objects = crate::fixture::FORM.to_vec();
    objects[0].1 = &catalog;
    objects[5].1 = "<</Type/Annot/Subtype/Widget/FT/Tx/T(amount)/Rect[10 10 90 30]/F 4/P 3 0 R/AP 20 0 R>>";
    objects.push((20, "<</N 8 0 R>>"));
    let trailer = format!("/Root 1 0 R/Size 21/ID[<01><02>]{trailer}");
    sign(&crate::fixture::file(&objects, &trailer), 7, signature())
}

/// One more saving that keeps these words in the trailer.
fn drawn_anew(bytes: &[u8], objects: &[(u32, &str)], trailer: &str) -> Vec<u8> {
    append(
        bytes,
        objects,
        &format!("/Root 1 0 R/Size 31/Prev {}{trailer}", last_xref(bytes)),
    )
}

const DRAWN: &str = "<</Type/XObject/Subtype/Form/BBox[0 0 80 20]/Length 7>>stream\n(10) Tj\nendstream";
const DRAWN_APART: &str =
    "<</Type/Annot/Subtype/Widget/FT/Tx/T(amount)/Rect[10 10 90 30]/F 4/P 3 0 R/V(10)/AP<</N 30 0 R>>>>";

#[test]
fn an_appearance_is_renewed_through_a_dictionary_of_its_own() {
    let ways: [&[(u32, &str)]; 3] = [
        &[(8, DRAWN)],
        &[(20, "<</N 30 0 R>>"), (30, DRAWN)],
        &[(6, DRAWN_APART), (30, DRAWN)],
    ];
    for objects in ways {
        let bytes = drawn_anew(&shared_appearances("", ""), objects, "");
        check(&bytes, ModificationLevel::FormFilling, &[ChangeKind::FieldFilled]);
    }
}

#[test]
fn an_appearance_is_never_renewed_where_others_use_its_dictionary() {
    let ways: [&[(u32, &str)]; 3] = [
        &[(8, DRAWN)],
        &[(20, "<</N 30 0 R>>"), (30, DRAWN)],
        &[(6, DRAWN_APART), (30, DRAWN)],
    ];
    for objects in ways {
        let by_catalog = drawn_anew(&shared_appearances("/Else 20 0 R", ""), objects, "");
        check_forbidden(&by_catalog, ChangeKind::ObjectUsedElsewhere);
        let by_trailer = drawn_anew(&shared_appearances("", "/Else 20 0 R"), objects, "/Else 20 0 R");
        check_forbidden(&by_trailer, ChangeKind::ObjectUsedElsewhere);
    }
}

#[test]
fn an_appearance_is_never_renewed_where_others_use_its_field() {
    let bytes = drawn_anew(&shared_appearances("/Else 6 0 R", ""), &[(8, DRAWN)], "");
    check_forbidden(&bytes, ChangeKind::ObjectUsedElsewhere);
}

#[test]
fn shadow_replace_an_object_that_something_was_waiting_for() {
    let mut objects = crate::fixture::FORM;
    objects[2].1 = "<</Type/Page/Parent 2 0 R/Contents[4 0 R 40 0 R]/Annots[6 0 R 7 0 R]>>";
    let bytes = sign(
        &crate::fixture::file(&objects, crate::fixture::TRAILER),
        7,
        signature(),
    );
    let bytes = change(&bytes, &[(40, "<</Length 2>>stream\nxy\nendstream")]);
    check_forbidden(&bytes, ChangeKind::WaitingReferenceFilled);
}

#[test]
fn shadow_hide_and_replace_by_freeing_is_forbidden() {
    let bytes = signed_form();
    let start = bytes.len();
    let table = "xref\n4 1\n0000000000 00001 f \ntrailer\n";
    let trailer = format!(
        "<</Root 1 0 R/Size 9/Prev {}>>\nstartxref\n{start}\n%%EOF\n",
        last_xref(&bytes)
    );
    let bytes = [bytes.as_slice(), table.as_bytes(), trailer.as_bytes()].concat();
    check_forbidden(&bytes, ChangeKind::ObjectDeleted);
}

#[test]
fn certification_attack_by_new_fields_and_annotations() {
    let text = "<</Type/Annot/Subtype/Widget/FT/Tx/T(more)/Rect[0 0 90 90]/V(99)/P 3 0 R>>";
    let page = "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[6 0 R 7 0 R 20 0 R]>>";
    let fields = "<</Fields[6 0 R 7 0 R 20 0 R]/SigFlags 3>>";
    check_forbidden(
        &change(&signed_form(), &[(3, page), (5, fields), (20, text)]),
        ChangeKind::FieldAdded,
    );
    let stamp = "<</Type/Annot/Subtype/Stamp/Rect[0 0 90 90]/P 3 0 R>>";
    let bytes = change(&signed_form(), &[(3, page), (20, stamp)]);
    check(
        &bytes,
        ModificationLevel::Annotations,
        &[ChangeKind::AnnotationAdded],
    );
    let link = "<</Type/Annot/Subtype/Link/Rect[0 0 90 90]/A<</S/URI/URI(http://x)>>>>";
    check_forbidden(
        &change(&signed_form(), &[(3, page), (20, link)]),
        ChangeKind::PageChanged,
    );
    let fewer = "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[7 0 R]>>";
    check_forbidden(
        &change(&signed_form(), &[(3, fewer)]),
        ChangeKind::AnnotationRemoved,
    );
}

#[test]
fn a_visible_field_after_certification_is_forbidden() {
    let certified = SignatureDictionary {
        certification: Some(2),
        ..signature()
    };
    let bytes = sign(&form(), 7, certified);
    let field = "<</Type/Annot/Subtype/Widget/FT/Sig/T(second)/Rect[0 0 50 50]/F 132/P 3 0 R>>";
    let added = |field| {
        change(
            &bytes,
            &[(5, "<</Fields[6 0 R 7 0 R 20 0 R]/SigFlags 3>>"), (20, field)],
        )
    };
    check_forbidden(&added(field), ChangeKind::VisibleFieldAfterCertification);
    check(
        &added(SECOND_FIELD),
        ModificationLevel::LtaUpdates,
        &[ChangeKind::SignatureFieldAdded],
    );
}

#[test]
fn a_locked_field_stays_as_it_is() {
    let lock = Some(FieldLock::Include(vec!["amount".into()]));
    let bytes = sign(&form(), 7, SignatureDictionary { lock, ..signature() });
    check_forbidden(
        &set(&bytes, 6, &[("V", Object::string("99"))]),
        ChangeKind::LockedFieldChanged,
    );
    check(
        &set(&bytes, 6, &[("Ff", Object::Integer(1))]),
        ModificationLevel::FormFilling,
        &[ChangeKind::FieldFlagsChanged],
    );
}

#[test]
fn a_field_is_moved_renamed_hidden_or_removed() {
    let rectangle = Object::rectangle([0.0, 0.0, 200.0, 300.0]);
    let bytes = signed_form();
    check_forbidden(&set(&bytes, 6, &[("Rect", rectangle)]), ChangeKind::FieldChanged);
    check_forbidden(
        &set(&bytes, 6, &[("T", Object::string("total"))]),
        ChangeKind::FieldChanged,
    );
    check_forbidden(
        &set(&bytes, 6, &[("F", Object::Integer(6))]),
        ChangeKind::FieldChanged,
    );
    check_forbidden(
        &set(&bytes, 6, &[("Ff", Object::Integer(1 << 13))]),
        ChangeKind::FieldChanged,
    );
    check_forbidden(
        &set(&bytes, 6, &[("MK", Object::Dictionary(Default::default()))]),
        ChangeKind::FieldChanged,
    );
    let fields = vec![Object::Reference(crate::ObjectId::new(7))];
    check_forbidden(
        &set(&bytes, 5, &[("Fields", fields.into())]),
        ChangeKind::FieldRemoved,
    );
}

#[test]
fn an_existing_signature_is_taken_out_or_replaced() {
    let bytes = signed_form();
    let emptied = change(&bytes, &[(7, crate::fixture::FORM[6].1)]);
    let reworded = set(&bytes, 9, &[("Reason", Object::string("another"))]);
    for bytes in [emptied, reworded] {
        let comparison = compare(&open(&bytes), 1).unwrap();
        assert_eq!(comparison.level, ModificationLevel::Other);
        let kinds: Vec<ChangeKind> = comparison.changes.iter().map(|change| change.kind).collect();
        assert!(kinds.contains(&ChangeKind::SignatureChanged), "{comparison:#?}");
    }
}

#[test]
fn bytes_after_the_end_are_unclear() {
    let bytes = [signed_form(), b"30 0 obj <</Type/Catalog>> endobj".to_vec()].concat();
    check_forbidden(&bytes, ChangeKind::FileStructureUnclear);
}

#[test]
fn levels_are_judged_by_the_certification() {
    use ModificationLevel::{Annotations, FormFilling, LtaUpdates, Other};
    assert!(LtaUpdates.is_permitted(Some(1)) && !FormFilling.is_permitted(Some(1)));
    assert!(FormFilling.is_permitted(Some(2)) && !Annotations.is_permitted(Some(2)));
    assert!(Annotations.is_permitted(Some(3)) && !Annotations.is_permitted(None));
    assert!(!Other.is_permitted(Some(3)));
}
