// Sessions, users, tokens, audit.
const fail = (status, code, message, hint) => ({ status, code, message, hint });

export function peopleRoutes(state) {
  const me = (name, csrf) => ({ name, role: state.users.find((u) => u.name === name).role, must_change_password: state.mustChange.has(name), csrf, version: '0.0.0-mock' });
  const note = (who, what, detail) => state.audit.unshift({ id: String(state.serial++), at: Date.UTC(2026, 10, 9, 8) + state.serial * 1000, who, what, case: null, detail, address: '127.0.0.1' });
  const admin = (of) => { if (of.role !== 'admin') throw fail(403, 'not_allowed', 'Only administrators may do this.'); };
  return [
    ['POST', /^\/session$/, ({ body }) => {
      if (state.passwords[body.name] !== body.password) throw fail(401, 'bad_sign_in', 'Name or password is wrong.');
      const id = `s${state.serial++}`, told = me(body.name, `t${state.serial++}`);
      state.sessions.set(id, told);
      note(body.name, 'sign_in', '');
      return { status: 200, body: told, headers: { 'set-cookie': `logontracer_session=${id}; HttpOnly; SameSite=Strict; Path=/` } };
    }],
    ['GET', /^\/session$/, ({ me }) => ({ status: 200, body: { ...me, must_change_password: state.mustChange.has(me.name) } })],
    ['DELETE', /^\/session$/, ({ cookie }) => { state.sessions.delete(cookie); return { status: 204 }; }],
    ['PUT', /^\/session\/password$/, ({ body, me }) => {
      if (state.passwords[me.name] !== body.old) throw fail(403, 'wrong_password', 'The old password is wrong.');
      if (body.new.length < 12) throw fail(422, 'weak_password', 'The new password is too short.', 'At least 12 characters.');
      state.passwords[me.name] = body.new;
      state.mustChange.delete(me.name);
      return { status: 204 };
    }],
    ['GET', /^\/users$/, ({ me }) => { admin(me); return { status: 200, body: { users: state.users } }; }],
    ['POST', /^\/users$/, ({ body, me }) => { admin(me); state.users.push({ name: body.name, role: body.role, suspended: false, created: Date.UTC(2026, 10, 9), last_sign_in: null }); note(me.name, 'user_add', body.name); return { status: 201, body: { name: body.name, ...(body.password ? {} : { one_time_password: 'Quartz-71-Lantern' }) } }; }],
    ['PATCH', /^\/users\/([^/]+)$/, ({ params, body, me }) => { admin(me); const { password, ...rest } = body; Object.assign(state.users.find((u) => u.name === params[0]), rest); return { status: 204 }; }],
    ['DELETE', /^\/users\/([^/]+)$/, ({ params, me }) => { admin(me); state.users = state.users.filter((u) => u.name !== params[0]); return { status: 204 }; }],
    ['GET', /^\/tokens$/, () => ({ status: 200, body: { tokens: state.tokens } })],
    ['POST', /^\/tokens$/, ({ body }) => { const id = String(state.serial++); state.tokens.push({ id, name: body.name, role: body.role, created: Date.UTC(2026, 10, 9), expires: body.expires_days ? Date.UTC(2026, 10, 9 + body.expires_days) : null, last_used: null }); return { status: 201, body: { id, secret: `lt_${'x'.repeat(32)}` } }; }],
    ['DELETE', /^\/tokens\/([^/]+)$/, ({ params }) => { state.tokens = state.tokens.filter((t) => t.id !== params[0]); return { status: 204 }; }],
    ['GET', /^\/audit$/, ({ me }) => { admin(me); return { status: 200, body: { entries: state.audit.slice(0, 200), next: null } }; }],
  ];
}
