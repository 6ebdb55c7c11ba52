//! The guard before the organisation's key (M-77, decision 19): mandates, bindings, and one recorded use for each authorisation.

use crate::accounts::{account_id, user_id};
use crate::error::{Error, Result};
use crate::keys::sha256_hex;
use crate::ports::{Authorisation, Grounds, SignerIdentity};
use crate::{App, By, Caller};
use ades::cms::ToBeSigned;
use domain::account::AccountEvent;
use domain::agreement::{Agreement, Member, seal_problems};
use domain::ids::{AccountId, AgreementId, ParticipantId, UserId};
use domain::refusal::DraftProblem;
use domain::seal::{SealBinding, SealMandate, SealRefusal, SealRight, SealUse, binding_for, mandate_for};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use store::Transaction;
use uuid::Uuid;

/// The jobs that use the organisation's key.
pub(crate) const SEAL_JOBS: [&str; 2] = ["close", "seal"];
const AUTHORISATION_LIFE: SignedDuration = SignedDuration::from_secs(60);
/// What a mandate is for where nobody says it otherwise; pages say it in the reader's language.
pub const USUAL_PURPOSE: &str = "Agreements with outside signers";
/// The operator of the installation, who grants at the console and never approves.
pub const OPERATOR: UserId = UserId(Uuid::nil());

/// The organisation's certificate and everything about its use, as the settings page shows it.
#[derive(Clone, Debug)]
pub struct SealOverview {
    /// The certificate in use.
    pub certificate: Option<SealCertificate>,
    /// Mandates, newest first.
    pub mandates: Vec<SealMandate>,
    /// Bindings, newest first.
    pub bindings: Vec<SealBinding>,
    /// The last uses.
    pub uses: Vec<SealUseView>,
}

/// What people want to know of the certificate.
#[derive(Clone, Debug)]
pub struct SealCertificate {
    /// Whose it is.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// From when it is valid.
    pub not_before: Timestamp,
    /// Until when.
    pub not_after: Timestamp,
    /// SHA-256 of the certificate, in hexadecimal.
    pub fingerprint: String,
    /// It comes from a test CA.
    pub is_test: bool,
}

/// One use of the key.
#[derive(Clone, Debug)]
pub struct SealUseView {
    /// When.
    pub at: Timestamp,
    /// For which agreement: its identity and its name.
    pub agreement: Option<(String, String)>,
    /// By whose binding, if an insider's.
    pub user: Option<UserId>,
    /// The digest that was signed, in hexadecimal.
    pub digest: String,
}

/// What a late seal waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealDelay {
    /// A mandate or a binding: somebody of the organisation must act, or the next hour must come.
    Organisation,
    /// A party outside, such as the timestamping authority; it is tried again.
    Outside,
}

/// On whose behalf of proof a seal is asked for.
pub(crate) enum SealFor<'a> {
    /// A person's act.
    Act(&'a Member),
    /// The closing seal or the report of an agreement.
    Agreement,
}

impl App {
    /// Checks mandate or binding, records the use, and only then gives the single-use authorisation for these digests.
    pub(crate) async fn authorise_seal(
        &self,
        agreement: &Agreement,
        purpose: SealFor<'_>,
        signer: &SignerIdentity,
        to_be_signed: &ToBeSigned,
    ) -> Result<(Authorisation, SealUse)> {
        let now = self.ports.clock.now();
        let mut transaction = self.store.begin().await?;
        let insider = match purpose {
            SealFor::Act(member) => member.user.map(|user| (user, member)),
            SealFor::Agreement => None,
        };
        let (right, until) = match insider {
            Some((user, member)) => {
                let (id, until) = self.binding(&transaction, user, member, now).await?;
                (SealRight::Binding { id, user }, until)
            }
            None => {
                let (id, until) = self.mandate(&mut transaction, agreement.account, now).await?;
                (SealRight::Mandate { id }, until)
            }
        };
        let authorisation = Uuid::now_v7();
        let (mandate_id, binding_id, user_id) = match right {
            SealRight::Mandate { id } => (Some(id), None, None),
            SealRight::Binding { id, user } => (None, Some(id), Some(user)),
        };
        let row = store::SealUse {
            id: Uuid::now_v7().to_string(),
            account_id: agreement.account.to_string(),
            key_id: signer.key.clone(),
            mandate_id: mandate_id.map(|id| id.to_string()),
            binding_id: binding_id.map(|id| id.to_string()),
            user_id: user_id.map(|id| id.to_string()),
            agreement_id: Some(agreement.id.to_string()),
            authorisation_id: authorisation.to_string(),
            digest: hex::encode(&to_be_signed.digest),
            at: now,
        };
        transaction.insert_seal_use(&row).await?;
        transaction.commit().await?;
        let expires_at = now.saturating_add(AUTHORISATION_LIFE).unwrap_or(now);
        let digests = vec![to_be_signed.digest.clone()];
        let grounds = Grounds {
            account: row.account_id,
            agreement: agreement.id.to_string(),
            right: row.mandate_id.or(row.binding_id).unwrap_or_default(),
            user: row.user_id,
            until: Some(until),
        };
        let used = SealUse { authorisation, right };
        Ok((
            Authorisation::new(authorisation, signer.key.clone(), digests, expires_at, grounds),
            used,
        ))
    }

