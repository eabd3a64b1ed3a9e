/** The Trusted Types policy by which HTML may be put into the page; only the report's page is allowed one. */

interface Policies {
  createPolicy(
    name: string,
    rules: { createHTML: (html: string) => string },
  ): { createHTML(html: string): string };
}
const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
const policy = policies?.createPolicy("summe-report", { createHTML: (html) => html });

/** Mark HTML from this server as trusted; all text in it is escaped (app/exports/markup.py). */
export const trust = (html: string): string => policy?.createHTML(html) ?? html;
