//! The product's own faces, from where the interface's build puts them; it makes no face of its own.

use std::path::Path;

use anyhow::Context;
use pdf::Fonts;

/// The two faces that the binary carries.
pub fn fonts() -> anyhow::Result<Fonts> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/ui/dist/fonts");
    let face = |name: &str| {
        let path = folder.join(name);
        std::fs::read(&path).with_context(|| format!("{} is missing; scripts/ui makes it", path.display()))
    };
    Ok(Fonts::new(
        face("NotoSans-Regular.ttf")?,
        face("Caveat-Regular.ttf")?,
    )?)
}
