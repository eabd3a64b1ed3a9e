/** The links to a session's report, which open it without a key. */
import { Refused } from "../live/organiser";
import type { ReportShows } from "../live/protocol.generated";
import { once } from "./once";
import type { Requests } from "./requests.svelte";

/** It opens nothing after `until_ms` (null: until the session is erased), or once it was ended. */
export interface ReportLink {
  id: string;
  shows: ReportShows;
  made_at_ms: number;
  until_ms: number | null;
  ended_at_ms: number | null;
  link: string;
}

export class ReportLinks {
  constructor(private readonly requests: Requests) {}

  /** Undefined when they could not be fetched, and the notice says why. */
  of(code: string): Promise<ReportLink[] | undefined> {
    return this.requests.fetch(`sessions/${code}/report-links`);
  }
  /** Make one that opens the report for so many `days` (null: until the session is erased). */
  readonly make = once((code: string, shows: ReportShows, days: number | null) =>
    this.requests.change(this.requests.words.linkMade, async () => {
      try {
        await this.requests.send("POST", `sessions/${code}/report-links`, { shows, days });
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 409) throw error;
        throw new Refused(409, this.requests.words.tooManyLinks);
      }
    }),
  );
  end(code: string, id: string): Promise<boolean> {
    return this.requests.change(this.requests.words.linkEnded, () =>
      this.requests.send("DELETE", `sessions/${code}/report-links/${id}`),
    );
  }
}
