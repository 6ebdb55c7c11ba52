// The demo that is tested: its address and users, and what its simulated parties received.
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const folder = process.env.DEMO ?? fail("DEMO names no folder; start the tests with scripts/browser");

export const demo = JSON.parse(readFileSync(`${folder}/demo.json`, "utf8"));

/** A user by the first name. */
export function user(name) {
  return demo.users.find((one) => one.name.startsWith(name)) ?? fail(`the demo has no user ${name}`);
}

/** All messages, the oldest first. */
export async function messages() {
  const answer = await fetch(`${demo.address}/simulated/outbox.json`);
  return (await answer.json()).messages;
}

/** Asks again and again until there is an answer that is not empty. */
export async function until(what, ask, seconds = 40) {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; await pause(100)) {
    const answer = await ask();
    if (answer) return answer;
  }
  return fail(`${what}: nothing after ${seconds} s`);
}

/** The newest mail to somebody, with the given words in its subject or text. */
export function mailTo(address, about, times = 1) {
  return until(`mail to ${address} about ${about}`, async () => {
    const found = (await messages()).filter((one) => one.channel === "mail" && one.to === address && `${one.subject}\n${one.text}`.includes(about));
    return found.length >= times && found.at(-1);
  });
}

/** The link of the product in a mail whose path starts like this. */
export function linkIn(mail, start) {
  return mail.links.find((link) => link.startsWith(`${demo.address}${start}`)) ?? fail(`no ${start} in “${mail.subject}”`);
}

/** The newest code sent to a number, once more than `seen` messages went there. */
export async function codeTo(number, seen = 0) {
  const digits = number.replace(/\D/g, "");
  const all = async () => (await messages()).filter((one) => one.channel === "sms" && one.to.replace(/\D/g, "") === digits);
  const sms = await until(`text message to ${number}`, async () => { const found = await all(); return found.length > seen && found.at(-1); });
  return sms.codes[0];
}

function fail(message) {
  throw new Error(message);
}
