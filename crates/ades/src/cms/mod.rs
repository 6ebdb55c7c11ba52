//! CMS SignedData, RFC 5652, in the CAdES profile of EN 319 122-1: prepared, finished and read. It never holds a private key:
//! making a signature is always two calls with somebody else's signature in between.

mod finish;
mod parse;
mod prepare;

pub use finish::{Finish, finish, size};
pub(crate) use finish::{assemble, sign_encapsulated, verify};
#[cfg(test)]
pub(crate) use parse::Attribute;
pub(crate) use parse::{SignedData, SignerIdentifier, SignerInfo};
pub use prepare::{ToBeSigned, prepare};
pub(crate) use prepare::{attribute, prepare_claiming};

#[cfg(test)]
mod tests;
