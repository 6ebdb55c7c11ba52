//! What keeps a draft or an act back beyond its own rules, which know neither the account nor the letters that a file can show.

use crate::App;
use crate::error::Result;
use domain::Refusal;
use domain::agreement::{Agreement, Command, Member, settings_problems};
use domain::fields::{Field, FieldProblem, FieldValue, Filled, Mark};
use domain::identity::Chooser;
use domain::ids::{FieldId, ParticipantId};
use domain::refusal::{DraftProblem, DraftWarning, FieldComplaint};
use std::collections::BTreeMap;

impl App {
    /// What the draft would wait for, or would not be let out for, if it were sent now: what the seal lacks, what the settings of its
    /// group demand, and what its sender wrote that the file could not show.
    pub async fn sending_problems(&self, chooser: Chooser, draft: &Agreement) -> Result<Vec<DraftProblem>> {
        let internal = self.internal_people(draft).await?;
        let mut problems = self.seal_problems(draft, &internal).await?;
        let standing = self.standing(draft.account, draft.group).await?;
        problems.extend(settings_problems(draft, &standing, &internal, chooser));
        problems.extend(self.pin_problems(draft).await?);
        // What a file brings stands in it with looks of its own.
        let own = |field: &&Field| field.options.origin.is_none() && field.is_filled_at_sending();
        let lost = |field: &&Field| {
            field
                .default_value()
                .is_some_and(|value| !self.is_writable(value))
        };
        let fields = draft.fields.iter().filter(own).filter(lost);
        problems.extend(fields.map(|field| DraftProblem::FieldNotWritable { field: field.id }));
        Ok(problems)
    }

    /// What the draft's sender should know before it is sent, although it keeps nothing back: the rules' own warnings, and whose name the
    /// file could show only with stand-ins. Such a person must be able to sign all the same.
    pub fn draft_warnings(&self, draft: &Agreement) -> Vec<DraftWarning> {
        let lost = |member: &&Member| !self.has_letters_for(&member.person.value.name);
        let participants: Vec<ParticipantId> = draft.members().filter(lost).map(|member| member.id).collect();
        let names = (!participants.is_empty()).then_some(DraftWarning::NameNotWritable { participants });
        domain::agreement::draft_warnings(draft)
            .into_iter()
            .chain(names)
            .collect()
    }

    /// Refuses an act with words that nobody could read in the file: whoever typed them can write them otherwise, a seal cannot.
    pub(crate) fn must_be_writable(&self, agreement: &Agreement, command: &Command) -> Result<(), Refusal> {
        let Command::Sign {
            participant, values, ..
        } = command
        else {
            return Ok(());
        };
        let member = agreement.member(*participant).ok_or(Refusal::Unknown)?;
        let filled = agreement.filled(member, values, self.ports.clock.now());
        let lost = self.unwritable(agreement, *participant, values, &filled);
        let problems: Vec<FieldComplaint> = lost
            .map(|field| FieldComplaint {
                field,
                problem: FieldProblem::NotWritable,
            })
            .collect();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Refusal::FieldsIncomplete { problems })
        }
    }

    /// The fields in which somebody has typed what the file could not show; what is hidden goes into no file.
    pub(crate) fn unwritable<'a>(
        &'a self,
        agreement: &'a Agreement,
        participant: ParticipantId,
        typed: &'a BTreeMap<FieldId, FieldValue>,
        filled: &'a Filled,
    ) -> impl Iterator<Item = FieldId> + use<'a> {
        let asked = |field: &&Field| !field.fills_itself() && !filled.hidden.contains(&field.id);
        let lost = |field: &&Field| typed.get(&field.id).is_some_and(|value| !self.is_writable(value));
        let fields = agreement.fields_of(participant).filter(asked);
        fields.filter(lost).map(|field| field.id)
    }

    /// Whether the letters of the file show all of this text.
    pub fn has_letters_for(&self, text: &str) -> bool {
        self.fonts.unsupported(text).is_empty()
    }

    fn is_writable(&self, value: &FieldValue) -> bool {
        match value {
            FieldValue::Text(text) | FieldValue::Mark(Mark::Typed { text }) => self.has_letters_for(text),
            _ => true,
        }
    }
}
