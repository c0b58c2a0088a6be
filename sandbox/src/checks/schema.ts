/**
 * A small language for what Slack accepts: a rule looks at one value and says what is wrong with it, in Slack's words.
 * The words are Slack's, as people quote its answers in public issue threads and code; where nobody quotes any, they say
 * what `@slack/types` says. Where Slack's rule is not known for sure, the stricter one stands: what passes here passes there.
 */

/** Says what is wrong with `value`; `at` is its JSON pointer. Nothing wrong: an empty list. */
export type Rule = (value: unknown, at: string) => string[];

/** A field of an object: its rule, and whether it must be there. */
export type Field = Rule | { required: Rule };

/** The keys of every member of a union. */
export type KeysOf<T> = T extends unknown ? keyof T : never;

export function problem(words: string, at: string): string {
  return `[ERROR] ${words} [json-pointer:${at}]`;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function required(rule: Rule): Field {
  return { required: rule };
}

/** A string of `min` to `max` characters, counted as JavaScript counts: an emoji is two, so never fewer than Slack counts. */
export function string(min: number, max = Number.POSITIVE_INFINITY, pattern?: RegExp): Rule {
  return (value, at) => {
    if (typeof value !== 'string') return [problem('must provide a string', at)];
    if (value.length < min) return [problem(`must be more than ${min - 1} characters`, at)];
    if (value.length > max) return [problem(`must be less than ${max + 1} characters`, at)];
    if (pattern && !pattern.test(value)) return [problem(`input must match regex pattern: ${pattern.source}`, at)];
    return [];
  };
}

export const boolean: Rule = (value, at) => (typeof value === 'boolean' ? [] : [problem('must provide a boolean', at)]);

export function integer(min: number, max = Number.MAX_SAFE_INTEGER): Rule {
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return [problem('must provide an integer', at)];
    if (value < min) return [problem(`must be greater than ${min - 1}`, at)];
    return value > max ? [problem(`must be less than ${max + 1}`, at)] : [];
  };
}

export function oneOf(...allowed: readonly (string | number)[]): Rule {
  return (value, at) => {
    if (typeof value === typeof allowed[0]) {
      return allowed.some((one) => one === value) ? [] : [problem('must be a valid enum value', at)];
    }
    return [problem(typeof allowed[0] === 'number' ? 'must provide an integer' : 'must provide a string', at)];
  };
}

export function list(of: Rule, min: number, max = Number.POSITIVE_INFINITY): Rule {
  return (value, at) => {
    if (!Array.isArray(value)) return [problem('must provide an array', at)];
    if (value.length < min) return [problem(`must provide at least ${min} items`, at)];
    if (value.length > max) return [problem(`no more than ${max} items allowed`, at)];
    return value.flatMap((item, index) => of(item, `${at}/${index}`));
  };
}

/** An object with these fields and no others. `T` names them: leaving one out, or inventing one, does not compile. */
export function object<T>(fields: { [K in Exclude<KeysOf<T>, 'type'>]-?: Field }, ...more: Rule[]): Rule {
  const rules = new Map<string, Field>(Object.entries(fields));
  return (value, at) => {
    if (!isObject(value)) return [problem('must provide an object', at)];
    const wrong = [...rules].flatMap(([key, field]) => {
      if (!Object.hasOwn(value, key)) {
        return typeof field === 'function' ? [] : [problem(`missing required field: ${key}`, at)];
      }
      return (typeof field === 'function' ? field : field.required)(value[key], `${at}/${key}`);
    });
    const unknown = Object.keys(value)
      .filter((key) => key !== 'type' && !rules.has(key))
      .map((key) => problem(`invalid additional property: ${key}`, at));
    const found = [...wrong, ...unknown];
    // What looks at several fields at once may rely on each of them.
    return found.length > 0 ? found : more.flatMap((rule) => rule(value, at));
  };
}

/** An object that has no `type` to say what it is. */
export function record<T>(fields: Parameters<typeof object<T>>[0]): Rule {
  const rule = object<T>(fields);
  return (value, at) => [
    ...rule(value, at),
    ...(isObject(value) && Object.hasOwn(value, 'type') ? [problem('invalid additional property: type', at)] : []),
  ];
}

/** An object that says by its `type` what it is. Every type that Slack's own types know must be named: drawn here, or `undrawn`. */
export function typed(rules: Readonly<Record<string, Rule>>): Rule {
  const known = new Map(Object.entries(rules));
  return (value, at) => {
    if (!isObject(value)) return [problem('must provide an object', at)];
    if (!Object.hasOwn(value, 'type')) return [problem('missing required field: type', at)];
    const { type } = value;
    if (typeof type !== 'string') return [problem('must provide a string', `${at}/type`)];
    return (known.get(type) ?? misplaced)(value, at);
  };
}

/** What Slack has and the practice workspace does not: refused by name, so that nobody meets a hole. */
export const undrawn: Rule = (value, at) =>
  typeOf(value) === 'none'
    ? [problem('unsupported here: Slack has it, the practice workspace does not', at)]
    : [problem(`unsupported type here: ${typeOf(value)}; Slack has it, the practice workspace does not`, `${at}/type`)];

/** What Slack has in other places, or nowhere. */
export const misplaced: Rule = (value, at) => [problem(`unsupported type: ${typeOf(value)}`, `${at}/type`)];

function typeOf(value: unknown): string {
  return isObject(value) && typeof value['type'] === 'string' ? value['type'] : 'none';
}

/** As a union of schemas fails at Slack: first that none matched, then why. */
export function union(rule: Rule): Rule {
  return (value, at) => {
    const wrong = rule(value, at);
    return wrong.length > 0 ? [problem('failed to match all allowed schemas', at), ...wrong] : [];
  };
}
