import { takeKey } from "../live/key";
import { Live } from "../live/live.svelte";
import { randomId } from "../live/outbox";
import type {
  BoardRow,
  CountsRow,
  FlagsRow,
  GatesRow,
  PitfallRow,
  PlaceRow,
  PollRow,
  PresenceRow,
  QuestionRow,
  SessionRow,
  SheetRow,
  StepRow,
  TimerRow,
} from "../live/wire";
import { consoleWords } from "../words/console";
import { stepName } from "../words/steps";

const ARMED_MS = 4_000;

export interface Card {
  id: string;
  text: string;
  at: number;
  next: boolean;
  pitfall: string | null;
  placed: number;
  flags: FlagsRow;
}

function device(): string {
  let id = sessionStorage.getItem("summe.device");
  if (!id) sessionStorage.setItem("summe.device", (id = randomId()));
  return id;
}

/** The facilitator's desk: the live view in the shapes the console works with, and what it asks for. */
export class Desk {
  readonly code = location.pathname.split("/")[1]?.toUpperCase() ?? "";
  readonly key = takeKey(`summe.${this.code}.console`);
  readonly live = new Live({ code: this.code, role: "console", key: this.key, device: device() });
  armed = $state<string | null>(null);
  toast = $state("");
  selected = $state<string | null>(null);
  marked = $state<string[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;

  session = $derived(this.live.one<SessionRow>("session"));
  words = $derived(consoleWords(this.session?.language ?? "da"));
  step = $derived(this.live.one<StepRow>("step"));
  sheet = $derived(this.live.one<SheetRow>("sheet"));
  gates = $derived(this.live.one<GatesRow>("gates"));
  board = $derived(this.live.one<BoardRow>("board"));
  counts = $derived(this.live.one<CountsRow>("counts"));
  timer = $derived(this.live.one<TimerRow>("timer"));
  poll = $derived(this.live.table<PollRow>("poll"));
  presence = $derived(this.live.one<PresenceRow>("live.presence"));
  family = $derived(this.step?.step.split(":")[0] ?? "lobby");
  pitfalls = $derived(
    Object.entries(this.live.table<PitfallRow>("pitfalls"))
      .map(([id, row]) => ({ id, ...row }))
      .sort((a, b) => a.number - b.number),
  );
  cards = $derived.by((): Card[] => {
    const places = this.live.table<PlaceRow>("places");
    const flags = this.live.table<FlagsRow>("flags");
    return Object.entries(this.live.table<QuestionRow>("questions"))
      .map(([id, row]) => ({
        id,
        text: row.text,
        at: row.at_ms,
        next: row.next,
        pitfall: places[id]?.pitfall ?? null,
        placed: places[id]?.r ?? 0,
        flags: flags[id] ?? { merged: 0, taken_up: false, parked: false },
      }))
      .sort((a, b) => b.at - a.at);
  });
  shown = $derived(this.cards.filter((card) => card.flags.state === "shown" && !card.next));
  held = $derived(this.cards.filter((card) => card.flags.state === "held" && !card.next));
  tray = $derived(this.shown.filter((card) => !card.pitfall).reverse());

  name(step: string): string {
    return stepName(step, this.session?.language ?? "da", (id) => this.number(id));
  }
  number(pitfall: string): number {
    return this.pitfalls.find((one) => one.id === pitfall)?.number ?? 0;
  }
  get following(): string | undefined {
    const steps = this.sheet?.steps ?? [];
    return steps[steps.indexOf(this.step?.step ?? "") + 1];
  }
  get hasBeat(): boolean {
    const step = this.step;
    if (!step) return false;
    if (step.beat + 1 < step.beats) return true;
    const pitfall = step.step.split(":")[1];
    const queue = this.shown.filter(
      (card) => card.pitfall === pitfall && !card.flags.taken_up && !card.flags.parked,
    );
    return pitfall !== undefined && (queue.length > 0 || this.board?.spotlight != null);
  }

  async ask(command: string, args: Record<string, unknown> = {}) {
    const outcome = await this.live.ask(command, args);
    if ("reject" in outcome) {
      this.toast = this.words.rejects[outcome.reject] ?? this.words.failed;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => (this.toast = ""), 5_000);
    }
  }

  /** One press to the next beat; two into another step: the first only shows what would come. */
  goOn() {
    if (this.hasBeat) void this.ask("next_beat", { was: this.step?.beat ?? 0 });
    else if (this.following) this.enter(this.following);
  }
  enter(step: string) {
    if (this.armed !== step) {
      this.armed = step;
      setTimeout(() => this.armed === step && (this.armed = null), ARMED_MS);
      return;
    }
    this.armed = null;
    void this.ask("enter_step", { was: this.step?.step, to: step });
  }

  /** Place what is marked, else what is selected, and go on to the next card. */
  place(
    pitfall: string | null,
    ids = this.marked.length ? this.marked : this.selected ? [this.selected] : [],
  ) {
    if (!ids.length) return;
    const at = this.tray.findIndex((card) => card.id === this.selected);
    const rest = this.tray.filter((card) => !ids.includes(card.id));
    this.selected = rest[Math.min(Math.max(at, 0), rest.length - 1)]?.id ?? null;
    this.marked = [];
    if (ids.length === 1) return void this.ask("place_question", { question_id: ids[0], pitfall });
    const batch = randomId();
    for (let n = 0; n < ids.length; n += 80)
      void this.ask("place_questions", { ids: ids.slice(n, n + 80), pitfall, batch });
  }
  toggleBlack() {
    void this.ask(this.board?.blank ? "light_board" : "blank_board");
  }
  toggleFreeze() {
    void this.ask(this.board?.frozen ? "release_board" : "freeze_board");
  }

  async download(kind: string) {
    const headers = { Authorization: `Bearer ${this.key}` };
    const answer = await fetch(`/api/sessions/${this.code}/export.${kind}`, { headers });
    if (!answer.ok) return void (this.toast = this.words.failed);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = `summe-${this.code}.${kind}`;
    link.click();
    URL.revokeObjectURL(link.href);
  }
}
