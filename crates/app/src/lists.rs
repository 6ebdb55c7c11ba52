//! Lists: Home's groups, searches, and what the operator looks at.

use crate::error::{Error, Result};
use crate::seals::SEAL_JOBS;
use crate::{App, Caller};
use domain::account::UserRole;
use domain::agreement::{Agreement, Attention, BIN, Status, TEMPLATE};
use domain::ids::AgreementId;
use domain::schedule;
use domain::seal::SealRefusal;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use store::{AgreementFilter, AgreementSummary};
pub use store::{AgreementPage, AgreementSummary as Summary, Cursor, Participant};
use uuid::Uuid;

/// What somebody wants to see of the agreements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListView {
    /// Everything that the caller owns, but the bin and what they have hidden.
    All,
    /// What was put away.
    Bin,
    /// Completed ones.
    Done,
    /// Drafts.
    Drafts,
    /// Cancelled and expired ones.
    Ended,
    /// What the caller has hidden from the other lists.
    Hidden,
    /// Where something is stuck or was asked for.
    NeedsAttention,
    /// Of others, which they let the caller read.
    SharedWithMe,
    /// Templates of the whole account; which of them the caller may use is asked of each.
    Templates,
    /// Sent by the caller, waiting for others.
    WaitingForOthers,
    /// Waiting for the caller's own act.
    WaitingForMe,
}

/// Which agreements a list shows.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// Of which group.
    pub view: ListView,
    /// Admins see their whole account with this, others only their own.
    pub everybody: bool,
    /// What names of agreements and people, or addresses, hold.
    pub text: Option<String>,
    /// Last changed at this time or later.
    pub changed_from: Option<Timestamp>,
    /// Last changed before this time.
    pub changed_before: Option<Timestamp>,
    /// What a program calls it in its own books.
    pub external_id: Option<String>,
    /// Also those that the caller has hidden.
    pub with_hidden: bool,
    /// Also those of others in the account that are shared with the caller now, or in which their turn to act has come or was; only
    /// where the list is of the caller's own.
    pub with_received: bool,
}

impl ListQuery {
    /// A whole group of the caller's own.
    pub fn of(view: ListView) -> ListQuery {
        ListQuery {
            view,
            everybody: false,
            text: None,
            changed_from: None,
            changed_before: None,
            external_id: None,
            with_hidden: false,
            with_received: false,
        }
    }
}

/// Where agreements stand that lists show: neither put away, nor a template.
const AT_HAND: [&str; 7] = [
    "draft",
    "preparing",
    "in_progress",
    "closing",
    "completed",
    "cancelled",
    "expired",
];

/// Where somebody stands in an agreement of which they have been told.
const TURN_CAME: [&str; 5] = [
    "waiting",
    "sealing",
    "completed",
    "completed_by_other",
    "declined",
];

/// The most searches that a user keeps.
const MAX_SAVED_VIEWS: usize = 30;
const MAX_SAVED_NAME: usize = 60;
const MAX_SAVED_QUERY: usize = 2000;

/// Why an agreement stands under "needs attention".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Concern {
    /// Something with it, or with the person of this name.
    Rule(Attention, String),
    /// A seal is late, for this reason where it is the organisation's own.
    Seal(Option<SealRefusal>),
    /// A job of this kind is late, or was given up.
    Job {
        /// Its kind.
        kind: String,
        /// It is not tried again.
        given_up: bool,
    },
    /// The deadline is near.
    Deadline(Timestamp),
}

/// One group of Home.
#[derive(Clone, Debug)]
pub struct HomeGroup {
    /// How many there are in all.
    pub count: u64,
    /// The latest of them.
    pub items: Vec<AgreementSummary>,
}

/// What a person sees first.
#[derive(Clone, Debug)]
pub struct Home {
    /// Waiting for the caller's own act.
    pub waiting_for_me: HomeGroup,
    /// Waiting for others.
    pub waiting_for_others: HomeGroup,
    /// Drafts.
    pub drafts: HomeGroup,
    /// Completed.
    pub done: HomeGroup,
    /// Stuck, or asked for.
    pub needs_attention: HomeGroup,
}

const HOME_ITEMS: u32 = 5;

impl App {
    /// The five groups of Home.
    pub async fn home(&self, caller: &Caller) -> Result<Home> {
        Ok(Home {
            waiting_for_me: self.home_group(caller, ListView::WaitingForMe).await?,
            waiting_for_others: self.home_group(caller, ListView::WaitingForOthers).await?,
            drafts: self.home_group(caller, ListView::Drafts).await?,
            done: self.home_group(caller, ListView::Done).await?,
            needs_attention: self.home_group(caller, ListView::NeedsAttention).await?,
        })
    }

    async fn home_group(&self, caller: &Caller, view: ListView) -> Result<HomeGroup> {
        let filter = filter(caller, view, None, self.ports.clock.now());
        let page = self.store.agreements(&filter, None, HOME_ITEMS).await?;
        Ok(HomeGroup {
            count: self.counted(&filter).await?,
            items: page.items,
        })
    }

