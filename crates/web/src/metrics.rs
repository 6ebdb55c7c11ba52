//! What the process counts, for Prometheus: requests by route, jobs by kind and state. Never a name, an address or a token.

use crate::Shared;
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use std::time::Instant;

/// One recorder for the process: metrics are counted where they happen and read here.
static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

fn recorder() -> &'static PrometheusHandle {
    RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("metrics are recorded elsewhere already");
        }
        handle
    })
}

/// `GET /metrics`.
pub(crate) fn routes() -> Router<Shared> {
    recorder();
    Router::new().route("/metrics", get(exposition))
}

async fn exposition(State(web): State<Shared>) -> Response {
    if let Ok(counts) = web.app.job_counts().await {
        for count in counts {
            let set = |state: &'static str, number: i64| {
                let labels = [("kind", count.kind.clone()), ("state", state.to_owned())];
                metrics::gauge!("podpis_jobs", &labels)
                    .set(u32::try_from(number).map_or(f64::INFINITY, f64::from));
            };
            set(count.state.as_str(), count.count - count.planned);
            if count.state.as_str() == "ready" {
                set("planned", count.planned);
            }
        }
    }
    if let Ok(counts) = web.app.lasting_totals().await {
        let states = [
            ("pending", counts.pending),
            ("pending_long", counts.pending_long),
            ("overdue", counts.overdue),
            ("ending", counts.ending),
            ("found", counts.found),
        ];
        for (state, count) in states {
            metrics::gauge!("podpis_lasting_files", "state" => state)
                .set(u32::try_from(count).map_or(f64::INFINITY, f64::from));
        }
    }
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4")],
        recorder().render(),
    )
        .into_response()
}

/// Counts and times every request by its route, never by its address, which may hold a token.
pub(crate) async fn observe(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().to_string();
    let started = Instant::now();
    let answer = next.run(request).await;
    let (status, seconds) = (answer.status().as_u16(), started.elapsed().as_secs_f64());
    let labels = [
        ("method", method.clone()),
        ("route", route.clone()),
        ("status", status.to_string()),
    ];
    metrics::counter!("podpis_requests_total", &labels).increment(1);
    metrics::histogram!("podpis_request_seconds", "route" => route.clone()).record(seconds);
    tracing::debug!(
        method,
        route,
        status,
        duration_ms = seconds * 1000.0,
        "answered {method} {route} with {status}"
    );
    answer
}
