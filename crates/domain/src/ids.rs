//! Identifiers: one type per kind of thing, so that one cannot be passed for another.
//!
//! Ids are made by the caller (UUID version 7); nothing here draws random numbers.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

id!(
    /// One tenant.
    AccountId
);
id!(
    /// An organisational unit of an account.
    GroupId
);
id!(
    /// Somebody who can sign in.
    UserId
);
id!(
    /// One signing transaction.
    AgreementId
);
id!(
    /// A place in the order of signing; one of its members acts for it.
    ParticipantSetId
);
id!(
    /// A signing password, kept as a hash outside the agreement.
    SecretId
);
id!(
    /// One person (a member of a participant set) in one agreement.
    ParticipantId
);
id!(
    /// An uploaded file of an agreement.
    DocumentId
);
id!(
    /// A placed field.
    FieldId
);
id!(
    /// One recipient's stay on the signing page, from link to close.
    VisitId
);
id!(
    /// One question put to a recipient (a code that was asked for).
    ChallengeId
);
