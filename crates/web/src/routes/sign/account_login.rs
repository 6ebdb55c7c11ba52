//! `/s/{token}` while the person is asked to sign in with their own account.

use super::recipient::Recipient;
use super::views::{attempts_left, may_refuse, refusal};
use super::{Answer, page};
use crate::Shared;
use crate::error::Problem;
use crate::pages::sign::gate::AccountChallenge;
use crate::visitor::User;
use app::Error;
use app::ceremony::Stage;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use domain::Refusal;
use domain::identity::MethodKind;
use serde::Deserialize;

/// What is said of an answer that did not open the door.
pub(super) struct Complaint {
    text: String,
    left: Option<usize>,
}

/// Goes on without a question where the agreement lets a session be enough and this browser has the right one. It concerns this
/// visit alone and is said in the audit trail; whoever prefetches links has no session.
pub(super) async fn session_is_enough(
    web: &Shared,
    visitor: &Recipient,
    headers: &HeaderMap,
) -> Result<bool, Problem> {
    let Some(session) = web.cookies.session(headers) else {
        return Ok(false);
    };
    match web.app.answer_signed_in(&visitor.visit, &session).await {
        Ok(agreement) => Ok(agreement.is_some()),
        Err(Error::Refused(_)) => Ok(false),
        Err(error) => Err(visitor.says(error)),
    }
}

pub(super) fn challenge(
    visitor: &Recipient,
    user: Option<&User>,
    complaint: Option<Complaint>,
) -> Result<AccountChallenge, Problem> {
    let (agreement, member) = (&visitor.visit.agreement, visitor.visit.member()?);
    let somebody_else = user.filter(|user| member.user != Some(user.caller.user));
    let other = |user: &User| {
        let address = user.caller.email.to_string();
        visitor.words.with("sign-account-other", &[("address", &address)])
    };
    let prefilled = agreement.policy.account_prefilled;
    let left = complaint.as_ref().and_then(|complaint| complaint.left);
    Ok(AccountChallenge {
        frame: visitor.frame(),
        may_refuse: may_refuse(visitor)?,
        withdrawn: refusal(visitor)?,
        address: prefilled.then(|| member.person.value.email.to_string()),
        other: somebody_else.map(other),
        error: complaint.map(|complaint| complaint.text),
        attempts_left: left.or(attempts_left(visitor, member, MethodKind::Account)),
        sender_address: agreement.sender.value.email.to_string(),
    })
}

#[derive(Deserialize)]
pub(super) struct SignIn {
    #[serde(default)]
    email: String,
    password: String,
}

/// A wrong password is said with the attempts that are left; another address, or none, is said without counting it.
pub(super) async fn answer(
    State(web): State<Shared>,
    visitor: Recipient,
    user: Option<User>,
    Form(form): Form<SignIn>,
) -> Answer {
    let said = |key: &str, left| Complaint {
        text: visitor.words.text(key),
        left,
    };
    let complaint = if form.password.is_empty() {
        said("sign-account-empty", None)
    } else {
        let answered = web
            .app
            .answer_account(&visitor.visit, &form.email, &form.password);
        match answered.await {
            Err(Error::BadInput {
                code: "NO_ACCOUNT", ..
            }) => said("sign-account-none", None),
            Err(Error::BadInput { .. }) => said("sign-account-address", None),
            Err(Error::TooManyTries { wait }) => Complaint {
                text: visitor.words.with("account-slow", &[("seconds", &wait)]),
                left: None,
            },
            Err(Error::Refused(Refusal::PasswordWrong { left })) => {
                said("sign-account-wrong", usize::try_from(left).ok())
            }
            Ok(_) | Err(Error::Refused(_)) => return Ok(visitor.back()),
            Err(error) => return Err(visitor.says(error)),
        }
    };
    if !matches!(&visitor.visit.stage, Stage::Challenge { asked, .. } if *asked == MethodKind::Account) {
        return Ok(visitor.back());
    }
    let asked = challenge(&visitor, user.as_ref(), Some(complaint))?;
    Ok(visitor.with_cookie((StatusCode::UNPROCESSABLE_ENTITY, page(&asked)?).into_response()))
}
