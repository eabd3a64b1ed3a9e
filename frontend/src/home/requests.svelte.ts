/** The requests of the organiser's page to the server, and what it says about the last of them. */
import { Refused, ask } from "../live/organiser";
import { saveAs } from "../live/saveAs";
import { noFormat } from "../words/exportFormats";
import type { HomeWords } from "../words/home";

export class Requests {
  /** Whether the key has been refused. */
  refused = $state(false);
  /** The message about the last request, successful or `failed`; read out by screen readers. */
  notice = $state("");
  failed = $state(false);

  constructor(
    readonly key: string,
    readonly words: HomeWords,
    readonly language: string,
    /** Load again what changes may have changed; throws `Refused`. */
    readonly refresh: () => Promise<void>,
  ) {}

  /** Send a request; throws `Refused`. Under one idempotency key it opens one session, however often it is sent. */
  send(method: string, path: string, body?: unknown, idempotencyKey?: string): Promise<Response> {
    return ask(this.key, method, path, body, idempotencyKey);
  }
  /** Send a request as `send`, and read its answer as JSON; throws `Refused`. */
  async json<T>(method: string, path: string, body?: unknown, idempotencyKey?: string): Promise<T> {
    return (await (await this.send(method, path, body, idempotencyKey)).json()) as T;
  }
  /** What stands at an address of the API; undefined when it could not be fetched, and the notice says why. */
  async fetch<T>(path: string): Promise<T | undefined> {
    let found: T | undefined;
    await this.attempt(async () => {
      found = await this.json<T>("GET", path);
    });
    return found;
  }
  /** Save what stands at an address of the API as a file. */
  download(path: string, file: string): Promise<boolean> {
    return this.attempt(async () => {
      const answer = await this.send("GET", path);
      saveAs(await answer.blob(), file);
    });
  }
  /** Do some work; returns whether it succeeded. If not, the notice says why, after `unprocessable` for a 422. */
  async attempt(work: () => Promise<void>, unprocessable = this.words.failed): Promise<boolean> {
    this.say("");
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status === 403) this.refused = true;
      const { offline, failed } = this.words;
      if (error.status === 0) this.fail(offline);
      else if (error.status === 501) this.fail(noFormat(this.language));
      else this.fail(`${error.status === 422 ? unprocessable : failed} ${error.message}`);
      return false;
    }
  }
  /** Change something: do the work, load all again, and say that it is `done`. Returns whether that succeeded. */
  change(done: string, work: () => Promise<unknown>): Promise<boolean> {
    return this.attempt(async () => {
      await work();
      await this.refresh();
      this.say(done);
    });
  }
  say(notice: string) {
    this.notice = notice;
    this.failed = false;
  }
  fail(notice: string) {
    this.notice = notice;
    this.failed = true;
  }
  forgetNotice() {
    this.say("");
  }
}
