//! Reminds those whose turn it is and asks for the next reminder. A second run within the interval only reminds again.

use super::{Failure, overtaken};
use crate::{App, By};
use domain::agreement::Command;
use domain::ids::AgreementId;
use std::collections::BTreeSet;

pub(super) async fn run(app: &App, agreement: AgreementId) -> Result<(), Failure> {
    let command = Command::Remind {
        participants: BTreeSet::new(),
        scheduled: true,
    };
    overtaken(app.execute(agreement, &By::system(), |_| Ok(command)).await)
}
