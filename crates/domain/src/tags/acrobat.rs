//! Acrobat Sign's text tags (Adobe, "Create text tags": syntax, roles, field types, directives) and its short tags.
//!
//! `{{[*|!]name_es_:role[:type][:directive…]}}`; `{{#a=name_es_:…}}` defines what `{{$a}}` means. `name_es_:…` without braces is also the
//! name of a form field.

use super::words::{call, numbered, options, pair, points, readable, split, truth, unquoted};
use super::{ConditionEffect, Reading, Tag, TagCondition, TagKind, TagOption, TagPattern, TagRole, Vendor};

const MARK: &str = "_es_";

/// Whether the text between the braces is Acrobat's.
pub(super) fn is_own(inner: &str) -> bool {
    inner.contains(MARK) || inner.starts_with('$') || inner.starts_with('#')
}

/// Reads what stands between the braces; none where it is not understood.
pub(super) fn parse(inner: &str) -> Option<Reading> {
    if let Some(short) = inner.strip_prefix('$') {
        let name = short_name(short)?;
        return Some(Reading::Short {
            name,
            vendor: Vendor::Acrobat,
        });
    }
    if let Some(definition) = inner.strip_prefix('#') {
        let (name, text) = definition.split_once('=')?;
        return Some(Reading::Definition {
            name: short_name(name)?,
            tag: Box::new(tag(text)?),
        });
    }
    tag(inner).map(|tag| Reading::Field(Box::new(tag)))
}

fn short_name(text: &str) -> Option<String> {
    let name = text.trim();
    let plain = |c: char| c.is_alphanumeric() || c == '_';
    ((1..=60).contains(&name.len()) && name.chars().all(plain)).then(|| name.to_owned())
}

/// What stands before the name: it may not be left empty, it cannot be changed, it is a box or a button.
struct Start<'a> {
    required: bool,
    read_only: bool,
    kind: Option<TagKind>,
    checked: bool,
    choice: Option<&'a str>,
    rest: &'a str,
}

fn start(text: &str) -> Start<'_> {
    let mut start = Start {
        required: false,
        read_only: false,
        kind: None,
        checked: false,
        choice: None,
        rest: text.trim(),
    };
    loop {
        let rest = start.rest;
        if let Some(after) = rest.strip_prefix('*') {
            (start.required, start.rest) = (true, after.trim_start());
        } else if let Some(after) = rest.strip_prefix('!') {
            (start.read_only, start.rest) = (true, after.trim_start());
        } else if let Some((inside, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            start.kind = Some(TagKind::Checkbox);
            start.checked = !inside.trim().is_empty();
            start.rest = after.trim_start();
        } else if let Some((inside, after)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            start.kind = Some(TagKind::Radio);
            start.choice = Some(inside.trim());
            start.rest = after.trim_start();
        } else {
            return start;
        }
    }
}

fn tag(text: &str) -> Option<Tag> {
    let start = start(text);
    let (name, rest) = start.rest.split_once(MARK)?;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 120 || name.contains([' ', ':']) {
        return None;
    }
    let parts = split(rest, ':');
    let mut parts = parts.into_iter().filter(|part| !part.is_empty()).peekable();
    let role = parts.peek().and_then(|part| role(part));
    if role.is_some() {
        parts.next();
    }
    let mut tag = Tag::new(
        Vendor::Acrobat,
        start.kind.unwrap_or(TagKind::Text),
        role.unwrap_or(TagRole::Party(1)),
    );
    tag.name = name.to_owned();
    tag.read_only = start.read_only;
    if start.checked {
        tag.default = Some("true".to_owned());
    }
    tag.options.extend(
        start
            .choice
            .filter(|choice| !choice.is_empty())
            .map(TagOption::same),
    );
    let mut optional = false;
    if let Some((kind, arguments)) = parts.peek().and_then(|part| kind(part)) {
        tag.kind = kind;
        optional = parts
            .peek()
            .is_some_and(|part| part.to_ascii_lowercase().starts_with("opt"));
        type_arguments(&mut tag, arguments);
        parts.next();
    }
    // Signatures are required unless their type says otherwise; all other fields are required by the asterisk alone.
    tag.required = Some(start.required || (tag.kind.is_mark() && !optional));
    parts.for_each(|part| directive(&mut tag, part));
    if tag.label.is_empty() && !tag.kind.is_mark() {
        tag.label = readable(name);
    }
    Some(tag)
}

