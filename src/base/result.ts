/** An expected outcome as a value. Thrown errors are bugs; failures that a user can meet are `Result`s. */
export type Result<T, F> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: F };

export function success<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function failure<F>(error: F): { readonly ok: false; readonly error: F } {
  return { ok: false, error };
}
