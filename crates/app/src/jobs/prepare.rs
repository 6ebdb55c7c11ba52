//! Makes the form fields of a sent agreement. A second run finds it prepared.

use super::{Failure, overtaken};
use crate::App;
use domain::ids::AgreementId;

pub(super) async fn run(app: &App, agreement: AgreementId) -> Result<(), Failure> {
    overtaken(app.prepare_file(agreement).await)
}
