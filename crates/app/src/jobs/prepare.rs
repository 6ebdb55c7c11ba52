//! Makes the form fields of a sent agreement. A second run finds it prepared.

use super::Ended;
use crate::App;
use domain::ids::AgreementId;

pub(super) async fn run(app: &App, row: &store::Job, agreement: AgreementId) -> Ended {
    Ended::with_decision(app.prepare_file(agreement, row.into()).await)
}
