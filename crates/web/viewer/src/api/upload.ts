/** Files to the server in pieces: a broken connection goes on where the server stands, nothing is sent twice. */
import { ApiError, get, post, request } from './client';
import type { Standing, Upload } from './types';

const PIECE = 8 * 1024 * 1024;
const TRIES = 5;

export interface Progress { sent: number; all: number }

export async function upload(caseName: string, file: File, tell: (progress: Progress) => void, signal: AbortSignal): Promise<Upload> {
  const { id } = await post<Standing>(`/cases/${encodeURIComponent(caseName)}/uploads`, { name: file.name, bytes: file.size });
  let offset = 0;
  for (let failures = 0; ; ) {
    tell({ sent: offset, all: file.size });
    try {
      const told = await request<Standing>('PATCH', `/uploads/${encodeURIComponent(id)}`, { body: file.slice(offset, offset + PIECE), signal, headers: { 'upload-offset': String(offset), 'content-type': 'application/octet-stream' } });
      failures = 0;
      if (told.upload) return told.upload;
      offset = told.offset;
    } catch (error) {
      if (!worthRetrying(error) || ++failures >= TRIES) throw error;
      await pause(failures * 800, signal);
      offset = (await get<Standing>(`/uploads/${encodeURIComponent(id)}`)).offset;
    }
  }
}

/** A lost connection, a server that restarts, or a piece that arrived although its answer did not. */
function worthRetrying(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 409 || error.status >= 502);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DOMException('stopped', 'AbortError'));
    }, { once: true });
  });
}
