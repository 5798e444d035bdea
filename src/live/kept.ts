import type { Change } from './changes.ts';

/** What a kept value depends on: one day of a doctor, all of a doctor, who the doctors are, or anything at all. */
export type Topic = `${number} ${string}` | `${number}` | 'doctors' | '*';

/** Milliseconds that a value is used at most without another look, whatever else goes wrong. */
export const UNCHECKED = 2_000;

/** Values at most, of those two seconds; a page is 25 kilobytes. */
const MOST = 2_000;

/** Topics whose changes are counted, until all begin anew. */
const MOST_TOPICS = 100_000;

type Entry = { generation: string; until: number; value: Promise<unknown> };

/**
 * Keeps what was read, for everybody who asks for the same, for as long as it is certain to be true. Three ways to show a
 * taken time as free for ever are closed: a value is worth only what was known when its reading began (`generation`), so
 * that what changes meanwhile counts; where the listener may be deaf, nothing is kept (`hears`); what ends by itself, as a
 * hold does, ends here too (`until`).
 */
export class Kept {
  readonly #entries = new Map<string, Entry>();
  readonly #generations = new Map<string, number>();
  #epoch = 0;
  readonly #hears: () => boolean;

  /** How many values are kept, also those that are of no use any more. */
  get size(): number {
    return this.#entries.size;
  }

  constructor(hears: () => boolean) {
    this.#hears = hears;
  }

  /**
   * What `read` gives, or gave to somebody before. `until`: when a value ends by itself, in milliseconds of
   * performance.now(); what is made of other kept values ends with them.
   */
  async get<T>(
    key: string,
    topic: Topic,
    read: () => Promise<T>,
    until: (value: T) => number = () => Infinity,
  ): Promise<T> {
    if (!this.#hears()) return read();
    const generation = this.#generation(topic);
    const began = performance.now();
    const kept = this.#entries.get(key);
    if (kept?.generation === generation && began < kept.until) {
      const value = (await kept.value) as T;
      // Read together with others, it may have ended meanwhile.
      if (performance.now() < kept.until) return value;
    }
    const entry: Entry = { generation, until: began + UNCHECKED, value: read() };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#forgetOld(began);
    try {
      const value = (await entry.value) as T;
      entry.until = Math.min(entry.until, until(value));
      return value;
    } catch (error) {
      entry.until = 0;
      throw error;
    }
  }

  /** The oldest come first: none stays much longer than it is of use, and never are there too many. */
  #forgetOld(now: number): void {
    for (const [key, { until }] of this.#entries) {
      if (until > now && this.#entries.size <= MOST) return;
      this.#entries.delete(key);
    }
  }

  /** From now on nothing of it is used that was read, or began to be read, before. */
  changed({ doctorId, dates }: Change): void {
    if (doctorId === undefined || this.#generations.size > MOST_TOPICS) {
      this.#epoch++;
      this.#entries.clear();
      this.#generations.clear();
      return;
    }
    const touched = dates?.map((date) => `${doctorId} ${date}`) ?? [`${doctorId} every`, 'doctors'];
    for (const topic of ['*', String(doctorId), ...touched])
      this.#generations.set(topic, (this.#generations.get(topic) ?? 0) + 1);
  }

  /** Of a day, with the changes of its doctor's every day. */
  #generation(topic: Topic): string {
    const of = (one: string) => this.#generations.get(one) ?? 0;
    const [doctor, day] = topic.split(' ');
    return `${this.#epoch} ${of(topic)} ${day ? of(`${doctor} every`) : ''}`;
  }
}