/// `signer1`, `sender`, and the other words that v6 has for people.
fn role(part: &str) -> Option<TagRole> {
    let lower = part.to_ascii_lowercase();
    let counted = [
        "signer",
        "approver",
        "acceptor",
        "formfiller",
        "certifiedrecipient",
        "participant",
    ];
    if let Some(number) = counted.iter().find_map(|word| numbered(&lower, word)) {
        return (number > 0).then_some(TagRole::Party(number));
    }
    match lower.as_str() {
        "signer" => Some(TagRole::Party(1)),
        "sender" | "prefill" => Some(TagRole::Owner),
        "everyone" => Some(TagRole::Anybody),
        _ => None,
    }
}

fn kind(part: &str) -> Option<(TagKind, Option<&str>)> {
    let (word, arguments) = call(part);
    let kind = match word.to_ascii_lowercase().replace(' ', "").as_str() {
        "signature" | "signatureblock" | "optsignature" | "optsignatureblock" | "digitalsignature" => {
            TagKind::Signature
        }
        "initials" | "optinitials" => TagKind::Initials,
        // Acrobat fills it by itself with the day of signing.
        "date" => TagKind::SigningDate,
        "company" => TagKind::Company,
        "title" => TagKind::Title,
        "fullname" | "name" => TagKind::Name,
        "email" if arguments.is_none() => TagKind::Email,
        "checkbox" => TagKind::Checkbox,
        "radio" => TagKind::Radio,
        "dropdown" => TagKind::Dropdown,
        "attachment" => TagKind::Attachment,
        "multiline" => TagKind::Multiline,
        "firstname" | "lastname" | "transactionid" | "hyperlink" | "stampimage" | "inlineimage" => {
            TagKind::Other
        }
        _ => return None,
    };
    Some((kind, arguments))
}

fn type_arguments(tag: &mut Tag, arguments: Option<&str>) {
    let Some(arguments) = arguments else { return };
    match tag.kind {
        TagKind::Radio => tag.options = options(arguments, ','),
        TagKind::Dropdown => dropdown(tag, arguments),
        TagKind::Checkbox => tag.default = truth(&unquoted(arguments)).map(|checked| checked.to_string()),
        TagKind::Multiline => {
            let lines: Option<u32> = arguments.parse().ok().filter(|lines| (1..=100).contains(lines));
            tag.height = lines.map(|lines| f64::from(lines) * 14.0);
        }
        _ => {}
    }
}

/// `options="a,b",values="1,2"`.
fn dropdown(tag: &mut Tag, arguments: &str) {
    let (mut labels, mut values) = (Vec::new(), Vec::new());
    for part in split(arguments, ',') {
        match pair(part) {
            Some((key, text)) if key.eq_ignore_ascii_case("options") => {
                labels = options(&unquoted(text), ',')
            }
            Some((key, text)) if key.eq_ignore_ascii_case("values") => values = options(&unquoted(text), ','),
            _ => tag.ignored.push(part.to_owned()),
        }
    }
    let value = |index: usize, label: &TagOption| values.get(index).unwrap_or(label).value.clone();
    tag.options = labels
        .iter()
        .enumerate()
        .map(|(index, label)| TagOption {
            value: value(index, label),
            label: label.label.clone(),
        })
        .collect();
}

