//! What tests and benches share: papers to sign, a person's hand, a seal with a test certificate. It is never shipped.

pub mod faces;
pub mod hand;
pub mod paper;
pub mod sealer;
