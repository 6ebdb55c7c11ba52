//! How long the files of a finished agreement can be checked by themselves, and why not longer. It changes nothing that was decided.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A file of a finished agreement that is kept checkable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignedFile {
    /// What the people signed.
    #[default]
    Document,
    /// The sealed audit report.
    Report,
}

/// How long a finished file can be checked by itself (EN 319 142-1 §5.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lasting {
    /// What authorities said of the signers dates from before the signatures: something newer is wanted (decision 7).
    pub proof_pending: bool,
    /// When more is to be added: that proof, or a new timestamp before the newest one's certificate ends.
    pub extend_at: Option<Timestamp>,
    /// Since when less is reached than is wanted, for a reason that may go away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending_since: Option<Timestamp>,
    /// What is reached; unknown of what older versions recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reaches: Option<Reach>,
    /// Why not more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lacks: Option<Lack>,
    /// When the certificate or the algorithms of the newest timestamp end: until then the file can be checked as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
}

/// A level of EN 319 142-1 §6 that a file has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Signatures with a trusted time.
    BT,
    /// With everything that their validation needs.
    BLt,
    /// With a timestamp over all that.
    BLta,
}

/// Why a file does not last longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lack {
    /// The operator wants no more.
    NotWanted,
    /// No timestamping authority is configured.
    NoService,
    /// The timestamping authority gives no timestamp.
    NoTimestamp,
    /// A new timestamp would end no later than the newest one.
    NothingBetter,
    /// A certificate names no place where its revocation could be looked up.
    NoSource,
    /// An authority that should know did not answer.
    Unanswered,
    /// An authority's answer is from before the signatures.
    ProofPending,
    /// The data of some signature cannot be had at all.
    Incomplete,
}

impl Lack {
    /// All of them.
    pub const ALL: [Lack; 8] = [
        Lack::NotWanted,
        Lack::NoService,
        Lack::NoTimestamp,
        Lack::NothingBetter,
        Lack::NoSource,
        Lack::Unanswered,
        Lack::ProofPending,
        Lack::Incomplete,
    ];

    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Lack::NotWanted => "not-wanted",
            Lack::NoService => "no-service",
            Lack::NoTimestamp => "no-timestamp",
            Lack::NothingBetter => "nothing-better",
            Lack::NoSource => "no-source",
            Lack::Unanswered => "unanswered",
            Lack::ProofPending => "proof-pending",
            Lack::Incomplete => "incomplete",
        }
    }
}

impl Reach {
    /// As the standard writes it, without its family.
    pub fn name(self) -> &'static str {
        match self {
            Reach::BT => "B-T",
            Reach::BLt => "B-LT",
            Reach::BLta => "B-LTA",
        }
    }
}

impl Lasting {
    /// After so long somebody must be told that it does not go on by itself (decision 7).
    pub const PATIENCE: SignedDuration = SignedDuration::from_hours(48);

    /// Whether more is wanted, or a new timestamp due, for longer than can be waited in silence.
    pub fn is_late(&self, now: Timestamp) -> bool {
        let over = |at: Timestamp| now.duration_since(at) >= Lasting::PATIENCE;
        match self.pending_since {
            Some(since) => over(since),
            None => self.extend_at.is_some_and(over),
        }
    }

    /// Whether it says the same, but for the time of the next try.
    pub fn says_the_same(&self, other: &Lasting) -> bool {
        Lasting {
            extend_at: other.extend_at,
            ..*self
        } == *other
    }
}
