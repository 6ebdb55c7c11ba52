//! OAuth 2.0, authorization code (RFC 6749, RFC 7636): a user lets a program of their account act for them, within scopes.
//!
//! Everything issued hangs on one grant. A code or a refresh token that is shown a second time was stolen from somebody: the whole
//! grant is taken back, whoever came first.

use crate::accounts::{account_id, caller_of};
use crate::error::{Error, Result};
use crate::integration::{KeyHolder, SCOPES};
use crate::keys::{Token, random_bytes, same_secret};
use crate::{App, By, Caller};
use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::{AccountEvent, UserRole};
use domain::agreement::Client;
use jiff::{SignedDuration, Timestamp};
use store::{OauthApplication, OauthGrant, OauthToken, TokenKind};
use uuid::Uuid;

/// How long a code lives.
const CODE: SignedDuration = SignedDuration::from_mins(5);
/// How long an access token lives.
pub const ACCESS: SignedDuration = SignedDuration::from_hours(1);
/// How long a refresh token lives.
const REFRESH: SignedDuration = SignedDuration::from_hours(24 * 60);
/// How an access token begins; integration keys begin otherwise.
pub(crate) const ACCESS_PREFIX: &str = "podpis_at_";
/// Where a scope reaches.
const MODIFIERS: [&str; 3] = ["self", "group", "account"];
/// The most addresses of one program.
const MOST_ADDRESSES: usize = 10;

/// A program as the list shows it.
#[derive(Clone, Debug)]
pub struct ApplicationView {
    /// Its `client_id`.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Where people may be sent back to.
    pub redirect_uris: Vec<String>,
    /// What it may ask for.
    pub scopes: Vec<String>,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// A program that a user lets act for them.
#[derive(Clone, Debug)]
pub struct Allowed {
    /// Its `client_id`.
    pub application: Uuid,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// Since when.
    pub since: Timestamp,
}

/// What a program asks a user for.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// Its `client_id`.
    pub client_id: String,
    /// Where the user is sent back to.
    pub redirect_uri: String,
    /// Scopes, apart by spaces or plus signs.
    pub scope: String,
    /// `code_challenge` with the method `S256`.
    pub challenge: Option<String>,
}

/// A wish that can be granted.
#[derive(Clone, Debug)]
pub struct Consent {
    /// The program's name.
    pub application: String,
    /// Scopes with their modifiers.
    pub scopes: Vec<String>,
}

/// Why a wish cannot be granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WishRefusal {
    /// No such program, or an address that is not its own: nobody is sent anywhere.
    Unknown,
    /// Scopes that the program may not ask for, or the user may not give.
    Scope,
}

/// What a program gets for a code or a refresh token.
pub struct Issued {
    /// To call with.
    pub access: Token,
    /// For the next ones.
    pub refresh: Token,
}

/// Why a program gets nothing, in the words of RFC 6749 §5.2.
#[derive(Debug, thiserror::Error)]
pub enum TokenRefusal {
    /// The program did not prove who it is.
    #[error("invalid_client")]
    Client,
    /// The code or token is wrong, over, used, or another program's.
    #[error("invalid_grant")]
    Grant,
    /// Something failed.
    #[error("{0}")]
    Failed(#[from] Error),
}

impl From<store::Error> for TokenRefusal {
    fn from(error: store::Error) -> TokenRefusal {
        Error::from(error).into()
    }
}

impl App {
    /// Registers a program. Its secret is returned once and never again.
    pub async fn register_application(
        &self,
        caller: &Caller,
        name: &str,
        redirect_uris: &[String],
        scopes: &[String],
    ) -> Result<(Uuid, Token)> {
        caller.must_be_admin()?;
        check_name(name)?;
        if redirect_uris.is_empty()
            || redirect_uris.len() > MOST_ADDRESSES
            || !redirect_uris.iter().all(|uri| is_redirect(uri))
        {
            return Err(bad("redirect", "BAD_REDIRECT"));
        }
        if scopes.is_empty() || scopes.iter().any(|scope| !SCOPES.contains(&scope.as_str())) {
            return Err(bad("scopes", "UNKNOWN_SCOPE"));
        }
        let (id, now, secret) = (Uuid::now_v7(), self.ports.clock.now(), Token::random());
        let row = OauthApplication {
            id: id.to_string(),
            account_id: caller.account.to_string(),
            user_id: caller.user.to_string(),
            name: name.trim().to_owned(),
            secret_hash: secret.hash(),
            redirect_uris: redirect_uris.join(" "),
            scopes: scopes.join(" "),
            created_at: now,
            revoked_at: None,
        };
        let event = AccountEvent::ApplicationRegistered {
            application: id,
            name: row.name.clone(),
            scopes: scopes.to_vec(),
        };
        let mut transaction = self.store.begin().await?;
        transaction.insert_oauth_application(&row).await?;
        self.record(&mut transaction, caller.account, &By::from(caller), event, now)
            .await?;
        transaction.commit().await?;
        Ok((id, secret))
    }

