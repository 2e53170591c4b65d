/**
 * What every reader, planner and verifier of swanmesh says when something is not as it should be.
 *
 * A {@link Diagnostic} is data: a stable code, a severity, a sentence, the place, and what to do.
 * Programs match on `code` and `at`; the sentence is for people and may change.
 */
import { type DiagnosticCode, type Severity, severities } from './codes.ts';
import type { Fix } from './fix.ts';
import type { Place, TextPlace, ValuePlace } from './place.ts';

export type { DiagnosticCode, Severity, severities } from './codes.ts';
export type { Fix, TextSpan, ValueSpan } from './fix.ts';
export type { Place, TextPlace, ValuePath, ValuePlace } from './place.ts';

/** A second place that belongs to a finding, such as the other end of a conn. */
export interface Related {
  readonly at: Place;
  readonly message: string;
}

/** One finding. It never holds a secret. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** One sentence without a final full stop, lower case, saying what is required. */
  readonly message: string;
  readonly at: Place;
  /** What to write or do instead. */
  readonly hint?: string;
  /** The hint as a change of what was read, where it names a text. */
  readonly fix?: Fix;
  readonly related?: readonly Related[];
}

/** A value was made; `findings` holds what should be known about it (never of severity `error`). */
export interface Ok<T> {
  readonly kind: 'ok';
  readonly value: T;
  readonly findings: readonly Diagnostic[];
}

/** No value could be made; `findings` holds at least one error, and every fault that was seen. */
export interface Failed {
  readonly kind: 'failed';
  readonly findings: readonly Diagnostic[];
}

/** What a reader or planner gives. It never throws for bad input. */
export type Result<T> = Ok<T> | Failed;

/** What a reader gives that can always make something of its input: the value, and what is wrong with it. */
export interface Reading<T> {
  readonly value: T;
  readonly findings: readonly Diagnostic[];
}

/** What a finding may carry beside code, place and sentence. */
export interface DiagnosticExtras {
  readonly hint?: string;
  readonly fix?: Fix | undefined;
  readonly related?: readonly Related[];
  /** Replaces the severity of the table, where the same fault weighs differently by circumstance. */
  readonly severity?: Severity;
}

/**
 * Makes a finding; the severity comes from the table of codes.
 *
 * @example
 * diagnostic('mesh/duplicate-address', valueAt('nodes', 'b', 'address'), 'address 172.16.0.11 must belong to one node')
 */
export function diagnostic(
  code: DiagnosticCode,
  at: Place,
  message: string,
  extras: DiagnosticExtras = {},
): Diagnostic {
  const { severity = severities[code], fix, ...rest } = extras;
  return { code, severity, message, at, ...rest, ...(fix === undefined ? {} : { fix }) };
}

/** The place of a part of a value. */
export function valueAt(...path: (string | number)[]): ValuePlace {
  return { kind: 'value', path };
}

/** The place of a position in a text, both numbers counted from 1. */
export function textAt(file: string, line: number, column: number): TextPlace {
  return { kind: 'text', file, line, column };
}

/** A value and what should be known about it. */
export function ok<T>(value: T, findings: readonly Diagnostic[] = []): Ok<T> {
  return { kind: 'ok', value, findings };
}

/** No value, and why. */
export function failed(...findings: Diagnostic[]): Failed {
  return { kind: 'failed', findings };
}

/** The value when no finding is an error, else the failure with all findings. */
export function settle<T>(value: () => T, findings: readonly Diagnostic[]): Result<T> {
  return hasError(findings) ? { kind: 'failed', findings } : { kind: 'ok', value: value(), findings };
}

/** Whether any of the findings is an error. */
export function hasError(findings: readonly Diagnostic[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}
