//! Cancelling, declining, expiring, completing; and that nothing leads out of an end.

use crate::scenario::*;
use domain::Refusal;
use domain::agreement::{
    CancelReason, Command, DraftChanges, Effect, Event, Lasting, Notice, ParticipantState, Reach,
    RevisionFacts, RevisionKind, SignedFile, Status,
};
use domain::identity::CodeChannel;
use jiff::civil::date;

#[test]
fn decision_14_a_decline_ends_it_and_its_reason_reaches_those_who_were_written_to() {
    let mut scenario = Scenario::sent([signer(1), signer(2), signer(2), signer(3), copied()]);
    scenario.signs(person(1));
    scenario.enters(person(2));
    let decision = scenario.does(decline(person(2), visit(person(2), 1)));
    assert_eq!(
        told(&decision),
        [
            Notice::OwnerDeclined {
                participant: person(2)
            },
            Notice::Declined {
                participant: person(1)
            },
            Notice::Declined {
                participant: person(3)
            },
        ]
    );
    let reason = CancelReason::Declined {
        participant: person(2),
    };
    assert_eq!(*scenario.status(), Status::Cancelled { reason });
    assert!(scenario.state().needs_attention(scenario.now));
    assert_eq!(scenario.stands(person(2)), ParticipantState::Declined);
    assert_eq!(
        scenario.stands(person(1)),
        ParticipantState::Completed,
        "who signed has signed"
    );
    assert!(scenario.state().has_signatures(), "the part-signed file is kept");
    let comment = scenario
        .history
        .iter()
        .find_map(|recorded| match &recorded.event {
            Event::Cancelled { comment, .. } => comment.clone(),
            _ => None,
        });
    assert_eq!(comment.unwrap().value, "Znesek ni pravi.");
}

#[test]
fn a_decline_before_anybody_signed() {
    let mut scenario = Scenario::sent([signer(1), signer(2)]);
    let decision = scenario.does(decline(person(1), visit(person(1), 1)));
    assert_eq!(
        told(&decision),
        [Notice::OwnerDeclined {
            participant: person(1)
        }],
        "nobody else was written to"
    );
    assert!(!scenario.state().has_signatures());
}

#[test]
fn a_decline_needs_a_reason_of_bearable_length() {
    let scenario = Scenario::sent([signer(1)]);
    for reason in [String::new(), "  \n".into(), "x".repeat(2_001)] {
        let command = Command::Decline {
            participant: person(1),
            visit: visit(person(1), 1),
            reason,
        };
        assert_eq!(scenario.refuses(command).code(), "BAD_TEXT");
    }
    let longest = Command::Decline {
        participant: person(1),
        visit: visit(person(1), 1),
        reason: "x".repeat(2_000),
    };
    assert!(scenario.decides(&longest).is_ok());
}

#[test]
fn decision_12_a_decline_wins_over_a_click_that_is_not_sealed() {
    let mut scenario = Scenario::sent([signer(1), signer(1)]);
    scenario.clicks(person(1));
    scenario.enters(person(2));
    let decision = scenario.does(decline(person(2), visit(person(2), 1)));
    assert!(told(&decision).contains(&Notice::Declined {
        participant: person(1)
    }));
    assert_eq!(
        scenario.refuses(scenario.seal(person(1))),
        Refusal::AgreementEnded
    );
    assert_eq!(
        scenario.stands(person(1)),
        ParticipantState::Sealing,
        "clicked, not sealed"
    );
    assert!(
        scenario.member(person(1)).act.is_some(),
        "what was clicked is kept as evidence"
    );
    assert!(!scenario.state().has_signatures());
}

#[test]
fn decision_12_a_cancellation_wins_over_a_click_that_is_not_sealed() {
    let mut scenario = Scenario::sent([signer(1), signer(2)]);
    scenario.clicks(person(1));
    let decision = scenario.does(cancel());
    assert_eq!(
        told(&decision),
        [Notice::Cancelled {
            participant: person(1)
        }]
    );
    assert_eq!(
        *scenario.status(),
        Status::Cancelled {
            reason: CancelReason::ByOwner
        }
    );
    assert_eq!(
        scenario.refuses(scenario.seal(person(1))),
        Refusal::AgreementEnded
    );
}

