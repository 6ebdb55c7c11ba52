//! Whatever is typed as a formula is read or refused at once; what is read can be reckoned with any numbers and never panics.
#![no_main]

use domain::fields::{Decimal, Formula, Pattern};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if let Ok(formula) = Formula::parse(first) {
        let number = Decimal::parse(rest);
        let names = formula.names().len();
        let result = formula.evaluate(&|_| number);
        if let Ok(Some(result)) = result {
            assert_eq!(Decimal::parse(&result.to_string()), Some(result), "what was reckoned can be kept");
        }
        assert!(names <= 1_000);
    }
    let pattern = Pattern { expression: first.to_owned(), message: String::new() };
    if pattern.is_sound() {
        let _ = pattern.matches(rest);
    }
});
