/**
 * Calls to our own origin. A refusal arrives as `RequestError` with the server's code and its sentence in the
 * page's language; a dead network arrives as one with the code `OFFLINE`.
 */
export class RequestError extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly details: Record<string, unknown> = {}) {
    super(message);
  }
}

export async function send<T>(method: string, url: string, body?: unknown): Promise<T> {
  const init: RequestInit = { method, headers: { accept: "application/json" }, credentials: "same-origin" };
  if (body instanceof URLSearchParams) {
    init.body = body;
  } else if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { ...init.headers, "content-type": "application/json" };
    // What is small enough goes out even when its page is being closed (Fetch: 64 KiB in flight).
    init.keepalive = init.body.length < 60_000;
  }
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch {
    throw new RequestError(0, "OFFLINE", "");
  }
  return answer<T>(response.status, await response.text());
}

/** Reads what the server said, whether it came by `fetch` or by `XMLHttpRequest`. */
export function answer<T>(status: number, text: string): T {
  const data = parse(text);
  if (status >= 200 && status < 300) return data as T;
  const code = typeof data["code"] === "string" ? data["code"] : `HTTP_${status}`;
  const message = typeof data["message"] === "string" ? data["message"] : "";
  throw new RequestError(status, code, message, data);
}

function parse(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) as Record<string, unknown> | null) ?? {};
  } catch {
    return {};
  }
}
