//! One file for each command.

pub mod admin;
pub mod audit;
pub mod backup;
pub mod demo;
pub mod doctor;
pub mod samples;
pub mod serve;
pub mod sign;
pub mod simulate;
pub mod validate;