#[test]
fn decision_12_the_deadline_is_judged_at_the_click_and_expiry_wins_over_what_is_not_sealed() {
    let mut scenario = Scenario::draft([signer(1), signer(1)]);
    scenario.changes_details(|details| details.deadline = Some(date(2026, 11, 24)));
    scenario.sends();
    scenario.enters(person(1));
    scenario.enters(person(2));
    scenario.now = scenario.state().expires_at.unwrap();
    scenario.waits(seconds(-1));
    scenario.does(scenario.click(person(1)));
    scenario.waits(seconds(1));
    assert_eq!(
        scenario.refuses(scenario.click(person(2))),
        Refusal::DeadlinePassed
    );
    assert!(
        scenario.decides(&scenario.seal(person(1))).is_ok(),
        "clicked in time"
    );
    let decision = scenario.does(Command::Expire);
    assert_eq!(
        told(&decision),
        [
            Notice::OwnerExpired,
            Notice::Expired {
                participant: person(1)
            },
            Notice::Expired {
                participant: person(2)
            },
        ]
    );
    assert_eq!(
        scenario.refuses(scenario.seal(person(1))),
        Refusal::AgreementEnded
    );
}

#[test]
fn decision_11_two_seals_on_one_base_the_second_is_made_anew() {
    let mut scenario = Scenario::sent([signer(1), signer(1)]);
    scenario.clicks(person(1));
    scenario.clicks(person(2));
    let late = scenario.seal(person(2));
    scenario.does(scenario.seal(person(1)));
    assert_eq!(
        scenario.refuses(late),
        Refusal::ShownRevisionStale,
        "made on a revision that is not the last"
    );
    scenario.does(scenario.seal(person(2)));
    let numbers: Vec<u32> = scenario
        .state()
        .revisions
        .iter()
        .map(|revision| revision.number)
        .collect();
    assert_eq!(numbers, [0, 1, 2]);
}

#[test]
fn a_seal_needs_a_click_and_its_own_kind_of_revision() {
    let mut scenario = Scenario::sent([signer(1), signer(1)]);
    assert_eq!(
        scenario.refuses(scenario.seal(person(1))),
        Refusal::NotNow,
        "not clicked"
    );
    assert_eq!(
        scenario.refuses(scenario.closing()),
        Refusal::NotNow,
        "nobody has signed"
    );
    scenario.clicks(person(1));
    for kind in [
        RevisionKind::Prepared,
        RevisionKind::Closing,
        RevisionKind::Act {
            participant: person(2),
        },
    ] {
        let revision = scenario.revision(kind);
        let command = Command::Seal {
            participant: person(1),
            revision,
            internal: Default::default(),
        };
        assert_eq!(scenario.refuses(command), Refusal::ShownRevisionStale);
    }
    let seal = scenario.seal(person(1));
    scenario.does(seal.clone());
    assert_eq!(
        scenario.refuses(seal),
        Refusal::NotNow,
        "sealed already: a second run finds it done"
    );
    assert_eq!(
        scenario.refuses(scenario.closing()),
        Refusal::NotNow,
        "one is missing"
    );
}

#[test]
fn it_is_closed_only_when_every_act_is_sealed_and_everybody_is_told_then() {
    let mut scenario = Scenario::sent([signer(1), signer(1), copied()]);
    scenario.clicks(person(1));
    scenario.clicks(person(2));
    let first = scenario.does(scenario.seal(person(2)));
    assert_eq!(first.effects, []);
    assert_eq!(*scenario.status(), Status::InProgress);
    let second = scenario.does(scenario.seal(person(1)));
    assert_eq!(second.effects, [Effect::Close]);
    assert_eq!(*scenario.status(), Status::Closing);
    assert_eq!(
        scenario.refuses(cancel()),
        Refusal::NotNow,
        "everybody has signed"
    );
    let mut late = scenario.clone();
    late.waits(days(400));
    assert_eq!(
        late.refuses(Command::Expire),
        Refusal::NotNow,
        "everybody has signed in time"
    );

    let act = scenario.revision(RevisionKind::Act {
        participant: person(1),
    });
    let wrong = Command::Close {
        revision: act,
        report_sha256: "4e904".into(),
        extend_at: None,
    };
    assert_eq!(scenario.refuses(wrong), Refusal::ShownRevisionStale);
    let end = scenario.does(scenario.closing());
    let everybody = [1, 2, 3].map(|set| Notice::Completed {
        participant: person(set),
    });
    assert_eq!(
        told(&end),
        [vec![Notice::OwnerCompleted], everybody.to_vec()].concat()
    );
    assert_eq!(*scenario.status(), Status::Completed);
    assert_eq!(scenario.state().report_sha256.as_deref(), Some("4e904"));
    assert_eq!(scenario.state().ended_at, Some(scenario.now));
}

