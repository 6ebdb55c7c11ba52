//! What v6 sends and receives, as far as it is served. Fields that v6 knows and we do not read yet are refused where leaving them out would
//! change what the caller gets; others are ignored, as v6 ignores what it does not know.

use super::ApiResult;
use super::form_fields::FormField;
use super::groups::no_group;
use domain::ids::GroupId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A new agreement.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgreementCreationInfo {
    /// Its name.
    pub(super) name: String,
    /// `DRAFT` and `AUTHORING` stay with the caller, `IN_PROCESS` goes out.
    #[serde(default)]
    pub(super) state: CreationState,
    /// `ESIGN`; v6's `WRITTEN` is refused.
    pub(super) signature_type: Option<String>,
    /// A message to the recipients.
    #[serde(default)]
    pub(super) message: String,
    /// Language of the agreement: `en_US`, `sl_SI`, `cs_CZ`.
    pub(super) locale: Option<String>,
    /// The files, in order; they become one document.
    #[serde(default)]
    pub(super) file_infos: Vec<FileInfo>,
    /// Who takes part.
    #[serde(default)]
    pub(super) participant_sets_info: Vec<ParticipantSetInfo>,
    /// Who gets a copy.
    #[serde(default)]
    pub(super) ccs: Vec<CcInfo>,
    /// The last moment; its day counts.
    pub(super) expiration_time: Option<String>,
    /// How often people are reminded.
    pub(super) reminder_frequency: Option<String>,
    /// Which mails leave.
    pub(super) email_option: Option<EmailOption>,
    /// Fields that are placed wherever certain words stand.
    #[serde(default)]
    pub(super) form_field_generators: Vec<FormFieldGenerator>,
    /// Own addition `x-podpis`: for how many days a signing link works, 1 to 365; as the account has settled if absent (M-81).
    pub(super) link_days: Option<u16>,
    /// What the caller's own system calls it.
    pub(super) external_id: Option<ExternalId>,
    /// The group that it is sent from; the caller's usual one if absent.
    group_id: Option<String>,
}

impl AgreementCreationInfo {
    /// The group that it is sent from, where one is named.
    pub(super) fn group_id(&self) -> ApiResult<Option<GroupId>> {
        let group = self
            .group_id
            .as_ref()
            .map(|id| id.parse().map_err(|_| no_group()));
        group.transpose()
    }
}

/// What the caller's own system calls something.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(super) struct ExternalId {
    /// At most 255 characters; capital letters are told from small ones.
    pub(super) id: String,
}

/// What a new agreement is to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum CreationState {
    /// With the caller.
    Authoring,
    /// With the caller.
    Draft,
    /// Goes out.
    #[default]
    InProcess,
}

/// A field that is placed wherever certain words stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FormFieldGenerator {
    /// `ANCHOR_TEXT`, which is also meant if it is absent.
    pub(super) generator_type: Option<String>,
    /// The words and the place beside them.
    pub(super) anchor_text_info: AnchorTextInfo,
    /// What its fields are called; a number follows where there are several.
    #[serde(default)]
    pub(super) form_field_name_prefix: String,
    /// The field, without name, assignee and locations.
    pub(super) form_field_description: FormField,
    /// The name of the participant set whose field it is.
    pub(super) participant_set_name: String,
}

/// The words that a field is placed at, everywhere they stand within a line.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AnchorTextInfo {
    /// As they are written.
    pub(super) anchor_text: String,
    /// Where.
    pub(super) anchored_form_field_location: AnchoredFormFieldLocation,
    /// Only in the file with this label.
    pub(super) file_info_label: Option<String>,
}

/// In points, from the lower left corner of the words to the lower left corner of the field.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AnchoredFormFieldLocation {
    /// To the right.
    #[serde(default)]
    pub(super) offset_x: f64,
    /// Upwards.
    #[serde(default)]
    pub(super) offset_y: f64,
    /// Of the field.
    pub(super) width: f64,
    /// Of the field.
    pub(super) height: f64,
}

/// A file of a new agreement.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileInfo {
    /// What `fileInfoLabel` calls it.
    pub(super) label: Option<String>,
    /// As answered by `POST /transientDocuments`.
    pub(super) transient_document_id: Option<String>,
    /// A template: its documents, and its fields bound to the participant sets in order.
    pub(super) library_document_id: Option<String>,
}

/// A place in the order of signing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ParticipantSetInfo {
    /// Counted from 1; equal numbers act at once.
    pub(super) order: u32,
    /// `SIGNER` or `APPROVER`.
    pub(super) role: String,
    /// What `participantSetName` calls it.
    pub(super) name: Option<String>,
    /// Who may act; any one of them.
    pub(super) member_infos: Vec<MemberInfo>,
    /// A message to these people alone.
    pub(super) private_message: Option<String>,
}

/// A person of a new agreement.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MemberInfo {
    /// Where the link goes.
    pub(super) email: String,
    /// Own addition `x-podpis`: how the person is called; v6 has it within `securityOption.nameInfo`.
    pub(super) name: Option<String>,
    /// How they prove who they are.
    pub(super) security_option: Option<SecurityOption>,
}

/// How a person proves who they are.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SecurityOption {
    /// `NONE`, `PASSWORD` or `PHONE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) authentication_method: Option<String>,
    /// The number, for `PHONE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) phone_info: Option<PhoneInfo>,
    /// The signing password, for `PASSWORD`: 6 to 32 letters (A to Z, a to z) and digits. No answer holds it.
    #[serde(default, skip_serializing)]
    pub(super) password: Option<String>,
    /// Own addition `x-podpis`: whether the person's PIN is asked for as well (M-17). The PIN itself is in no request and no answer: a user
    /// sets their own, the sender sets that of a contact.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) pin: bool,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name_info: Option<NameInfo>,
}

