//! The words of the interface: Fluent messages in English, Slovenian and Czech, embedded in the binary.
//!
//! It never invents a word: a key that is missing is shown as it is, and the tests fail on it.

use domain::language::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_embed::RustEmbed;
use std::borrow::Borrow;
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Locales;

type Bundle = FluentBundle<FluentResource>;

/// The parsed words: constant data that only becomes usable by parsing it once.
static BUNDLES: LazyLock<[Bundle; 3]> = LazyLock::new(|| Language::ALL.map(bundle));

/// The words of one language. Cheap to copy; every page has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Whose words these are.
    pub language: Language,
}

/// What can stand in the place of a `{ $variable }`.
pub trait Argument {
    /// The value as Fluent sees it: numbers choose plural forms.
    fn value(&self) -> FluentValue<'_>;
}

impl Words {
    /// The words of `language`.
    pub fn of(language: Language) -> Words {
        Words { language }
    }

    /// Their language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The message `key`, which has no variables.
    pub fn text(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The message `key` with its variables.
    pub fn with(&self, key: &str, arguments: &[(&str, &dyn Argument)]) -> String {
        let arguments = arguments
            .iter()
            .map(|(name, value)| (name.to_string(), value.value()));
        self.format(key, Some(&arguments.collect()))
    }

    /// The message `key` with `$n`, the most frequent case: a counted noun.
    pub fn count(&self, key: &str, n: impl Borrow<usize>) -> String {
        self.with(key, &[("n", n.borrow())])
    }

    /// Whether there is such a message.
    pub fn has(&self, key: &str) -> bool {
        self.bundle().has_message(key)
    }

    /// The HTML `lang` of these words.
    pub fn tag(&self) -> &'static str {
        self.language.tag()
    }

    /// `22 Nov 2026`, as the language writes it.
    pub fn date(&self, date: Date) -> String {
        let month = self.text(&format!("date-month-{}", date.month()));
        let (day, year) = (date.day().to_string(), date.year().to_string());
        self.with("date-day", &[("day", &day), ("month", &month), ("year", &year)])
    }

    /// `22 Nov 2026, 14:05` in the viewer's zone.
    pub fn moment(&self, time: Timestamp, zone: &TimeZone) -> String {
        let local = time.to_zoned(zone.clone());
        let clock = format!("{:02}:{:02}", local.hour(), local.minute());
        self.with(
            "date-moment",
            &[("date", &self.date(local.date())), ("time", &clock)],
        )
    }

    /// The moment to the second with its offset, for evidence: `22 Nov 2026, 14:05:09 (UTC+1)`.
    pub fn exact(&self, time: Timestamp, zone: &TimeZone) -> String {
        let local = time.to_zoned(zone.clone());
        let clock = format!(
            "{:02}:{:02}:{:02} (UTC{})",
            local.hour(),
            local.minute(),
            local.second(),
            offset(&local)
        );
        self.with(
            "date-moment",
            &[("date", &self.date(local.date())), ("time", &clock)],
        )
    }

    /// `5 minutes ago`, `yesterday`, or the date when it is older than a week.
    pub fn ago(&self, time: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        let minutes = usize::try_from(now.duration_since(time).as_secs() / 60).unwrap_or(0);
        match minutes {
            0 => self.text("date-just-now"),
            1..60 => self.count("date-minutes-ago", minutes),
            60..1440 => self.count("date-hours-ago", minutes / 60),
            1440..10080 => self.count("date-days-ago", minutes / 1440),
            _ => self.date(time.to_zoned(zone.clone()).date()),
        }
    }

    /// `92 kB`, `1.4 MB` with the language's decimal sign.
    pub fn bytes(&self, size: u64) -> String {
        let (whole, unit) = if size < 1_000_000 {
            (size.div_ceil(1000) * 10, "kB")
        } else {
            (size / 100_000, "MB")
        };
        let number = if whole % 10 == 0 {
            format!("{}", whole / 10)
        } else {
            format!("{}{}{}", whole / 10, self.text("number-point"), whole % 10)
        };
        format!("{number}\u{a0}{unit}")
    }

    fn bundle(&self) -> &'static Bundle {
        let place = Language::ALL
            .iter()
            .position(|other| *other == self.language)
            .unwrap_or(0);
        &BUNDLES[place]
    }

    fn format(&self, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, language = self.tag(), "a word is missing");
            return key.to_owned();
        };
        let mut problems = Vec::new();
        let text = bundle
            .format_pattern(pattern, arguments, &mut problems)
            .into_owned();
        if !problems.is_empty() {
            tracing::error!(
                key,
                language = self.tag(),
                ?problems,
                "a word could not be formatted"
            );
        }
        text
    }
}

fn offset(local: &jiff::Zoned) -> String {
    let minutes = local.offset().seconds() / 60;
    let sign = if minutes < 0 { '−' } else { '+' };
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (0, 0) => String::new(),
        (hours, 0) => format!("{sign}{hours}"),
        (hours, rest) => format!("{sign}{hours}:{rest:02}"),
    }
}

fn bundle(language: Language) -> Bundle {
    let locale = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Isolation marks would be copied along into mails, PDF texts and searches.
    bundle.set_use_isolating(false);
    for (path, source) in sources(language) {
        let resource = FluentResource::try_new(source).unwrap_or_else(|(partial, problems)| {
            tracing::error!(path, ?problems, "a file of words has mistakes");
            partial
        });
        if let Err(problems) = bundle.add_resource(resource) {
            tracing::error!(path, ?problems, "two words share a key");
        }
    }
    bundle
}

/// The files of one language, as `(path, Fluent source)`.
pub fn sources(language: Language) -> Vec<(String, String)> {
    let folder = format!("{}/", language.tag());
    let own = Locales::iter().filter(|path| path.starts_with(&folder));
    own.filter_map(|path| {
        let file = Locales::get(&path)?;
        Some((
            path.into_owned(),
            String::from_utf8_lossy(&file.data).into_owned(),
        ))
    })
    .collect()
}

macro_rules! number_argument {
    ($($kind:ty),*) => {$(
        impl Argument for $kind {
            fn value(&self) -> FluentValue<'_> {
                FluentValue::from(*self)
            }
        }
    )*};
}

number_argument!(usize, u64, u32, i64, i32);

impl<A: Argument + ?Sized> Argument for &A {
    fn value(&self) -> FluentValue<'_> {
        (**self).value()
    }
}

impl Argument for str {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self)
    }
}

impl Argument for String {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

/// The same words for reports, seals and text messages, as the port of `app` wants them.
#[derive(Clone, Copy, Debug, Default)]
pub struct AllWords;

impl app::ports::Words for AllWords {
    fn say(&self, language: Language, key: &str, arguments: &[(&str, app::ports::Argument)]) -> String {
        if arguments.is_empty() {
            return Words::of(language).text(key);
        }
        let arguments: Vec<(&str, &dyn Argument)> = arguments
            .iter()
            .map(|(name, value)| (*name, value as &dyn Argument))
            .collect();
        Words::of(language).with(key, &arguments)
    }
}

impl Argument for app::ports::Argument {
    fn value(&self) -> FluentValue<'_> {
        match self {
            app::ports::Argument::Number(number) => FluentValue::from(*number),
            app::ports::Argument::Text(text) => FluentValue::from(text.as_str()),
        }
    }
}
