//! Renders every page with sample data, in every language, into a folder: `cargo run -p web --example gallery -- DIR`.
//! Pages stand in `DIR/<language>/<page>.html`, the assets in `DIR/assets`; serve DIR with anything to look at them.

mod account;
mod agreements;
mod editor;
mod lists;
mod samples;
mod settings;
mod sign;
mod templates;

use samples::Sheet;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let Some(folder) = env::args_os().nth(1) else {
        return Err(io::Error::other(
            "name a folder: cargo run -p web --example gallery -- DIR",
        ));
    };
    let folder = Path::new(&folder);
    for language in domain::language::Language::ALL {
        let mut sheet = Sheet::new(language);
        account::show(&mut sheet);
        agreements::show(&mut sheet);
        lists::show(&mut sheet);
        settings::show(&mut sheet);
        editor::show(&mut sheet);
        sign::show(&mut sheet);
        templates::show(&mut sheet);
        for (name, html) in &sheet.pages {
            write(
                &folder.join(language.tag()).join(format!("{name}.html")),
                html.as_bytes(),
            )?;
        }
    }
    write(
        &folder.join(editor::PICTURE.trim_start_matches('/')),
        editor::picture().as_bytes(),
    )?;
    for name in web::assets::names() {
        write(
            &folder.join("assets").join(&*name),
            &web::assets::bytes(&name).unwrap_or_default(),
        )?;
    }
    write(
        &folder.join("assets/sample-page.svg"),
        include_bytes!("sample-page.svg"),
    )?;
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, bytes)
}
