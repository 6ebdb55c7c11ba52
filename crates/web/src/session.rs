//! Cookies: who is signed in, which language and look a visitor chose, and what the last request has to say.
//!
//! Over https a secret's cookie has the `__Host-` prefix, so that no neighbour under the same domain can set it. Values of secrets
//! are opaque tokens; the database holds only their hashes.

use app::keys::Token;
use axum::http::{HeaderMap, HeaderValue, header};

const SESSION: &str = "podpis";
const YEAR: u32 = 365 * 24 * 3600;

/// How cookies are written: secure or not, by the public address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cookies {
    secure: bool,
}

impl Cookies {
    /// By the address under which people reach the installation.
    pub(crate) fn for_url(public_url: &str) -> Cookies {
        Cookies {
            secure: public_url.starts_with("https://"),
        }
    }

    /// The name of a secret's cookie.
    pub(crate) fn name(self, name: &str) -> String {
        if self.secure {
            format!("__Host-{name}")
        } else {
            name.to_owned()
        }
    }

    /// The token of the session, if the browser has one.
    pub(crate) fn session(self, headers: &HeaderMap) -> Option<Token> {
        self.secret(headers, SESSION)
    }

    /// A token that the browser holds under this name.
    pub(crate) fn secret(self, headers: &HeaderMap, name: &str) -> Option<Token> {
        read(headers, &self.name(name)).map(|value| Token::from_text(&value))
    }

    /// Begins a session. It ends with the browser, or when the server says so.
    pub(crate) fn begin_session(self, token: &Token) -> HeaderValue {
        self.set_secret(SESSION, token)
    }

    /// Ends the session in the browser.
    pub(crate) fn end_session(self) -> HeaderValue {
        self.write(&self.name(SESSION), "", Some(0))
    }

    /// Gives a secret to the browser until it is closed.
    pub(crate) fn set_secret(self, name: &str, token: &Token) -> HeaderValue {
        self.write(&self.name(name), token.reveal(), None)
    }

    /// Keeps a choice for a year.
    pub(crate) fn keep(self, name: &str, value: &str) -> HeaderValue {
        self.write(name, value, Some(YEAR))
    }

    /// Keeps something for the next page only.
    pub(crate) fn pass_on(self, name: &str, value: &str) -> HeaderValue {
        self.write(name, value, Some(60))
    }

    /// Takes a cookie away.
    pub(crate) fn forget(self, name: &str) -> HeaderValue {
        self.write(name, "", Some(0))
    }

    fn write(self, name: &str, value: &str, max_age: Option<u32>) -> HeaderValue {
        let mut text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax");
        if self.secure {
            text.push_str("; Secure");
        }
        if let Some(seconds) = max_age {
            text.push_str(&format!("; Max-Age={seconds}"));
        }
        // Names are ours, values are tokens, tags or percent-encoded: they are always valid.
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

/// The value of a cookie.
pub(crate) fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let mut pairs = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookie: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(cookie))])
    }

    #[test]
    fn https_makes_host_cookies_and_http_plain_ones() {
        let token = Token::from_text("abc");
        let secure = Cookies::for_url("https://podpis.example").begin_session(&token);
        assert_eq!(
            secure,
            "__Host-podpis=abc; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        let plain = Cookies::for_url("http://127.0.0.1:8080").begin_session(&token);
        assert_eq!(plain, "podpis=abc; Path=/; HttpOnly; SameSite=Lax");
    }

    #[test]
    fn over_https_a_cookie_without_the_prefix_is_not_believed() {
        let cookies = Cookies::for_url("https://podpis.example");
        assert!(cookies.session(&headers("podpis=abc")).is_none());
        assert!(cookies.session(&headers("a=b; __Host-podpis=abc")).is_some());
    }
}
