//! Certificate policies along a chain, RFC 5280 §6.1, for a relying party that accepts any policy: a chain fails only where one of
//! its authorities demands an explicit policy and none is valid through all of it.

use std::collections::{BTreeMap, BTreeSet};

use super::Certificate;

const ANY: &str = "2.5.29.32.0";

/// A chain that has more of them at one depth is there to keep validators busy.
const MAX_NODES: usize = 1000;

/// What one certificate says of policies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Policies {
    /// certificatePolicies, §4.2.1.4. `None`: the extension is absent.
    pub(crate) stated: Option<Vec<String>>,
    /// policyMappings, §4.2.1.5: issuer's, subject's.
    pub(crate) mappings: Vec<(String, String)>,
    /// requireExplicitPolicy, §4.2.1.11.
    pub(crate) require_explicit: Option<u64>,
    /// inhibitPolicyMapping, §4.2.1.11.
    pub(crate) inhibit_mapping: Option<u64>,
    /// inhibitAnyPolicy, §4.2.1.14.
    pub(crate) inhibit_any: Option<u64>,
}

/// The nodes of the policy tree at one depth: each valid policy with what is expected of the next certificate. Whether the tree
/// is empty depends on its deepest nodes alone.
type Nodes = BTreeMap<String, BTreeSet<String>>;

struct State {
    nodes: Option<Nodes>,
    explicit: u64,
    mapping: u64,
    any: u64,
}

/// Whether the policies of a chain hold; it begins with the end entity and ends with the anchor, which is not asked.
pub(crate) fn hold(chain: &[Certificate]) -> bool {
    let said: Vec<(bool, &Policies)> = chain
        .iter()
        .rev()
        .skip(1)
        .map(|one| (one.is_self_issued(), &one.extensions().policies))
        .collect();
    hold_along(&said)
}

/// From the one below the anchor to the end entity; whether each is self-issued.
fn hold_along(said: &[(bool, &Policies)]) -> bool {
    let length = said.len() as u64;
    let mut state = State {
        nodes: Some(Nodes::from([(ANY.to_owned(), BTreeSet::from([ANY.to_owned()]))])),
        explicit: length + 1,
        mapping: length + 1,
        any: length + 1,
    };
    for (index, (is_self_issued, policies)) in said.iter().enumerate() {
        let is_last = index + 1 == said.len();
        state.enter(policies, !is_last && *is_self_issued);
        if state.explicit == 0 && state.nodes.is_none() {
            return false;
        }
        if !is_last && !state.go_on(policies, *is_self_issued) {
            return false;
        }
    }
    // §6.1.5 (a), (b): the end entity's own certificate counts, whoever issued it.
    state.explicit = state.explicit.saturating_sub(1);
    if said
        .last()
        .is_some_and(|(_, last)| last.require_explicit == Some(0))
    {
        state.explicit = 0;
    }
    state.explicit > 0 || state.nodes.is_some()
}

impl State {
    /// §6.1.3 (d), (e).
    fn enter(&mut self, policies: &Policies, may_be_any: bool) {
        let (Some(before), Some(stated)) = (self.nodes.take(), &policies.stated) else {
            return;
        };
        let expects = |policy: &str| before.values().any(|expected| expected.contains(policy));
        let mut nodes = Nodes::new();
        for policy in stated.iter().filter(|policy| *policy != ANY) {
            if expects(policy) || before.contains_key(ANY) {
                nodes.insert(policy.clone(), BTreeSet::from([policy.clone()]));
            }
        }
        if stated.iter().any(|policy| policy == ANY) && (self.any > 0 || may_be_any) {
            for expected in before.values().flatten() {
                nodes
                    .entry(expected.clone())
                    .or_insert_with(|| BTreeSet::from([expected.clone()]));
            }
        }
        self.nodes = (!nodes.is_empty() && nodes.len() <= MAX_NODES).then_some(nodes);
    }

