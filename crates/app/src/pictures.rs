//! Pictures of pages for programs: addresses that open without a key, each for one page in one size and for a short time.

use crate::App;
use crate::error::{Error, Result};
use crate::keys::Token;
use bytes::Bytes;
use domain::agreement::Agreement;
use domain::ids::AgreementId;

/// For how many seconds an address is good.
const LIFE: i64 = 3600;

/// What an address of a picture says.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Of which agreement or template.
    pub agreement: AgreementId,
    /// Which page, counted from 0.
    pub page: usize,
    /// How wide, in pixels.
    pub width: u32,
    /// Until when, in seconds since 1970.
    pub until: i64,
}

impl App {
    /// The address of a page's picture. Whoever asks for it may read the agreement; that was asked before.
    pub fn picture_address(&self, agreement: &Agreement, page: usize, width: u32) -> String {
        let until = self.ports.clock.now().as_second().saturating_add(LIFE);
        let token = self.keys.image_token(agreement.id, page, width, until);
        let (base, id, key) = (&self.config.public_url, agreement.id, token.reveal());
        format!("{base}/pictures/{id}/{page}.png?w={width}&until={until}&key={key}")
    }

    /// The picture behind such an address.
    pub async fn picture(&self, wanted: &Picture, key: &Token) -> Result<Bytes> {
        let made = self
            .keys
            .image_token(wanted.agreement, wanted.page, wanted.width, wanted.until);
        let over = self.ports.clock.now().as_second() >= wanted.until;
        // The hashes are compared, so that the time it takes tells nothing of the token.
        if over || made.hash() != key.hash() {
            return Err(Error::NotFound);
        }
        let agreement = self.load(wanted.agreement).await?;
        self.image_at(&agreement, wanted.page, wanted.width).await
    }
}
