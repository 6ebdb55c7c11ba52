//! Adds to finished files what makes them last, and renews it. A second run finds it done, or adds it once more, which does no
//! harm.

use super::Ended;
use crate::App;
use domain::agreement::SignedFile;
use domain::ids::AgreementId;

pub(super) async fn run(app: &App, row: &store::Job, agreement: AgreementId, file: SignedFile) -> Ended {
    Ended::with_decision(app.extend_file(agreement, file, row.into()).await)
}