    async fn mandate(
        &self,
        transaction: &mut Transaction,
        account: AccountId,
        now: Timestamp,
    ) -> Result<(Uuid, Timestamp)> {
        let hour_ago = now
            .saturating_sub(SignedDuration::from_hours(1))
            .unwrap_or(Timestamp::MIN);
        let (mut mandates, mut used) = (Vec::new(), BTreeMap::new());
        for row in transaction.seal_mandates(&account.to_string()).await? {
            // Held until the use is recorded, so that parallel seals do not pass the rate.
            let Some(row) = transaction.seal_mandate_for_update(&row.id).await? else {
                continue;
            };
            let mandate = mandate_of(row)?;
            let uses = transaction
                .mandate_uses_since(&mandate.id.to_string(), hour_ago)
                .await?;
            used.insert(mandate.id, u32::try_from(uses).unwrap_or(u32::MAX));
            mandates.push(mandate);
        }
        let in_last_hour = |id: Uuid| used.get(&id).copied().unwrap_or(0);
        let mandate = mandate_for(&mandates, in_last_hour, now)?;
        Ok((mandate.id, mandate.valid_until))
    }

    async fn binding(
        &self,
        transaction: &Transaction,
        user: UserId,
        member: &Member,
        now: Timestamp,
    ) -> Result<(Uuid, Timestamp)> {
        let row = transaction.user(&user.to_string()).await?;
        let active = row.is_some_and(|row| row.state == store::UserState::Active);
        let rows = transaction.seal_bindings_of(&user.to_string()).await?;
        let bindings = rows.into_iter().map(binding_of).collect::<Result<Vec<_>>>()?;
        let fresh = member
            .act
            .as_ref()
            .and_then(|act| act.fresh_factor.as_ref())
            .is_some_and(|factor| factor.user == user);
        let binding = binding_for(&bindings, user, active, fresh, now)?;
        Ok((binding.id, binding.valid_until))
    }

    /// Everything about the seal, for admins.
    pub async fn seal_overview(&self, caller: &Caller) -> Result<SealOverview> {
        caller.must_be_admin()?;
        let account = caller.account.to_string();
        let certificate = match self.ports.signer.identity(caller.account).await {
            Ok(identity) => identity
                .chain
                .first()
                .map(|certificate| certificate_view(certificate, identity.is_test)),
            Err(_) => None,
        };
        let (mandates, bindings) = self.seal_rights(&account).await?;
        let uses = self.seal_uses(&account).await?;
        Ok(SealOverview {
            certificate,
            mandates,
            bindings,
            uses,
        })
    }

    async fn seal_rights(&self, account: &str) -> Result<(Vec<SealMandate>, Vec<SealBinding>)> {
        let mandates = self.store.seal_mandates(account).await?;
        let bindings = self.store.seal_bindings(account).await?;
        Ok((
            mandates.into_iter().map(mandate_of).collect::<Result<_>>()?,
            bindings.into_iter().map(binding_of).collect::<Result<_>>()?,
        ))
    }

    /// What the seal would wait for if the draft were sent now.
    pub(crate) async fn seal_problems(
        &self,
        draft: &Agreement,
        internal: &BTreeMap<ParticipantId, UserId>,
    ) -> Result<Vec<DraftProblem>> {
        let (mandates, bindings) = self.seal_rights(&draft.account.to_string()).await?;
        let now = self.ports.clock.now();
        Ok(seal_problems(draft, internal, &mandates, &bindings, now))
    }

    /// Why the seal of a click, or of the end, is late; `None` while nothing has failed.
    pub async fn seal_delay(&self, agreement: AgreementId) -> Result<Option<SealDelay>> {
        let jobs = self.store.jobs_of_agreement(&agreement.to_string()).await?;
        let open = |job: &&store::Job| {
            SEAL_JOBS.contains(&job.kind.as_str())
                && matches!(job.state, store::JobState::Ready | store::JobState::Running)
        };
        let error = jobs.iter().filter(open).find_map(|job| job.last_error.as_deref());
        Ok(error.map(|error| match SealRefusal::in_error(error) {
            Some(_) => SealDelay::Organisation,
            None => SealDelay::Outside,
        }))
    }

