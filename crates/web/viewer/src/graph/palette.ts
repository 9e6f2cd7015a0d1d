/** Colours of the drawing, read from the theme's custom properties. */
const NAMES = [
  '--bg-canvas', '--text', '--text-dim', '--line', '--accent', '--danger', '--c-account', '--c-privileged', '--c-host', '--c-dc', '--c-domain',
  '--c-policy', '--c-group', '--c-fail', '--c-explicit', '--c-replication', '--c-kerberos', '--c-ntlm', '--c-logon', '--c-change', '--c-member', '--on-shape',
  '--sev-critical', '--sev-high', '--sev-medium', '--sev-low', '--heat-0', '--heat-1', '--heat-2', '--weekend', '--brush',
] as const;
export type Colour = (typeof NAMES)[number];
export type Palette = Record<string, string> & { font: string };

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const out: Record<string, string> = {};
  for (const name of NAMES) out[name] = style.getPropertyValue(name).trim();
  return { ...out, font: style.fontFamily } as Palette;
}
