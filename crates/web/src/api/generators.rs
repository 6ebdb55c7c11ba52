//! `formFieldGenerators` of a new agreement: fields placed wherever certain words stand (anchor text).

use super::model::{AgreementCreationInfo, FormFieldGenerator, Warning};
use super::{ApiError, ApiResult, form_fields};
use crate::Shared;
use app::Caller;
use app::tags::Anchor;
use domain::agreement::ParticipantSet;
use domain::ids::AgreementId;

/// The most generators of one agreement, and the longest text of one.
const MOST: usize = 500;
const LONGEST: usize = 200;

/// What the generators ask for. Sets stand in the order of `participantSetsInfo`.
pub(super) fn anchors(info: &AgreementCreationInfo, sets: &[ParticipantSet]) -> ApiResult<Vec<Anchor>> {
    if info.form_field_generators.len() > MOST {
        return Err(bad(format!("at most {MOST}")));
    }
    let one = |generator: &FormFieldGenerator| anchor(info, sets, generator);
    info.form_field_generators.iter().map(one).collect()
}

fn anchor(
    info: &AgreementCreationInfo,
    sets: &[ParticipantSet],
    generator: &FormFieldGenerator,
) -> ApiResult<Anchor> {
    if generator
        .generator_type
        .as_deref()
        .is_some_and(|kind| kind != "ANCHOR_TEXT")
    {
        return Err(bad("only ANCHOR_TEXT is served"));
    }
    let wanted = generator.participant_set_name.trim();
    let named = info
        .participant_sets_info
        .iter()
        .zip(sets)
        .find(|(set, _)| set.name.as_deref() == Some(wanted));
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
    let field = &generator.form_field_description;
    let kind = form_fields::kind(&field.input_type, field.content_type.as_deref());
    Ok(Anchor {
        text: text.anchor_text.clone(),
        document: text.file_info_label.as_ref().map(label).transpose()?,
        kind: kind.ok_or_else(|| bad("this kind of field is not served"))?,
        assignee: set.id,
        required: field.required,
        label: field.tooltip.clone(),
        right: place.offset_x,
        up: place.offset_y,
        width: place.width,
        height: place.height,
    })
}

/// Places the fields; words that do not occur are said, and keep nothing back.
pub(super) async fn place(
    web: &Shared,
    caller: &Caller,
    id: AgreementId,
    anchors: &[Anchor],
) -> ApiResult<Vec<Warning>> {
    if anchors.is_empty() {
        return Ok(Vec::new());
    }
    let counts = web.app.place_at_anchors(caller, id, anchors).await?;
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

fn bad(message: impl std::fmt::Display) -> ApiError {
    ApiError::bad("INVALID_ARGUMENTS", format!("formFieldGenerators: {message}"))
}
