//! Seals acts and closes agreements. Until the revision is committed with its event nothing has happened; a second run finds it done.

use super::Ended;
use crate::App;
use domain::ids::{AgreementId, ParticipantId};

pub(super) async fn act(
    app: &App,
    row: &store::Job,
    agreement: AgreementId,
    participant: ParticipantId,
) -> Ended {
    Ended::with_decision(app.seal_act(agreement, participant, row.into()).await)
}

pub(super) async fn close(app: &App, row: &store::Job, agreement: AgreementId) -> Ended {
    Ended::with_decision(app.close_file(agreement, row.into()).await)
}