    /// How many agreements wait for the caller's own act.
    pub async fn waiting_for_me(&self, caller: &Caller) -> Result<u64> {
        self.counted(&filter(
            caller,
            ListView::WaitingForMe,
            None,
            self.ports.clock.now(),
        ))
        .await
    }

    /// Why somebody should look at this agreement, most urgent first; what of it happened to a person is said with their name.
    pub async fn concerns(&self, summary: &AgreementSummary) -> Result<Vec<Concern>> {
        let now = self.ports.clock.now();
        let id: AgreementId = summary
            .id
            .parse()
            .map_err(|_| Error::Damaged("agreement id".into()))?;
        let agreement = self.load(id).await?;
        let mut concerns: Vec<Concern> = agreement
            .attention(now)
            .into_iter()
            .map(|reason| Concern::Rule(reason, who(&agreement, reason)))
            .collect();
        let jobs = self.store.jobs_of_agreement(&summary.id).await?;
        for concern in jobs.iter().filter_map(late) {
            if !concerns.contains(&concern) {
                concerns.push(concern);
            }
        }
        let near = |end: &Timestamp| agreement.status == Status::InProgress && *end <= soon(now);
        concerns.extend(agreement.expires_at.filter(near).map(Concern::Deadline));
        Ok(concerns)
    }

    async fn counted(&self, filter: &AgreementFilter) -> Result<u64> {
        let counts = self.store.agreement_counts(filter).await?;
        let number = |count: &store::StateCount| u64::try_from(count.count).unwrap_or(0);
        Ok(counts.iter().map(number).sum())
    }

