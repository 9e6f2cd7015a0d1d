/** Trusted Types, as far as they are used here; TypeScript's DOM library lacks them. */
interface TrustedTypePolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(text: string): string }): { createScriptURL(text: string): unknown };
}
declare var trustedTypes: TrustedTypePolicyFactory | undefined;
