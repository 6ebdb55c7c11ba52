//! `formFieldGenerators` of a new agreement: fields placed wherever certain words stand (anchor text).

use super::form_fields::{FormField, FormFieldLocation, read_fields};
use super::model::{AgreementCreationInfo, FormFieldGenerator, Warning};
use super::{ApiError, ApiResult};
use crate::Shared;
use app::Caller;
use app::tags::Anchor;
use domain::agreement::Agreement;

/// The most generators of one agreement, and the longest text of one.
const MOST: usize = 500;
const LONGEST: usize = 200;

/// Places the fields of the generators in a draft that has its people and its files. Words that do not occur are said, and keep
/// nothing back.
pub(super) async fn place(
    web: &Shared,
    caller: &Caller,
    draft: &Agreement,
    info: &AgreementCreationInfo,
) -> ApiResult<Vec<Warning>> {
    if info.form_field_generators.is_empty() {
        return Ok(Vec::new());
    }
    if info.form_field_generators.len() > MOST {
        return Err(bad(format!("at most {MOST}")));
    }
    let generators = info.form_field_generators.iter();
    let anchors = generators
        .map(|generator| anchor(info, draft, generator))
        .collect::<ApiResult<Vec<_>>>()?;
    let counts = web.app.place_at_anchors(caller, draft.id, &anchors).await?;
    let missing = anchors.iter().zip(counts).filter(|(_, count)| *count == 0);
    let warning = |(anchor, _): (&Anchor, usize)| Warning {
        code: "ANCHOR_NOT_FOUND",
        message: format!(
            "The text “{}” does not occur in the documents; no field was placed.",
            anchor.text
        ),
        participant_ids: Vec::new(),
    };
    Ok(missing.map(warning).collect())
}

fn anchor(
    info: &AgreementCreationInfo,
    draft: &Agreement,
    generator: &FormFieldGenerator,
) -> ApiResult<Anchor> {
    if generator
        .generator_type
        .as_deref()
        .is_some_and(|kind| kind != "ANCHOR_TEXT")
    {
        return Err(bad("only ANCHOR_TEXT is served"));
    }
    // Sets stand in the order of participantSetsInfo.
    let wanted = generator.participant_set_name.trim();
    let mut named = info.participant_sets_info.iter().zip(&draft.sets);
    let named = named.find(|(set, _)| set.name.as_deref() == Some(wanted));
    let (_, set) = named.ok_or_else(|| bad(format!("no participant set is named {wanted}")))?;
    let text = &generator.anchor_text_info;
    if text.anchor_text.trim().is_empty() || text.anchor_text.chars().count() > LONGEST {
        return Err(bad(format!("anchorText has 1 to {LONGEST} characters")));
    }
    let label = |label: &String| {
        let known = info
            .file_infos
            .iter()
            .position(|file| file.label.as_ref() == Some(label));
        known.ok_or_else(|| bad(format!("no file is labelled {label}")))
    };
    let place = &text.anchored_form_field_location;
    let numbers = [place.offset_x, place.offset_y, place.width, place.height];
    let usable = numbers
        .iter()
        .all(|number| number.is_finite() && number.abs() <= 5_000.0);
    if !usable || place.width < 4.0 || place.height < 4.0 {
        return Err(bad(
            "anchoredFormFieldLocation: width and height of 4 points or more are needed",
        ));
    }
    let field = FormField {
        name: generator.form_field_name_prefix.clone(),
        assignee: set.id.to_string(),
        locations: vec![FormFieldLocation {
            page_number: 1,
            left: 0.0,
            top: 0.0,
            width: place.width,
            height: place.height,
        }],
        ..generator.form_field_description.clone()
    };
    let fields = read_fields(draft, std::slice::from_ref(&field))?;
    Ok(Anchor {
        text: text.anchor_text.clone(),
        document: text.file_info_label.as_ref().map(label).transpose()?,
        field: fields.into_iter().next().ok_or_else(|| bad("no field"))?,
        right: place.offset_x,
        up: place.offset_y,
    })
}

fn bad(message: impl std::fmt::Display) -> ApiError {
    ApiError::bad("INVALID_ARGUMENTS", format!("formFieldGenerators: {message}"))
}

/// Reads all of them as far as that needs no file.
#[cfg(any(fuzzing, test))]
pub(super) fn judged(draft: &Agreement, info: &AgreementCreationInfo) {
    for generator in &info.form_field_generators {
        drop(anchor(info, draft, generator));
    }
}
