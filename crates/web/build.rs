//! Checks that the interface was built, and names the command that builds it.
//! It never builds it itself: a cargo build must not reach for npm.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=ui/dist");
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=templates");
    let parts = [
        "app.css",
        "app.js",
        "sign.css",
        "sprite.svg",
        "fonts/inter-latin.woff2",
    ];
    if let Some(missing) = parts
        .iter()
        .find(|part| !Path::new("ui/dist").join(part).exists())
    {
        println!("cargo::error=ui/dist/{missing} is missing: run `npm ci && npm run build` in crates/web/ui");
    }
}
