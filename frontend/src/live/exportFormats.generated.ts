/** The export formats of app/exports/formats.py; written by `python docs/generate.py`. */
// prettier-ignore
export const EXPORT_FORMATS = [
  {"name": "html", "labels": {"da": "Webside", "en": "Web page"}, "readsAsReport": true},
  {"name": "pdf", "labels": {"da": "PDF", "en": "PDF"}, "readsAsReport": true},
  {"name": "xlsx", "labels": {"da": "Excel", "en": "Excel"}, "readsAsReport": false},
  {"name": "csv", "labels": {"da": "CSV", "en": "CSV"}, "readsAsReport": false},
  {"name": "md", "labels": {"da": "Markdown", "en": "Markdown"}, "readsAsReport": false},
  {"name": "json", "labels": {"da": "JSON", "en": "JSON"}, "readsAsReport": false},
] as const;