    /// §6.1.4 (a), (b), (h) to (j).
    fn go_on(&mut self, policies: &Policies, is_self_issued: bool) -> bool {
        if policies
            .mappings
            .iter()
            .any(|(from, to)| from == ANY || to == ANY)
        {
            return false;
        }
        self.map(&policies.mappings);
        if !is_self_issued {
            for counter in [&mut self.explicit, &mut self.mapping, &mut self.any] {
                *counter = counter.saturating_sub(1);
            }
        }
        let lower = |counter: &mut u64, limit: Option<u64>| {
            *counter = limit.map_or(*counter, |limit| limit.min(*counter))
        };
        lower(&mut self.explicit, policies.require_explicit);
        lower(&mut self.mapping, policies.inhibit_mapping);
        lower(&mut self.any, policies.inhibit_any);
        true
    }

    fn map(&mut self, mappings: &[(String, String)]) {
        let Some(nodes) = &mut self.nodes else { return };
        let mut mapped: BTreeMap<&String, BTreeSet<String>> = BTreeMap::new();
        for (from, to) in mappings {
            mapped.entry(from).or_default().insert(to.clone());
        }
        for (from, to) in mapped {
            if self.mapping == 0 {
                nodes.remove(from);
            } else if nodes.contains_key(from) || nodes.contains_key(ANY) {
                nodes.insert(from.clone(), to);
            }
        }
        if nodes.is_empty() {
            self.nodes = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(policies: &[&str]) -> Policies {
        Policies {
            stated: Some(policies.iter().map(|policy| (*policy).to_owned()).collect()),
            ..Policies::default()
        }
    }

    fn demands(policies: Policies, after: u64) -> Policies {
        Policies {
            require_explicit: Some(after),
            ..policies
        }
    }

    fn maps(policies: Policies, from: &str, to: &str) -> Policies {
        Policies {
            mappings: vec![(from.to_owned(), to.to_owned())],
            ..policies
        }
    }

    fn holds(chain: &[Policies]) -> bool {
        let said: Vec<(bool, &Policies)> = chain.iter().map(|one| (false, one)).collect();
        hold_along(&said)
    }

    #[test]
    fn without_a_demand_any_policy_and_none_will_do() {
        assert!(holds(&[Policies::default(), Policies::default()]));
        assert!(holds(&[states(&["1"]), states(&["2"])]));
        assert!(holds(&[]));
    }

    #[test]
    fn a_demanded_policy_must_be_valid_through_the_chain() {
        assert!(holds(&[demands(states(&["1"]), 0), states(&["1"])]));
        assert!(!holds(&[demands(states(&["1"]), 0), states(&["2"])]));
        assert!(!holds(&[demands(states(&["1"]), 0), Policies::default()]));
        assert!(holds(&[demands(states(&[ANY]), 0), states(&["2"])]));
        // The demand begins further down than the chain reaches.
        assert!(holds(&[demands(states(&["1"]), 5), states(&["2"])]));
        // The end entity itself demands it.
        assert!(!holds(&[states(&["1"]), demands(states(&["2"]), 0)]));
    }

    #[test]
    fn any_policy_ends_where_it_is_inhibited() {
        let inhibits = |after| Policies {
            inhibit_any: Some(after),
            ..demands(states(&["1"]), 0)
        };
        assert!(!holds(&[inhibits(0), states(&[ANY])]));
        assert!(holds(&[inhibits(1), states(&[ANY])]));
        assert!(holds(&[inhibits(0), states(&["1"])]));
    }

    #[test]
    fn mappings_are_followed_unless_inhibited() {
        let mapping = maps(demands(states(&["1"]), 0), "1", "2");
        assert!(holds(&[mapping.clone(), states(&["2"])]));
        assert!(!holds(&[mapping.clone(), states(&["1"])]));
        let inhibited = Policies {
            inhibit_mapping: Some(0),
            ..states(&["1"])
        };
        assert!(!holds(&[inhibited, mapping, states(&["2"])]));
        // Nobody may map from or to any policy.
        assert!(!holds(&[maps(states(&[ANY]), ANY, "2"), states(&["2"])]));
        // Under any policy a mapping begins anew.
        assert!(holds(&[
            maps(demands(states(&[ANY]), 0), "1", "2"),
            states(&["2"])
        ]));
    }
}