    /// The programs of the account.
    pub async fn applications(&self, caller: &Caller) -> Result<Vec<ApplicationView>> {
        caller.must_be_admin()?;
        let rows = self.store.oauth_applications(&caller.account.to_string()).await?;
        rows.into_iter().map(view).collect()
    }

    /// Takes a program back: everything that was issued to it stops at once.
    pub async fn revoke_application(&self, caller: &Caller, id: Uuid) -> Result<()> {
        caller.must_be_admin()?;
        let now = self.ports.clock.now();
        let mut transaction = self.store.begin().await?;
        let account = caller.account.to_string();
        if !transaction
            .revoke_oauth_application(&account, &id.to_string(), now)
            .await?
        {
            return Err(Error::NotFound);
        }
        let event = AccountEvent::ApplicationRevoked { application: id };
        self.record(&mut transaction, caller.account, &By::from(caller), event, now)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The programs that the caller lets act for them: one line for each, with everything that they said yes to.
    pub async fn allowed(&self, caller: &Caller) -> Result<Vec<Allowed>> {
        let mut allowed: Vec<Allowed> = Vec::new();
        for (grant, name) in self.store.oauth_grants_of(&caller.user.to_string()).await? {
            let application: Uuid = grant.application_id.parse().map_err(|_| damaged())?;
            let scopes = grant.scopes.split(' ').map(str::to_owned);
            match allowed.iter_mut().find(|one| one.application == application) {
                Some(one) => {
                    for scope in scopes {
                        if !one.scopes.contains(&scope) {
                            one.scopes.push(scope);
                        }
                    }
                    one.since = one.since.min(grant.created_at);
                }
                None => allowed.push(Allowed {
                    application,
                    name,
                    scopes: scopes.collect(),
                    since: grant.created_at,
                }),
            }
        }
        Ok(allowed)
    }

    /// The caller takes every yes to a program back: what was issued on them stops at once.
    pub async fn disallow(&self, caller: &Caller, application: Uuid) -> Result<()> {
        let now = self.ports.clock.now();
        let grants = self.store.oauth_grants_of(&caller.user.to_string()).await?;
        let mut transaction = self.store.begin().await?;
        let mut stopped = false;
        for (grant, _) in grants {
            if grant.application_id == application.to_string() {
                stopped |= transaction.revoke_oauth_grant(&grant.id, now).await?;
            }
        }
        if !stopped {
            return Err(Error::NotFound);
        }
        let event = AccountEvent::ApplicationStopped {
            application,
            user: caller.user,
            reason: "taken_back".to_owned(),
        };
        self.record(&mut transaction, caller.account, &By::from(caller), event, now)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// What a user is asked for, or why not. A program of another account is not told apart from none.
    pub async fn wish(&self, caller: &Caller, wish: &Wish) -> Result<Result<Consent, WishRefusal>> {
        let application = self.store.oauth_application(&wish.client_id).await?;
        let application = application.filter(|row| {
            row.revoked_at.is_none()
                && row.account_id == caller.account.to_string()
                && row.redirect_uris.split(' ').any(|uri| uri == wish.redirect_uri)
        });
        let Some(application) = application else {
            return Ok(Err(WishRefusal::Unknown));
        };
        let scopes = asked(&wish.scope, &application.scopes, caller.role);
        Ok(scopes.ok_or(WishRefusal::Scope).map(|scopes| Consent {
            application: application.name,
            scopes,
        }))
    }

    /// The user says yes: a code for the program.
    pub async fn grant(&self, caller: &Caller, wish: &Wish) -> Result<Result<Token, WishRefusal>> {
        let consent = match self.wish(caller, wish).await? {
            Ok(consent) => consent,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let (now, code) = (self.ports.clock.now(), Token::random());
        let grant = OauthGrant {
            id: Uuid::now_v7().to_string(),
            application_id: wish.client_id.clone(),
            user_id: caller.user.to_string(),
            scopes: consent.scopes.join(" "),
            created_at: now,
            revoked_at: None,
        };
        let token = OauthToken {
            redirect_uri: Some(wish.redirect_uri.clone()),
            challenge: wish.challenge.clone(),
            ..token(&code, &grant.id, TokenKind::Code, now, CODE)
        };
        let event = AccountEvent::ApplicationAllowed {
            application: wish.client_id.parse().map_err(|_| damaged())?,
            user: caller.user,
            scopes: consent.scopes,
        };
        let mut transaction = self.store.begin().await?;
        transaction.insert_oauth_grant(&grant).await?;
        transaction.insert_oauth_token(&token).await?;
        self.record(&mut transaction, caller.account, &By::from(caller), event, now)
            .await?;
        transaction.commit().await?;
        Ok(Ok(code))
    }

    /// Exchanges a code. It works once, for its own program, with the address it was sent to and, where one was named, the secret
    /// behind its challenge.
    pub async fn exchange_code(
        &self,
        (client_id, secret): (&str, &Token),
        code: &Token,
        redirect_uri: &str,
        verifier: Option<&str>,
    ) -> Result<Issued, TokenRefusal> {
        let application = self.application(client_id, secret).await?;
        let (row, grant) = self.issued(&application, code, TokenKind::Code).await?;
        if row.redirect_uri.as_deref() != Some(redirect_uri) || !knows(row.challenge.as_deref(), verifier) {
            return Err(TokenRefusal::Grant);
        }
        self.exchange(&application, row, grant).await
    }

    /// Exchanges a refresh token for new tokens. It works once.
    pub async fn refresh(
        &self,
        (client_id, secret): (&str, &Token),
        refresh: &Token,
    ) -> Result<Issued, TokenRefusal> {
        let application = self.application(client_id, secret).await?;
        let (row, grant) = self.issued(&application, refresh, TokenKind::Refresh).await?;
        self.exchange(&application, row, grant).await
    }

    /// A program gives a token back (RFC 7009): everything issued on the same grant stops. A token that is not its own is ignored.
    pub async fn give_back(
        &self,
        (client_id, secret): (&str, &Token),
        token: &Token,
    ) -> Result<(), TokenRefusal> {
        let application = self.application(client_id, secret).await?;
        let Some(row) = self.store.oauth_token(&token.hash()).await? else {
            return Ok(());
        };
        let grant = self.store.oauth_grant(&row.grant_id).await?;
        if let Some(grant) = grant.filter(|grant| grant.application_id == application.id) {
            self.end_grant(&application, &grant, "returned").await?;
        }
        Ok(())
    }

    async fn application(&self, client_id: &str, secret: &Token) -> Result<OauthApplication, TokenRefusal> {
        let row = self.store.oauth_application(client_id).await?;
        let row = row.filter(|row| row.revoked_at.is_none());
        row.filter(|row| same_secret(row.secret_hash.as_bytes(), secret.hash().as_bytes()))
            .ok_or(TokenRefusal::Client)
    }

    /// A code or refresh token of this program that is good, with its grant.
    async fn issued(
        &self,
        application: &OauthApplication,
        token: &Token,
        kind: TokenKind,
    ) -> Result<(OauthToken, OauthGrant), TokenRefusal> {
        let row = self.store.oauth_token(&token.hash()).await?;
        let row = row.filter(|row| row.kind == kind).ok_or(TokenRefusal::Grant)?;
        let grant = self.store.oauth_grant(&row.grant_id).await?;
        let grant = grant.filter(|grant| grant.application_id == application.id);
        let grant = grant.ok_or(TokenRefusal::Grant)?;
        if row.used_at.is_some() {
            self.end_grant(application, &grant, "replayed").await?;
            return Err(TokenRefusal::Grant);
        }
        let active = self.store.user(&grant.user_id).await?;
        let active = active.is_some_and(|user| user.state == store::UserState::Active);
        if grant.revoked_at.is_some() || row.expires_at <= self.ports.clock.now() || !active {
            return Err(TokenRefusal::Grant);
        }
        Ok((row, grant))
    }

    async fn exchange(
        &self,
        application: &OauthApplication,
        row: OauthToken,
        grant: OauthGrant,
    ) -> Result<Issued, TokenRefusal> {
        let now = self.ports.clock.now();
        let text = format!("{ACCESS_PREFIX}{}", URL_SAFE_NO_PAD.encode(random_bytes::<32>()));
        let issued = Issued {
            access: Token::from_text(&text),
            refresh: Token::random(),
        };
        let mut transaction = self.store.begin().await?;
        if !transaction.use_oauth_token(&row.token_hash, now).await? {
            transaction.rollback().await?;
            self.end_grant(application, &grant, "replayed").await?;
            return Err(TokenRefusal::Grant);
        }
        let access = token(&issued.access, &grant.id, TokenKind::Access, now, ACCESS);
        let refresh = token(&issued.refresh, &grant.id, TokenKind::Refresh, now, REFRESH);
        transaction.insert_oauth_token(&access).await?;
        transaction.insert_oauth_token(&refresh).await?;
        transaction.commit().await?;
        Ok(issued)
    }

    async fn end_grant(
        &self,
        application: &OauthApplication,
        grant: &OauthGrant,
        reason: &str,
    ) -> Result<(), Error> {
        let now = self.ports.clock.now();
        let mut transaction = self.store.begin().await?;
        if transaction.revoke_oauth_grant(&grant.id, now).await? {
            let event = AccountEvent::ApplicationStopped {
                application: application.id.parse().map_err(|_| damaged())?,
                user: crate::accounts::user_id(&grant.user_id)?,
                reason: reason.to_owned(),
            };
            let account = account_id(&application.account_id)?;
            self.record(&mut transaction, account, &By::system(), event, now)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Who an access token speaks for.
    pub(crate) async fn token_holder(&self, token: &Token, client: Client) -> Result<KeyHolder> {
        let row = self.store.oauth_token(&token.hash()).await?;
        let now = self.ports.clock.now();
        let good = |row: &OauthToken| row.kind == TokenKind::Access && row.expires_at > now;
        let row = row.filter(good).ok_or(Error::Unauthenticated)?;
        let grant = self.store.oauth_grant(&row.grant_id).await?;
        let grant = grant.filter(|grant| grant.revoked_at.is_none());
        let grant = grant.ok_or(Error::Unauthenticated)?;
        let application = self.store.oauth_application(&grant.application_id).await?;
        let application = application.filter(|row| row.revoked_at.is_none());
        let application = application.ok_or(Error::Unauthenticated)?;
        let user = self.store.user(&grant.user_id).await?;
        let user = user.filter(|user| user.state == store::UserState::Active);
        let user = user.ok_or(Error::Unauthenticated)?;
        let caller = Caller {
            key: Some(application.name),
            ..caller_of(&user, client)?
        };
        let scopes = grant.scopes.split(' ').map(str::to_owned).collect();
        Ok(KeyHolder::new(caller, application.id, scopes))
    }
}

/// The scopes that are asked for, each with its modifier; `None` when one of them cannot be given.
fn asked(scope: &str, allowed: &str, role: UserRole) -> Option<Vec<String>> {
    let mut scopes = Vec::new();
    for word in scope.split([' ', '+']).filter(|word| !word.is_empty()) {
        let (name, modifier) = word.split_once(':').unwrap_or((word, "self"));
        let known = allowed.split(' ').any(|scope| scope == name) && MODIFIERS.contains(&modifier);
        // Only an admin sees beyond their own, so only an admin can let somebody do so.
        if !known || (modifier != "self" && role != UserRole::Admin) {
            return None;
        }
        let whole = format!("{name}:{modifier}");
        if !scopes.contains(&whole) {
            scopes.push(whole);
        }
    }
    (!scopes.is_empty()).then_some(scopes)
}

/// RFC 7636 §4.6, method `S256`. A verifier where none was announced is as wrong as a missing one.
fn knows(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => {
            let digest = digest::digest(&digest::SHA256, verifier.as_bytes());
            same_secret(URL_SAFE_NO_PAD.encode(digest).as_bytes(), challenge.as_bytes())
        }
        _ => false,
    }
}

/// An address that people may be sent back to: `https`, or a program on the person's own machine; no fragment (RFC 6749 §3.1.2).
fn is_redirect(uri: &str) -> bool {
    let Some((scheme, rest)) = uri.split_once("://") else {
        return false;
    };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let here = ["localhost", "127.0.0.1", "[::1]"].contains(&name);
    let plain = uri.len() <= 2000 && !uri.contains(|sign: char| sign.is_whitespace() || sign.is_control());
    let shaped = !name.is_empty() && !host.contains('@') && !uri.contains('#') && plain;
    shaped && (scheme == "https" || scheme == "http" && here)
}

fn token(token: &Token, grant: &str, kind: TokenKind, now: Timestamp, life: SignedDuration) -> OauthToken {
    OauthToken {
        token_hash: token.hash(),
        grant_id: grant.to_owned(),
        kind,
        redirect_uri: None,
        challenge: None,
        created_at: now,
        expires_at: now.saturating_add(life).unwrap_or(now),
        used_at: None,
    }
}

fn view(row: OauthApplication) -> Result<ApplicationView> {
    let list = |text: &str| text.split(' ').map(str::to_owned).collect();
    Ok(ApplicationView {
        id: row.id.parse().map_err(|_| damaged())?,
        name: row.name,
        redirect_uris: list(&row.redirect_uris),
        scopes: list(&row.scopes),
        created_at: row.created_at,
        revoked_at: row.revoked_at,
    })
}

fn check_name(name: &str) -> Result<()> {
    if name.trim().is_empty() || name.chars().count() > 100 {
        return Err(bad("name", "REQUIRED"));
    }
    Ok(())
}

fn bad(field: &'static str, code: &'static str) -> Error {
    Error::BadInput { field, code }
}

fn damaged() -> Error {
    Error::Damaged("application id".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_reach_to_their_own_unless_an_admin_says_more() {
        let asked = |scope: &str, role| asked(scope, "agreement_read user_read", role);
        let own = Some(vec!["agreement_read:self".to_owned()]);
        assert_eq!(asked("agreement_read", UserRole::Sender), own);
        assert_eq!(asked("agreement_read:self+agreement_read", UserRole::Sender), own);
        assert_eq!(asked("agreement_read:account", UserRole::Sender), None);
        assert_eq!(
            asked("agreement_read:account user_read:group", UserRole::Admin),
            Some(vec![
                "agreement_read:account".to_owned(),
                "user_read:group".to_owned()
            ])
        );
        for wrong in [
            "",
            "agreement_send",
            "agreement_read:universe",
            "agreement_read:self:self",
        ] {
            assert_eq!(asked(wrong, UserRole::Admin), None, "{wrong}");
        }
    }

    /// The example of RFC 7636, appendix B.
    #[test]
    fn a_verifier_is_what_its_challenge_was_made_of() {
        let challenge = Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert!(knows(challenge, Some(verifier)));
        assert!(!knows(challenge, Some("another")));
        assert!(!knows(challenge, None));
        assert!(!knows(None, Some(verifier)));
        assert!(knows(None, None));
    }

    #[test]
    fn people_are_sent_back_to_safe_addresses_only() {
        for good in [
            "https://erp.example/back",
            "http://127.0.0.1:8090/",
            "http://localhost/x?y=1",
            "http://[::1]:80/",
        ] {
            assert!(is_redirect(good), "{good}");
        }
        for wrong in [
            "http://erp.example/",
            "https://erp.example/#x",
            "https://",
            "javascript://erp.example/",
            "https://a@erp.example/",
            "https://erp.example/ x",
            "/back",
        ] {
            assert!(!is_redirect(wrong), "{wrong}");
        }
    }
}