fn directive(tag: &mut Tag, part: &str) {
    let (word, arguments) = call(part);
    let arguments = arguments.unwrap_or_default();
    let number = |text: &str| text.trim().parse().ok();
    match word.to_ascii_lowercase().as_str() {
        "default" => tag.default = Some(unquoted(arguments)),
        "label" => tag.label = unquoted(arguments),
        "tooltip" if tag.label.is_empty() => tag.label = unquoted(arguments),
        "font" => font(tag, arguments),
        "isdate" => {
            tag.kind = if tag.kind == TagKind::Text {
                TagKind::Date
            } else {
                tag.kind
            };
            tag.format = split(arguments, ',')
                .into_iter()
                .filter_map(pair)
                .find(|(key, _)| key.eq_ignore_ascii_case("format"))
                .map(|(_, format)| unquoted(format));
        }
        "isnumber" | "number" => number_pattern(tag, arguments),
        "isemail" | "email" => tag.pattern = Some(TagPattern::Email),
        "isphone" | "phone" => tag.pattern = Some(TagPattern::Phone),
        "isalphabetical" | "alphabetical" => tag.pattern = Some(TagPattern::Letters),
        "custom" => {
            let regex = split(arguments, ',')
                .into_iter()
                .filter_map(pair)
                .find(|(key, _)| key.eq_ignore_ascii_case("regexp"));
            tag.pattern = regex.map(|(_, regex)| TagPattern::Regex(unquoted(regex)));
        }
        "maxlen" | "maxlength" => tag.max_length = number(arguments),
        "calc" => tag.calculation = Some(arguments.to_owned()),
        "showif" | "showifall" => conditions(tag, ConditionEffect::Show, false, arguments),
        "showifany" => conditions(tag, ConditionEffect::Show, true, arguments),
        "hideif" | "hideifall" => conditions(tag, ConditionEffect::Hide, false, arguments),
        "hideifany" => conditions(tag, ConditionEffect::Hide, true, arguments),
        "enableif" | "enableifall" => conditions(tag, ConditionEffect::Enable, false, arguments),
        "enableifany" => conditions(tag, ConditionEffect::Enable, true, arguments),
        "disableif" | "disableifall" => conditions(tag, ConditionEffect::Disable, false, arguments),
        "disableifany" => conditions(tag, ConditionEffect::Disable, true, arguments),
        _ => tag.ignored.push(part.chars().take(80).collect()),
    }
}

fn font(tag: &mut Tag, arguments: &str) {
    for part in split(arguments, ',') {
        match pair(part) {
            Some((key, size)) if key.eq_ignore_ascii_case("size") => tag.font_size = points(&unquoted(size)),
            _ => tag.ignored.push(format!("font({part})")),
        }
    }
}

fn number_pattern(tag: &mut Tag, arguments: &str) {
    if tag.kind == TagKind::Text {
        tag.kind = TagKind::Number;
    }
    let bound = |word: &str| {
        let found = split(arguments, ',')
            .into_iter()
            .filter_map(pair)
            .find(|(key, _)| key.eq_ignore_ascii_case(word));
        found
            .map(|(_, bound)| unquoted(bound))
            .filter(|bound| bound.parse::<f64>().is_ok())
    };
    tag.pattern = Some(TagPattern::Number {
        least: bound("min"),
        most: bound("max"),
    });
}

/// `A = Yes`, `A = 1, B != 2`.
fn conditions(tag: &mut Tag, effect: ConditionEffect, any: bool, arguments: &str) {
    for part in split(arguments, ',') {
        let Some((field, comparison, value)) = comparison(part) else {
            tag.ignored.push(part.to_owned());
            continue;
        };
        tag.conditions.push(TagCondition {
            effect,
            any,
            field: field.to_owned(),
            comparison: comparison.to_owned(),
            value: unquoted(value),
        });
    }
}

