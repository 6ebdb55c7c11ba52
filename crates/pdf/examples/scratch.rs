//! scratch (never committed)
use pdf::*;
use pdf::form::*;
fn fonts() -> Fonts {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../web/ui/dist/fonts/");
    Fonts::new(std::fs::read(format!("{dir}NotoSans-Regular.ttf")).unwrap(), std::fs::read(format!("{dir}Caveat-Regular.ttf")).unwrap()).unwrap()
}
fn sign(document: &Document, a: &Act, fonts: &Fonts) -> std::result::Result<Vec<u8>, Error> {
    let mut d = SignatureDictionary::new(SubFilter::CadesDetached, 4096);
    d.name = Some("Žiga".into()); d.reason = Some("Elektronsko podpisal".into()); d.claimed_time = Some("D:20261122080000Z".into());
    if std::env::var("LOCK").is_ok() { let mut all = a.own_fields.clone(); all.push(a.signature_field.clone()); d.lock = Some(FieldLock::Include(all)); }
    let t = std::time::Instant::now();
    let p = act(document, a, &d, fonts)?;
    if std::env::var("TIME").is_ok() { eprintln!("act {:?} {} bytes", t.elapsed(), p.bytes.len()); }
    let parts: Vec<u8> = p.signed_parts(document.bytes())?.concat();
    let tmp = format!("/tmp/sign/tbs{}", std::process::id());
    std::fs::write(&tmp, &parts).unwrap();
    let out = std::process::Command::new("openssl").args(["cms","-sign","-binary","-cades","-md","sha256","-signer","/tmp/sign/cert.pem","-inkey","/tmp/sign/key.pem","-outform","DER","-in",&tmp]).output().unwrap();
    let appended = p.embed(&out.stdout)?;
    Ok([document.bytes(), &appended].concat())
}
fn ink() -> Ink {
    let point = |step: usize| { let t = step as f64 / 12.0; InkPoint { x: 40.0 + t * 28.0 + 22.0 * (t * 2.3).sin(), y: 75.0 - 38.0 * (t * 1.9).sin() * (1.0 - t / 14.0), width: 2.2 + 1.2 * (t * 3.0).cos() } };
    let dash = (0..12).map(|step| InkPoint { x: 60.0 + 22.0 * f64::from(step), y: 128.0, width: 2.0 }).collect();
    Ink { strokes: vec![(0..130).map(point).collect(), dash], width: 400.0, height: 150.0 }
}
fn field(name: &str, kind: NewFieldKind, page: usize, x: f64, y: f64, w: f64, h: f64) -> NewField {
    NewField { name: name.into(), kind, page, rect: Rect { x, y, width: w, height: h }, tooltip: format!("Polje {name}"), required: true, font_size: None, value: None }
}
fn open(b: Vec<u8>) -> std::result::Result<Document, Error> { Document::open(b, None, &Limits::default()) }
fn run(bytes: Vec<u8>, out: &str, fonts: &Fonts) -> std::result::Result<String, Error> {
    let doc = open(bytes)?;
    let signed = signatures::is_signed(&doc)?;
    let n = doc.pages()?.len();
    let p = doc.page(0)?;
    let last = n - 1;
    let (w, h) = (p.width.min(420.0), p.height.min(500.0));
    let mut fields = vec![
        field("r001_sig_01", NewFieldKind::Signature, 0, 20.0, h*0.6, w*0.42, 60.0),
        field("r002_sig_01", NewFieldKind::Signature, last, w*0.5, h*0.6, w*0.42, 26.0),
    ];
    if !signed { fields.extend([
        field("r001_text_01", NewFieldKind::Text{multiline:false}, 0, 20.0, h*0.1, w*0.5, 18.0),
        field("r001_text_02", NewFieldKind::Text{multiline:true}, 0, 20.0, h*0.2, w*0.5, 50.0),
        field("r001_check_01", NewFieldKind::Checkbox, 0, 20.0, h*0.4, 14.0, 14.0),
        field("r001_check_02", NewFieldKind::Checkbox, 0, 40.0, h*0.4, 14.0, 14.0),
        field("r002_init_01", NewFieldKind::Initials, last, w*0.6, h*0.1, 60.0, 24.0),
        field("r002_init_02", NewFieldKind::Initials, last, w*0.8, h*0.1, 60.0, 24.0),
        field("r002_date_01", NewFieldKind::Date, last, w*0.6, h*0.2, 90.0, 18.0),
        field("r002_text_03", NewFieldKind::Text{multiline:false}, last, w*0.6, h*0.3, 90.0, 18.0),
    ]); }
    let pr = prepare(&doc, &fields, fonts, &PrepareOptions { closing_seal: Some("closing_seal".into()), flatten: vec![] })?;
    std::fs::write(format!("{out}.0.pdf"), &pr.bytes).unwrap();
    let removed = format!("{:?}", pr.removed);
    let doc = open(pr.bytes)?;
    let own = |names: &[&str]| if signed { vec![] } else { names.iter().map(|s| s.to_string()).collect::<Vec<_>>() };
    let val = |v: Vec<(&str, Value)>| if signed { vec![] } else { v.into_iter().map(|(n, v)| FieldValue { name: n.into(), value: v }).collect() };
    let a = Act { values: val(vec![("r001_text_01", Value::Text("ČŠŽ čšž řěů đć äöß ελ жщ €".into())), ("r001_text_02", Value::Text("Prva vrstica\nDruga vrstica je precej daljša in se prelomi na več vrstic Ѫ".into())), ("r001_check_01", Value::Checked(true))]),
        own_fields: own(&["r001_text_01","r001_text_02","r001_check_01","r001_check_02"]), lock: true, signature_field: "r001_sig_01".into(),
        appearance: Some(SignatureAppearance { ink: Some(ink()), typed: None, lines: vec!["Elektronsko podpisala Živa Čebašek; istovetnost preverjena: povezava po e-pošti, SMS".into(), "22. 11. 2026 10:15 +01:00".into()] }) };
    let b = sign(&doc, &a, fonts)?;
    std::fs::write(format!("{out}.1.pdf"), &b).unwrap();
    let doc = open(b)?;
    let a = Act { values: val(vec![("r002_init_01", Value::Ink(ink())), ("r002_init_02", Value::Handwritten("JŽ".into())), ("r002_date_01", Value::Text("22. 11. 2026".into()))]),
        own_fields: own(&["r002_init_01","r002_init_02","r002_date_01"]), lock: true, signature_field: "r002_sig_01".into(),
        appearance: Some(SignatureAppearance { ink: None, typed: Some("Řehoř Žižka".into()), lines: vec!["Elektronicky podepsal(a) Řehoř Žižka; totožnost ověřena: e-mail".into()] }) };
    let b = sign(&doc, &a, fonts)?;
    std::fs::write(format!("{out}.2.pdf"), &b).unwrap();
    let doc = open(b)?;
    let a = Act { values: vec![], own_fields: own(&["r002_text_03"]), lock: true, signature_field: "closing_seal".into(), appearance: None };
    let b = sign(&doc, &a, fonts)?;
    std::fs::write(format!("{out}.3.pdf"), &b).unwrap();
    Ok(removed)
}
fn main() {
    let fonts = fonts();
    let args: Vec<String> = std::env::args().skip(1).collect();
    for path in &args {
        let name = std::path::Path::new(path).file_stem().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(path).unwrap();
        match run(bytes, &format!("/tmp/out/{name}"), &fonts) { Ok(r) => println!("OK   {name} {r}"), Err(e) => println!("FAIL {name} {} {e}", e.code()) }
    }
}
