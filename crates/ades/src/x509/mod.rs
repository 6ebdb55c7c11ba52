//! Certificates, RFC 5280: reading them, naming them, building and checking chains. It never fetches anything.

mod certificate;
pub mod chain;
mod extensions;
mod name;
mod names;
mod policies;
mod public_key;

pub use certificate::Certificate;
pub(crate) use certificate::hex_lower;
pub use chain::{Anchors, ChainFailure, Problem};
pub use extensions::{Extensions, KeyUsage};
pub(crate) use name::directory_string;
pub use name::{Attribute, Name};
pub use public_key::{KeyKind, PublicKey, SignatureRejected};
