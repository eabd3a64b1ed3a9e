/** Sessions of one run sheet beside each other, and the totals that were kept of erased ones. */
import type { ExportFormat } from "../live/wire";
import { comparisonPath, type ComparableSheet, type Comparison } from "./compare";
import type { Requests } from "./requests.svelte";

export class Comparisons {
  constructor(private readonly requests: Requests) {}

  /** The run sheets and sessions that can be compared; undefined when that failed, and the notice says why. */
  comparable(): Promise<ComparableSheet[] | undefined> {
    return this.requests.fetch("comparisons");
  }
  /** Some sessions of a run sheet beside each other; undefined as for `comparable`. */
  compare(sheet: string, ids: string[], language: string): Promise<Comparison | undefined> {
    return this.requests.fetch(comparisonPath(sheet, ids, language));
  }
  download(sheet: string, ids: string[], language: string): Promise<boolean> {
    const path = comparisonPath(sheet, ids, language, ".xlsx");
    return this.requests.download(path, `summe-comparison-${sheet}.xlsx`);
  }
  /** Save the report of a session with a section that compares it with others. */
  downloadReport(
    code: string,
    others: readonly string[],
    format: ExportFormat["name"],
    language: string,
  ): Promise<boolean> {
    const query = new URLSearchParams([...others.map((id) => ["compare", id]), ["lang", language]]);
    const path = `sessions/${code}/export.${format}?${query.toString()}`;
    return this.requests.download(path, `summe-${code}-compared.${format}`);
  }
  /** Remove the totals that were kept of an erased session. */
  forgetTotals(id: string): Promise<boolean> {
    return this.requests.attempt(async () => void (await this.requests.send("DELETE", `kept-totals/${id}`)));
  }
}
