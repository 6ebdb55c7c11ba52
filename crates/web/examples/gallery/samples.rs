//! What the sample pages share: the sheet they are put on, and the people of the demonstration.

use domain::language::Language;
use web::language::Words;
use web::pages::{Section, Shell, SignedIn, Theme};

/// The pages of one language.
pub(crate) struct Sheet {
    /// Whose words.
    pub(crate) words: Words,
    /// Name and HTML of each.
    pub(crate) pages: Vec<(String, String)>,
}

impl Sheet {
    /// An empty sheet.
    pub(crate) fn new(language: Language) -> Sheet {
        Sheet {
            words: Words::of(language),
            pages: Vec::new(),
        }
    }

    /// Renders a page onto the sheet.
    pub(crate) fn add(&mut self, name: &str, page: &dyn askama::DynTemplate) {
        let html = page
            .dyn_render()
            .unwrap_or_else(|problem| format!("{name}: {problem}"));
        self.pages.push((name.to_owned(), html));
    }

    /// The frame of somebody who is not signed in.
    pub(crate) fn visitor(&self, path: &str) -> Shell {
        Shell::visitor(self.words, Theme::Auto, path)
    }

    /// The frame of the demonstration's administrator.
    pub(crate) fn admin(&self, here: Section, path: &str) -> Shell {
        let user = SignedIn {
            group_admin: false,
            name: "Maja Kovačič".into(),
            email: "maja.kovacic@banka.example".into(),
            initials: "MK".into(),
            account: "Banka d.d.".into(),
            admin: true,
            waiting: 2,
        };
        Shell {
            user: Some(user),
            here,
            demo: true,
            ..self.visitor(path)
        }
    }
}
