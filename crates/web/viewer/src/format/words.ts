/** What the numbers of Windows mean. Source: Microsoft's documentation of the events and of logon types. */
import type { Key } from '../i18n/en';

/** Event ids the graph keeps, in the order they are listed. */
export const EVENT_IDS = [4624, 4625, 4648, 4672, 4768, 4769, 4771, 4776, 4662, 4719, 4720, 4726, 4728, 4729, 4732, 4733, 4756, 4757, 5137, 5141, 21, 22, 23, 24, 25, 1149, 4778, 4779] as const;

const NAMED = new Set<number>(EVENT_IDS);

/** The dictionary's key of an event id's short name. */
export function eventKey(id: number): Key {
  return NAMED.has(id) ? (`event.${id}` as Key) : 'event.other';
}

export const LOGON_TYPES = [2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 0] as const;
const TYPES = new Set<number>(LOGON_TYPES);

export function typeKey(type: number): Key {
  return TYPES.has(type) ? (`type.${type}` as Key) : 'type.other';
}

/** The 4625, 4771, 4768, 4769 and 4776 status codes that matter to an analyst. */
const STATUS: Record<string, Key> = {
  '0xc000006d': 'status.bad', '0xc000006a': 'status.password', '0xc0000064': 'status.nouser', '0xc0000072': 'status.disabled',
  '0xc0000234': 'status.locked', '0xc0000071': 'status.expired', '0xc0000193': 'status.expired', '0xc000015b': 'status.right',
  '0xc000006f': 'status.hours', '0xc0000070': 'status.workstation', '0x6': 'status.nouser', '0x12': 'status.disabled', '0x17': 'status.expired',
  '0x18': 'status.password', '0x1f': 'status.ticket', '0x25': 'status.clock', '0x0': 'status.good',
};

export const statusKey = (status: string): Key | null => STATUS[status.toLowerCase()] ?? null;

/** A colour token for each event id; ids of one family share it. */
export function eventColour(id: number): string {
  if (id === 4625 || id === 4771) return '--c-fail';
  if (id === 4648 || id < 100 || id === 1149 || id === 4778 || id === 4779) return '--c-explicit';
  if (id === 4768 || id === 4769) return '--c-kerberos';
  if (id === 4776) return '--c-ntlm';
  if (id === 4624) return '--c-logon';
  return '--c-change';
}
