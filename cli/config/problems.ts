import { z } from 'zod';
import { didYouMean } from '../../core/near-match.ts';
import { isRecord, type Path, pathText, valueAt } from './path.ts';
import { redact } from './redact.ts';

/** What is wrong with a configuration, where, and whether it is the key or the value. */
export interface Problem {
  readonly path: Path;
  readonly part: 'key' | 'value';
  readonly message: string;
}

/** Everything that the schema found wrong with a value, in the configuration's words. */
export function problemsOf(error: z.ZodError, schema: z.ZodType, value: unknown): readonly Problem[] {
  return error.issues.flatMap((issue) => problemsOfIssue(issue, schema, value));
}

function problemsOfIssue(issue: z.core.$ZodIssue, schema: z.ZodType, value: unknown): readonly Problem[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, path);
    return issue.keys.map((key) => {
      const at = [...path, key];
      return {
        path: at,
        part: 'key',
        message: `${pathText(at)} is no key, ${didYouMean(key, known, `known are ${known.join(', ')}`)}`,
      };
    });
  }
  const at = valueAt(value, path);
  if (at === undefined)
    return [{ path, part: 'value', message: `${pathText(path)} is missing, it ${ruleOf(issue)}` }];
  if (issue.message.includes(', got '))
    return [{ path, part: 'value', message: `${pathText(path)} ${issue.message}` }];
  const got = JSON.stringify(redact(at, path));
  return [{ path, part: 'value', message: `${pathText(path)} ${ruleOf(issue)}, got ${got}` }];
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** What the value must be, as the continuation of a sentence that begins with its path. */
function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeNames[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.map((choice) => JSON.stringify(choice)).join(' or ')}`;
    case 'too_small':
      if (issue.origin !== 'number' && issue.origin !== 'int') return 'must not be empty';
      return `must be ${issue.inclusive ? '>=' : '>'} ${issue.minimum}`;
    case 'too_big':
      return `must be ${issue.inclusive ? '<=' : '<'} ${issue.maximum}`;
    case 'invalid_key':
      return 'has a key that cannot be used';
    default:
      return issue.message.replace(/^Invalid input$/, 'has none of the forms that it may have');
  }
}

/** The keys that an object at the path may have, from the schema as JSON Schema. */
function knownKeys(schema: z.ZodType, path: Path): readonly string[] {
  let at: unknown = z.toJSONSchema(schema, { io: 'input', reused: 'inline' });
  for (const key of path)
    at =
      typeof key === 'number'
        ? part(at, 'items')
        : (part(part(at, 'properties'), key) ?? part(at, 'additionalProperties'));
  return keysOf(at);
}

/** The keys of an object's schema, those of all its alternatives. */
function keysOf(schema: unknown): readonly string[] {
  if (!isRecord(schema)) return [];
  if (isRecord(schema.properties)) return Object.keys(schema.properties);
  return Array.isArray(schema.anyOf) ? schema.anyOf.flatMap(keysOf) : [];
}

/** The part of a schema, also where it stands in an alternative. */
function part(schema: unknown, name: string): unknown {
  if (!isRecord(schema)) return undefined;
  if (schema[name] !== undefined) return schema[name];
  const alternatives = Array.isArray(schema.anyOf) ? schema.anyOf : [];
  return alternatives
    .map((alternative: unknown) => part(alternative, name))
    .find((found) => found !== undefined);
}
