//! The challenge before the document: a code that is sent or said only when asked for, or a password that the sender
//! has told, and the person's PIN; and the way out for whom it is not meant.

use super::Frame;
use askama::Template;

/// `/s/{token}` while the person has still to prove who they are.
#[derive(Clone, Debug, Template)]
#[template(path = "sign/challenge.html")]
pub struct Challenge {
    /// What all pages of the visit show.
    pub frame: Frame,
    /// Whether they may say that they do not want to sign electronically.
    pub may_refuse: bool,
    /// That they have said so, and what came of it.
    pub withdrawn: Option<String>,
    /// The masked number, `•• 67`.
    pub number: String,
    /// Whether a code is on its way or has arrived.
    pub sent: bool,
    /// It is said in a call.
    pub called: bool,
    /// Whether there is somebody who calls.
    pub calls: bool,
    /// What went wrong with the last code, in words.
    pub error: Option<String>,
    /// How many wrong codes are still allowed; said from the first wrong one on.
    pub attempts_left: Option<usize>,
    /// Why no new code can be asked for yet, in words.
    pub wait: Option<String>,
}

/// `/s/{token}/not-me`: the link reached somebody for whom it is not meant.
#[derive(Clone, Debug, Template)]
#[template(path = "sign/not-me.html")]
pub struct NotMe {
    /// What all pages of the visit show.
    pub frame: Frame,
}

/// `/s/{token}/paper`: somebody who has not proved who they are does not want to sign electronically (C-41).
#[derive(Clone, Debug, Template)]
#[template(path = "sign/paper.html")]
pub struct Paper {
    /// What all pages of the visit show.
    pub frame: Frame,
}

impl Challenge {
    /// One more wrong code ends the agreement for everybody.
    pub fn last_attempt(&self) -> bool {
        self.attempts_left == Some(1)
    }
}

/// `/s/{token}` while the person has still to enter their PIN (M-17).
#[derive(Clone, Debug, Template)]
#[template(path = "sign/pin.html")]
pub struct PinChallenge {
    /// What all pages of the visit show.
    pub frame: Frame,
    /// Whether they may say that they do not want to sign electronically.
    pub may_refuse: bool,
    /// That they have said so, and what came of it.
    pub withdrawn: Option<String>,
    /// What was wrong with the last answer, in words.
    pub error: Option<String>,
    /// How many wrong PINs are still allowed; said from the first wrong one on.
    pub attempts_left: Option<usize>,
    /// Whom to ask.
    pub sender_address: String,
}

impl PinChallenge {
    /// One more wrong PIN ends the agreement for everybody.
    pub fn last_attempt(&self) -> bool {
        self.attempts_left == Some(1)
    }
}

/// `/s/{token}` while the person has still to sign in with their own account.
#[derive(Clone, Debug, Template)]
#[template(path = "sign/account.html")]
pub struct AccountChallenge {
    /// What all pages of the visit show.
    pub frame: Frame,
    /// Whether they may say that they do not want to sign electronically.
    pub may_refuse: bool,
    /// That they have said so, and what came of it.
    pub withdrawn: Option<String>,
    /// The address of the account, where it is there already.
    pub address: Option<String>,
    /// Who else is signed in here, in words.
    pub other: Option<String>,
    /// What was wrong with the last answer, in words.
    pub error: Option<String>,
    /// How many wrong passwords are still allowed; said from the first wrong one on.
    pub attempts_left: Option<usize>,
    /// Whom to ask.
    pub sender_address: String,
}

impl AccountChallenge {
    /// One more wrong password ends the agreement for everybody.
    pub fn last_attempt(&self) -> bool {
        self.attempts_left == Some(1)
    }
}

/// `/s/{token}` while the person has still to enter the signing password.
#[derive(Clone, Debug, Template)]
#[template(path = "sign/password.html")]
pub struct PasswordChallenge {
    /// What all pages of the visit show.
    pub frame: Frame,
    /// Whether they may say that they do not want to sign electronically.
    pub may_refuse: bool,
    /// That they have said so, and what came of it.
    pub withdrawn: Option<String>,
    /// What was wrong with the last answer, in words.
    pub error: Option<String>,
    /// How many wrong passwords are still allowed; said from the first wrong one on.
    pub attempts_left: Option<usize>,
    /// Whom to ask for the password.
    pub sender_address: String,
}

impl PasswordChallenge {
    /// One more wrong password ends the agreement for everybody.
    pub fn last_attempt(&self) -> bool {
        self.attempts_left == Some(1)
    }
}
