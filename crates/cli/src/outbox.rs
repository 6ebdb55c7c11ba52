//! Shows the simulators' outbox to the pages.

use app::ports::{OutboxMessage, SimulatedOutbox};
use simulators::Outbox;
use simulators::outbox::{Channel, Message};

/// The outbox of the simulators in this process.
pub struct SharedOutbox(pub Outbox);

impl SimulatedOutbox for SharedOutbox {
    fn messages(&self) -> Vec<OutboxMessage> {
        self.0.messages().into_iter().map(shown).collect()
    }
}

fn shown(message: Message) -> OutboxMessage {
    let channel = match message.channel {
        Channel::Mail => "mail",
        Channel::Sms => "sms",
        Channel::Call => "call",
    };
    OutboxMessage {
        id: message.id,
        channel: channel.to_owned(),
        at: message.at,
        to: message.to,
        from: message.from,
        subject: message.subject,
        text: message.text,
        html: message.html,
        links: message.links,
        codes: message.codes,
        reference: message.reference,
        attachments: message
            .attachments
            .into_iter()
            .map(|attachment| attachment.name)
            .collect(),
    }
}
