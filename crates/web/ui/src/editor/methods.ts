/** Which ways to prove who somebody is may be chosen, as the group has settled it that an agreement is sent from. Pure. */
import type { Words } from "../island/words";
import type { Method } from "./model";

export interface MethodRules {
  /** What may be chosen, the default first. */
  methods: Method[];
  default: Method;
  /** Whether a sender may choose another than the default. */
  mayChange: boolean;
}

/** A group that one sends from. */
export interface Group { code: string; name: string; external: MethodRules; internal: MethodRules; /** Whether a PIN may be asked for beside the method. */ pin?: boolean }

/** Where nothing is known of a group, nothing is kept back here: the server has the last word. */
const OPEN: MethodRules = { methods: ["email", "phone", "password", "account"], default: "email", mayChange: true };

export function rulesOf(groups: readonly Group[], group: string, internal: boolean): MethodRules {
  const known = groups.find((one) => one.code === group) ?? groups[0];
  return known ? (internal ? known.internal : known.external) : OPEN;
}

/** Whether a PIN may be asked for. */
export function mayAskPin(groups: readonly Group[], group: string): boolean {
  return (groups.find((one) => one.code === group) ?? groups[0])?.pin ?? false;
}

/** What the list of a person offers. A method that may not be chosen any more stays visible until another is chosen. */
export function offered(rules: MethodRules, current: Method): Method[] {
  const methods = rules.mayChange ? rules.methods : [rules.default];
  return methods.includes(current) ? methods : [current, ...methods];
}

/** The entries of a list of methods, in words; what costs something with each use is marked. */
export function entries(methods: readonly Method[], premium: readonly Method[], words: Pick<Words, "text">): { code: Method; name: string }[] {
  return methods.map((code) => {
    const name = words.text(`editor-ui-method-${code}`);
    return { code, name: premium.includes(code) ? words.text("editor-ui-method-premium", { method: name }) : name };
  });
}

export function isAllowed(rules: MethodRules, method: Method): boolean {
  return rules.methods.includes(method) && (rules.mayChange || method === rules.default);
}

/** The method of somebody who turns out to be internal, or not to be: a preset follows the address, what was chosen stays if it may. */
export function afterMove(method: Method, from: MethodRules, to: MethodRules): Method {
  return method === from.default || !isAllowed(to, method) ? to.default : method;
}