    async fn seal_uses(&self, account: &str) -> Result<Vec<SealUseView>> {
        let rows = self.store.seal_uses(account, 50).await?;
        let mut names = BTreeMap::new();
        for id in rows.iter().filter_map(|row| row.agreement_id.as_ref()) {
            if !names.contains_key(id)
                && let Some(agreement) = self.store.agreement(id).await?
            {
                names.insert(id.clone(), agreement.name);
            }
        }
        rows.into_iter().map(|row| use_view(row, &names)).collect()
    }

    /// Asks for a mandate. It is in force once a second admin has approved it.
    pub async fn grant_mandate(
        &self,
        caller: &Caller,
        purpose: &str,
        days: u16,
        per_hour: u32,
    ) -> Result<Uuid> {
        caller.must_be_admin()?;
        let (by, granted_by) = (By::from(caller), caller.user);
        self.insert_mandate(caller.account, &by, granted_by, purpose, days, per_hour)
            .await
    }

    /// The operator grants a mandate at the console; an admin approves it.
    pub async fn grant_mandate_as_operator(
        &self,
        account: AccountId,
        purpose: &str,
        days: u16,
        per_hour: u32,
    ) -> Result<Uuid> {
        self.insert_mandate(account, &By::operator(), OPERATOR, purpose, days, per_hour)
            .await
    }

