/** One door to the API: cookies, the CSRF header on writes, and errors as values with a code, a sentence and a hint. */

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly hint?: string,
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

const BASE = '/api/v1';
const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

let csrf = '';
let signedOut: () => void = () => {};

/** The token that every write carries; it comes with the session. */
export function setCsrf(token: string): void {
  csrf = token;
}

/** Called when the server no longer knows the session. */
export function onSignedOut(then: () => void): void {
  signedOut = then;
}

export type Query = Record<string, string | number | boolean | undefined | null | readonly (string | number)[]>;

/** Parameters whose values may hold a comma. */
const REPEATED = new Set(['account', 'host', 'q']);

/** A query string: empty values are left out, lists become comma-separated or, of free text, repeat. */
export function queryString(query: Query): string {
  const out = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '' || value === false) continue;
    if (Array.isArray(value)) {
      if (value.length === 0) continue;
      if (REPEATED.has(name)) value.forEach((entry) => out.append(name, String(entry)));
      else out.set(name, value.join(','));
    } else out.set(name, value === true ? '1' : String(value));
  }
  const text = out.toString();
  return text ? `?${text}` : '';
}

export function url(path: string, query: Query = {}): string {
  return BASE + path + queryString(query);
}

export interface Options { query?: Query; body?: unknown; signal?: AbortSignal; headers?: Record<string, string> }

export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers };
  if (WRITES.has(method) && csrf) headers['x-csrf-token'] = csrf;
  const raw = options.body instanceof Blob;
  if (options.body !== undefined && !raw) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(url(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.body === undefined ? {} : { body: raw ? (options.body as Blob) : JSON.stringify(options.body) }),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, 'unreachable', 'The server does not answer.', 'Check that `logontracer serve` is running and try again.');
  }
  if (!response.ok) throw await failure(response, path);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

async function failure(response: Response, path: string): Promise<ApiError> {
  let told: { code?: string; message?: string; hint?: string } = {};
  try {
    told = (await response.json()) as typeof told;
  } catch {
    // A proxy may answer with a page; the status is then all there is.
  }
  const retry = Number(response.headers.get('retry-after')) || undefined;
  if (response.status === 401 && path !== '/session') signedOut();
  return new ApiError(response.status, told.code ?? `http_${response.status}`, told.message ?? `The server answered ${response.status}.`, told.hint, retry);
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) =>
  request<T>('GET', path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) });
export const post = <T>(path: string, body?: unknown) => request<T>('POST', path, { body: body ?? {} });
export const put = <T>(path: string, body?: unknown) => request<T>('PUT', path, { body });
export const patch = <T>(path: string, body?: unknown) => request<T>('PATCH', path, { body });
export const remove = <T>(path: string, query?: Query) => request<T>('DELETE', path, query ? { query } : {});
