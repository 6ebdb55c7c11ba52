//! The web side: HTML pages, their JSON under `/ui/`, and the REST API, over the use cases of `app`.
//!
//! Only this crate knows HTTP status codes and HTML. It holds no rule of its own: it turns a request into one call and an answer
//! into a view model, which a template renders.

#[cfg(not(fuzzing))]
mod api;
#[cfg(fuzzing)]
pub mod api;
pub mod assets;
pub mod client;
mod csrf;
mod error;
mod headers;
pub mod judgement;
pub mod language;
pub mod mail;
mod metrics;
pub mod pages;
mod rate;
mod request_id;
mod routes;
mod session;
mod visitor;

pub use api::WebhookShape;
pub use pages::sign::document::consent_sha256;

use app::App;
use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use client::{BadNetwork, TrustedProxies};
use error::Problem;
use session::Cookies;
use std::any::Any;
use std::sync::Arc;
use tokio::sync::{Semaphore, watch};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

/// The largest form that is no upload.
const MAX_FORM: usize = 256 << 10;

/// Files of people who are not signed in that are judged at once.
const VERIFYING: usize = 4;

/// What the operator decided about the web side alone.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Addresses and networks whose `X-Forwarded-For` counts.
    pub trusted_proxies: Vec<String>,
    /// The users of a demo with their passwords, offered on its sign-in page to this machine only; empty otherwise.
    pub demo_users: Vec<DemoUser>,
    /// Says `true` once what a demo begins with is made; until then `/readyz` says no. `None`: nothing has to be made.
    pub made: Option<watch::Receiver<bool>>,
}

/// A user of a demo.
#[derive(Clone, Debug)]
pub struct DemoUser {
    /// How they are called.
    pub name: String,
    /// Whether they are an administrator.
    pub admin: bool,
    /// Their address.
    pub email: String,
    /// Their password.
    pub password: String,
}

/// What every request can reach.
pub(crate) struct Web {
    app: Arc<App>,
    proxies: TrustedProxies,
    cookies: Cookies,
    limits: rate::Limits,
    demo_users: Vec<DemoUser>,
    made: Option<watch::Receiver<bool>>,
    /// How many strangers' files may lie in memory at once.
    verifying: Semaphore,
}

impl Web {
    /// Whether all is there that visitors are promised.
    fn is_made(&self) -> bool {
        self.made.as_ref().is_none_or(|made| *made.borrow())
    }
}

/// The same for all requests.
pub(crate) type Shared = Arc<Web>;

/// Everything that is answered over HTTP. It wants to be served with the peer's address (`ConnectInfo<SocketAddr>`).
pub fn router(app: Arc<App>, settings: Settings) -> Result<Router, BadNetwork> {
    let public_url = app.config.public_url.clone();
    let secure = public_url.starts_with("https://");
    let web: Shared = Arc::new(Web {
        proxies: TrustedProxies::parse(&settings.trusted_proxies)?,
        cookies: Cookies::for_url(&public_url),
        limits: rate::Limits::default(),
        demo_users: settings.demo_users,
        made: settings.made,
        verifying: Semaphore::new(VERIFYING),
        app,
    });
    let pages = routes::all(&web)
        .layer(DefaultBodyLimit::max(MAX_FORM))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&web),
            visitor::forget_notice,
        ))
        .layer(csrf::layer(&public_url));
    let router = pages
        // Programs carry a key and no cookie: no page of another site can make them do something.
        .merge(api::routes(&web))
        .merge(metrics::routes())
        .merge(routes::tsa::router())
        .route_layer(middleware::from_fn(metrics::observe))
        .fallback(|| async { Problem::not_found() })
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(Arc::clone(&web), rate::limit))
        .layer(middleware::from_fn_with_state(Arc::clone(&web), error::finish))
        .layer(CompressionLayer::new().compress_when(worth_compressing()))
        .route("/assets/{*name}", get(assets::serve))
        .layer(middleware::from_fn(move |request, next| {
            headers::add(secure, request, next)
        }))
        .layer(middleware::from_fn(request_id::name))
        .with_state(web);
    Ok(router)
}

/// A PDF is compressed inside, and an upload may be anything: the work would win nothing.
fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/octet-stream"))
}

fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    Problem::internal(&format!("panic: {}", text.unwrap_or("without words"))).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;

    /// `error::finish` makes a page, or JSON, of what is marked like this.
    #[test]
    fn a_panic_is_a_fault_like_others() {
        for panic in [
            Box::new("boom") as Box<dyn Any + Send>,
            Box::new("boom".to_owned()),
            Box::new(7),
        ] {
            let answer = panicked(panic);
            assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
            assert!(answer.extensions().get::<Problem>().is_some());
        }
    }
}