#[test]
fn a_finished_document_is_made_to_last_and_stays_finished() {
    let mut scenario = Scenario::sent([signer(1)]);
    let lasting = |proof_pending, extend_at| Lasting {
        proof_pending,
        extend_at,
        ..Lasting::default()
    };
    let later = scenario.now + days(1);
    let extend = |revision, lasting| Command::Extend {
        file: SignedFile::Document,
        revision,
        lasting,
    };
    assert_eq!(
        scenario.refuses(extend(None, lasting(true, None))),
        Refusal::NotNow,
        "it is not finished"
    );
    scenario.clicks(person(1));
    scenario.does(scenario.seal(person(1)));
    let mut closing = scenario.closing();
    if let Command::Close { extend_at, .. } = &mut closing {
        *extend_at = Some(scenario.now);
    }
    let end = scenario.does(closing);
    for file in [SignedFile::Document, SignedFile::Report] {
        let at = scenario.now;
        assert!(end.effects.contains(&Effect::ExtendAt { file, at }));
    }
    let wrong = scenario.revision(RevisionKind::Closing);
    assert_eq!(
        scenario.refuses(extend(Some(wrong), lasting(false, None))),
        Refusal::ShownRevisionStale
    );
    let revision = scenario.revision(RevisionKind::Extended);
    let pending = extend(Some(revision.clone()), lasting(true, Some(later)));
    let again_at = |at| Effect::ExtendAt {
        file: SignedFile::Document,
        at,
    };
    assert_eq!(scenario.does(pending).effects, [again_at(later)]);
    assert_eq!(scenario.state().last_revision(), Some(&revision));
    // Nothing new is no event, whenever it is tried again.
    let latest = later + days(1);
    let again = scenario.does(extend(None, lasting(true, Some(latest))));
    assert_eq!((again.events.len(), again.effects), (0, vec![again_at(latest)]));
    let done = scenario.does(extend(None, lasting(false, None)));
    assert_eq!((done.events.len(), done.effects.len()), (1, 0));
    assert_eq!(*scenario.status(), Status::Completed);
    assert_eq!(scenario.state().lasting, Some(lasting(false, None)));
}

#[test]
fn the_audit_report_is_made_to_last_beside_the_document() {
    let mut scenario = Scenario::sent([signer(1)]);
    scenario.clicks(person(1));
    scenario.does(scenario.seal(person(1)));
    scenario.does(scenario.closing());
    let revisions = scenario.state().revisions.clone();
    let lasting = Lasting {
        reaches: Some(Reach::BLta),
        ..Lasting::default()
    };
    let added = |number| RevisionFacts {
        number,
        kind: RevisionKind::Extended,
        ..revisions[0].clone()
    };
    let extend = |number| Command::Extend {
        file: SignedFile::Report,
        revision: Some(added(number)),
        lasting,
    };
    assert_eq!(scenario.refuses(extend(2)), Refusal::ShownRevisionStale);
    for number in [1, 2] {
        assert_eq!(scenario.does(extend(number)).events.len(), 1);
    }
    assert_eq!(scenario.refuses(extend(2)), Refusal::ShownRevisionStale);
    assert_eq!(scenario.state().report_revisions, [added(1), added(2)]);
    assert_eq!(scenario.state().report_lasting, Some(lasting));
    assert_eq!(scenario.state().revisions, revisions, "the document is as it was");
    assert_eq!(scenario.state().lasting, None);
}

#[test]
fn what_does_not_go_on_by_itself_is_late_after_two_days() {
    let now = Scenario::sent([signer(1)]).now;
    let pending = Lasting {
        pending_since: Some(now),
        extend_at: Some(now + days(9)),
        ..Lasting::default()
    };
    assert!(!pending.is_late(now + days(2) - jiff::SignedDuration::from_secs(1)));
    assert!(pending.is_late(now + days(2)));
    let done = Lasting {
        extend_at: Some(now + days(9)),
        ..Lasting::default()
    };
    assert!(!done.is_late(now + days(10)), "it was due a day ago");
    assert!(done.is_late(now + days(11)));
    assert!(!Lasting::default().is_late(now + days(999)));
}

