//! What keeps a draft or an act back beyond its own rules, which know neither the account nor the letters that a file can show.

use crate::App;
use crate::error::Result;
use domain::Refusal;
use domain::agreement::{Agreement, Command, settings_problems};
use domain::fields::{Field, FieldProblem, FieldValue, Mark};
use domain::identity::Chooser;
use domain::refusal::{DraftProblem, FieldComplaint};

impl App {
    /// What the draft would wait for, or would not be let out for, if it were sent now: what the seal lacks, what the settings of its
    /// group demand, and what its sender wrote that the file could not show.
    pub async fn sending_problems(&self, chooser: Chooser, draft: &Agreement) -> Result<Vec<DraftProblem>> {
        let internal = self.internal_people(draft).await?;
        let mut problems = self.seal_problems(draft, &internal).await?;
        let standing = self.standing(draft.account, draft.group).await?;
        problems.extend(settings_problems(draft, &standing, &internal, chooser));
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

    /// Refuses an act with words that nobody could read in the file: whoever typed them can write them otherwise, a seal cannot.
    pub(crate) fn must_be_writable(&self, agreement: &Agreement, command: &Command) -> Result<(), Refusal> {
        let Command::Sign {
            participant, values, ..
        } = command
        else {
            return Ok(());
        };
        let typed = agreement
            .fields_of(*participant)
            .filter(|field| !field.fills_itself());
        let lost = typed.filter(|field| {
            values
                .get(&field.id)
                .is_some_and(|value| !self.is_writable(value))
        });
        let problems: Vec<FieldComplaint> = lost
            .map(|field| FieldComplaint {
                field: field.id,
                problem: FieldProblem::NotWritable,
            })
            .collect();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Refusal::FieldsIncomplete { problems })
        }
    }

    fn is_writable(&self, value: &FieldValue) -> bool {
        match value {
            FieldValue::Text(text) | FieldValue::Mark(Mark::Typed { text }) => {
                self.fonts.unsupported(text).is_empty()
            }
            _ => true,
        }
    }
}