fn comparison(text: &str) -> Option<(&str, &str, &str)> {
    let at = text.find(['=', '!', '<', '>'])?;
    let (field, rest) = text.split_at(at);
    let sign = ["!=", "<>", "<=", ">=", "==", "=", "<", ">"]
        .into_iter()
        .find(|sign| rest.starts_with(sign))?;
    let field = field.trim();
    (!field.is_empty()).then(|| (field, sign, rest[sign.len()..].trim()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::read_field;
    use super::*;

    fn field(inner: &str) -> Tag {
        read_field(parse(inner))
    }

    /// The tags of Adobe's page on basic syntax.
    #[test]
    fn the_basic_tags() {
        for (text, kind, role, required) in [
            (
                "Sig_es_:signer1:signature",
                TagKind::Signature,
                TagRole::Party(1),
                true,
            ),
            (
                "Int_es_:signer2:initials",
                TagKind::Initials,
                TagRole::Party(2),
                true,
            ),
            (
                "Sig2_es_:signer2:optsignature",
                TagKind::Signature,
                TagRole::Party(2),
                false,
            ),
            (
                "Blk_es_:signer1:signatureblock",
                TagKind::Signature,
                TagRole::Party(1),
                true,
            ),
            (
                "Dte_es_:signer1:date",
                TagKind::SigningDate,
                TagRole::Party(1),
                false,
            ),
            ("N_es_:signer1:fullname", TagKind::Name, TagRole::Party(1), false),
            ("Em_es_:signer1:email", TagKind::Email, TagRole::Party(1), false),
            ("Ttl_es_:signer1:title", TagKind::Title, TagRole::Party(1), false),
            (
                "Co_es_:signer1:company",
                TagKind::Company,
                TagRole::Party(1),
                false,
            ),
            ("*Address_es_:sender", TagKind::Text, TagRole::Owner, true),
            (
                "Notes_es_:everyone:multiline(4)",
                TagKind::Multiline,
                TagRole::Anybody,
                false,
            ),
            (
                "Stamp_es_:signer1:stampimage(2)",
                TagKind::Other,
                TagRole::Party(1),
                false,
            ),
            ("Plain_es_", TagKind::Text, TagRole::Party(1), false),
        ] {
            let tag = field(text);
            assert_eq!(
                (tag.kind, &tag.role, tag.required),
                (kind, &role, Some(required)),
                "{text}"
            );
        }
        assert!(field("!Total_es_:signer1").read_only);
        assert!(parse("_es_:signer1").is_none());
        assert!(parse("two words_es_:signer1").is_none());
    }

    #[test]
    fn directives() {
        let tag = field(
            "*Zip_es_:signer1:default(\"SI-1000\"):tooltip(\"Your: code\"):maxlen(8):font(name=Arial,size=9):align(right):mask",
        );
        assert_eq!(
            (tag.default.as_deref(), tag.label.as_str()),
            (Some("SI-1000"), "Your: code")
        );
        assert_eq!((tag.max_length, tag.font_size), (Some(8), Some(9.0)));
        assert_eq!(tag.ignored, ["font(name=Arial)", "align(right)", "mask"]);
        let tag = field("Age_es_:signer1:isnumber(min=18,max=99)");
        let bounds = TagPattern::Number {
            least: Some("18".into()),
            most: Some("99".into()),
        };
        assert_eq!((tag.kind, tag.pattern), (TagKind::Number, Some(bounds)));
        let tag = field("Born_es_:signer1:isdate(format=dd/mm/yyyy)");
        assert_eq!(
            (tag.kind, tag.format.as_deref()),
            (TagKind::Date, Some("dd/mm/yyyy"))
        );
        let tag = field("Sum_es_:signer1:calc(F1+F2)");
        assert_eq!(tag.calculation.as_deref(), Some("F1+F2"));
        let tag = field("Why_es_:signer1:showif(Agree=No):custom(regexp=\"^[A-Z]+$\",error=\"capitals\")");
        assert_eq!(tag.pattern, Some(TagPattern::Regex("^[A-Z]+$".into())));
        let [condition] = tag.conditions.as_slice() else {
            panic!()
        };
        assert_eq!(
            (
                condition.field.as_str(),
                condition.comparison.as_str(),
                condition.value.as_str()
            ),
            ("Agree", "=", "No")
        );
        assert_eq!((condition.effect, condition.any), (ConditionEffect::Show, false));
    }

    #[test]
    fn choices_boxes_and_buttons() {
        let tag = field("Size_es_:signer1:dropdown(options=\"Small,Large\",values=\"s,l\")");
        let options: Vec<(&str, &str)> = tag
            .options
            .iter()
            .map(|o| (o.label.as_str(), o.value.as_str()))
            .collect();
        assert_eq!(options, [("Small", "s"), ("Large", "l")]);
        assert_eq!(field("[x]Agree_es_:signer1").default.as_deref(), Some("true"));
        assert_eq!(field("[]Agree_es_:signer1").kind, TagKind::Checkbox);
        let tag = field("(Red)Colour_es_:signer1");
        assert_eq!(
            (tag.kind, tag.options),
            (TagKind::Radio, vec![TagOption::same("Red")])
        );
        assert_eq!(
            field("Answer_es_:signer1:radio(Yes)").options,
            [TagOption::same("Yes")]
        );
    }

    #[test]
    fn short_tags() {
        assert!(matches!(parse("$a "), Some(Reading::Short { name, .. }) if name == "a"));
        match parse("#a=*Sig_es_:signer1:signature") {
            Some(Reading::Definition { name, tag }) => {
                assert_eq!((name.as_str(), tag.kind), ("a", TagKind::Signature))
            }
            other => panic!("{other:?}"),
        }
        assert!(parse("$").is_none() && parse("#a").is_none());
    }
}
