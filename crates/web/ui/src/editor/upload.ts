/** Sends a file with progress that is true: bytes that have left, then "being read" until the server has answered. */
import { answer, RequestError } from "../island/request";

export interface Progress { sent: number; total: number }

export function upload<T>(url: string, form: FormData, onProgress: (progress: Progress) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("accept", "application/json");
    request.upload.addEventListener("progress", (event) => onProgress({ sent: event.loaded, total: event.total }));
    request.addEventListener("load", () => {
      try {
        resolve(answer<T>(request.status, request.responseText));
      } catch (error) {
        reject(error);
      }
    });
    request.addEventListener("error", () => reject(new RequestError(0, "OFFLINE", "")));
    request.addEventListener("abort", () => reject(new RequestError(0, "ABORTED", "")));
    request.send(form);
  });
}

/** "12.4 MB" in the page's language. */
export function readableSize(bytes: number, language: string): string {
  const megabytes = bytes / 1_000_000;
  const value = megabytes >= 0.1 ? megabytes : bytes / 1000;
  return `${value.toLocaleString(language, { maximumFractionDigits: megabytes >= 10 ? 0 : 1 })}\u00a0${megabytes >= 0.1 ? "MB" : "kB"}`;
}