#[test]
fn a_cancellation_while_the_file_is_prepared_tells_nobody() {
    let mut scenario = Scenario::draft([signer(1)]);
    assert_eq!(
        scenario.refuses(cancel()),
        Refusal::NotNow,
        "a draft is deleted, not cancelled"
    );
    scenario.does(send());
    let prepared = scenario.prepared();
    let decision = scenario.does(Command::Cancel {
        reason: String::new(),
    });
    assert_eq!(decision.effects, []);
    assert_eq!(scenario.refuses(prepared), Refusal::AgreementEnded);
    assert_eq!(scenario.waiting(), []);
}

#[test]
fn a_failed_preparation_gives_the_draft_back_and_tells_the_owner() {
    let mut scenario = Scenario::draft([signer(1)]);
    scenario.does(send());
    let decision = scenario.does(Command::PreparationFailed {
        problem: "BROKEN_XREF".into(),
    });
    assert_eq!(told(&decision), [Notice::NotPrepared]);
    assert_eq!(*scenario.status(), Status::Draft);
    assert!(scenario.state().needs_attention(scenario.now));
    assert_eq!(
        (scenario.state().sent_at, scenario.state().expires_at),
        (None, None)
    );
    assert_eq!(scenario.refuses(scenario.prepared()), Refusal::NotNow);
    scenario.changes_details(|details| details.name = "Pogodba 2".into());
    assert!(!scenario.state().needs_attention(scenario.now));
    scenario.sends();
    scenario.completes();
}

#[test]
fn a_file_is_prepared_once_and_as_the_first_revision() {
    let mut scenario = Scenario::draft([signer(1)]);
    assert_eq!(
        scenario.refuses(Command::PreparationFailed { problem: "X".into() }),
        Refusal::NotNow
    );
    scenario.does(send());
    assert_eq!(scenario.refuses(send()), Refusal::NotNow);
    let closing = scenario.revision(RevisionKind::Closing);
    let wrong = Command::Prepared {
        revision: closing,
        internal: Default::default(),
    };
    assert_eq!(scenario.refuses(wrong), Refusal::ShownRevisionStale);
    let prepared = scenario.prepared();
    scenario.does(prepared.clone());
    assert_eq!(scenario.refuses(prepared), Refusal::NotNow);
}

/// Every way to ask for something.
fn every_command(scenario: &Scenario) -> Vec<Command> {
    let (who, visit) = (person(1), visit(person(1), 1));
    let challenge = scenario.clone().next_challenge();
    vec![
        consent(who, visit),
        scenario.answer(who, visit, true),
        scenario.answer(who, visit, false),
        cancel(),
        scenario.closing(),
        Command::CodeHandedOver {
            participant: who,
            challenge,
        },
        decline(who, visit),
        Command::DeleteDraft,
        Command::Expire,
        extend(who, 7),
        Command::RequestExtension { participant: who },
        Command::View {
            participant: who,
            visit,
        },
        scenario.prepared(),
        Command::PreparationFailed { problem: "X".into() },
        remind([]),
        schedule_runs(),
        Command::RequestCode {
            participant: who,
            visit,
            challenge,
            channel: CodeChannel::Text,
        },
        Command::ResetPassword {
            participant: who,
            secret: a_secret(2),
        },
        Command::AnswerPassword {
            participant: who,
            visit,
            secret: a_secret(1),
            is_right: true,
        },
        answer_pin(who, visit, true),
        Command::SaveDraft {
            expected_version: None,
            changes: Box::new(DraftChanges::default()),
        },
        scenario.seal(who),
        send(),
        scenario.click_with(who, Default::default()),
    ]
}

#[test]
fn a_55_nothing_leads_out_of_an_end() {
    for mut scenario in ends() {
        scenario.waits(days(400));
        for command in every_command(&scenario) {
            assert_eq!(
                scenario.refuses(command),
                Refusal::AgreementEnded,
                "{:?}",
                scenario.status()
            );
        }
        assert_eq!(scenario.refuses(create()), Refusal::NotNow);
    }
}

/// One agreement for each end but completion with a second factor (decision 23 leaves that one door ajar).
fn ends() -> [Scenario; 5] {
    let cancelled = || {
        let mut scenario = Scenario::sent([signer(1), signer(2)]);
        scenario.signs(person(1));
        scenario
    };
    let [mut by_owner, mut declined, mut expired] = [cancelled(), cancelled(), cancelled()];
    by_owner.does(cancel());
    declined.does(decline(person(2), visit(person(2), 1)));
    expired.waits(days(365));
    expired.does(Command::Expire);
    let mut exhausted = Scenario::sent([signer(1).by_phone()]);
    exhausted.asks_for_code(person(1), visit(person(1), 1));
    (0..5).for_each(|_| drop(exhausted.does(exhausted.answer(person(1), visit(person(1), 1), false))));
    let mut deleted = Scenario::draft([signer(1)]);
    deleted.does(Command::DeleteDraft);
    assert_eq!(*deleted.status(), Status::Deleted);
    [by_owner, declined, expired, exhausted, deleted]
}

