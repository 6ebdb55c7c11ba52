//! A recipient who is a user of the account signs in with their own password before the document is shown, or is signed in already
//! where the sending group lets that be enough.

use crate::App;
use crate::ceremony::Visit;
use crate::error::{Error, Result};
use crate::keys::Token;
use domain::Refusal;
use domain::agreement::{Agreement, Command};
use domain::identity::{AccountLogin, MethodKind};
use domain::ids::UserId;

impl App {
    /// Answers with address and password. An address that is not the recipient's is a slip and counts nowhere, since it is no secret;
    /// a wrong password counts twice: in the agreement and, as at any sign-in, against the account, so that nobody guesses by
    /// sending agreements.
    pub async fn answer_account(&self, visit: &Visit, email: &str, password: &str) -> Result<Agreement> {
        let bad = |field, code| Error::BadInput { field, code };
        let user = self.who_signs_in(visit).await?;
        let own = &visit.member()?.person.value.email;
        let typed = domain::contact::Email::parse(email).ok_or(bad("email", "NOT_THIS_ADDRESS"))?;
        if typed.normalised() != own.normalised() {
            return Err(bad("email", "NOT_THIS_ADDRESS"));
        }
        let login = match self.confirm_password(user, password).await {
            Ok(()) => AccountLogin::Right,
            Err(Error::Unauthenticated) => AccountLogin::Wrong,
            Err(error) => return Err(error),
        };
        self.account_answer(visit, login).await
    }

    /// Goes on with the session of somebody who is signed in, where that is enough: `None` where it is not, or where it is somebody else's.
    pub async fn answer_signed_in(&self, visit: &Visit, session: &Token) -> Result<Option<Agreement>> {
        if !visit.agreement.policy.account_session_counts || !visit.stage.is_asked(MethodKind::Account) {
            return Ok(None);
        }
        let caller = self.session(session, visit.client.clone()).await?;
        let same = caller.is_some_and(|caller| visit.member().is_ok_and(|who| who.user == Some(caller.user)));
        let Some(row) = self.store.session(&session.hash()).await?.filter(|_| same) else {
            return Ok(None);
        };
        let login = AccountLogin::SignedInSince(row.created_at);
        self.account_answer(visit, login).await.map(Some)
    }

    async fn account_answer(&self, visit: &Visit, login: AccountLogin) -> Result<Agreement> {
        self.execute(visit.agreement.id, &visit.by(), |_| {
            Ok(Command::AnswerAccount {
                participant: visit.participant,
                visit: visit.id,
                login,
            })
        })
        .await
    }

    /// The user whose password is asked for. Whoever was deactivated meanwhile has none: nothing can be right, and nothing is counted.
    async fn who_signs_in(&self, visit: &Visit) -> Result<UserId> {
        if !visit.stage.is_asked(MethodKind::Account) {
            return Err(Refusal::NotNow.into());
        }
        let email = &visit.member()?.person.value.email;
        let user = self.active_user(visit.agreement.account, email).await?;
        user.map(|(user, _)| user).ok_or(Error::BadInput {
            field: "password",
            code: "NO_ACCOUNT",
        })
    }
}
