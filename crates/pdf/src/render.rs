//! Draws a page, form fields included, as a PNG of a given width; for a child process with limits of its own, as nothing here
//! bounds the time or the memory that a hostile content stream takes.

use std::fmt;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use crate::{Document, Error, Result};

/// A page as a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageImage {
    /// The PNG file.
    pub png: Vec<u8>,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

/// A page as pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// Red, green and blue, row by row.
    pub(crate) pixels: Vec<[u8; 3]>,
}

/// A document ready to be drawn page by page.
pub struct Renderer {
    pdf: Pdf,
    sizes: Vec<(f64, f64)>,
}

/// Pixels across, at most.
pub const MAX_WIDTH: u32 = 4096;
const MAX_PIXELS: u64 = 40_000_000;
/// Longest side of a page, in points: the standard's 200 inches with its largest common user unit.
const MAX_SIDE: f64 = 144_000.0;
/// How many times as long as wide, or the other way round.
const MAX_ASPECT: f64 = 60.0;

impl Renderer {
    /// Hands the document over to the renderer.
    pub fn open(document: &Document, password: Option<&[u8]>) -> Result<Renderer> {
        let sizes = document
            .pages()?
            .iter()
            .map(|page| (page.width, page.height))
            .collect();
        let password = password.map(String::from_utf8_lossy).unwrap_or_default();
        let pdf =
            Pdf::new_with_password(document.bytes().to_vec(), &password).map_err(|error| match error {
                LoadPdfError::Decryption(_) => Error::WrongPassword,
                LoadPdfError::Invalid => Error::Render("the renderer does not understand the file".into()),
            })?;
        Ok(Renderer { pdf, sizes })
    }

    /// How many pages the renderer sees, which may be others than ours in a tree that breaks the rules.
    pub fn page_count(&self) -> usize {
        self.pdf.pages().len()
    }

    /// Draws the page `index`, `width` pixels wide, as displayed, on white.
    pub fn page(&self, index: usize, width: u32) -> Result<PageImage> {
        self.raster(index, width)?.encode()
    }

    /// The same as pixels, to be held against others.
    pub fn raster(&self, index: usize, width: u32) -> Result<Raster> {
        let size = *self.sizes.get(index).ok_or(Error::NoSuchPage(index))?;
        let height = pixel_height(size, width)?;
        let page = self
            .pdf
            .pages()
            .get(index)
            .ok_or_else(|| Error::Render("the renderer sees fewer pages".into()))?;
        let (units_across, units_down) = page.render_dimensions();
        // A little more than the exact factor, as the renderer cuts fractions of a pixel off.
        let scale = |pixels: u32, units: f32| (f64::from(pixels) + 0.01) as f32 / units;
        let settings = PixmapSettings {
            x_scale: scale(width, units_across),
            y_scale: scale(height, units_down),
            bg_color: WHITE,
        };
        let interpreter = InterpreterSettings::default();
        let pixmap = hayro::render(
            page,
            &RenderCache::new(),
            &interpreter,
            &RenderSettings::default(),
            &settings,
        );
        Ok(Raster::of(&pixmap))
    }
}

impl fmt::Debug for Renderer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Renderer({} pages)", self.sizes.len())
    }
}

/// The height that belongs to a width, unless page or picture is out of all proportion.
fn pixel_height((across, down): (f64, f64), width: u32) -> Result<u32> {
    let sane = |side: f64| side.is_finite() && (1.0..=MAX_SIDE).contains(&side);
    if !sane(across) || !sane(down) || across / down > MAX_ASPECT || down / across > MAX_ASPECT {
        return Err(Error::Render(
            "the size of the page is out of all proportion".into(),
        ));
    }
    let height = (f64::from(width) * down / across).round().max(1.0) as u32;
    let pixels = u64::from(width) * u64::from(height);
    if width == 0 || width > MAX_WIDTH || height > u32::from(u16::MAX) || pixels > MAX_PIXELS {
        return Err(Error::too_large("pixels", MAX_PIXELS));
    }
    Ok(height)
}

impl Raster {
    fn of(pixmap: &Pixmap) -> Raster {
        let pixels = pixmap.data().iter();
        Raster {
            width: u32::from(pixmap.width()),
            height: u32::from(pixmap.height()),
            pixels: pixels.map(|pixel| [pixel.r, pixel.g, pixel.b]).collect(),
        }
    }