#[test]
fn the_bin_takes_what_is_at_rest_and_gives_it_back_as_it_was() {
    let mut ends = Vec::from(ends());
    ends.retain(|scenario| *scenario.status() != Status::Deleted);
    let mut completed = Scenario::sent([signer(1)]);
    completed.completes();
    for mut scenario in ends.into_iter().chain([completed, Scenario::draft([signer(1)])]) {
        let status = scenario.status().clone();
        assert_eq!(scenario.refuses(Command::Restore), Refusal::NotNow);
        scenario.does(Command::Bin);
        assert_eq!((scenario.status(), scenario.state().shelf()), (&status, "binned"));
        assert!(!scenario.state().needs_attention(scenario.now));
        assert_eq!(scenario.refuses(Command::Bin), Refusal::NotNow);
        scenario.does(Command::Restore);
        assert_eq!(scenario.state().shelf(), status.name());
    }
}

#[test]
fn an_end_by_others_needs_attention_until_its_owner_takes_note() {
    for mut scenario in ends() {
        let by_others = matches!(
            scenario.status(),
            Status::Cancelled {
                reason: CancelReason::Declined { .. } | CancelReason::TooManyAttempts { .. }
            }
        );
        assert_eq!(scenario.state().needs_attention(scenario.now), by_others);
        if by_others {
            scenario.does(Command::TakeNote);
            assert!(!scenario.state().needs_attention(scenario.now));
            scenario.does(Command::Bin);
            scenario.does(Command::Restore);
            assert!(!scenario.state().needs_attention(scenario.now), "noted for good");
        }
        assert_eq!(scenario.refuses(Command::TakeNote), Refusal::NotNow);
    }
}

#[test]
fn what_others_wait_for_cannot_be_put_away_and_a_binned_draft_cannot_be_changed() {
    assert_eq!(Scenario::sent([signer(1)]).refuses(Command::Bin), Refusal::NotNow);
    let mut draft = Scenario::draft([signer(1)]);
    draft.does(Command::Bin);
    let save = Command::SaveDraft {
        expected_version: None,
        changes: Box::default(),
    };
    for command in [save, send()] {
        assert_eq!(draft.refuses(command), Refusal::NotNow);
    }
    draft.does(Command::DeleteDraft);
    assert_eq!(
        (draft.status(), draft.refuses(Command::Restore)),
        (&Status::Deleted, Refusal::NotNow)
    );
}

#[test]
fn nothing_leads_out_of_completion_either() {
    let mut scenario = Scenario::sent([signer(1)]);
    scenario.completes();
    scenario.waits(days(400));
    for command in every_command(&scenario) {
        let refusal = scenario.refuses(command.clone());
        let asks = matches!(
            command,
            Command::RequestCode { .. }
                | Command::CodeHandedOver { .. }
                | Command::AnswerCode { .. }
                | Command::AnswerPassword { .. }
                | Command::AnswerPin { .. }
        );
        assert!(asks || refusal == Refusal::AgreementEnded, "{refusal:?}");
    }
}

#[test]
fn a_56_a_copy_starts_with_fresh_people() {
    let mut scenario = Scenario::sent([signer(1).by_phone()]);
    scenario.asks_for_code(person(1), visit(person(1), 1));
    (0..5).for_each(|_| drop(scenario.does(scenario.answer(person(1), visit(person(1), 1), false))));
    let mut copy = Scenario::empty();
    let new = domain::agreement::NewAgreement {
        copy_of: Some(AGREEMENT),
        ..new_agreement()
    };
    copy.does(Command::Create(Box::new(new)));
    let ended = scenario.state();
    copy.saves(DraftChanges {
        documents: Some((ended.documents.clone(), ended.pages.clone())),
        sets: Some(ended.sets.clone()),
        fields: Some(ended.fields.clone()),
        ..DraftChanges::default()
    });
    assert_eq!(copy.member(person(1)).failed_attempts, 0);
    assert_eq!(copy.member(person(1)).link_expires_at, None);
    copy.sends();
    copy.completes();
}
