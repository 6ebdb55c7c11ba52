//! PINs: a user sets their own, the owner of an address book sets those of its contacts and tells them by another way (M-17, X5). They
//! belong to people: no agreement has one, and whichever counts at the moment of the answer is the one that is compared.

use crate::ceremony::Visit;
use crate::error::{Error, Result};
use crate::{App, By, Caller};
use domain::Refusal;
use domain::account::AccountEvent;
use domain::agreement::{Agreement, Command, Member, ParticipantSet};
use domain::identity::{MethodKind, Pin, PinSource};
use domain::refusal::DraftProblem;
use domain::settings::PIN_ENABLED;
use jiff::Timestamp;
use store::PinHolder;
use uuid::Uuid;

impl App {
    /// Whether somebody in the caller's account may ask for PINs; where nobody may, pages offer none.
    pub async fn offers_pins(&self, caller: &Caller) -> Result<bool> {
        for group in self.groups(caller).await? {
            if self.standing(caller.account, group.id).await?.is_on(&PIN_ENABLED) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Since when the caller has a PIN of their own.
    pub async fn own_pin_since(&self, caller: &Caller) -> Result<Option<Timestamp>> {
        let pin = self.store.pin(&PinHolder::User(caller.user.to_string())).await?;
        Ok(pin.map(|pin| pin.set_at))
    }

    /// Sets or, with none, takes away the caller's own PIN; the password is asked for, since a PIN signs in their name.
    pub async fn set_own_pin(&self, caller: &Caller, password: &str, pin: Option<&Pin>) -> Result<()> {
        self.confirm_password(caller.user, password)
            .await
            .map_err(|error| match error {
                Error::Unauthenticated => Error::BadInput {
                    field: "pin_password",
                    code: "WRONG_PASSWORD",
                },
                other => other,
            })?;
        let event = AccountEvent::PinSet {
            user: caller.user,
            there: pin.is_some(),
        };
        let holder = PinHolder::User(caller.user.to_string());
        self.keep_pin(caller, holder, pin, event).await
    }

    /// Since when there is a PIN for a contact of the caller's own book.
    pub async fn contact_pin_since(&self, caller: &Caller, contact: Uuid) -> Result<Option<Timestamp>> {
        let contact = self.contact(caller, contact).await?;
        let pin = self.store.pin(&PinHolder::Contact(contact.id)).await?;
        Ok(pin.map(|pin| pin.set_at))
    }

    /// Sets or, with none, takes away the PIN of a contact of the caller's own book.
    pub async fn set_contact_pin(&self, caller: &Caller, id: Uuid, pin: Option<&Pin>) -> Result<()> {
        let contact = self.contact(caller, id).await?;
        let there = pin.is_some();
        let event = AccountEvent::ContactPinSet { contact: id, there };
        self.keep_pin(caller, PinHolder::Contact(contact.id), pin, event)
            .await
    }

    async fn keep_pin(
        &self,
        caller: &Caller,
        holder: PinHolder,
        pin: Option<&Pin>,
        event: AccountEvent,
    ) -> Result<()> {
        let now = self.ports.clock.now();
        let hash = match pin {
            Some(pin) => Some(self.hash_password(pin.reveal()).await?),
            None => None,
        };
        let mut transaction = self.store.begin().await?;
        let changed = match hash {
            Some(hash) => {
                let row = store::Pin { hash, set_at: now };
                transaction.set_pin(&holder, &row).await.map(|()| true)?
            }
            None => transaction.remove_pin(&holder).await?,
        };
        if changed {
            self.record(&mut transaction, caller.account, &By::from(caller), event, now)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Whose PIN counts for this person, and its hash: their own, where they are an active user of the account; otherwise the one on
    /// the card that the agreement's owner has of this address.
    async fn pin_of(&self, agreement: &Agreement, member: &Member) -> Result<Option<(PinSource, String)>> {
        let email = &member.person.value.email;
        if let Some((user, _)) = self.active_user(agreement.account, email).await? {
            let own = self.store.pin(&PinHolder::User(user.to_string())).await?;
            if let Some(own) = own {
                return Ok(Some((PinSource::Own, own.hash)));
            }
        }
        let owner = agreement.owner.to_string();
        let card = self.store.contact_by_email(&owner, &email.normalised()).await?;
        let Some(card) = card.filter(|card| card.removed_at.is_none()) else {
            return Ok(None);
        };
        let pin = self.store.pin(&PinHolder::Contact(card.id)).await?;
        Ok(pin.map(|pin| (PinSource::Contact, pin.hash)))
    }

    /// The places of a draft whose people are to be asked for a PIN that nobody has set.
    pub(crate) async fn pin_problems(&self, draft: &Agreement) -> Result<Vec<DraftProblem>> {
        let mut problems = Vec::new();
        for set in draft.sets.iter().filter(|set| set.role.acts()) {
            if self.lacks_a_pin(draft, set).await? {
                problems.push(DraftProblem::PersonWithoutPin { participant: set.id });
            }
        }
        Ok(problems)
    }

    async fn lacks_a_pin(&self, draft: &Agreement, set: &ParticipantSet) -> Result<bool> {
        for member in set.members.iter().filter(|member| member.pin) {
            if self.pin_of(draft, member).await?.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Answers with the PIN. Nothing is compared for somebody who is not being asked, what cannot be a PIN is no guess, and where none is
    /// set any more nothing can be right and nothing is counted. A wrong answer is counted before it is told, whatever runs in parallel.
    pub async fn answer_pin(&self, visit: &Visit, answered: &str) -> Result<Agreement> {
        let bad = |code| Error::BadInput { field: "pin", code };
        let asked = visit.stage.is_asked(MethodKind::Pin);
        let answered = Pin::typed(answered).ok_or(bad("NOT_A_PIN"))?;
        if !asked {
            return Err(Refusal::NotNow.into());
        }
        let known = self.pin_of(&visit.agreement, visit.member()?).await?;
        let (source, hash) = known.ok_or(bad("PIN_NOT_SET"))?;
        let is_right = self.password_is(answered.reveal(), Some(hash)).await?;
        self.execute(visit.agreement.id, &visit.by(), |_| {
            Ok(Command::AnswerPin {
                participant: visit.participant,
                visit: visit.id,
                source,
                is_right,
            })
        })
        .await
    }
}
