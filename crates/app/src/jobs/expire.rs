//! Ends an agreement whose time is over. A second run finds it ended.

use super::{Failure, overtaken};
use crate::{App, By};
use domain::agreement::Command;
use domain::ids::AgreementId;

pub(super) async fn run(app: &App, agreement: AgreementId) -> Result<(), Failure> {
    overtaken(
        app.execute(agreement, &By::system(), |_| Ok(Command::Expire))
            .await,
    )
}
