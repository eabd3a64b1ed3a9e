/** The browser's word that HTML may be put into the page; only the report's page is allowed this policy. */

interface Policies {
  createPolicy(
    name: string,
    rules: { createHTML: (html: string) => string },
  ): { createHTML(html: string): string };
}
const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
const policy = policies?.createPolicy("summe-report", { createHTML: (html) => html });

/** Marks what this server has made, in which every word is escaped (app/exports/markup.py). */
export const trust = (html: string): string => policy?.createHTML(html) ?? html;
