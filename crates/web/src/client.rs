//! From where a request comes: the peer, or, behind proxies that the operator trusts, what they say, read from the right.
//!
//! The audit trail and the rate limits use the same answer.

use axum::extract::ConnectInfo;
use axum::http::header;
use axum::http::request::Parts;
use domain::agreement::Client;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

/// Networks whose `X-Forwarded-For` counts.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<Network>);

#[derive(Clone, Copy, Debug)]
struct Network {
    address: IpAddr,
    prefix: u8,
}

/// A setting that is no address and no network.
#[derive(Debug, thiserror::Error)]
#[error("trusted_proxies: {0} is not an address or a network such as 10.0.0.0/8")]
pub struct BadNetwork(String);

impl TrustedProxies {
    /// Reads addresses (`192.0.2.7`) and networks (`10.0.0.0/8`).
    pub fn parse(texts: &[String]) -> Result<TrustedProxies, BadNetwork> {
        texts
            .iter()
            .map(|text| text.parse())
            .collect::<Result<_, _>>()
            .map(TrustedProxies)
    }

    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.holds(address))
    }

    /// Who sent the request: going from the right, the first address that is not a trusted proxy.
    pub fn address(&self, peer: IpAddr, forwarded_for: &[&str]) -> IpAddr {
        let mut address = peer.to_canonical();
        let hops = forwarded_for
            .iter()
            .flat_map(|line| line.split(','))
            .collect::<Vec<_>>();
        for hop in hops.into_iter().rev() {
            if !self.trust(address) {
                break;
            }
            match hop.trim().parse::<IpAddr>() {
                Ok(next) => address = next.to_canonical(),
                Err(_) => break,
            }
        }
        address
    }

    /// Address and program of a request.
    pub fn client(&self, parts: &Parts) -> Client {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip());
        let lines: Vec<&str> = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|line| line.to_str().ok())
            .collect();
        let agent = parts
            .headers
            .get(header::USER_AGENT)
            .and_then(|agent| agent.to_str().ok())
            .unwrap_or_default();
        Client {
            ip: peer
                .map(|peer| self.address(peer, &lines).to_string())
                .unwrap_or_default(),
            user_agent: agent.chars().take(400).collect(),
        }
    }
}

impl Network {
    fn holds(self, address: IpAddr) -> bool {
        let bits = |address: IpAddr| match address {
            IpAddr::V4(v4) => (u128::from(u32::from(v4)) << 96, 32),
            IpAddr::V6(v6) => (u128::from(v6), 128),
        };
        let ((own, length), (other, other_length)) = (bits(self.address), bits(address));
        let shift = 128 - u32::from(self.prefix);
        length == other_length && (shift >= 128 || own >> shift == other >> shift)
    }
}

impl FromStr for Network {
    type Err = BadNetwork;

    fn from_str(text: &str) -> Result<Network, BadNetwork> {
        let bad = || BadNetwork(text.to_owned());
        let (address, prefix) = text
            .trim()
            .split_once('/')
            .map_or((text.trim(), None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.parse().map_err(|_| bad())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(most), str::parse).map_err(|_| bad())?;
        if prefix > most {
            Err(bad())
        } else {
            Ok(Network { address, prefix })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(trusted: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let texts: Vec<String> = trusted.iter().map(|text| (*text).to_owned()).collect();
        TrustedProxies::parse(&texts)
            .unwrap()
            .address(peer.parse().unwrap(), forwarded)
            .to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed_and_only_from_the_right() {
        assert_eq!(seen(&[], "203.0.113.9", &["1.2.3.4"]), "203.0.113.9");
        assert_eq!(seen(&["10.0.0.0/8"], "10.1.1.1", &["1.2.3.4"]), "1.2.3.4");
        assert_eq!(
            seen(&["10.0.0.0/8"], "10.1.1.1", &["6.6.6.6, 1.2.3.4"]),
            "1.2.3.4"
        );
        assert_eq!(
            seen(&["10.0.0.0/8"], "10.1.1.1", &["6.6.6.6", "1.2.3.4, 10.2.2.2"]),
            "1.2.3.4"
        );
        assert_eq!(seen(&["10.0.0.0/8"], "10.1.1.1", &["not an address"]), "10.1.1.1");
        assert_eq!(seen(&["::1"], "::1", &["2001:db8::1"]), "2001:db8::1");
        assert_eq!(
            seen(&["127.0.0.1"], "::ffff:127.0.0.1", &["192.0.2.1"]),
            "192.0.2.1"
        );
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for bad in ["", "10.0.0.0/33", "podpis.example", "10.0.0/8"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }
}
