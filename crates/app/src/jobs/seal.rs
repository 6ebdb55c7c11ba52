//! Seals acts and closes agreements. Until the revision is committed with its event nothing has happened; a second run finds it done.

use super::{Failure, overtaken};
use crate::App;
use domain::ids::{AgreementId, ParticipantId};

pub(super) async fn act(
    app: &App,
    agreement: AgreementId,
    participant: ParticipantId,
) -> Result<(), Failure> {
    overtaken(app.seal_act(agreement, participant).await)
}

pub(super) async fn close(app: &App, agreement: AgreementId) -> Result<(), Failure> {
    overtaken(app.close_file(agreement).await)
}