    /// As a PNG. Most pages have no colour, and a third of the bytes then does.
    pub fn encode(&self) -> Result<PageImage> {
        let (width, height) = (self.width, self.height);
        let grey = self.pixels.iter().all(|[r, g, b]| r == g && g == b);
        let samples: Vec<u8> = if grey {
            self.pixels.iter().map(|[grey, ..]| *grey).collect()
        } else {
            self.pixels.as_flattened().to_vec()
        };
        let mut png = Vec::with_capacity(samples.len() / 8);
        let mut encoder = png::Encoder::new(&mut png, width, height);
        encoder.set_color(if grey {
            png::ColorType::Grayscale
        } else {
            png::ColorType::Rgb
        });
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Balanced);
        let written = encoder
            .write_header()
            .and_then(|mut writer| writer.write_image_data(&samples));
        written.map_err(|error| Error::Render(error.to_string().into()))?;
        Ok(PageImage { png, width, height })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    fn document(page: &str) -> Document {
        let bytes = format!(
            "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj \
             3 0 obj<</Type/Page/Parent 2 0 R{page}/Contents 4 0 R>>endobj 4 0 obj<</Length 25>>stream\n\
             1 0 0 rg 0 0 50 50 re f  \nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>\n%%EOF"
        );
        Document::open(bytes.into_bytes(), None, &Limits::default()).unwrap()
    }

    /// Width, height and one pixel, counted from the top left.
    fn drawn(page: &str, width: u32, at: (u32, u32)) -> (u32, u32, Vec<u8>) {
        let image = Renderer::open(&document(page), None)
            .unwrap()
            .page(0, width)
            .unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(image.png))
            .read_info()
            .unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let channels = info.line_size / info.width as usize;
        let start = at.1 as usize * info.line_size + at.0 as usize * channels;
        assert_eq!((info.width, info.height), (image.width, image.height));
        (
            image.width,
            image.height,
            pixels[start..start + channels].to_vec(),
        )
    }

    #[test]
    fn a_page_is_drawn_as_displayed() {
        let red = vec![255, 0, 0];
        assert_eq!(
            drawn("/MediaBox[0 0 200 100]", 400, (10, 190)),
            (400, 200, red.clone())
        );
        assert_eq!(
            drawn("/MediaBox[0 0 200 100]/Rotate 90", 100, (10, 10)),
            (100, 200, red.clone())
        );
        assert_eq!(
            drawn(
                "/MediaBox[0 0 200 100]/CropBox[0 0 100 100]/UserUnit 3",
                331,
                (10, 320)
            ),
            (331, 331, red)
        );
    }

    #[test]
    fn pages_are_counted_as_the_renderer_sees_them() {
        assert_eq!(Renderer::open(&document(""), None).unwrap().page_count(), 1);
        // The inner node has no type: two pages to us, one to the renderer.
        let objects = [
            (1, "<</Type/Catalog/Pages 2 0 R>>"),
            (2, "<</Type/Pages/Count 2/Kids[3 0 R]/MediaBox[0 0 9 9]>>"),
            (3, "<</Parent 2 0 R/Count 2/Kids[4 0 R 5 0 R]>>"),
            (4, "<</Type/Page/Parent 3 0 R>>"),
            (5, "<</Type/Page/Parent 3 0 R>>"),
        ];
        let document = crate::fixture::open(&crate::fixture::file(&objects, "/Root 1 0 R/Size 6"));
        assert_eq!(document.pages().unwrap().len(), 2);
        assert_eq!(Renderer::open(&document, None).unwrap().page_count(), 1);
    }

    #[test]
    fn silly_sizes_are_refused() {
        let code = |page: &str, width| {
            Renderer::open(&document(page), None)
                .unwrap()
                .page(0, width)
                .unwrap_err()
                .code()
        };
        assert_eq!(code("/MediaBox[0 0 6000000 6000000]", 800), "render");
        assert_eq!(code("/MediaBox[0 0 10 10000]", 800), "render");
        assert_eq!(code("/MediaBox[0 0 100 100]", 0), "too_large");
        assert_eq!(code("/MediaBox[0 0 100 5000]", 4000), "too_large");
        assert_eq!(
            Renderer::open(&document("/MediaBox[0 0 9 9]"), None)
                .unwrap()
                .page(1, 9),
            Err(Error::NoSuchPage(1))
        );
    }
}
