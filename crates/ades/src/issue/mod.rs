//! Making certificates, statements about their revocation, and timestamps: the internal authority's side. Serials, times and keys are arguments; nothing here is
//! stored, and no certificate made here claims to be qualified.

pub mod certificate;
pub mod revocation;
pub mod timestamp;