    async fn insert_mandate(
        &self,
        account: AccountId,
        by: &By,
        granted_by: UserId,
        purpose: &str,
        days: u16,
        per_hour: u32,
    ) -> Result<Uuid> {
        let (id, now) = (Uuid::now_v7(), self.ports.clock.now());
        let until = valid_until(now, days)?;
        if purpose.trim().is_empty() || per_hour == 0 {
            return Err(Error::BadInput {
                field: "purpose",
                code: "REQUIRED",
            });
        }
        let row = store::SealMandate {
            id: id.to_string(),
            account_id: account.to_string(),
            purpose: purpose.trim().to_owned(),
            granted_by: granted_by.to_string(),
            approved_by: None,
            valid_from: now,
            valid_until: until,
            per_hour: i64::from(per_hour),
            revoked_at: None,
            created_at: now,
        };
        let event = AccountEvent::MandateGranted {
            mandate: id,
            purpose: row.purpose.clone(),
            until,
            per_hour,
        };
        let mut transaction = self.store.begin().await?;
        transaction.insert_seal_mandate(&row).await?;
        self.record(&mut transaction, account, by, event, now).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Approves somebody else's mandate.
    pub async fn approve_mandate(&self, caller: &Caller, id: Uuid) -> Result<()> {
        caller.must_be_admin()?;
        let mut transaction = self.store.begin().await?;
        let row = transaction.seal_mandate_for_update(&id.to_string()).await?;
        let row = row
            .filter(|row| row.account_id == caller.account.to_string())
            .ok_or(Error::NotFound)?;
        second_person(&row.granted_by, caller)?;
        let (account, by) = (caller.account.to_string(), caller.user.to_string());
        if !transaction.approve_seal_mandate(&account, &row.id, &by).await? {
            return Err(Error::BadInput {
                field: "mandate",
                code: "ALREADY_DECIDED",
            });
        }
        let now = self.ports.clock.now();
        let event = AccountEvent::MandateApproved { mandate: id };
        self.record(&mut transaction, caller.account, &By::from(caller), event, now)
            .await?;
        // What waited for it goes on at once.
        transaction.retry_late_jobs(&account, &SEAL_JOBS, now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a mandate back, at once.
    pub async fn revoke_mandate(&self, caller: &Caller, id: Uuid) -> Result<()> {
        caller.must_be_admin()?;
        let now = self.ports.clock.now();
        let mut transaction = self.store.begin().await?;
        if !transaction
            .revoke_seal_mandate(&caller.account.to_string(), &id.to_string(), now)
            .await?
        {
            return Err(Error::NotFound);
        }
        let event = AccountEvent::MandateRevoked { mandate: id };
        self.record(&mut transaction, caller.account, &By::from(caller), event, now)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Asks for a user's binding to the certificate. It is in force once a second admin has approved it.
    pub async fn grant_binding(&self, caller: &Caller, user: UserId, days: u16) -> Result<Uuid> {
        caller.must_be_admin()?;
        self.insert_binding(caller.account, &By::from(caller), caller.user, user, days)
            .await
    }

    /// The operator grants a binding at the console; an admin approves it.
    pub async fn grant_binding_as_operator(
        &self,
        account: AccountId,
        user: UserId,
        days: u16,
    ) -> Result<Uuid> {
        self.insert_binding(account, &By::operator(), OPERATOR, user, days)
            .await
    }

    async fn insert_binding(
        &self,
        account: AccountId,
        by: &By,
        granted_by: UserId,
        user: UserId,
        days: u16,
    ) -> Result<Uuid> {
        let (id, now) = (Uuid::now_v7(), self.ports.clock.now());
        let until = valid_until(now, days)?;
        let known = self.store.user(&user.to_string()).await?;
        known
            .filter(|row| row.account_id == account.to_string())
            .ok_or(Error::NotFound)?;
        let key = self.ports.signer.identity(account).await?.key;
        let row = store::SealBinding {
            id: id.to_string(),
            account_id: account.to_string(),
            user_id: user.to_string(),
            key_id: key,
            granted_by: granted_by.to_string(),
            approved_by: None,
            valid_from: now,
            valid_until: until,
            revoked_at: None,
            created_at: now,
        };
        let mut transaction = self.store.begin().await?;
        transaction.insert_seal_binding(&row).await?;
        let event = AccountEvent::BindingGranted {
            binding: id,
            user,
            until,
        };
        self.record(&mut transaction, account, by, event, now).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Approves somebody else's grant of a binding; nobody approves the binding of themself either.
    pub async fn approve_binding(&self, caller: &Caller, id: Uuid) -> Result<()> {
        caller.must_be_admin()?;
        let mut transaction = self.store.begin().await?;
        let row = transaction.seal_binding_for_update(&id.to_string()).await?;
        let row = row
            .filter(|row| row.account_id == caller.account.to_string())
            .ok_or(Error::NotFound)?;
        second_person(&row.granted_by, caller)?;
        let (account, by) = (caller.account.to_string(), caller.user.to_string());
        if !transaction.approve_seal_binding(&account, &row.id, &by).await? {
            return Err(Error::BadInput {
                field: "binding",
                code: "ALREADY_DECIDED",
            });
        }
        let now = self.ports.clock.now();
        let event = AccountEvent::BindingApproved { binding: id };
        self.record(&mut transaction, caller.account, &By::from(caller), event, now)
            .await?;
        // What waited for it goes on at once.
        transaction.retry_late_jobs(&account, &SEAL_JOBS, now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a binding back, at once.
    pub async fn revoke_binding(&self, caller: &Caller, id: Uuid) -> Result<()> {
        caller.must_be_admin()?;
        let now = self.ports.clock.now();
        let mut transaction = self.store.begin().await?;
        if !transaction
            .revoke_seal_binding(&caller.account.to_string(), &id.to_string(), now)
            .await?
        {
            return Err(Error::NotFound);
        }
        let event = AccountEvent::BindingRevoked { binding: id };
        self.record(&mut transaction, caller.account, &By::from(caller), event, now)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

fn second_person(granted_by: &str, caller: &Caller) -> Result<()> {
    let same = granted_by == caller.user.to_string();
    if same {
        Err(Error::BadInput {
            field: "approval",
            code: "SECOND_PERSON_NEEDED",
        })
    } else {
        Ok(())
    }
}

fn valid_until(now: Timestamp, days: u16) -> Result<Timestamp> {
    if !(1..=3660).contains(&days) {
        return Err(Error::BadInput {
            field: "days",
            code: "OUT_OF_RANGE",
        });
    }
    Ok(domain::schedule::in_days(now, i64::from(days)))
}

fn certificate_view(certificate: &ades::x509::Certificate, is_test: bool) -> SealCertificate {
    SealCertificate {
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        fingerprint: sha256_hex(certificate.as_der()),
        is_test,
    }
}

fn uuid(text: &str) -> Result<Uuid> {
    text.parse().map_err(|_| Error::Damaged("id".into()))
}

fn mandate_of(row: store::SealMandate) -> Result<SealMandate> {
    Ok(SealMandate {
        id: uuid(&row.id)?,
        account: account_id(&row.account_id)?,
        purpose: row.purpose,
        granted_by: user_id(&row.granted_by)?,
        approved_by: row.approved_by.as_deref().map(user_id).transpose()?,
        valid_from: row.valid_from,
        valid_until: row.valid_until,
        per_hour: u32::try_from(row.per_hour).unwrap_or(0),
        revoked_at: row.revoked_at,
    })
}

fn binding_of(row: store::SealBinding) -> Result<SealBinding> {
    Ok(SealBinding {
        id: uuid(&row.id)?,
        user: user_id(&row.user_id)?,
        granted_by: user_id(&row.granted_by)?,
        approved_by: row.approved_by.as_deref().map(user_id).transpose()?,
        valid_from: row.valid_from,
        valid_until: row.valid_until,
        revoked_at: row.revoked_at,
    })
}

fn use_view(row: store::SealUse, names: &BTreeMap<String, String>) -> Result<SealUseView> {
    let user = row.user_id.as_deref().map(user_id).transpose()?;
    let named = |id: String| names.get(&id).map(|name| (id.clone(), name.clone()));
    Ok(SealUseView {
        at: row.at,
        agreement: row.agreement_id.and_then(named),
        user,
        digest: row.digest,
    })
}
