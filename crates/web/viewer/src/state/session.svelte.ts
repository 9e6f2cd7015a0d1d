/** Who is signed in. */
import { session as api } from '../api/calls';
import { ApiError, onSignedOut, setCsrf } from '../api/client';
import type { Me, Role } from '../api/types';

/** Whether somebody signed in from this browser: without it, asking the server who is there is a sure refusal. */
const MARK = 'logontracer.session';

const ORDER: Role[] = ['viewer', 'analyst', 'admin'];

class Session {
  me = $state.raw<Me | null>(null);
  known = $state(false);
  trouble = $state.raw<ApiError | null>(null);

  constructor() {
    onSignedOut(() => (this.me = null));
  }

  async load(): Promise<void> {
    this.trouble = null;
    if (!marked()) {
      this.known = true;
      return;
    }
    try {
      this.take(await api.me());
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.me = null;
      else this.trouble = error as ApiError;
    }
    this.known = true;
  }

  async signIn(name: string, password: string): Promise<void> {
    const me = await api.signIn(name, password);
    this.take(me.csrf ? me : await api.me());
  }

  async signOut(): Promise<void> {
    await api.signOut();
    setCsrf('');
    mark(false);
    this.me = null;
  }

  async changePassword(old: string, fresh: string): Promise<void> {
    await api.password(old, fresh);
    this.take(await api.me());
  }

  may(role: Role): boolean {
    return this.me !== null && ORDER.indexOf(this.me.role) >= ORDER.indexOf(role);
  }

  private take(me: Me): void {
    setCsrf(me.csrf ?? '');
    mark(true);
    this.me = me;
  }
}

function marked(): boolean {
  try {
    return localStorage.getItem(MARK) === '1';
  } catch {
    return true;
  }
}

function mark(on: boolean): void {
  try {
    if (on) localStorage.setItem(MARK, '1');
    else localStorage.removeItem(MARK);
  } catch {
    // Without storage the server is asked each time.
  }
}

export const session = new Session();