    /// A page of a list.
    pub async fn list(
        &self,
        caller: &Caller,
        wanted: &ListQuery,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<AgreementPage> {
        let mut filter = filter(caller, wanted.view, wanted.text.clone(), self.ports.clock.now());
        if wanted.everybody && caller.role == UserRole::Admin && filter.owner_id.is_some() {
            filter.owner_id = None;
        }
        filter.changed_from = wanted.changed_from;
        filter.changed_before = wanted.changed_before;
        filter.external_id.clone_from(&wanted.external_id);
        if wanted.with_hidden {
            filter.without_hidden_of = None;
        }
        let mut filters = Vec::new();
        // What something is called in books of others is nobody's to ask for.
        if wanted.with_received && filter.owner_id.is_some() && filter.external_id.is_none() {
            filters.extend(self.received(caller, &filter));
        }
        filters.push(filter);
        let limit = limit.clamp(1, 200);
        Ok(self.store.agreements_of_any(&filters, after, limit).await?)
    }

    /// The same of what others of the account have sent to the caller: to read, or to act, which nobody is told before their turn.
    fn received(&self, caller: &Caller, own: &AgreementFilter) -> [AgreementFilter; 2] {
        let of_others = AgreementFilter {
            owner_id: None,
            ..own.clone()
        };
        let shared = AgreementFilter {
            shared_with: Some(store::Reader {
                email_norm: caller.email.normalised(),
                at: self.ports.clock.now(),
            }),
            ..of_others.clone()
        };
        [shared, taking_part(caller, &TURN_CAME, of_others)]
    }

    /// Name and address of each owner in a list.
    pub async fn owners(&self, list: &[AgreementSummary]) -> Result<BTreeMap<String, (String, String)>> {
        let ids: BTreeSet<&str> = list.iter().map(|item| item.owner_id.as_str()).collect();
        let mut owners = BTreeMap::new();
        for id in ids {
            if let Some(user) = self.store.user(id).await? {
                owners.insert(user.id, (user.name, user.email));
            }
        }
        Ok(owners)
    }

    /// The searches that the caller keeps under a name.
    pub async fn saved_views(&self, caller: &Caller) -> Result<Vec<store::SavedView>> {
        Ok(self.store.saved_views(&caller.user.to_string()).await?)
    }

    /// Keeps a search under a name; the same name again takes its place.
    pub async fn save_view(&self, caller: &Caller, name: &str, query: &str) -> Result<()> {
        let name = name.trim();
        if name.is_empty() {
            return Err(Error::BadInput {
                field: "name",
                code: "REQUIRED",
            });
        }
        if name.chars().count() > MAX_SAVED_NAME || query.len() > MAX_SAVED_QUERY {
            return Err(Error::BadInput {
                field: "name",
                code: "TOO_LONG",
            });
        }
        let kept = self.saved_views(caller).await?;
        let same = kept.iter().find(|view| view.name == name);
        if same.is_none() && kept.len() >= MAX_SAVED_VIEWS {
            return Err(Error::BadInput {
                field: "name",
                code: "TOO_MANY_VIEWS",
            });
        }
        let view = store::SavedView {
            id: Uuid::now_v7().to_string(),
            user_id: caller.user.to_string(),
            name: name.to_owned(),
            query: query.to_owned(),
            created_at: self.ports.clock.now(),
        };
        let mut transaction = self.store.begin().await?;
        if let Some(same) = same {
            transaction.delete_saved_view(&same.user_id, &same.id).await?;
        }
        transaction.insert_saved_view(&view).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Forgets a search of the caller's.
    pub async fn forget_view(&self, caller: &Caller, id: &str) -> Result<()> {
        let mut transaction = self.store.begin().await?;
        if !transaction
            .delete_saved_view(&caller.user.to_string(), id)
            .await?
        {
            return Err(Error::NotFound);
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// When it ends by its sender's wish: the day on which whatever is forgotten ends is known by its distance, and no deadline.
pub fn asked_end(summary: &AgreementSummary) -> Option<Timestamp> {
    let given_up = summary
        .sent_at
        .map(|sent| schedule::in_days(sent, schedule::BACKSTOP_DAYS));
    summary.expires_at.filter(|end| Some(*end) != given_up)
}

/// The name of whom a reason is about.
fn who(agreement: &Agreement, reason: Attention) -> String {
    let id = match reason {
        Attention::NotPrepared => return String::new(),
        Attention::Bounced(id)
        | Attention::ConsentWithdrawn(id)
        | Attention::Declined(id)
        | Attention::ExtensionRequested(id)
        | Attention::LinkExpired(id)
        | Attention::Misdirected(id)
        | Attention::PaperRequested(id)
        | Attention::TooManyAttempts(id) => id,
    };
    let member = agreement.member_or_former(id);
    member
        .map(|member| member.person.value.name.clone())
        .unwrap_or_default()
}

fn late(job: &store::Job) -> Option<Concern> {
    let given_up = job.state == store::JobState::Dead;
    let open = matches!(job.state, store::JobState::Ready | store::JobState::Running);
    let error = job.last_error.as_deref().filter(|_| given_up || open);
    match error {
        Some(error) if SEAL_JOBS.contains(&job.kind.as_str()) && open => {
            Some(Concern::Seal(SealRefusal::in_error(error)))
        }
        None if !given_up => None,
        _ => Some(Concern::Job {
            kind: job.kind.clone(),
            given_up,
        }),
    }
}

/// A deadline is a matter of attention when it is so near.
pub const DEADLINE_SOON: SignedDuration = SignedDuration::from_hours(72);

fn soon(now: Timestamp) -> Timestamp {
    now.saturating_add(DEADLINE_SOON).unwrap_or(now)
}

fn filter(caller: &Caller, view: ListView, text: Option<String>, now: Timestamp) -> AgreementFilter {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let mine = AgreementFilter {
        account_id: Some(caller.account.to_string()),
        owner_id: Some(caller.user.to_string()),
        text,
        without_hidden_of: Some(caller.user.to_string()),
        ..AgreementFilter::default()
    };
    let sent = ["preparing", "in_progress", "closing"];
    match view {
        ListView::All => AgreementFilter {
            states: words(&AT_HAND),
            ..mine
        },
        ListView::Bin => AgreementFilter {
            states: words(&[BIN]),
            without_hidden_of: None,
            ..mine
        },
        ListView::Done => AgreementFilter {
            states: words(&["completed"]),
            ..mine
        },
        ListView::Drafts => AgreementFilter {
            states: words(&["draft"]),
            ..mine
        },
        ListView::Ended => AgreementFilter {
            states: words(&["cancelled", "expired"]),
            ..mine
        },
        ListView::Hidden => AgreementFilter {
            states: words(&AT_HAND),
            without_hidden_of: None,
            only_hidden_of: Some(caller.user.to_string()),
            ..mine
        },
        ListView::Templates => AgreementFilter {
            owner_id: None,
            states: words(&[TEMPLATE]),
            ..mine
        },
        ListView::WaitingForOthers => AgreementFilter {
            states: words(&sent),
            ..mine
        },
        ListView::NeedsAttention => AgreementFilter {
            // What is stuck is not hidden from whoever must mend it.
            without_hidden_of: None,
            states: words(&AT_HAND),
            attention_at: Some(now),
            ends_before: Some(soon(now)),
            late_seals_of_all: caller.role == UserRole::Admin,
            ..mine
        },
        ListView::SharedWithMe => AgreementFilter {
            owner_id: None,
            states: words(&AT_HAND),
            shared_with: Some(store::Reader {
                email_norm: caller.email.normalised(),
                at: now,
            }),
            ..mine
        },
        ListView::WaitingForMe => {
            let of_anybody = AgreementFilter {
                states: words(&["in_progress"]),
                text: mine.text,
                ..AgreementFilter::default()
            };
            taking_part(caller, &["waiting"], of_anybody)
        }
    }
}

/// Only those in which the caller stands so.
fn taking_part(caller: &Caller, states: &[&str], filter: AgreementFilter) -> AgreementFilter {
    AgreementFilter {
        participant_email: Some(caller.email.normalised()),
        participant_states: states.iter().map(|state| (*state).to_owned()).collect(),
        ..filter
    }
}
