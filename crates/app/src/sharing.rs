//! Who may read an agreement without owning it: whom its owner shares it with, by their account or by a link of their own, and those of
//! the same account who take part in it.

use crate::agreements::as_read;
use crate::error::{Error, Result};
use crate::keys::Token;
use crate::uploads::Download;
use crate::{App, By, Caller};
use domain::account::UserRole;
use domain::agreement::{Agreement, Command, Member, NewShare, ParticipantState, Share, Status};
use domain::contact::Email;
use domain::ids::{AgreementId, ParticipantId, ParticipantSetId, VisitId};
use uuid::Uuid;

impl Caller {
    /// Whether they manage this agreement: its owner, or an administrator of its account.
    pub fn manages(&self, agreement: &Agreement) -> bool {
        agreement.account == self.account && (agreement.owner == self.user || self.role == UserRole::Admin)
    }

    /// Their own place in it, if their turn has come.
    fn place<'a>(&self, agreement: &'a Agreement) -> Option<&'a Member> {
        let own = |member: &&Member| {
            // A user who was made after the turn began is found by the address that the link went to.
            let written_to = || member.person.value.email.normalised() == self.email.normalised();
            member.turn_started_at.is_some() && (member.user == Some(self.user) || written_to())
        };
        let mut places = agreement.members().filter(own);
        places.find(|member| member.state != ParticipantState::Misdirected)
    }
}

impl App {
    /// An agreement whose files the caller may read: their own, or one that is shared with them.
    pub async fn readable(&self, caller: &Caller, id: AgreementId) -> Result<Agreement> {
        let agreement = self.load(id).await?;
        let shared = agreement.account == caller.account
            && agreement
                .share_for(&caller.email, self.ports.clock.now())
                .is_some();
        if shared || caller.manages(&agreement) {
            Ok(agreement)
        } else {
            Err(Error::NotFound)
        }
    }

    /// An agreement of which the caller may know how it stands. Whoever takes part reads its files on their own page, where it is
    /// recorded that they did; of whom a second factor is asked sees nothing before they gave it there.
    pub async fn visible(&self, caller: &Caller, id: AgreementId) -> Result<Agreement> {
        let agreement = self.load(id).await?;
        let takes_part = agreement.account == caller.account
            && caller
                .place(&agreement)
                .is_some_and(|member| !member.asks_a_question());
        if takes_part {
            Ok(agreement)
        } else {
            self.readable(caller, id).await
        }
    }

    /// Lets others read an agreement. The answer names each of them, those of before too.
    pub async fn share(
        &self,
        caller: &Caller,
        id: AgreementId,
        with: &[(Email, String)],
    ) -> Result<Vec<Share>> {
        self.owned(caller, id).await?;
        let new = |(email, message): &(Email, String)| NewShare {
            id: ParticipantId(Uuid::now_v7()),
            email: email.clone(),
            message: message.clone(),
        };
        let command = Command::Share {
            with: with.iter().map(new).collect(),
        };
        let shared = self.execute(id, &By::from(caller), |_| Ok(command)).await?;
        let now = self.ports.clock.now();
        let known = |(email, _): &(Email, String)| shared.share_for(email, now).cloned();
        Ok(with.iter().filter_map(known).collect())
    }

    /// Takes back what somebody may read: their link, and their account, open it no more.
    pub async fn unshare(&self, caller: &Caller, id: AgreementId, share: ParticipantId) -> Result<Agreement> {
        self.owned(caller, id).await?;
        self.execute(id, &By::from(caller), |_| Ok(Command::Unshare { share }))
            .await
    }

    /// What a link of a share opens, as long as it lives.
    pub async fn shared(&self, id: AgreementId, token: &Token) -> Result<(Agreement, Share)> {
        let agreement = self.load(id).await?;
        let (now, wanted) = (self.ports.clock.now(), token.hash());
        let mut open = agreement.shares.iter().filter(|share| now < share.until);
        let found = open.find(|share| self.share_token(share.id).hash() == wanted);
        let share = found.cloned().ok_or(Error::NotFound)?;
        Ok((agreement, share))
    }

    /// The file behind such a link, signed as far as it is.
    pub async fn shared_file(&self, id: AgreementId, token: &Token) -> Result<Download> {
        let (agreement, _) = self.shared(id, token).await?;
        self.signed_file(&agreement).await
    }

    /// The address that is written to somebody whom it is shared with.
    pub(crate) fn share_link(&self, agreement: AgreementId, share: ParticipantId) -> String {
        let token = self.share_token(share);
        format!("{}/shared/{agreement}/{}", self.config.public_url, token.reveal())
    }

    fn share_token(&self, share: ParticipantId) -> Token {
        self.keys.link_token(share, 0)
    }

    /// The caller declines in their own place, in the version that was read where one is named.
    pub async fn decline_as(
        &self,
        caller: &Caller,
        id: AgreementId,
        place: (ParticipantSetId, ParticipantId),
        reason: &str,
        read: Option<u64>,
    ) -> Result<Agreement> {
        let agreement = self.visible(caller, id).await?;
        let member = own_member(caller, &agreement, place.0)?;
        if member.id != place.1 {
            return Err(Error::Forbidden);
        }
        let command = Command::Decline {
            participant: member.id,
            visit: VisitId(Uuid::now_v7()),
            reason: reason.to_owned(),
        };
        self.execute(id, &By::from(caller), |now| as_read(now, read).map(|()| command))
            .await
    }
}

/// The caller's own place in this set.
pub(crate) fn own_member<'a>(
    caller: &Caller,
    agreement: &'a Agreement,
    set: ParticipantSetId,
) -> Result<&'a Member> {
    if agreement.status == Status::Draft {
        return Err(Error::Forbidden);
    }
    let mut members = agreement
        .sets
        .iter()
        .filter(|known| known.id == set)
        .flat_map(|set| &set.members);
    members
        .find(|member| member.user == Some(caller.user))
        .ok_or(Error::Forbidden)
}