/// A telephone number in v6's parts.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhoneInfo {
    /// Without a plus sign: `386`.
    pub(super) country_code: String,
    /// The national number.
    pub(super) phone: String,
}

/// A name in v6's parts.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct NameInfo {
    /// Given name.
    #[serde(default)]
    pub(super) first_name: String,
    /// Family name.
    #[serde(default)]
    pub(super) last_name: String,
}

/// Somebody who gets a copy.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(super) struct CcInfo {
    /// Their address.
    pub(super) email: String,
}

/// Which mails leave.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct EmailOption {
    /// For each stage.
    pub(super) send_options: Option<SendOptions>,
}

/// Which mails leave at which stage: `ALL` or `NONE`, the same for all of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SendOptions {
    /// Invitations.
    pub(super) init_emails: Option<String>,
    /// While it is open.
    pub(super) in_flight_emails: Option<String>,
    /// At the end.
    pub(super) completion_emails: Option<String>,
}

/// The identity of something new.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Created {
    /// Its identity.
    pub(super) id: String,
    /// Own addition `x-podpis`: what the caller should think about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) warnings: Vec<Warning>,
}

/// Something that keeps nothing back, but that the caller should think about.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Warning {
    /// `FIELDS_OVERLAP`, `LINK_ALONE`, `NAME_NOT_WRITABLE`, `SHARED_ADDRESS` or `ANCHOR_NOT_FOUND`.
    pub(super) code: &'static str,
    /// For people.
    pub(super) message: String,
    /// Whom it is about.
    pub(super) participant_ids: Vec<String>,
}

/// An agreement.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgreementInfo {
    /// Its identity.
    pub(super) id: String,
    /// Its name.
    pub(super) name: String,
    /// The message to the recipients.
    pub(super) message: String,
    /// Its language.
    pub(super) locale: String,
    /// v6's word for where it stands (`OUT_FOR_SIGNATURE`).
    pub(super) status: &'static str,
    /// When it was made.
    pub(super) created_date: String,
    /// When it ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expiration_time: Option<String>,
    /// Who sent it.
    pub(super) sender_email: String,
    /// How it is signed.
    pub(super) signature_type: &'static str,
    /// How often people are reminded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reminder_frequency: Option<String>,
    /// Own addition `x-podpis`: for how many days a signing link works.
    pub(super) link_days: u16,
    /// What the sender's own system calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) external_id: Option<ExternalId>,
    /// Who takes part.
    pub(super) participant_sets_info: Vec<ParticipantSetView>,
    /// Who gets a copy.
    pub(super) ccs: Vec<CcInfo>,
    /// Own addition `x-podpis`: of a draft, what to think about before it is sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) warnings: Vec<Warning>,
}

/// A place in the order of signing, as it stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ParticipantSetView {
    /// Its identity.
    pub(super) id: String,
    /// Its place.
    pub(super) order: u32,
    /// v6's word.
    pub(super) role: &'static str,
    /// v6's word for where it stands.
    pub(super) status: &'static str,
    /// Who may act.
    pub(super) member_infos: Vec<ParticipantView>,
    /// The message to these people alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) private_message: Option<String>,
}

/// A person, as they stand. A number comes back masked, a password never.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ParticipantView {
    /// Their identity.
    pub(super) id: String,
    /// Their address.
    pub(super) email: String,
    /// How they are called.
    pub(super) name: String,
    /// How they prove who they are.
    pub(super) security_option: SecurityOption,
    /// Whether it is the caller.
    #[serde(rename = "self")]
    pub(super) is_self: bool,
}

/// A page of agreements.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserAgreements {
    /// Where the next page begins.
    pub(super) page: PageInfo,
    /// The agreements.
    pub(super) user_agreement_list: Vec<UserAgreement>,
}

/// Where the next page begins.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageInfo {
    /// For `cursor`; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next_cursor: Option<String>,
}

/// An agreement in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserAgreement {
    /// Its identity.
    pub(super) id: String,
    /// Its name.
    pub(super) name: String,
    /// v6's word for where it stands.
    pub(super) status: &'static str,
    /// The last change.
    pub(super) display_date: String,
    /// Always true.
    pub(super) esign: bool,
    /// Whether the caller has hidden it.
    pub(super) hidden: bool,
    /// Whom it waits for; with a draft or an ended one, everybody who acts in it. Of an agreement that is shared with the caller, its sender.
    pub(super) display_participant_set_infos: Vec<DisplayParticipantSetInfo>,
}

/// People of an agreement in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DisplayParticipantSetInfo {
    /// Who.
    pub(super) display_user_set_member_infos: Vec<DisplayParticipantInfo>,
}

/// A person of an agreement in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DisplayParticipantInfo {
    /// Their address.
    pub(super) email: String,
    /// How they are called.
    pub(super) full_name: String,
}

/// Another state for an agreement.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgreementStateInfo {
    /// `IN_PROCESS` sends a draft, `CANCELLED` takes an open agreement back.
    pub(super) state: String,
    /// For `CANCELLED`.
    pub(super) agreement_cancellation_info: Option<CancellationInfo>,
}

/// Why an agreement is taken back.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct CancellationInfo {
    /// Read by everybody who is told.
    #[serde(default)]
    pub(super) comment: String,
}
