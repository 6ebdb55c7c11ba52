//! Formulas over number fields: `round(sum([Unit price] * quantity, shipping) / 2, 2)`. A small language of its own, with bounds
//! on everything, so that no formula can keep a server or a page busy.

use super::decimal::{CalculationFault, Decimal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const MAX_LENGTH: usize = 1_000;
const MAX_DEPTH: usize = 32;
const MAX_PARTS: usize = 400;

/// A formula that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    root: Part,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Number(Decimal),
    Name(String),
    Negated(Box<Part>),
    Both(Operator, Box<Part>, Box<Part>),
    Call(Function, Vec<Part>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Plus,
    Minus,
    Times,
    Over,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Function {
    Max,
    Min,
    Round,
    Sum,
}

/// What is wrong with a formula.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum FormulaFault {
    /// Something divides by nothing, whatever is filled in.
    DivisionByZero,
    /// Nothing stands where a number or a name is expected.
    EndsEarly,
    /// A field that is filled later, by somebody whose turn comes after or at the same time.
    FilledLater {
        /// The name.
        name: String,
    },
    /// A field that holds no number.
    NotANumber {
        /// The name.
        name: String,
    },
    /// More characters, brackets or parts than a formula may have.
    TooLong,
    /// A number in it, or what it gives, has too many digits.
    TooLarge,
    /// A character that has no meaning there.
    Unexpected {
        /// Where, in characters from 1.
        at: usize,
        /// What stands there.
        found: String,
    },
    /// A word before a bracket that is no function.
    UnknownFunction {
        /// The word.
        name: String,
    },
    /// No field is called so.
    UnknownName {
        /// The name.
        name: String,
    },
    /// `round` takes a number and a number of places from 0 to 12; the others take at least one number.
    WrongArguments,
}

impl From<CalculationFault> for FormulaFault {
    fn from(fault: CalculationFault) -> FormulaFault {
        match fault {
            CalculationFault::DivisionByZero => FormulaFault::DivisionByZero,
            CalculationFault::TooLarge => FormulaFault::TooLarge,
        }
    }
}

impl Formula {
    /// Reads a formula; what cannot be right whatever is filled in, such as a division by a plain zero, is refused here.
    pub fn parse(text: &str) -> Result<Formula, FormulaFault> {
        if text.chars().count() > MAX_LENGTH {
            return Err(FormulaFault::TooLong);
        }
        let mut reader = Reader {
            tokens: tokens(text)?,
            next: 0,
            parts: 0,
        };
        let root = reader.sum(0)?;
        match reader.tokens.get(reader.next) {
            Some(token) => Err(token.unexpected()),
            None => {
                check_constants(&root)?;
                Ok(Formula { root })
            }
        }
    }

    /// The names of the fields that it asks for.
    pub fn names(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        let mut pending = vec![&self.root];
        while let Some(part) = pending.pop() {
            match part {
                Part::Name(name) => drop(names.insert(name.as_str())),
                Part::Number(_) => {}
                Part::Negated(inner) => pending.push(inner),
                Part::Both(_, left, right) => pending.extend([&**left, &**right]),
                Part::Call(_, parts) => pending.extend(parts),
            }
        }
        names
    }

    /// What it gives. An empty field counts as 0; where every field is empty, there is nothing to say yet.
    pub fn evaluate(
        &self,
        value: &dyn Fn(&str) -> Option<Decimal>,
    ) -> Result<Option<Decimal>, CalculationFault> {
        let names = self.names();
        if !names.is_empty() && names.iter().all(|name| value(name).is_none()) {
            return Ok(None);
        }
        self.root.evaluate(value).map(Some)
    }
}

impl Part {
    /// The depth is bounded by the reader.
    fn evaluate(&self, value: &dyn Fn(&str) -> Option<Decimal>) -> Result<Decimal, CalculationFault> {
        match self {
            Part::Number(number) => Ok(*number),
            Part::Name(name) => Ok(value(name).unwrap_or_default()),
            Part::Negated(inner) => Ok(inner.evaluate(value)?.negated()),
            Part::Both(operator, left, right) => {
                let (left, right) = (left.evaluate(value)?, right.evaluate(value)?);
                match operator {
                    Operator::Plus => left.plus(right),
                    Operator::Minus => left.plus(right.negated()),
                    Operator::Times => left.times(right),
                    Operator::Over => left.over(right),
                }
            }
            Part::Call(function, parts) => {
                let numbers = parts.iter().map(|part| part.evaluate(value));
                call(*function, &numbers.collect::<Result<Vec<_>, _>>()?)
            }
        }
    }

    fn is_constant(&self) -> bool {
        match self {
            Part::Number(_) => true,
            Part::Name(_) => false,
            Part::Negated(inner) => inner.is_constant(),
            Part::Both(_, left, right) => left.is_constant() && right.is_constant(),
            Part::Call(_, parts) => parts.iter().all(Part::is_constant),
        }
    }
}

fn call(function: Function, numbers: &[Decimal]) -> Result<Decimal, CalculationFault> {
    let (first, rest) = numbers.split_first().unwrap_or((&Decimal::ZERO, &[]));
    Ok(match function {
        Function::Max => rest.iter().copied().fold(*first, Decimal::max),
        Function::Min => rest.iter().copied().fold(*first, Decimal::min),
        Function::Round => first.round(places(rest.first()).unwrap_or(0)),
        Function::Sum => rest.iter().try_fold(*first, |sum, number| sum.plus(*number))?,
    })
}

/// The second argument of `round`, if it can be one.
fn places(number: Option<&Decimal>) -> Option<u32> {
    let Some(number) = number else { return Some(0) };
    number.to_string().parse().ok().filter(|places| *places <= 12)
}

/// Parts without a name are calculated at once: their faults hold for every value.
fn check_constants(part: &Part) -> Result<(), FormulaFault> {
    if part.is_constant() {
        return Ok(part.evaluate(&|_| None).map(drop)?);
    }
    match part {
        Part::Number(_) | Part::Name(_) => Ok(()),
        Part::Negated(inner) => check_constants(inner),
        Part::Both(operator, left, right) => {
            check_constants(left)?;
            check_constants(right)?;
            let by_zero = *operator == Operator::Over
                && right.is_constant()
                && right.evaluate(&|_| None)? == Decimal::ZERO;
            if by_zero {
                Err(FormulaFault::DivisionByZero)
            } else {
                Ok(())
            }
        }
        Part::Call(_, parts) => parts.iter().try_for_each(check_constants),
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Sign {
    Number(Decimal),
    /// A name without brackets may be a function.
    Word(String),
    Bracketed(String),
    Other(char),
}

#[derive(Clone, Debug)]
struct Token {
    at: usize,
    sign: Sign,
}

impl Token {
    fn unexpected(&self) -> FormulaFault {
        let found = match &self.sign {
            Sign::Number(number) => number.to_string(),
            Sign::Word(word) => word.clone(),
            Sign::Bracketed(name) => format!("[{name}]"),
            Sign::Other(sign) => sign.to_string(),
        };
        FormulaFault::Unexpected { at: self.at, found }
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, FormulaFault> {
    let characters: Vec<char> = text.chars().collect();
    let (mut tokens, mut at) = (Vec::new(), 0);
    while let Some(first) = characters.get(at).copied() {
        let start = at;
        let mut take = |good: &dyn Fn(char) -> bool| {
            let from = at;
            while characters.get(at).copied().is_some_and(good) {
                at += 1;
            }
            characters
                .get(from..at)
                .unwrap_or_default()
                .iter()
                .collect::<String>()
        };
        let sign = match first {
            space if space.is_whitespace() => {
                take(&char::is_whitespace);
                continue;
            }
            digit if digit.is_ascii_digit() => {
                let digits = take(&|c| c.is_ascii_digit() || c == '.');
                let found = || FormulaFault::Unexpected {
                    at: start + 1,
                    found: digits.clone(),
                };
                Sign::Number(Decimal::parse(&digits).ok_or_else(found)?)
            }
            letter if letter.is_alphabetic() || letter == '_' => {
                Sign::Word(take(&|c| c.is_alphanumeric() || c == '_'))
            }
            '[' => {
                at += 1;
                let name = characters.get(at..).unwrap_or_default().iter();
                let name: String = name.take_while(|c| **c != ']').collect();
                at += name.chars().count() + 1;
                if at > characters.len() {
                    return Err(FormulaFault::EndsEarly);
                }
                Sign::Bracketed(name.trim().to_owned())
            }
            other => {
                at += 1;
                Sign::Other(other)
            }
        };
        tokens.push(Token { at: start + 1, sign });
    }
    Ok(tokens)
}

struct Reader {
    tokens: Vec<Token>,
    next: usize,
    parts: usize,
}

impl Reader {
    fn take(&mut self, wanted: &[char]) -> Option<char> {
        let Some(Sign::Other(sign)) = self.tokens.get(self.next).map(|token| &token.sign) else {
            return None;
        };
        let sign = wanted.iter().copied().find(|one| one == sign)?;
        self.next += 1;
        Some(sign)
    }

    fn expect(&mut self, wanted: char) -> Result<(), FormulaFault> {
        match self.take(&[wanted]) {
            Some(_) => Ok(()),
            None => Err(self.fault_here()),
        }
    }

    fn fault_here(&self) -> FormulaFault {
        self.tokens
            .get(self.next)
            .map_or(FormulaFault::EndsEarly, Token::unexpected)
    }

    fn count(&mut self, part: Part) -> Result<Part, FormulaFault> {
        self.parts += 1;
        if self.parts > MAX_PARTS {
            Err(FormulaFault::TooLong)
        } else {
            Ok(part)
        }
    }

    fn sum(&mut self, depth: usize) -> Result<Part, FormulaFault> {
        let mut left = self.product(depth)?;
        while let Some(sign) = self.take(&['+', '-', '\u{2212}']) {
            let right = self.product(depth)?;
            let operator = if sign == '+' {
                Operator::Plus
            } else {
                Operator::Minus
            };
            left = self.count(Part::Both(operator, left.into(), right.into()))?;
        }
        Ok(left)
    }

    fn product(&mut self, depth: usize) -> Result<Part, FormulaFault> {
        let mut left = self.factor(depth)?;
        while let Some(sign) = self.take(&['*', '/', '\u{d7}', '\u{f7}']) {
            let right = self.factor(depth)?;
            let times = matches!(sign, '*' | '\u{d7}');
            let operator = if times { Operator::Times } else { Operator::Over };
            left = self.count(Part::Both(operator, left.into(), right.into()))?;
        }
        Ok(left)
    }

    fn factor(&mut self, depth: usize) -> Result<Part, FormulaFault> {
        if depth > MAX_DEPTH {
            return Err(FormulaFault::TooLong);
        }
        if self.take(&['-', '\u{2212}']).is_some() {
            let inner = self.factor(depth + 1)?;
            return self.count(Part::Negated(inner.into()));
        }
        if self.take(&['(']).is_some() {
            let inner = self.sum(depth + 1)?;
            self.expect(')')?;
            return Ok(inner);
        }
        let sign = self.tokens.get(self.next).map(|token| token.sign.clone());
        let part = match sign {
            Some(Sign::Number(number)) => Part::Number(number),
            Some(Sign::Bracketed(name)) => Part::Name(name),
            Some(Sign::Word(word)) => {
                self.next += 1;
                return match self.take(&['(']) {
                    Some(_) => self.call(&word, depth),
                    None => self.count(Part::Name(word)),
                };
            }
            Some(Sign::Other(_)) | None => return Err(self.fault_here()),
        };
        self.next += 1;
        self.count(part)
    }

    fn call(&mut self, word: &str, depth: usize) -> Result<Part, FormulaFault> {
        let function = match word.to_lowercase().as_str() {
            "max" => Function::Max,
            "min" => Function::Min,
            "round" => Function::Round,
            "sum" => Function::Sum,
            _ => {
                return Err(FormulaFault::UnknownFunction {
                    name: word.to_owned(),
                });
            }
        };
        if self.take(&[')']).is_some() {
            return Err(FormulaFault::WrongArguments);
        }
        let mut parts = vec![self.sum(depth + 1)?];
        while self.take(&[',', ';']).is_some() {
            parts.push(self.sum(depth + 1)?);
        }
        self.expect(')')?;
        let rounds_well = || match parts.as_slice() {
            [_] => true,
            [_, Part::Number(number)] => places(Some(number)).is_some(),
            _ => false,
        };
        if function == Function::Round && !rounds_well() {
            return Err(FormulaFault::WrongArguments);
        }
        self.count(Part::Call(function, parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn given(name: &str) -> Option<Decimal> {
        let value = match name {
            "price" => "19.90",
            "Unit price" => "0.1",
            "količina" => "3",
            "zero" => "0",
            _ => return None,
        };
        Decimal::parse(value)
    }

    fn result(formula: &str) -> Option<String> {
        let value = Formula::parse(formula).unwrap().evaluate(&given).unwrap();
        value.map(|number| number.to_string())
    }

    #[test]
    fn formulas_give_what_paper_would() {
        for (formula, expected) in [
            ("price * količina", "59.7"),
            ("[Unit price] + 0.2", "0.3"),
            ("1 + 2 * 3 - 4 / 2", "5"),
            ("-(price - 20)", "0.1"),
            ("sum(price; [Unit price], 1)", "21"),
            ("round(price * 0.22, 2)", "4.38"),
            ("round(10 / 3)", "3"),
            ("max(1, price, 3) − min(4, 2)", "17.9"),
            ("price + missing", "19.9"),
            ("2 × 3 ÷ 4", "1.5"),
        ] {
            assert_eq!(result(formula).as_deref(), Some(expected), "{formula}");
        }
        assert_eq!(
            result("missing * 2"),
            None,
            "nothing is filled, so nothing is said"
        );
    }

    #[test]
    fn faults_are_named() {
        use FormulaFault::{DivisionByZero, EndsEarly, TooLarge, TooLong, WrongArguments};
        let fault = |formula: &str| Formula::parse(formula).unwrap_err();
        assert_eq!(fault(""), EndsEarly);
        assert_eq!(fault("1 +"), EndsEarly);
        assert_eq!(fault("(1"), EndsEarly);
        assert_eq!(fault("[price"), EndsEarly);
        assert_eq!(fault("price / 0"), DivisionByZero);
        assert_eq!(fault("price / (3 - 3)"), DivisionByZero);
        assert_eq!(fault("1 + 5 / 0 + price"), DivisionByZero);
        assert_eq!(fault("999999999999999999 * 10"), TooLarge);
        assert_eq!(fault("sum()"), WrongArguments);
        assert_eq!(fault("round(1, 2, 3)"), WrongArguments);
        assert_eq!(fault("round(1, 13)"), WrongArguments);
        assert_eq!(
            fault("sqrt(4)"),
            FormulaFault::UnknownFunction { name: "sqrt".into() }
        );
        let found = "^".to_owned();
        assert_eq!(fault("2 ^ 3"), FormulaFault::Unexpected { at: 3, found });
        assert_eq!(fault(&"(".repeat(900)), TooLong);
        assert_eq!(fault(&"-".repeat(900)), TooLong);
        assert_eq!(fault(&"1+".repeat(499)), TooLong);
        assert_eq!(fault(&"1".repeat(2_000)), TooLong);
    }

    #[test]
    fn a_divisor_that_is_filled_with_nothing_gives_a_fault_and_no_number() {
        let formula = Formula::parse("price / zero").unwrap();
        assert_eq!(formula.evaluate(&given), Err(CalculationFault::DivisionByZero));
        assert_eq!(formula.names().into_iter().collect::<Vec<_>>(), ["price", "zero"]);
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_panics(formula in r"[-+*/()\[\],;0-9a-c. ]{0,60}") {
            if let Ok(formula) = Formula::parse(&formula) {
                let _ = formula.evaluate(&given);
            }
        }

        #[test]
        fn brackets_around_everything_change_nothing(a in 1_u32..1000, b in 1_u32..1000, c in 1_u32..1000) {
            let plain = result(&format!("{a} + {b} * {c}"));
            prop_assert_eq!(plain, result(&format!("(({a}) + (({b}) * {c}))")));
        }
    }
}
