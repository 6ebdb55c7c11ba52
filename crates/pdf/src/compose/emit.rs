//! Writes laid out pages through krilla, which checks that the result is PDF/A-3a and PDF/UA-1.

use std::num::NonZeroU16;
use std::sync::Arc;

use jiff::tz::TimeZone;
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata, TextDirection};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, Node, SpanTag, TableHeaderScope, Tag,
    TagGroup, TagKind, TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Data, Document, SerializeSettings};

use super::Report;
use super::layout::{Branch, Heading, Item, Layout, Line, PAGE, Role};
use crate::draw::content::Color;
use crate::{Error, Fonts, Result};

/// Writes the file.
pub(super) fn emit(report: &Report, layout: &Layout, fonts: &Fonts) -> Result<Vec<u8>> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A3_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|_| failed("no such configuration"))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    document.set_metadata(metadata(report));
    document.set_outline(outline(&layout.headings, &report.title));
    embed_attachments(&mut document, report)?;
    let leaves = draw_pages(&mut document, layout, fonts)?;
    let mut tree = TagTree::new().with_lang(Some(report.language.clone()));
    layout
        .tree
        .iter()
        .filter_map(|branch| node(branch, &leaves))
        .for_each(|node| tree.push(node));
    document.set_tag_tree(tree);
    document
        .finish()
        .map_err(|error| Error::Compose(format!("{error}").into()))
}

fn failed(what: &'static str) -> Error {
    Error::Compose(what.into())
}

fn metadata(report: &Report) -> Metadata {
    Metadata::new()
        .title(report.title.clone())
        .language(report.language.clone())
        .creator(report.producer.clone())
        .producer(report.producer.clone())
        .creation_date(date(report))
        .text_direction(TextDirection::LeftToRight)
}

