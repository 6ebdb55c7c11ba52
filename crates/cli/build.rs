//! How the binary is linked.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "Cargo asks and reads so"
)]

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    // Two megabytes less, and every child that reads a document starts sooner. A linker that does not know it says so and goes on.
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}
