//! What a method asks of a recipient, what it proves and what it costs: three things that an administrator weighs against each other.

use super::MethodKind;

/// What the recipient must do beside opening the link. It says nothing about what is proved: a question can be tiresome and prove little.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Friction {
    /// Nothing more.
    Low,
    /// Type one thing that they were told or sent.
    Medium,
    /// Register, show a paper or answer questions about themselves.
    High,
}

/// What a right answer proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Assurance {
    /// That whoever answers reads the mailbox.
    Mailbox,
    /// That they know what was agreed before; so does whoever set it, and it can be passed on.
    SharedSecret,
    /// That they know what they alone have set; whoever reads their mailbox can set it anew.
    OwnSecret,
    /// That they hold what belongs to the person.
    Possession,
}

impl Friction {
    /// All of them, the least first.
    pub const ALL: [Friction; 3] = [Friction::Low, Friction::Medium, Friction::High];

    /// Its name in words and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Friction::Low => "low",
            Friction::Medium => "medium",
            Friction::High => "high",
        }
    }
}

impl Assurance {
    /// Its name in words and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Assurance::Mailbox => "mailbox",
            Assurance::SharedSecret => "shared_secret",
            Assurance::OwnSecret => "own_secret",
            Assurance::Possession => "possession",
        }
    }
}

impl MethodKind {
    /// Every method, and the PIN that can be asked for beside them: what an administrator reads about.
    pub fn explained() -> impl Iterator<Item = MethodKind> {
        MethodKind::ALL.into_iter().chain([MethodKind::Pin])
    }

    /// What the recipient must do.
    pub fn friction(self) -> Friction {
        match self {
            MethodKind::Email => Friction::Low,
            MethodKind::Account | MethodKind::Password | MethodKind::Phone | MethodKind::Pin => {
                Friction::Medium
            }
        }
    }

    /// What it proves; whether that raises the level of a signature says [`MethodKind::is_bound_to_the_person`].
    pub fn assurance(self) -> Assurance {
        match self {
            MethodKind::Email => Assurance::Mailbox,
            MethodKind::Password | MethodKind::Pin => Assurance::SharedSecret,
            MethodKind::Account => Assurance::OwnSecret,
            MethodKind::Phone => Assurance::Possession,
        }
    }

    /// Whether each use costs something: a gateway sends or speaks the code.
    pub fn is_premium(self) -> bool {
        self == MethodKind::Phone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_05_what_the_recipient_does_and_what_it_proves_are_two_things() {
        // The same effort, and more or less proved.
        let (password, phone) = (MethodKind::Password, MethodKind::Phone);
        assert_eq!(password.friction(), phone.friction());
        assert_ne!(password.assurance(), phone.assurance());
        let least = MethodKind::explained().min_by_key(|kind| kind.friction());
        assert_eq!(least, Some(MethodKind::Email));
        // Nothing raises the level of a signature that proves only a mailbox or what others know, too.
        for kind in MethodKind::explained().filter(|kind| kind.is_bound_to_the_person()) {
            assert_eq!(kind.assurance(), Assurance::Possession, "{kind:?}");
        }
    }

    #[test]
    fn a_49_the_phone_is_premium_and_what_needs_no_gateway_is_not() {
        let premium: Vec<_> = MethodKind::explained().filter(|kind| kind.is_premium()).collect();
        assert_eq!(premium, [MethodKind::Phone]);
    }
}