fn date(report: &Report) -> DateTime {
    let moment = report.created.to_zoned(TimeZone::UTC);
    let small = |value: i8| u8::try_from(value).unwrap_or_default();
    DateTime::new(u16::try_from(moment.year()).unwrap_or_default())
        .month(small(moment.month()))
        .day(small(moment.day()))
        .hour(small(moment.hour()))
        .minute(small(moment.minute()))
        .second(small(moment.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

/// Headings below the title; deeper ones are listed beside their parents, which is enough for a report.
fn outline(headings: &[Heading], title: &str) -> Outline {
    let mut outline = Outline::new();
    outline.push_child(OutlineNode::new(
        title.to_owned(),
        XyzDestination::new(0, Point::from_xy(0.0, 0.0)),
    ));
    for heading in headings.iter().filter(|heading| heading.level <= 2) {
        let place = XyzDestination::new(heading.page, Point::from_xy(0.0, heading.y as f32));
        outline.push_child(OutlineNode::new(heading.text.clone(), place));
    }
    outline
}

fn embed_attachments(document: &mut Document, report: &Report) -> Result<()> {
    for attachment in &report.attachments {
        let file = EmbeddedFile {
            path: attachment.name.clone(),
            mime_type: Some(MimeType::new(&attachment.media_type).ok_or_else(|| failed("a media type"))?),
            description: Some(attachment.description.clone()),
            association_kind: AssociationKind::Data,
            data: attachment.data.clone().into(),
            modification_date: Some(date(report)),
            compress: Some(true),
            location: None,
        };
        document
            .embed_file(file)
            .ok_or_else(|| failed("two attachments of one name"))?;
    }
    Ok(())
}

/// Draws all pages and returns what krilla calls each leaf of the tree.
fn draw_pages(document: &mut Document, layout: &Layout, fonts: &Fonts) -> Result<Vec<Option<Identifier>>> {
    let font = Font::new(font_data(fonts), 0).ok_or_else(|| failed("the font"))?;
    let settings =
        PageSettings::from_wh(PAGE[0] as f32, PAGE[1] as f32).ok_or_else(|| failed("the page size"))?;
    let mut leaves = vec![None; layout.leaves];
    for items in &layout.pages {
        let mut page = document.start_page_with(settings.clone());
        let mut surface = page.surface();
        for item in items {
            draw(&mut surface, item, fonts, &font, &mut leaves);
        }
        surface.finish();
        page.finish();
    }
    Ok(leaves)
}

/// The face's bytes as krilla shares them.
fn font_data(fonts: &Fonts) -> Data {
    struct Shared(Arc<[u8]>);
    impl AsRef<[u8]> for Shared {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }
    let shared: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(Shared(fonts.text().shared()));
    Data::from(shared)
}

fn draw(
    surface: &mut Surface<'_>,
    item: &Item,
    fonts: &Fonts,
    font: &Font,
    leaves: &mut [Option<Identifier>],
) {
    match item {
        Item::Line(line) => {
            let tag = if line.leaf.is_some() {
                ContentTag::Span(SpanTag::empty())
            } else {
                artifact(ArtifactType::PaginationOther)
            };
            let identifier = surface.start_tagged(tag);
            draw_line(surface, line, fonts, font);
            surface.end_tagged();
            if let Some(slot) = line.leaf.and_then(|leaf| leaves.get_mut(leaf)) {
                *slot = Some(identifier);
            }
        }
        Item::Rule { x, y, width, color } => draw_shape(surface, rectangle(*x, *y, *width, 0.7), *color),
        Item::Squares { corners, side, color } => draw_shape(surface, squares(corners, *side), *color),
        Item::Dot { x, y, color } => draw_shape(surface, rectangle(x - 1.8, y - 1.8, 3.6, 3.6), *color),
    }
}

fn artifact(kind: ArtifactType) -> ContentTag<'static> {
    ContentTag::Artifact(Artifact::with_kind(kind))
}

fn draw_shape(surface: &mut Surface<'_>, path: Option<Path>, color: Color) {
    let Some(path) = path else { return };
    surface.start_tagged(artifact(ArtifactType::Layout));
    surface.set_fill(Some(fill(color)));
    surface.set_stroke(None);
    surface.draw_path(&path);
    surface.end_tagged();
}

fn rectangle(x: f64, y: f64, width: f64, height: f64) -> Option<Path> {
    let mut builder = PathBuilder::new();
    builder.push_rect(Rect::from_xywh(x as f32, y as f32, width as f32, height as f32)?);
    builder.finish()
}

/// All of them as one shape: neighbours leave no hair between them.
fn squares(corners: &[(f64, f64)], side: f64) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for (x, y) in corners {
        builder.push_rect(Rect::from_xywh(*x as f32, *y as f32, side as f32, side as f32)?);
    }
    builder.finish()
}

fn draw_line(surface: &mut Surface<'_>, line: &Line, fonts: &Fonts, font: &Font) {
    let text = fonts.presentable(&line.text);
    let glyphs: Vec<KrillaGlyph> = text
        .char_indices()
        .filter_map(|(at, letter)| {
            let glyph = fonts.text().glyph(letter)?;
            let advance = (glyph.advance / 1000.0) as f32;
            let range = at..at + letter.len_utf8();
            Some(KrillaGlyph::new(
                GlyphId::new(glyph.id.into()),
                advance,
                0.0,
                0.0,
                0.0,
                range,
                None,
            ))
        })
        .collect();
    surface.set_fill(Some(fill(line.style.color)));
    // The product brings along one weight; a thin stroke makes it bold.
    let stroke = Stroke {
        paint: color(line.style.color).into(),
        width: (line.style.size * 0.028) as f32,
        ..Stroke::default()
    };
    surface.set_stroke(line.style.bold.then_some(stroke));
    let start = Point::from_xy(line.x as f32, line.y as f32);
    surface.draw_glyphs(start, &glyphs, font.clone(), &text, line.style.size as f32, false);
}

fn fill(rgb: Color) -> Fill {
    Fill {
        paint: color(rgb).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }
}

fn color(color: Color) -> rgb::Color {
    let [red, green, blue] = color.map(|part| (part * 255.0).round() as u8);
    rgb::Color::new(red, green, blue)
}

/// The tree as krilla wants it; a group without content is left out.
fn node(branch: &Branch, leaves: &[Option<Identifier>]) -> Option<Node> {
    match branch {
        Branch::Leaf(leaf) => leaves.get(*leaf).copied().flatten().map(Node::Leaf),
        Branch::Group(role, parts) => {
            let children: Vec<Node> = parts.iter().filter_map(|part| node(part, leaves)).collect();
            if children.is_empty() {
                None
            } else {
                Some(Node::Group(TagGroup::with_children(tag(role), children)))
            }
        }
    }
}

fn tag(role: &Role) -> TagKind {
    match role {
        Role::Title => Tag::Title.into(),
        Role::Heading(level, title) => {
            let level = NonZeroU16::new(u16::from(*level)).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, Some(title.clone())).into()
        }
        Role::Paragraph => Tag::P.into(),
        Role::Table => Tag::Table.into(),
        Role::Row => Tag::TR.into(),
        Role::Name => Tag::TH(TableHeaderScope::Row).into(),
        Role::Value => Tag::TD.into(),
        Role::List => Tag::L(ListNumbering::None).into(),
        Role::Item => Tag::LI.into(),
        Role::Label => Tag::Lbl.into(),
        Role::Body => Tag::LBody.into(),
    }
}
